// What the explorer says of a state: the sum, the means, and what was found.

import { number } from "../js/kit.js";
import { INVERTED, isLive } from "./numbers.js";

// The sum with its factor: (0.8·1.0 + 0 − 1.0·0.5)/(1 − p) = 0.30/0.50 = 0.60.
export function formulaOf({ code, sum, y, probability, state }, { terms }) {
  const live = terms.map((term, j) => (isLive(code, j, terms.length) ? term : ["+", "0"]));
  const [[sign, first], ...others] = live;
  const start = sign === "−" ? `−${first}` : first;
  const all = [start, ...others.map((term) => term.join(" "))].join(" ");
  if (state.form !== INVERTED) return `${all} = ${number(y, 3)}`;
  return `(${all})/(1 − p) = ${number(sum, 3)}/${(1 - probability).toFixed(2)} = ${number(y, 3)}`;
}

export function sentence(now, content) {
  const { state, byHand, average, rest, exact, spread } = now;
  const k = state.draws + 1;
  const draw = byHand ? "By hand" : `Draw ${k}`;
  const mean = `${k > 1 ? `Mean of ${k} draws` : "Mean so far"} ${number(average)}`;
  const all = state.exact ? `, of all subnets ${number(exact)}` : "";
  const known = state.found && k > 1 ? `; σ of the draws ${number(spread)}` : "";
  const formula = `${draw}: ${formulaOf(now, content)}.`;
  return `${formula}\n${mean}${all}; evaluation ${number(rest)}${known}.`;
}

export function verdict({ state, sigma, probability }, { squares, enough }) {
  if (!state.found) {
    return state.draws + 1 < enough ? `First draw ${enough} or more.` : "Not yet.";
  }
  const square = `${number(sigma * sigma, 3)} = ${number(sigma, 3)}²`;
  if (state.form !== INVERTED) return `Reached. Undivided: σ² = p·(1 − p)·Σ(w·h)² = ${square}.`;
  const odds = number(probability / (1 - probability), 3);
  return `Reached. σ² = p/(1 − p)·Σ(w·h)² = ${odds}·${number(squares, 3)} = ${square}.`;
}

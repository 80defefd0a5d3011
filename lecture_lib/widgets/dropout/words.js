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

// Until the spread that is asked for was found neither it nor a direction is told: it is to be
// worked out, and who looks for it by sliding is not led to it. A variance of that size is named.
export function verdict({ state, sigma }, { asked, within, enough }) {
  const isClose = state.form === INVERTED && Math.abs(sigma / asked - 1) <= within;
  const theory = `by the formula σ = ${number(sigma, 3)}.`;
  if (state.found) return isClose ? `Reached: ${theory}` : `Reached. Here ${theory}`;
  if (state.draws + 1 < enough) return `First draw ${enough} or more.`;
  if (state.form !== INVERTED) return "Not yet: choose ÷ (1 − p) first.";
  if (isClose) return "Not yet: let it rest here a moment.";
  const isVariance = Math.abs(sigma ** 2 / asked - 1) <= 2 * within;
  return isVariance
    ? `Not yet: here ${number(asked, 2)} is the variance.`
    : "Not yet: another σ. Work p out.";
}

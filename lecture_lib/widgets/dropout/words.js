// What the explorer says of a state: the sum, the means, and what was found.

import { number } from "../js/kit.js";
import { tr } from "../js/tr.js";
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
  const formula = formulaOf(now, content);
  const first = byHand ? tr("By hand: {0}.", formula) : tr("Draw {0}: {1}.", k, formula);
  const mean = number(average);
  let means = k > 1 ? tr("Mean of {0} draws {1}", k, mean) : tr("Mean so far {0}", mean);
  if (state.exact) means = tr("{0}, of all subnets {1}", means, number(exact));
  means = tr("{0}; evaluation {1}", means, number(rest));
  if (state.found && k > 1) means = tr("{0}; σ of the draws {1}", means, number(spread));
  return `${first}\n${means}.`;
}

// Until the spread that is asked for was found neither it nor a direction is told: it is to be
// worked out, and who looks for it by sliding is not led to it. A variance of that size is named.
export function verdict({ state, sigma }, { asked, within, enough }) {
  const isClose = state.form === INVERTED && Math.abs(sigma / asked - 1) <= within;
  if (state.found) {
    return isClose
      ? tr("Reached: by the formula σ = {0}.", number(sigma, 3))
      : tr("Reached. Here by the formula σ = {0}.", number(sigma, 3));
  }
  if (state.draws + 1 < enough) return tr("First draw {0} or more.", enough);
  if (state.form !== INVERTED) return tr("Not yet: choose ÷ (1 − p) first.");
  if (isClose) return tr("Not yet: let it rest here a moment.");
  const isVariance = Math.abs(sigma ** 2 / asked - 1) <= 2 * within;
  return isVariance
    ? tr("Not yet: here {0} is the variance.", number(asked, 2))
    : tr("Not yet: another σ. Work p out.");
}

// What is said of a run, and of an answer to it.

import { number } from "../js/kit.js";

// An answer, as `told` keeps it for each run.
export const [NOTHING, RIGHT, HALVE, STRAIGHT, STILL_TURNS, STOPPED] = [0, 1, 2, 3, 4, 5];

// What becomes of an answer: that a mode bounces, or else that it is only noise.
export function answered(saysBounce, { isHalved, turned, isNoisy }) {
  if (!turned) return STRAIGHT;
  if (!isHalved) return HALVE;
  if (saysBounce !== isNoisy) return RIGHT;
  return saysBounce ? STILL_TURNS : STOPPED;
}

const ANSWERS = {
  [NOTHING]: "Not yet.",
  [HALVE]: "Not yet: go on with half of η first, and look at the end.",
  [STRAIGHT]: "Not yet: with this η the run hardly turns before step 60. Raise η.",
  [STILL_TURNS]: "Not yet: it still turns. What is the sign of 1 − ηλ at half of an η below 2/L?",
  [STOPPED]: "Not yet: it does not turn any more. Would noise stop?",
};

const signed = (x) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(2)}`;

export const rateText = (eta, halved) =>
  halved ? `${number(eta, 3)} → ${number(eta / 2, 3)}` : `η = ${number(eta, 3)}`;

export function sentence({ step, last, before, felt, loss }) {
  if (!step) return "Step 0: there is no gradient yet to compare with. Press Play.";
  const two = step > 1 ? `, 2 steps ago ${signed(before)}` : "";
  const left = loss > 1.01e-8 ? number(loss, 2) : "less than 10⁻⁸";
  return (
    `Step ${step} and those just before it: cosine with the gradient 1 step ago ` +
    `${signed(last)}${two}; λ̂\u00a0=\u00a0${number(felt, 2)}. ` +
    `Loss left: ${left} of the first.`
  );
}

// What is said under the challenge: the runs that are answered, and the last answer to this one.
export function verdict({ told, run }, { names }, { isNoisy, eta, steepest }) {
  const done = names.map((name, i) => `${name}\u00a0${told[i] === RIGHT ? "✓" : "–"}`).join(", ");
  if (told[run] !== RIGHT) return `${done}. ${ANSWERS[told[run]]}`;
  const strength = Number((eta * steepest).toPrecision(4));
  const said = isNoisy
    ? `Fresh batches: at ηL\u00a0=\u00a0${strength} and at half of it, noise turns.`
    : `All the data: ηL\u00a0=\u00a0${strength} bounces; at half of it no mode changes sides.`;
  return `${done}. ${said}`;
}

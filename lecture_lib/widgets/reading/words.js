// What is said of a run, and of an answer to it.

import { number, range } from "../js/kit.js";

// An answer, as `told` keeps it for each run.
export const [NOTHING, RIGHT, HALVE, STRAIGHT, STILL_TURNS, STOPPED, COMPARE] = range(7);

// What may be said of a run: that half of η is better, that it is too little, that it is noise.
export const [BETTER, LITTLE, NOISE] = range(3);

// What becomes of an answer.
export function answered(said, { isHalved, turned, isNoisy, helps }) {
  if (!turned) return STRAIGHT;
  if (!isHalved) return HALVE;
  const truth = isNoisy ? NOISE : helps ? BETTER : LITTLE;
  if (said === truth) return RIGHT;
  if (isNoisy) return STILL_TURNS;
  return said === NOISE ? STOPPED : COMPARE;
}

const ANSWERS = {
  [NOTHING]: "Not yet.",
  [HALVE]: "Not yet: go on with half of η first, and look at the end.",
  [STRAIGHT]: "Not yet: with this η the run hardly turns at step 60. Raise η.",
  [STILL_TURNS]: "Not yet: it still turns. What is the sign of 1 − ηλ at half of an η below 2/L?",
  [STOPPED]: "Not yet: it does not turn any more. Would noise stop?",
  [COMPARE]:
    "Not yet: it did bounce. Now compare both losses at the end; the thin line kept its η.",
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
export function verdict({ told, run }, { names }, now) {
  const { isNoisy, helps, eta, steepest, curvatures } = now;
  const done = names.map((name, i) => `${name}\u00a0${told[i] === RIGHT ? "✓" : "–"}`).join(", ");
  if (told[run] !== RIGHT) return `${done}. ${ANSWERS[told[run]]}`;
  const strength = `ηL\u00a0=\u00a0${Number((eta * steepest).toPrecision(4))}`;
  if (isNoisy)
    return `${done}. Fresh batches: at ${strength} and at half of it noise turns, and λ̂ tells of 1/η.`;
  const isBelow = eta < 2 / (steepest + curvatures[0]);
  const little = isBelow
    ? "η is below η*: the flat mode is the slowest already. Half makes it slower."
    : "η is just above η*. At half of it the flat mode is slower than the bounce was.";
  const said = helps ? "the bounce is the slowest mode. At half of it none changes sides." : little;
  return `${done}. All the data: at ${strength} ${said}`;
}

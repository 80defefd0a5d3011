// What is said of a run, and of an answer to it.

import { number } from "../js/kit.js";

// An answer, as `told` keeps it for each run.
export const [NOTHING, RIGHT, FLATTER, NO_NOISE, BATCHES, NO_CURVATURE, AGREES] = [
  0, 1, 2, 3, 4, 5, 6,
];

// What becomes of the answer that λ̂ is the steepest curvature.
export function steepestSaid({ isNoisy, isAll, isClose }) {
  if (isNoisy) return NO_CURVATURE;
  if (!isAll) return BATCHES;
  return isClose ? RIGHT : FLATTER;
}

// What becomes of the answer that it is only noise.
export function noiseSaid({ isNoisy, isAll, cosine }) {
  if (!isNoisy) return isAll ? NO_NOISE : BATCHES;
  return cosine < 0 ? RIGHT : AGREES;
}

const ANSWERS = {
  [NOTHING]: "Not yet.",
  [FLATTER]:
    "Not yet: λ̂ is a mean, and a steeper mode hides in it. Which η lets the steepest outlive the " +
    "others?",
  [NO_NOISE]: "Not yet: all examples are in every batch here, so there is no noise.",
  [BATCHES]: "Not yet: in a batch there is noise as well. This run can be seen with all 256.",
  [NO_CURVATURE]: "Not yet: take half of η. If λ̂ is a curvature, it stays where it is.",
  [AGREES]: "Not yet: here successive gradients still agree. A larger η or a smaller batch?",
};

export const sizeText = (size, examples) =>
  size === examples ? `all ${size}` : `${size} of ${examples.toLocaleString("en")}`;

const signed = (x) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(2)}`;

export function sentence({ step, last, before, felt, length }) {
  if (!step) return "Step 0: there is no gradient yet to compare with.";
  const size = number(10 ** length, 2);
  const far = length > 2 ? " The run diverges." : ` |g| is ${size} times its first.`;
  const two = step > 1 ? `, with the one before ${signed(before)}` : "";
  return (
    `Step ${step} and those just before it: cosine with the last gradient ${signed(last)}${two}; ` +
    `λ̂\u00a0=\u00a0${number(felt, 3)}.${far}`
  );
}

// What is said under the challenge: the runs that are answered, and the last answer to this one.
export function verdict({ told, run }, { names, noisy }, steepest) {
  const done = names.map((name, i) => `${name}\u00a0${told[i] === RIGHT ? "✓" : "–"}`).join(", ");
  if (told[run] !== RIGHT) return `${done}. ${ANSWERS[told[run]]}`;
  const told_ =
    run === noisy
      ? "Only noise: λ̂ follows 1/η (dashed), and the gradient of two steps ago does not come back."
      : `L\u00a0=\u00a0${steepest}: while the steepest mode is the largest, λ̂ is its curvature.`;
  return `${done}. ${told_}`;
}

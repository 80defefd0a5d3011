// What is said of a run, and of an answer to it.

import { number, range } from "../js/kit.js";
import { tr } from "../js/tr.js";

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
  [NOTHING]: tr("Not yet."),
  [HALVE]: tr("Not yet: go on with half of η first, and look at the end."),
  [STRAIGHT]: tr("Not yet: with this η the run hardly turns at step 60. Raise η."),
  [STILL_TURNS]: tr(
    "Not yet: it still turns. What is the sign of 1 − ηλ at half of an η below 2/L?",
  ),
  [STOPPED]: tr("Not yet: it does not turn any more. Would noise stop?"),
  [COMPARE]: tr(
    "Not yet: it did bounce. Now compare both losses at the end; the thin line kept its η.",
  ),
};

const signed = (x) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(2)}`;

export const rateText = (eta, halved) =>
  halved ? `${number(eta, 3)} → ${number(eta / 2, 3)}` : `η = ${number(eta, 3)}`;

export function sentence({ step, last, before, felt, loss }) {
  if (!step) return tr("Step 0: there is no gradient yet to compare with. Press Play.");
  const left = loss > 1.01e-8 ? number(loss, 2) : tr("less than 10⁻⁸");
  const told =
    step > 1
      ? tr(
          "Step {0} and those just before it: cosine with the gradient 1 step ago {1}, " +
            "2 steps ago {2}; λ̂\u00a0=\u00a0{3}.",
          ...[step, signed(last), signed(before), number(felt, 2)],
        )
      : tr(
          "Step {0} and those just before it: cosine with the gradient 1 step ago {1}; " +
            "λ̂\u00a0=\u00a0{2}.",
          ...[step, signed(last), number(felt, 2)],
        );
  return `${told} ${tr("Loss left: {0} of the first.", left)}`;
}

// What is said under the challenge: the runs that are answered, and the last answer to this one.
export function verdict({ told, run }, { names }, now) {
  const done = names.map((name, i) => `${name}\u00a0${told[i] === RIGHT ? "✓" : "–"}`).join(", ");
  return `${done}. ${told[run] === RIGHT ? truth(now) : ANSWERS[told[run]]}`;
}

function truth({ isNoisy, helps, eta, steepest, curvatures }) {
  const strength = `ηL\u00a0=\u00a0${Number((eta * steepest).toPrecision(4))}`;
  if (isNoisy) {
    return tr("Fresh batches: at {0} and at half of it noise turns, and λ̂ tells of 1/η.", strength);
  }
  if (helps) {
    return tr(
      "All the data: at {0} the bounce is the slowest mode. At half of it none changes sides.",
      strength,
    );
  }
  const isBelow = eta < 2 / (steepest + curvatures[0]);
  return isBelow
    ? tr(
        "All the data: at {0} η is below η*: the flat mode is the slowest already. " +
          "Half makes it slower.",
        strength,
      )
    : tr(
        "All the data: at {0} η is just above η*. " +
          "At half of it the flat mode is slower than the bounce was.",
        strength,
      );
}

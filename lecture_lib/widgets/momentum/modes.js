// One mode under momentum, and a run of both: the formulas of descent/theory/momentum.py and the
// rule itself, in units in which L = 1. Three settings have too many runs to send them all.

import { number } from "../js/kit.js";
import { tr } from "../js/tr.js";

const SMALL = 1e-6; // settings arrive as float32

// A setting as its slider writes it.
export const short = (setting) => String(Number(setting.toFixed(4)));

function regime(trace, size, isComplex) {
  if (size > 1 + SMALL) return "diverges";
  if (isComplex) return "swings";
  if (Math.abs(trace) < SMALL) return "stops";
  return trace > 0 ? "creeps" : "zig-zags";
}

// The roots of z² − (1 + β − s)z + β with s = ηλ, the larger real part or the upper one first, and
// what they make the mode do.
export function modeOf(s, beta) {
  const trace = 1 + beta - s;
  const discriminant = trace * trace - 4 * beta;
  const isDouble = Math.abs(discriminant) < SMALL;
  const isComplex = discriminant < 0 && !isDouble;
  const half = isDouble ? 0 : Math.sqrt(Math.abs(discriminant)) / 2;
  const [re, im] = isComplex ? [0, half] : [half, 0];
  const roots = [1, -1].map((sign) => [trace / 2 + sign * re, sign * im]);
  const size = Math.max(...roots.map((root) => Math.hypot(...root)));
  return { s, beta, does: regime(trace, size, isComplex), size, isDouble, roots };
}

// What is true of a mode, after its name.
export function manner({ s, beta, does, size, isDouble, roots }) {
  const [[larger], [smaller]] = roots;
  if (does === "diverges") return tr("diverges: one root lies below −1, at {0}.", number(smaller));
  if (does === "swings") {
    return tr("swings: its roots are complex, both of size √β = {0}.", number(size));
  }
  if (does === "stops") return tr("is at 0 after one step: both its roots are 0.");
  const isForEver = size > 1 - SMALL;
  return does === "creeps"
    ? creeping(s, beta, number(larger), isDouble, isForEver)
    : zigzagging(s, beta, number(smaller), isDouble, isForEver);
}

function creeping(s, beta, root, isDouble, isForEver) {
  if (isDouble) return tr("creeps, and would swing with any more β: a double root at {0}.", root);
  const creeps = isForEver ? tr("creeps for ever") : tr("creeps");
  if (!beta) return tr("{0}: its roots are 0 and 1 − {1} = {2}.", creeps, number(s), root);
  return tr("{0}: its roots are real and positive, the larger is {1}.", creeps, root);
}

function zigzagging(s, beta, root, isDouble, isForEver) {
  if (isDouble) return tr("zig-zags, and would swing with any more β: a double root at {0}.", root);
  const turns = isForEver ? tr("zig-zags for ever") : tr("zig-zags");
  if (!beta) return tr("{0}: its roots are 0 and 1 − {1} = {2}.", turns, number(s), root);
  return tr("{0}: its roots are real and negative, the larger in size is {1}.", turns, root);
}

const SLOWER = {
  both: tr("Both modes are equally fast"),
  flat: tr("The flat mode is the slower and sets the rate"),
  steep: tr("The steep mode is the slower and sets the rate"),
};

// Which mode is the slower, and so what happens in the long run.
export function outcome(flat, steep) {
  const rate = Math.max(flat.size, steep.size);
  const isTied = Math.abs(flat.size - steep.size) < SMALL;
  const slower = isTied ? "both" : flat.size > steep.size ? "flat" : "steep";
  if (rate > 1 + SMALL) return grows(slower, number(rate));
  const digit = Math.round(-1 / Math.log10(rate));
  if (rate > 1 - SMALL || digit < 2) {
    return tr("{0}: ρ = {1} a step in the long run.", SLOWER[slower], number(rate));
  }
  return tr(
    "{0}: ρ = {1} a step in the long run, {2} steps a digit.",
    ...[SLOWER[slower], number(rate), digit],
  );
}

function grows(slower, rate) {
  if (slower === "both")
    return tr("Both modes grow by the factor {0} a step in the long run.", rate);
  return slower === "flat"
    ? tr("The flat mode grows by the factor {0} a step in the long run.", rate)
    : tr("The steep mode grows by the factor {0} a step in the long run.", rate);
}

// The path [x…, y…] of v ← βv + g, θ ← θ − ηv from a start, and its loss over the first.
export function walk(kappa, eta, beta, [x, y], steps) {
  const curvatures = [1 / kappa, 1];
  const path = new Float64Array(2 * (steps + 1));
  const loss = new Float64Array(steps + 1);
  [x, y].forEach((start, i) => {
    let [theta, v] = [start, 0];
    for (let t = 0; t <= steps; t += 1) {
      path[i * (steps + 1) + t] = theta;
      loss[t] += curvatures[i] * theta * theta;
      v = beta * v + curvatures[i] * theta;
      theta -= eta * v;
    }
  });
  return { path, loss: loss.map((one) => one / loss[0]) };
}

// Two points of ρ²ᵗ, nine decades at most, as _slope of widget.py has them.
export function slopeOf(rate, steps) {
  const decades = 2 * Math.abs(Math.log10(Math.max(rate, 1e-30)));
  const last = Math.min(steps, 9 / Math.max(decades, 1e-9));
  return [0, last, 1, Math.max(rate, 1e-30) ** (2 * last)];
}

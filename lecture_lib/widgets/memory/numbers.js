// What a state takes of a device: the same sums as training_memory in Python.

import { tr } from "../js/tr.js";

const GB = 1e9;
const SIZES = [
  ["TB", 1e12],
  ["GB", GB],
  ["MB", 1e6],
  ["kB", 1e3],
];

// Bytes as a text, in the largest unit that leaves three digits before the point at most.
export function sizeText(bytes, write) {
  const [name, unit] = SIZES.find(([, one]) => bytes >= 0.9995 * one) ?? ["", 1];
  return name ? `${write(bytes / unit, 3)} ${name}` : tr("{0} bytes", bytes);
}

// 12853386240 as 12,853,386,240.
export const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

// How many positions of the length a model has.
const lastLength = ({ sliders }, model) =>
  sliders.find(({ name }) => name === "length").lasts[1][model];

const shared = (bytes, isShared, devices) => (isShared ? Math.ceil(bytes / devices) : bytes);

export function needOf(state, content) {
  const { counts, remembered, widths, laws, batches, lengths, devices: counted } = content;
  const { model, precision, rule, stage } = state;
  const devices = counted[state.devices];
  const batch = batches[state.batch];
  const length = lengths[Math.min(state.length, lastLength(content, model))];
  const count = counts[model];
  const numbers = remembered[model][rule];
  const [parameter, gradient, copy, each] = widths[precision];
  const [token, pair, square, fixed] = laws[model][precision][state.again];
  const tokens = batch * length;
  const kept = token * tokens + pair * tokens * length + square * length ** 2 + fixed;
  const parts = [
    shared(parameter * count, stage >= 3, devices),
    shared(gradient * count, stage >= 2, devices),
    shared(copy * count + each * numbers, stage >= 1, devices),
    kept,
  ];
  return {
    parts,
    total: parts.reduce((sum, one) => sum + one, 0),
    ...{ devices, batch, length, count, numbers, tokens, kept },
    widths: { parameter, gradient, copy, each },
  };
}

// The end of the axis: 1, 3, 10, 30 … bytes, the first that holds all.
export function endOf(total) {
  const power = 10 ** Math.floor(Math.log10(total));
  return [1, 3, 10].map((n) => n * power).find((end) => total <= end * 0.985) ?? 30 * power;
}

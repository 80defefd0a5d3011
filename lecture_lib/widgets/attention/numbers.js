// The numbers of a state: what is drawn and what is said.

import { range } from "../js/kit.js";

// In whole per cent, as percent of widget.py writes it.
export const percent = (p) => `${Math.floor(100 * p + 0.5)}\u00a0%`;

// The places of the largest weights, largest first; of equal ones the first.
export const largest = (weights, count) =>
  range(weights.length)
    .sort((i, j) => weights[j] - weights[i] || i - j)
    .slice(0, count)
    .filter((at) => weights[at] > 0);

export function numbersOf(state, { content, arrays }) {
  const { step, word, head, off } = state;
  const { words, steps, layers, heads, causal, candidates, targets } = content;
  const all = range(layers * heads);
  const names = candidates[word] ?? [];
  const at = names.indexOf(targets[word]); // of the true word, −1 if none is known
  const [said, without] = names.length
    ? [arrays.said.part(step, word), all.map((h) => arrays.without.part(step, h, word))]
    : [[], []];
  return {
    ...{ state, word, head, names, said, causal, at },
    isOff: Boolean(off),
    training: steps[step],
    asking: words[word],
    all: all.map((h) => arrays.weights.part(step, h, word)),
    weights: arrays.weights.part(step, head, word),
    without: without[head] ?? [],
    lost: at < 0 ? [] : without.map((one) => one[at]), // what the true word has without each head
  };
}

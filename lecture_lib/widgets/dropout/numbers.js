// The numbers of a state: what is drawn and what is said.

import { range } from "../js/kit.js";

export const [INVERTED, , BUG] = [0, 1, 2]; // forms, as FORMS in widget.py
export const isLive = (code, j, n) => Boolean((code >> (n - 1 - j)) & 1);

// All that is drawn and said: outputs, means, the network now, what evaluation gives.
export function numbersOf(state, { content, arrays }) {
  const { p, draws, sample, form, hand } = state;
  const { dies, sums, factors, mean, sigma } = arrays;
  const [training, evaluation] = factors.part(form, p);
  const codeOf = (i) =>
    dies.part(sample % dies.shape[0], i).reduce((code, at) => 2 * code + (p < at), 0);
  const outputs = range(draws + 1).map((i) => training * sums.value(codeOf(i)));
  let total = 0;
  const running = outputs.map((y, i) => (total += y) / (i + 1));
  const average = running.at(-1);
  const squares = outputs.reduce((sum, y) => sum + (y - average) ** 2, 0);
  const byHand = hand[0] === sample && hand[1] === draws;
  const code = byHand ? hand[2] : codeOf(draws);
  const [low, high] = content.charts.share.y.domain;
  const found = new Float32Array(content.bins);
  for (const y of outputs) {
    const bin = Math.floor(((y - low) / (high - low)) * content.bins);
    if (bin >= 0 && bin < content.bins) found[bin] += 1 / outputs.length;
  }
  return {
    ...{ state, outputs, running, average, byHand, code, found, training, evaluation },
    probability: content.sliders[0].values[p],
    sum: sums.value(code),
    y: training * sums.value(code),
    rest: evaluation * sums.value(sums.shape[0] - 1),
    exact: mean.value(form, p),
    spread: draws ? Math.sqrt(squares / draws) : 0,
    sigma: sigma.value(form, p),
    expected: arrays.shares.part(form, p),
  };
}

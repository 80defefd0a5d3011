// The arithmetic of the network: ink to sums, sums to shares.

// Ink times weight, added up over the pixels, for each hidden unit.
export function sumsOf(ink, V) {
  const sums = new Float64Array(V.shape[1]);
  ink.forEach((one, pixel) => {
    if (one) V.part(pixel).forEach((weight, unit) => (sums[unit] += one * weight));
  });
  return sums;
}

// What passes the ReLU becomes ten scores, and their softmax.
export function sharesOf(sums, W) {
  const scores = new Float64Array(W.shape[1]);
  sums.forEach((sum, unit) => {
    if (sum > 0) W.part(unit).forEach((weight, digit) => (scores[digit] += sum * weight));
  });
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest)); // no overflow
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

// The digit with the largest share; of equals the first.
export const readFrom = (shares) => shares.indexOf(Math.max(...shares));

export function readingOf(ink, { V, W }) {
  const sums = sumsOf(ink, V);
  const shares = sharesOf(sums, W);
  const read = readFrom(shares);
  return { sums, shares, read, share: shares[read] };
}

// What the ink was before anyone changed it.
export function originOf({ origin, digit, noise }, { images, noises }) {
  if (origin === "digit") return images.part(digit);
  if (origin === "noise") return noises.part((noise - 1) % noises.shape[0]);
  return new Float32Array(images.shape[1]);
}

// All that is drawn and said of a state.
export function numbersOf(state, { content, arrays }) {
  const { ink, origin, digit } = state;
  const first = originOf(state, arrays);
  const before = readingOf(first, arrays);
  const now = readingOf(ink, arrays);
  return {
    ...{ state, ink, first, before, ...now },
    label: origin === "digit" ? (content.labels?.[digit] ?? before.read) : null,
    changed: ink.reduce((sum, one, pixel) => sum + Math.abs(one - first[pixel]), 0),
    live: now.sums.filter((sum) => sum > 0).length,
    isEven: Math.max(...now.shares) - Math.min(...now.shares) < 1e-12,
  };
}

// Which part of the challenge is met here: 0 none, 1 an unseen digit misread, 2 noise read.
export function partMet({ state, before, read, share, label, changed }, { most, sure }) {
  if (share <= sure || changed > most + 1e-6) return 0;
  if (state.origin === "noise") return 2;
  return state.origin === "digit" && before.read === label && read !== label ? 1 : 0;
}

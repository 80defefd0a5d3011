// What the pad says of a state.

import { number } from "../js/kit.js";

// Three decimals; what is not quite 1 is not written as 1.
export const shareText = (share) => (share >= 0.9995 ? "> 0.999" : share.toFixed(3));

function whatItIs({ state, label, changed }, { labels }) {
  const { origin, digit, noise } = state;
  const edited = changed < 0.005 ? "" : `, ${changed.toFixed(1)} ink changed`;
  if (origin === "noise") return `Noise ${noise}${edited}`;
  if (origin === "blank") return changed < 0.005 ? "No ink" : "Your own ink";
  return `Unseen digit ${digit + 1}${labels ? `, a ${label}` : ""}${edited}`;
}

export function sentence(now, content) {
  const { sums, read, share, isEven, state } = now;
  const what = whatItIs(now, content);
  const first = isEven
    ? `${what}: all ten shares are 0.1, and of equals it takes the first, ${read}.`
    : `${what}: read as ${read}, share ${shareText(share)}.`;
  const sum = sums[state.unit];
  const passed = sum > 0 ? "it is passed on" : "0 is passed on";
  return `${first}\nUnit ${state.unit}: ink × weights add up to ${number(sum, 3)}, and ${passed}.`;
}

// What was found is told; of what was not, why the present image does not count.
export function verdict({ state, before, label, changed, share }, { most, sure }) {
  const { fooled, noisy, origin } = state;
  const first = fooled.length
    ? `(1) Reached: ${fooled[2].toFixed(1)} ink, and a ${fooled[0]} was read as ${fooled[1]}.`
    : "(1) Not yet.";
  const second = noisy.length
    ? `(2) Reached: ${noisy[2].toFixed(1)} ink on noise, read as ${noisy[1]}.`
    : "(2) Not yet.";
  const isOpen = origin === "digit" ? !fooled.length : origin === "noise" && !noisy.length;
  let hint = "";
  if (isOpen && origin === "digit" && before.read !== label) hint = " This one was misread before.";
  else if (isOpen && changed > most) hint = ` Here more than ${most} ink is changed.`;
  else if (isOpen && changed > 0 && share <= sure) hint = ` Here the share is ${shareText(share)}.`;
  return `${first} ${second}${hint}`;
}

// What the pad says of a state.

import { number } from "../js/kit.js";
import { tr } from "../js/tr.js";

// Three decimals; what is not quite 1 is not written as 1.
export const shareText = (share) => (share >= 0.9995 ? "> 0.999" : share.toFixed(3));

function whatItIs({ state, label, changed }, { labels }) {
  const { origin, digit, noise } = state;
  const isEdited = changed >= 0.005;
  if (origin === "blank") return isEdited ? tr("Your own ink") : tr("No ink");
  const unseen = tr("Unseen digit {0}", digit + 1);
  let what = labels ? tr("{0}, a {1}", unseen, label) : unseen;
  if (origin === "noise") what = tr("Noise {0}", noise);
  return isEdited ? tr("{0}, {1} ink changed", what, changed.toFixed(1)) : what;
}

export function sentence(now, content) {
  const { sums, read, share, isEven, state } = now;
  const what = whatItIs(now, content);
  const first = isEven
    ? tr("{0}: all ten shares are 0.1, and of equals it takes the first, {1}.", what, read)
    : tr("{0}: read as {1}, share {2}.", what, read, shareText(share));
  const sum = sums[state.unit];
  const told = [state.unit, number(sum, 3)];
  const second =
    sum > 0
      ? tr("Unit {0}: ink × weights add up to {1}, and it is passed on.", ...told)
      : tr("Unit {0}: ink × weights add up to {1}, and 0 is passed on.", ...told);
  return `${first}\n${second}`;
}

// What was found is told; of what was not, why the present image does not count.
export function verdict({ state, before, label, changed, share }, { most, sure }) {
  const { fooled, noisy, origin } = state;
  const first = fooled.length
    ? tr(
        "(1) Reached: {0} ink, and a {1} was read as {2}.",
        ...[fooled[2].toFixed(1), fooled[0], fooled[1]],
      )
    : tr("(1) Not yet.");
  const second = noisy.length
    ? tr("(2) Reached: {0} ink on noise, read as {1}.", noisy[2].toFixed(1), noisy[1])
    : tr("(2) Not yet.");
  const isOpen = origin === "digit" ? !fooled.length : origin === "noise" && !noisy.length;
  let hint = "";
  if (isOpen && origin === "digit" && before.read !== label)
    hint = tr("This one was misread before.");
  else if (isOpen && changed > most) hint = tr("Here more than {0} ink is changed.", most);
  else if (isOpen && changed > 0 && share <= sure)
    hint = tr("Here the share is {0}.", shareText(share));
  return [first, second, hint].filter(Boolean).join(" ");
}

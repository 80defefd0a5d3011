// What the network reads, in large type, and the ten shares as bars.

import { make, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { shareText } from "./words.js";

const [LEFT, TOP, STEP, LONG] = [552, 104, 14.6, 98];

// What the share is of, and what the ink is.
function fromWhat({ label, changed }) {
  if (label === null) return tr("its share");
  return changed < 0.005 ? tr("share; it is a {0}", label) : tr("share; from a {0}", label);
}

export function shareBars(stage) {
  const read = make("text", { class: "ll-read", x: 534, y: 78 });
  const share = make("text", { class: "ll-share", x: 580, y: 60 });
  const from = make("text", { class: "ll-label", x: 580, y: 78 });
  const rows = range(10).map((digit) => {
    const y = TOP + STEP * digit;
    return {
      name: make("text", { class: "ll-end", x: LEFT - 7, y: y + 10 }, digit),
      track: make("rect", { class: "ll-track", x: LEFT, y, width: LONG, height: 11 }),
      bar: make("rect", { class: "ll-bar", x: LEFT, y, height: 11 }),
      told: make("text", { class: "ll-end ll-number", x: 708, y: y + 10 }),
    };
  });
  const title = make("text", { class: "ll-title", x: 534, y: 20 }, tr("It reads"));
  const bars = rows.flatMap(({ name, track, bar, told }) => [track, bar, name, told]);
  const group = make("g", { class: "ll-shares" }, title, read, share, from, ...bars);
  stage.append(group);

  const draw = (now) => {
    read.textContent = now.read;
    share.textContent = shareText(now.share);
    const isWrong = now.label !== null && now.label !== now.read;
    set(read, { class: `ll-read${isWrong ? " ll-wrong" : ""}` });
    from.textContent = fromWhat(now);
    rows.forEach(({ name, bar, told }, digit) => {
      const kind = digit === now.read ? " ll-best" : "";
      set(bar, { width: LONG * now.shares[digit], class: `ll-bar${kind}` });
      set(name, { class: `ll-end${kind}` });
      set(told, { class: `ll-end ll-number${kind}` });
      told.textContent = shareText(now.shares[digit]);
    });
  };
  return { group, draw };
}

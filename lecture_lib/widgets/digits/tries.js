// The last images, with what was read in each; a press brings one back.

import { make, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { readingOf } from "./network.js";
import { shadePaths, shadesOf } from "./shades.js";
import { shareText } from "./words.js";

export const KEPT = 6;
const SIZE = 5.5;
const SIDE_OF = 8 * SIZE;

// What a try is: all that has to be put back for it.
export const tryOf = ({ origin, digit, noise, ink }) => ({ origin, digit, noise, ink });
const keyOf = ({ origin, ink }) => `${origin} ${ink}`;
export const isIn = (tries, one) => tries.some((other) => keyOf(other) === keyOf(one));
export const withTry = (tries, state) => [...tries, tryOf(state)].slice(-KEPT);

function slot(bring) {
  const paths = shadePaths("ll-ink");
  const read = make("text", { class: "ll-try-read", x: SIDE_OF + 9, y: 21 });
  const share = make("text", { class: "ll-number", x: SIDE_OF + 9, y: 39 });
  const paper = make("rect", { class: "ll-paper ll-frame", width: SIDE_OF, height: SIDE_OF });
  const field = { class: "ll-field", x: -4, y: -4, width: 104, height: SIDE_OF + 8, rx: 4 };
  const element = make(
    "g",
    {
      class: "ll-try",
      role: "button",
      tabindex: -1,
      onclick: bring,
      onkeydown: (event) => {
        const { key, ctrlKey, metaKey, altKey } = event;
        if (!/^(Enter| )$/.test(key) || ctrlKey || metaKey || altKey) return;
        event.preventDefault();
        bring();
      },
    },
    make("rect", field),
    paper,
    ...paths,
    read,
    share,
  );
  const show = (one, now) => {
    set(element, { visibility: one ? "visible" : "hidden", tabindex: one ? 0 : -1 });
    if (!one) return;
    shadesOf(one.ink, SIZE).forEach((d, i) => set(paths[i], { d }));
    read.textContent = now.read;
    share.textContent = shareText(now.share);
    const label = tr("Bring back: read as {0}, {1}", now.read, shareText(now.share));
    set(element, { "aria-label": label });
  };
  return { element, show };
}

export function lastTries(stage, { store, arrays }) {
  const slots = range(KEPT).map((i) => slot(() => store.go({ ...store.now.tries[i] })));
  const title = make("text", { class: "ll-title", x: 14, y: 0 }, tr("Last {0} tries", KEPT));
  const group = make("g", {}, title, ...slots.map(({ element }) => element));
  stage.append(group);
  let before = null;

  const place = (perRow, width) =>
    slots.forEach(({ element }, i) => {
      const [x, y] = [14 + width * (i % perRow), 13 + 60 * Math.floor(i / perRow)];
      set(element, { transform: `translate(${x} ${y})` });
    });
  const draw = ({ state: { tries } }) => {
    if (tries === before) return;
    before = tries;
    slots.forEach(({ show }, i) => show(tries[i], tries[i] && readingOf(tries[i].ink, arrays)));
  };
  return { group, place, draw };
}

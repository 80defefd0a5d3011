// Ink on the left, the hidden units in the middle, the shares on the right, the last tries below.

import { whenNarrow } from "../js/fold.js";
import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { make, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { shifted, upsideDown } from "./ink.js";
import { numbersOf, originOf, partMet } from "./network.js";
import { inkPad } from "./pad.js";
import { shareBars } from "./shares.js";
import { isIn, lastTries, withTry } from "./tries.js";
import { hiddenUnits } from "./units.js";
import { sentence, verdict } from "./words.js";

const WIDE = "0 0 720 338";
const NARROW = "6 0 422 650";

// Another image, as it is before anyone changes it.
const begin = (change, arrays) => ({ ...change, ink: Array.from(originOf(change, arrays)) });

// What each button makes of the state.
const ACTIONS = [
  [
    tr("Next unseen digit"),
    "",
    ({ digit, noise, origin }, arrays) => {
      const next = origin === "digit" ? (digit + 1) % arrays.images.shape[0] : digit;
      return begin({ origin: "digit", digit: next, noise }, arrays);
    },
  ],
  ["←", tr("Shift left"), ({ ink }) => ({ ink: shifted(ink, -1, 0) })],
  ["→", tr("Shift right"), ({ ink }) => ({ ink: shifted(ink, 1, 0) })],
  ["↑", tr("Shift up"), ({ ink }) => ({ ink: shifted(ink, 0, -1) })],
  ["↓", tr("Shift down"), ({ ink }) => ({ ink: shifted(ink, 0, 1) })],
  [tr("Upside down"), "", ({ ink }) => ({ ink: upsideDown(ink) })],
  [
    tr("Noise"),
    "",
    ({ digit, noise }, arrays) => begin({ origin: "noise", digit, noise: noise + 1 }, arrays),
  ],
  [tr("Clear"), "", ({ digit, noise }, arrays) => begin({ origin: "blank", digit, noise }, arrays)],
];

function addButtons({ root, store, arrays }) {
  const bar = root.querySelector(".ll-buttons");
  bar.setAttribute("aria-label", tr("What to do with the ink"));
  for (const [text, name, act] of ACTIONS) {
    const onclick = () => store.go(act(store.now, arrays));
    const named = name ? { "aria-label": name, title: name } : {};
    const button = make("button", { type: "button", ...named, onclick }, text);
    bar.querySelector(".ll-reset").before(button);
  }
}

function setup(stage, tools) {
  const { content, store, root, cleanups } = tools;
  root.classList.add("ll-digits");
  addButtons(tools);
  const [drawPad, units, bars] = [
    inkPad(stage, tools),
    hiddenUnits(stage, tools),
    shareBars(stage),
  ];
  const tries = lastTries(stage, tools);
  const fold = (isNarrow) => {
    if (!root.matches(".ll-presenter")) set(stage, { viewBox: isNarrow ? NARROW : WIDE });
    set(units.group, { transform: isNarrow ? "translate(-244 252)" : "" });
    set(bars.group, { transform: isNarrow ? "translate(-284 0)" : "" });
    set(tries.group, { transform: `translate(0 ${isNarrow ? 530 : 276})` });
    tries.place(isNarrow ? 3 : 6, isNarrow ? 138 : 117);
  };
  fold(false);
  if (!root.matches(".ll-presenter")) whenNarrow(stage, 520, fold, cleanups);

  // Where the hand rests is a try, and counts for the challenge.
  const rests = atRest(cleanups);
  const keep = () => {
    const now = numbersOf(store.now, tools);
    const { state, label, read, changed } = now;
    const part = content.challenge ? partMet(now, content) : 0;
    const found = [label, read, changed];
    store.go({
      tries: isIn(state.tries, state) ? state.tries : withTry(state.tries, state),
      fooled: part === 1 && !state.fooled.length ? found : state.fooled,
      noisy: part === 2 && !state.noisy.length ? found : state.noisy,
    });
  };

  return (state) => {
    const now = numbersOf(state, tools);
    drawPad(now);
    for (const part of [units, bars, tries]) part.draw(now);
    rests(`${state.origin} ${state.noise} ${state.ink}`, !isIn(state.tries, state) && keep);
    return {
      says: sentence(now, content),
      solved: state.fooled.length > 0 && state.noisy.length > 0,
      verdict: content.challenge ? verdict(now, content) : "",
      values: {},
    };
  };
}

export default explorer({ height: 338, setup });

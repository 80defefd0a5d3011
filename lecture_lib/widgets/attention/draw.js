// The text on top, all heads under it, and beside them what the model says next.

import { whenNarrow } from "../js/fold.js";
import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { set } from "../js/kit.js";
import { grid } from "./heads.js";
import { foreteller } from "./next.js";
import { numbersOf } from "./numbers.js";
import { reader } from "./text.js";
import { sentence, verdict } from "./words.js";

// Sets a slider by a click, and leaves the keys to it.
function picker({ store, stop, root }, name) {
  return (at) => {
    stop();
    store.go({ [name]: at });
    root.querySelector(`[data-name=${name}] input`).focus({ preventScroll: true });
  };
}

function setup(stage, tools) {
  const { content, arrays, store, root, cleanups, changed } = tools;
  const { layouts, seeks } = content;
  root.classList.add("ll-attention");
  const parts = [
    reader(stage, content, picker(tools, "word")),
    grid(stage, content, picker(tools, "head")),
    ...(content.candidates.length ? [foreteller(stage, content)] : []),
  ];
  const place = (layout) => parts.forEach((part) => part.place(layout));
  const isPresented = root.matches(".ll-presenter");
  const first = layouts[isPresented ? "presented" : "wide"];
  set(stage, { viewBox: `0 0 ${first.width} ${first.height}` });
  place(first);
  if (!isPresented) {
    const fold = (isNarrow) => {
      const layout = layouts[isNarrow ? "narrow" : "wide"];
      set(stage, { viewBox: `0 0 ${layout.width} ${layout.height}` });
      place(layout);
      changed();
    };
    whenNarrow(stage, 520, fold, cleanups);
  }
  const note = atRest(cleanups);

  return (state) => {
    const now = numbersOf(state, tools);
    for (const part of parts) part.draw(now);
    const { step, word, head } = state;
    const isClose = word === seeks?.asks && Boolean(arrays.close.value(step, head));
    note(`${step} ${word} ${head}`, isClose && !state.found && (() => store.go({ found: 1 })));
    return {
      says: sentence(now, content),
      solved: Boolean(state.found),
      verdict: seeks ? verdict(now, content) : "",
      values: {},
    };
  };
}

export default explorer({ setup, isChallengeBeside: true });

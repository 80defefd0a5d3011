// What training takes of a device: one bar, the sentence about it, and the controls that change it.

import { whenNarrow } from "../js/fold.js";
import { finder } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { make, set } from "../js/kit.js";
import { barOn, layoutOf } from "./bar.js";
import { grouped, needOf } from "./numbers.js";
import { isBest, sentence, told, verdict } from "./words.js";

const HEIGHT = layoutOf(false).height;

function setup(stage, { content, store, root, cleanups, changed }) {
  root.classList.add("ll-memory");
  const bar = barOn(stage, content);
  const wide = stage.getAttribute("viewBox");
  let layout = layoutOf(false);
  if (!root.matches(".ll-presenter")) {
    const fold = (isNarrow) => {
      layout = layoutOf(isNarrow);
      set(stage, { viewBox: isNarrow ? `0 0 372 ${layout.height}` : wide });
      changed();
    };
    whenNarrow(stage, 520, fold, cleanups);
  }
  const measured = make("p", { class: "ll-measured" });
  root.querySelector(".ll-says").after(measured);
  const isClose = (state) => isBest(state, needOf(state, content), content);
  const settings = ["rule", ...Object.keys(content.initial).filter((name) => name !== "found")];
  const note = finder(store, [...new Set(settings)], isClose, cleanups);

  return (state) => {
    const need = needOf(state, content);
    note(state);
    bar(need, state, layout);
    measured.textContent = told(state, content);
    return {
      says: sentence(need, state, content),
      solved: Object.keys(content.challenged.best).every((one) => state.found.includes(+one)),
      verdict: verdict(state, need, content),
      values: { length: `${grouped(need.length)} tokens` },
    };
  };
}

export default explorer({ height: HEIGHT, setup });

// How many times as fast many workers are: three curves, a round taken apart under them.

import { whenNarrow } from "../js/fold.js";
import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { set } from "../js/kit.js";
import { bestOf, isNear, keyOf, nearest, settingOf, speedsOf } from "./costs.js";
import { layoutOf, pictureOn } from "./picture.js";
import { sentence, verdict } from "./words.js";

const HEIGHT = layoutOf(false, 1).full;

// The challenge is met where the hand rests, for these settings; they hide it again when they move.
function findsBest(store, cleanups) {
  const rests = atRest(cleanups);
  return (state, setting, content) => {
    const key = keyOf(state);
    const isNew = !state.found.includes(key) && isNear(state, setting, content);
    rests(
      `${key} ${state.workers} ${state.share}`,
      isNew && (() => store.go({ found: [...store.now.found, key] })),
    );
  };
}

function setup(stage, { content, store, root, cleanups, changed }) {
  root.classList.add("ll-scale");
  const type = Number(stage.dataset.type);
  const goTo = (workers) => store.go({ workers: nearest(content.workers, workers) });
  let picture = null;
  const fit = (isNarrow) => {
    const layout = layoutOf(isNarrow, type);
    set(stage, { viewBox: `0 0 ${layout.wide} ${layout.full}` });
    picture?.remove();
    picture = pictureOn(stage, layout, content, goTo);
    changed();
  };
  fit(false);
  let was = false;
  const refit = (isNarrow) => isNarrow !== was && fit((was = isNarrow));
  if (!root.matches(".ll-presenter")) whenNarrow(stage, 520, refit, cleanups);
  const note = findsBest(store, cleanups);

  return (state) => {
    const setting = settingOf(state, content);
    const best = bestOf(setting);
    const solved = state.share === 0 && state.found.includes(keyOf(state));
    note(state, setting, content);
    picture.draw(state, setting, speedsOf(setting, content), solved ? best : null);
    return {
      says: sentence(setting, content),
      solved,
      verdict: verdict(state, setting, content),
      values: {},
    };
  };
}

export default explorer({ height: HEIGHT, setup });

// What training takes of a device: one bar, who has room for it, and the controls that change it.

import { whenNarrow } from "../js/fold.js";
import { finder } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { make, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { barOn, layoutOf } from "./bar.js";
import { grouped, needOf } from "./numbers.js";
import { isBest, round, sentence, verdict } from "./words.js";

const HEIGHT = layoutOf(false, 1).height;

// For each device, whether it holds all.
function roomsOn(root, rooms) {
  const chips = Object.entries(rooms).map(([name, room]) => {
    const mark = make("span", { "aria-hidden": "true" });
    const heard = make("span", { class: "ll-spoken" });
    const chip = make("span", {}, mark, heard, `${name} ${round(room)}`);
    return { room, mark, heard, chip };
  });
  const row = make("p", { class: "ll-rooms" }, ...chips.map(({ chip }) => chip));
  root.querySelector(".ll-stage").after(row);
  return ({ total }) => {
    for (const { room, mark, heard, chip } of chips) {
      const holds = total <= room;
      chip.className = holds ? "ll-holds" : "ll-fails";
      mark.textContent = holds ? "✓ " : "✗ ";
      heard.textContent = holds ? tr("fits: ") : tr("does not fit: ");
    }
  };
}

function setup(stage, { content, store, root, cleanups, changed }) {
  root.classList.add("ll-memory");
  const isPresenter = root.matches(".ll-presenter");
  const type = Number(stage.dataset.type);
  const bar = barOn(stage, content);
  const rooms = roomsOn(root, content.rooms);
  let layout = layoutOf(false, type);
  const fit = (isNarrow) => {
    layout = layoutOf(isNarrow, type);
    set(stage, { viewBox: `0 0 ${isNarrow ? 372 : 720} ${layout.height}` });
    changed();
  };
  if (isPresenter) fit(false);
  else whenNarrow(stage, 520, fit, cleanups);
  const isClose = (state) => isBest(state, needOf(state, content), content);
  const others = Object.keys(content.initial).filter((name) => !/rule|found/.test(name));
  const note = finder(store, ["rule", ...others], isClose, cleanups);
  const asked = Object.keys(content.challenged.best).map(Number);

  return (state) => {
    const need = needOf(state, content);
    note(state);
    bar(need, state, layout, content);
    rooms(need);
    return {
      says: sentence(need, state, content),
      solved: asked.every((rule) => state.found.includes(rule)),
      verdict: verdict(state, need, content),
      values: { length: tr("{0} tokens", grouped(need.length)) },
    };
  };
}

export default explorer({ height: HEIGHT, setup });

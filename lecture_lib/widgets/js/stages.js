// What more than one stage does: it folds on a narrow page, and notices where the hand rests.

import { set } from "./kit.js";

const REST = 600; // ms on a setting until it counts as chosen: who only passes by has not found it

// Where the page leaves less than `narrow` px, the groups move to `under` and the stage shows `box`.
export function foldWhenNarrow(stage, { narrow, box, groups, under }, cleanups) {
  const wide = stage.getAttribute("viewBox");
  const fit = new ResizeObserver(([{ contentRect }]) => {
    const isNarrow = contentRect.width < narrow;
    set(stage, { viewBox: isNarrow ? box : wide });
    for (const group of groups) set(group, { transform: isNarrow ? under : "" });
  });
  fit.observe(stage);
  cleanups.push(() => fit.disconnect());
}

// Hears of every setting, and acts (if there is something to do) where one stays for a while.
export function atRest(cleanups) {
  let [before, resting] = ["", 0];
  cleanups.push(() => clearTimeout(resting));
  return (setting, act) => {
    if (setting === before) return;
    before = setting;
    clearTimeout(resting);
    if (act) resting = setTimeout(act, REST);
  };
}

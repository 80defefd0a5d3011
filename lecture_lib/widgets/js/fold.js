// On a narrow page a part of a stage goes under the rest.

import { set } from "./kit.js";

// A square map on the left, charts of 352 px on the right: they go under it.
export const CHARTS_UNDER_MAP = {
  narrow: 520,
  box: "6 0 364 762",
  under: "translate(-384,384)",
};

// Calls act(isNarrow) whenever the page gives the stage another width.
export function whenNarrow(stage, narrow, act, cleanups) {
  const fit = new ResizeObserver(([{ contentRect }]) => act(contentRect.width < narrow));
  fit.observe(stage);
  cleanups.push(() => fit.disconnect());
}

// Where the page leaves less than `narrow` px, groups move to `under` and the stage shows `box`.
export function foldWhenNarrow(stage, { narrow, box, under }, groups, cleanups) {
  const wide = stage.getAttribute("viewBox");
  const fold = (isNarrow) => {
    set(stage, { viewBox: isNarrow ? box : wide });
    for (const group of groups) set(group, { transform: isNarrow ? under : "" });
  };
  whenNarrow(stage, narrow, fold, cleanups);
}

// On a narrow page a part of a stage goes under the rest.

import { set } from "./kit.js";

// A square map on the left, charts of 352 px on the right: they go under it.
export const CHARTS_UNDER_MAP = {
  narrow: 520,
  box: "6 0 364 762",
  under: "translate(-384,384)",
};

// Where the page leaves less than `narrow` px, groups move to `under` and the stage shows `box`.
export function foldWhenNarrow(stage, { narrow, box, under }, groups, cleanups) {
  const wide = stage.getAttribute("viewBox");
  const fit = new ResizeObserver(([{ contentRect }]) => {
    const isNarrow = contentRect.width < narrow;
    set(stage, { viewBox: isNarrow ? box : wide });
    for (const group of groups) set(group, { transform: isNarrow ? under : "" });
  });
  fit.observe(stage);
  cleanups.push(() => fit.disconnect());
}

// On a narrow page the right column of a stage goes under its map.

import { set } from "./kit.js";

const NARROW = 520; // px of a stage
const [BESIDE, UNDER] = ["", "translate(-384,384)"];

export function fold(stage, charts, cleanups) {
  const wide = stage.getAttribute("viewBox");
  const fit = new ResizeObserver(([{ contentRect }]) => {
    const isNarrow = contentRect.width < NARROW;
    set(stage, { viewBox: isNarrow ? "6 0 364 762" : wide });
    for (const { group } of charts) set(group, { transform: isNarrow ? UNDER : BESIDE });
  });
  fit.observe(stage);
  cleanups.push(() => fit.disconnect());
}

// A stage in large type: all of its words are on it, and the controls stand where they leave it most.

import { set } from "./kit.js";

const RIM = 3;

// Keeps a stage as wide as all that is written on it, for larger type may reach over its edge. On a
// slide that is still to come nothing has a size yet. A stage that arranges itself is left to it.
export function holdWords(stage, cleanups) {
  const { x, y, width, height } = stage.viewBox.baseVal;
  let held = stage.getAttribute("viewBox");
  const seen = new ResizeObserver(() => {
    if (stage.getAttribute("viewBox") !== held) seen.disconnect();
    else if (stage.clientWidth) held = widen(stage, { x, y, width, height });
  });
  seen.observe(stage);
  cleanups.push(() => seen.disconnect());
}

function widen(stage, { x, y, width, height }) {
  let [left, top, right, bottom] = [x, y, x + width, y + height];
  const back = stage.getScreenCTM().inverse();
  const isHidden = (element) => getComputedStyle(element).visibility === "hidden";
  const waits = isHidden(stage); // a slide shows it at a press: all words count
  for (const text of stage.querySelectorAll("text")) {
    const box = text.getBoundingClientRect();
    if (!box.width || (!waits && isHidden(text))) continue;
    const low = new DOMPoint(box.left, box.top).matrixTransform(back);
    const high = new DOMPoint(box.right, box.bottom).matrixTransform(back);
    [left, top] = [Math.min(left, low.x - RIM), Math.min(top, low.y)];
    [right, bottom] = [Math.max(right, high.x + RIM), Math.max(bottom, high.y)];
  }
  const box = [left, top, right - left, bottom - top].map((length) => length.toFixed(1)).join(" ");
  set(stage, { viewBox: box });
  return box;
}

// How large a stage is with the controls under it or beside it; less than 0 where not all is seen.
function sizeOf(root, stage, isUnder) {
  root.classList.toggle("ll-under", isUnder);
  const hidden = root.scrollHeight - root.clientHeight;
  return hidden > 0 ? -hidden : (stage.getScreenCTM()?.a ?? 0);
}

// Whenever the screen has another size, the controls go where the stage is larger.
export function arrange(root, stage, cleanups) {
  if (root.matches(".ll-under")) return; // it needs all of the width
  const fit = new ResizeObserver(() => {
    const [beside, under] = [false, true].map((isUnder) => sizeOf(root, stage, isUnder));
    root.classList.toggle("ll-under", under > 1.05 * beside);
  });
  fit.observe(root);
  cleanups.push(() => fit.disconnect());
}

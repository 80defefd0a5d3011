// All heads at one glance: for each the weights of all words, as bars.

import { make, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { percent } from "./numbers.js";
import { nameOf } from "./words.js";

function strip(head, heads, pick) {
  const [frame, bars] = [make("rect", { class: "ll-strip" }), make("path", { class: "ll-bars" })];
  const told = make("text", { class: "ll-note ll-told" });
  const title = make("title", {}, nameOf(head, heads));
  return {
    frame,
    bars,
    told,
    group: make("g", { class: "ll-head", onclick: pick }, title, frame, bars, told),
  };
}

// Bars as high as the weights, from the floor of a box.
export function barsOf(weights, [x, y, width, height]) {
  const each = width / weights.length;
  const floor = y + height;
  const bar = (weight, i) => {
    const high = (weight * (height - 2)).toFixed(1);
    return high > 0
      ? `M${(x + i * each).toFixed(2)},${floor}v-${high}h${each.toFixed(2)}v${high}Z`
      : "";
  };
  return [...weights].map(bar).join("");
}

// Returns {place(layout), draw(now)}; pick(head) hears of a click.
export function grid(stage, { layers, heads }, pick) {
  const strips = Array.from({ length: layers * heads }, (_, i) => strip(i, heads, () => pick(i)));
  const label = (text) => make("text", { class: "ll-label" }, text);
  const columns = Array.from({ length: heads }, (_, i) => label(tr("head {0}", i + 1)));
  const rows = Array.from({ length: layers }, (_, i) => label(tr("layer {0}", i + 1)));
  const title = make("text", { class: "ll-title" });
  stage.append(make("g", {}, title, ...columns, ...rows, ...strips.map(({ group }) => group)));
  let boxes = [];

  const place = (layout) => {
    boxes = layout.strips;
    const [[x, y]] = layout.titles;
    set(title, { x, y });
    columns.forEach((text, i) => set(text, { x: boxes[i][0], y: boxes[i][1] - 6 }));
    rows.forEach((text, i) => {
      const [, y, , height] = boxes[i * heads];
      set(text, { x: 0, y: y + height / 2 + 4 });
    });
    strips.forEach(({ frame, told }, i) => {
      const [x, y, width, height] = boxes[i];
      set(frame, { x, y, width, height, rx: 2 });
      set(told, { x: x + width, y: y + height + 13 });
    });
  };

  const draw = ({ all, head, isOff, lost, asking, names, at }) => {
    const isTold = isOff && lost.length > 0;
    title.textContent = isTold
      ? tr("Below each head: “{0}” without it", names[at])
      : tr("Where “{0}” looks in each head", asking);
    strips.forEach(({ bars, told, group }, i) => {
      set(bars, { d: barsOf(all[i], boxes[i]) });
      group.classList.toggle("ll-chosen", i === head);
      group.classList.toggle("ll-off", isOff && i === head);
      told.textContent = isTold ? percent(lost[i]) : "";
    });
  };
  return { place, draw };
}

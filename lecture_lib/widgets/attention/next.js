// What the model says next, with all heads and without the chosen one.

import { make, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { percent } from "./numbers.js";

// With all heads, and without the chosen one.
const NEXT = [tr("The next word"), tr("The next word without it")];
const HERE = [tr("The word here"), tr("The word here without it")];
const [BEGINS, LONG] = [0.32, 0.48]; // where the bar begins, and its length, as shares of a row

function row() {
  const [bar, was] = ["ll-said", "ll-was"].map((name) => make("rect", { class: name, rx: 1.5 }));
  const [name, share] = ["ll-name ll-end", "ll-end"].map((look) => make("text", { class: look }));
  return { bar, was, name, share, group: make("g", { class: "ll-row" }, name, bar, was, share) };
}

// Returns {place(layout), draw(now)}.
export function foreteller(stage, { layouts, causal }) {
  const rows = layouts.wide.rows.map(row);
  const title = make("text", { class: "ll-title" });
  stage.append(make("g", { class: "ll-said-next" }, title, ...rows.map(({ group }) => group)));
  let boxes = [];

  const place = (layout) => {
    boxes = layout.rows;
    const [, [left, top]] = layout.titles;
    set(title, { x: left, y: top });
    rows.forEach(({ bar, was, name, share }, i) => {
      const [x, y, width, height] = boxes[i];
      for (const one of [bar, was])
        set(one, { x: x + BEGINS * width, y: y + 3, height: height - 6 });
      set(name, { x: x + BEGINS * width - 6, y: y + height / 2 + 4 });
      set(share, { x: x + width, y: y + height / 2 + 4 });
    });
  };

  const draw = ({ names, said, without, at, isOff }) => {
    title.textContent = (causal ? NEXT : HERE)[Number(isOff)];
    rows.forEach(({ bar, was, name, share, group }, i) => {
      const full = LONG * boxes[i][2];
      const p = isOff ? without[i] : said[i];
      set(bar, { width: full * p });
      set(was, { width: isOff ? full * said[i] : 0 });
      name.textContent = names[i];
      share.textContent = percent(p);
      group.classList.toggle("ll-true", i === at);
      group.classList.toggle("ll-off", isOff);
    });
  };
  return { place, draw };
}

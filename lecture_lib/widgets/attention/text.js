// The text in words: each is filled as high as its weight.

import { make, range, set } from "../js/kit.js";
import { largest, percent } from "./numbers.js";

const [TOLD, LEAST] = [3, 0.05]; // words with a number, and from which weight on

function chip(word, pick) {
  const [box, level] = ["ll-chip", "ll-level"].map((name) => make("rect", { class: name }));
  const text = make("text", { class: "ll-letters" }, word);
  const share = make("text", { class: "ll-share" });
  const group = make("g", { class: "ll-token", onclick: pick }, box, level, text, share);
  return { box, level, text, share, group };
}

// Returns {place(layout), draw(now)}; pick(i) hears of a click.
export function reader(stage, { words, causal }, pick) {
  const chips = words.map((word, i) => chip(word, () => pick(i)));
  const group = make("g", { class: "ll-text" }, ...chips.map((one) => one.group));
  stage.append(group);
  let boxes = [];

  const place = (layout) => {
    boxes = layout.words;
    group.style.fontSize = `${layout.size}px`;
    chips.forEach(({ box, level, text, share }, i) => {
      const [x, y, width, height] = boxes[i];
      set(box, { x, y, width, height, rx: 3 });
      set(level, { x, width });
      set(text, { x: x + width / 2, y: y + height / 2 + 0.36 * layout.size });
      set(share, { x: x + width / 2, y: y - 3 });
    });
  };

  const draw = ({ weights, word, isOff }) => {
    const told = new Set(largest(weights, TOLD).filter((i) => weights[i] >= LEAST));
    group.classList.toggle("ll-off", isOff);
    for (const i of range(chips.length)) {
      const { level, share, group: token } = chips[i];
      const [, y, , height] = boxes[i];
      const high = weights[i] * height;
      set(level, { y: y + height - high, height: high });
      share.textContent = told.has(i) ? percent(weights[i]) : "";
      token.classList.toggle("ll-asks", i === word);
      token.classList.toggle("ll-next", causal && i === word + 1);
      token.classList.toggle("ll-unseen", causal && i > word);
    }
  };
  return { place, draw };
}

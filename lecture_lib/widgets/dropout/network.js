// The drawn network: hidden units that are buttons, their weights, the sum and what it becomes.

import { make, number, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { INVERTED, isLive } from "./numbers.js";

const segment = ([x1, y1], [x2, y2]) => `M${x1},${y1}L${x2},${y2}`;
const [UNIT_X, SUM_X, OUT_X, MIDDLE, BELOW] = [40, 178, 284, 182, 280];
const NODE = 25; // radius of the sum, the output and the evaluation

// One hidden unit: its output h in a circle that is a button, its weight on the edge to the sum.
function unit({ net, content, drop }, j) {
  const n = content.h.length;
  const y = 66 + (232 * j) / (n - 1);
  const r = Math.min(19, 108 / (n - 1));
  const at = (t) => [UNIT_X + t * (SUM_X - UNIT_X), y + t * (MIDDLE - y)];
  const length = Math.hypot(SUM_X - UNIT_X, y - MIDDLE);
  const wire = make("path", { d: segment(at(r / length), at(1 - (NODE + 2) / length)) });
  const [wx, wy] = at(0.36);
  const weight = make("text", { class: "ll-in ll-note", x: wx, y: wy + 4 }, content.w[j]);
  const arm = 0.95 * r; // beyond the circle on both sides, and open where the number stands
  const near = (side) => [UNIT_X + side * 0.52 * r, y - side * 0.52 * r];
  const keyed = (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (!/^(Enter| )$/.test(key) || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    drop(j);
  };
  const element = make(
    "g",
    {
      class: "ll-unit",
      role: "button",
      tabindex: 0,
      "aria-label": tr("Drop unit {0}: h = {1}, w = {2}", j + 1, content.h[j], content.w[j]),
      onclick: () => drop(j),
      onkeydown: keyed,
    },
    make("circle", { class: "ll-field", cx: UNIT_X, cy: y, r: r + 4 }),
    make("circle", { class: "ll-body", cx: UNIT_X, cy: y, r }),
    make("path", {
      class: "ll-cross",
      d: `${segment([UNIT_X - arm, y + arm], near(-1))}${segment(near(1), [UNIT_X + arm, y - arm])}`,
    }),
    make("text", { class: "ll-in ll-strong", x: UNIT_X, y: y + 4 }, content.h[j]),
  );
  net.append(wire, weight, element);
  return (isOn, kind, width) => {
    set(element, { "aria-pressed": !isOn });
    element.classList.toggle("ll-dead", !isOn);
    set(weight, { class: `ll-in ll-note${isOn ? "" : " ll-muted"}` });
    set(wire, {
      class: `ll-wire${isOn ? kind : " ll-dead"}`,
      "stroke-width": isOn ? width : 1,
    });
  };
}

// A circle with a number in it and a name under it; returns what writes the number.
function node(net, [x, y], name, kind = "") {
  const text = make("text", { class: "ll-in ll-strong", x, y: y + 4 });
  net.append(
    make("circle", { class: `ll-node${kind}`, cx: x, cy: y, r: NODE }),
    text,
    make("text", { class: "ll-in ll-muted", x, y: y + 41 }, name),
  );
  return (value) => (text.textContent = value);
}

// Hidden units on the left, their sum, the output; below it what evaluation gives.
export function network(stage, tools) {
  const { content, arrays } = tools;
  const n = content.h.length;
  const net = make("g", { class: "ll-net" });
  stage.append(net);
  const write = (x, y, text, more = "") => {
    const made = make("text", { class: `ll-in${more}`, x, y }, text);
    net.append(made);
    return made;
  };
  net.append(make("text", { class: "ll-title", x: 14, y: 14 }, tr("The network now")));
  write(UNIT_X, 36, "h", " ll-muted");
  const hasMinus = content.w.some((w) => w.startsWith("−"));
  write(UNIT_X + 44, 36, hasMinus ? tr("w (dashed: below 0)") : "w", " ll-muted ll-left");
  const units = range(n).map((j) => unit({ ...tools, net }, j));
  const arrow = segment([SUM_X + NODE, MIDDLE], [OUT_X - NODE - 2, MIDDLE]);
  const head = `${arrow}m-7,-4l7,4l-7,4`;
  net.append(make("path", { class: "ll-step", d: head }));
  const [sum, output] = [
    node(net, [SUM_X, MIDDLE], tr("sum")),
    node(net, [OUT_X, MIDDLE], "y", " ll-y"),
  ];
  const evaluated = node(net, [OUT_X, BELOW], tr("evaluation"), " ll-rest");
  const factor = write((SUM_X + OUT_X) / 2, MIDDLE - 9, "", " ll-strong");
  write(OUT_X - 32, BELOW - 3, tr("all units"), " ll-muted ll-end");
  const rest = write(OUT_X - 32, BELOW + 13, "", " ll-muted ll-end");
  const heaviest = Math.max(...range(n).map((j) => Math.abs(arrays.w.value(j))));

  return ({ code, sum: total, y, rest: value, state, probability, evaluation }) => {
    units.forEach((show, j) => {
      const w = arrays.w.value(j);
      show(isLive(code, j, n), w < 0 ? " ll-minus" : "", 1 + (3.5 * Math.abs(w)) / heaviest);
    });
    sum(number(total, 3));
    output(number(y, 3));
    evaluated(number(value, 3));
    factor.textContent = state.form === INVERTED ? `÷ ${(1 - probability).toFixed(2)}` : "× 1";
    rest.textContent = `× ${evaluation === 1 ? "1" : evaluation.toFixed(2)}`;
  };
}

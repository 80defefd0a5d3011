// The bar: what fills a device, on an axis of bytes from 0, and how each part is made.

import { make, range, set } from "../js/kit.js";
import { ticks } from "../js/chart.js";
import { endOf } from "./numbers.js";
import { madeOf, size } from "./words.js";

const [TOP, THICK] = [74, 46]; // of the bar
const LINE = 17;
const MOST = 5; // lines under a part: name, size, how it is made

// Where everything is: on one row, or on a narrow page the parts in two rows.
export function layoutOf(isNarrow) {
  const width = isNarrow ? 340 : 688;
  const columns = isNarrow ? 2 : 4;
  const step = width / columns;
  const under = TOP + THICK + 34;
  const places = range(4).map((i) => [
    16 + step * (i % columns),
    under + Math.floor(i / columns) * (MOST * LINE + 10),
  ]);
  const height = under + (isNarrow ? 2 : 1) * (MOST * LINE + 10) - 6;
  return { left: 16, width, places, height, isNarrow };
}

function partOn(group, { name, kind }) {
  const add = (tag, attributes, ...children) => {
    const made = make(tag, attributes, ...children);
    group.append(made);
    return made;
  };
  return {
    leader: add("path", { class: "ll-leader" }),
    box: add("rect", { class: `ll-part ll-${kind}`, y: TOP, height: THICK }),
    swatch: add("rect", { class: `ll-part ll-${kind}`, width: 11, height: 11 }),
    name: add("text", { class: "ll-title" }, name),
    size: add("text", { class: "ll-size" }),
    lines: range(3).map(() => add("text", { class: "ll-muted" })),
  };
}

// The total, and for each device whether it holds it.
function headOn(group, rooms) {
  const total = make("text", { class: "ll-total", y: 25 });
  const where = make("text", { class: "ll-muted", y: 25 });
  const chips = rooms.map(() => make("text", { class: "ll-chip" }));
  group.append(total, where, ...chips);
  return ({ total: bytes, devices }, { left, width, isNarrow }) => {
    total.textContent = size(bytes);
    set(total, { x: left });
    set(where, { x: left + 12.4 * total.textContent.length + 4 });
    where.textContent = devices > 1 ? `on each of ${devices} devices` : "on one device";
    rooms.forEach(([name, room], i) => {
      const holds = bytes <= room;
      const place = isNarrow
        ? { x: left + (width / 3) * i, y: 46, "text-anchor": "start" }
        : { x: left + width - 132 * (2 - i), y: 25, "text-anchor": "end" };
      set(chips[i], { ...place, class: `ll-chip ${holds ? "ll-holds" : "ll-fails"}` });
      chips[i].textContent = `${holds ? "✓" : "✗"} ${name} ${size(room).replace(".00", "")}`;
    });
  };
}

// A line at the end of each device, named where there is room.
function marksOn(group, rooms) {
  const marks = rooms.map(([name, room]) => {
    const line = make("path", { class: "ll-theory" });
    const text = make("text", { class: "ll-note" }, name);
    group.append(line, text);
    return { name, room, line, text };
  });
  return (end, { left, width }) => {
    let free = left + width + 40;
    for (const { name, room, line, text } of [...marks].reverse()) {
      const x = left + (room / end) * width;
      const isIn = room <= end && x > left + 12;
      set(line, { d: isIn ? `M${x},${TOP - 8}V${TOP + THICK + 8}` : "" });
      const half = name.length * 3.4;
      const isNamed = isIn && x + half < free;
      set(text, { x: Math.max(x - half, left), y: TOP + THICK + 20 });
      text.textContent = isNamed ? name : "";
      if (isNamed) free = x - half - 8;
    }
  };
}

function axisOn(group) {
  const layer = make("g", { class: "ll-axes" });
  group.append(layer);
  return (end, { left, width, isNarrow }) => {
    const nodes = ticks([0, end], false, isNarrow ? 4 : 6).flatMap((bytes) => {
      const x = left + (bytes / end) * width;
      const text = bytes ? size(bytes).replace(/\.0+(?= )/, "") : "0";
      const anchor = bytes === end ? "end" : bytes ? "middle" : "start";
      return [
        make("line", { x1: x, x2: x, y1: TOP - 6, y2: TOP + THICK }),
        make("text", { x, y: TOP - 11, "text-anchor": anchor }, text),
      ];
    });
    const frame = { x: left, y: TOP, width, height: THICK, class: "ll-frame" };
    layer.replaceChildren(...nodes, make("rect", frame));
  };
}

export function barOn(stage, { parts, rooms }) {
  const group = make("g");
  stage.append(group);
  const devices = Object.entries(rooms);
  const axis = axisOn(group);
  const drawn = parts.map((part) => partOn(group, part));
  const marks = marksOn(group, devices);
  const head = headOn(group, devices);

  return (need, state, layout) => {
    const end = endOf(need.total);
    const { left, width, places } = layout;
    const made = madeOf(need, state);
    let from = left;
    axis(end, layout);
    drawn.forEach((part, i) => {
      const wide = (need.parts[i] / end) * width;
      const [x, y] = places[i];
      set(part.box, { x: from, width: Math.max(wide - 1, 0) });
      const middle = from + wide / 2;
      const isDrawn = wide > 2 && !layout.isNarrow;
      set(part.leader, {
        d: isDrawn ? `M${middle},${TOP + THICK + 1}V${y - 18}H${x + 5}V${y - 12}` : "",
      });
      set(part.swatch, { x, y: y - 10 });
      set(part.name, { x: x + 17, y });
      set(part.size, { x, y: y + LINE + 3 });
      part.size.textContent = size(need.parts[i]);
      part.lines.forEach((line, k) => {
        set(line, { x, y: y + LINE * (2 + k) + 3 });
        line.textContent = made[i][k] ?? "";
      });
      from += wide;
    });
    marks(end, layout);
    head(need, layout);
  };
}

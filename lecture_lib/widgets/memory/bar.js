// The bar: what fills a device, on an axis of bytes from 0, and under it how each part is made.

import { ticks } from "../js/chart.js";
import { make, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { endOf, grouped } from "./numbers.js";
import { madeOf, measuredOf, round, size } from "./words.js";

const HEAD = 26; // the total
const LINES = 3; // under a part's name and size

// Where everything is. Parts stand side by side, or two by two on a narrow page or in large type.
export function layoutOf(isNarrow, type) {
  const width = isNarrow ? 340 : 688;
  const columns = isNarrow || type > 1 ? 2 : 4;
  const line = 17 * type;
  const [left, top, thick] = [16, HEAD + 16 + line, 46 * type];
  const under = top + thick + 2.9 * line;
  const row = (LINES + 2.3) * line;
  const places = range(4).map((i) => [
    left + (width / columns) * (i % columns),
    under + row * Math.floor(i / columns),
  ]);
  const height = under + row * (4 / columns) - 0.7 * line;
  return { left, top, thick, width, line, type, places, height };
}

function partOn(group, { name, kind }) {
  const add = (tag, attributes, ...children) => {
    const made = make(tag, attributes, ...children);
    group.append(made);
    return made;
  };
  return {
    box: add("rect", { class: `ll-part ll-${kind}` }),
    swatch: add("rect", { class: `ll-part ll-${kind}` }),
    name: add("text", { class: "ll-title" }, name),
    size: add("text", { class: "ll-size" }),
    lines: range(LINES).map(() => add("text", { class: "ll-muted" })),
  };
}

function columnOf(part, [x, y], { line, type }, text, lines) {
  set(part.swatch, { x, y: y - 10 * type, width: 11 * type, height: 11 * type });
  set(part.name, { x: x + 17 * type, y });
  set(part.size, { x, y: y + 1.15 * line });
  part.size.textContent = text;
  part.lines.forEach((node, k) => {
    set(node, { x, y: y + (2.15 + k) * line });
    node.textContent = lines[k] ?? "";
  });
}

const proof = (measured, bytes) =>
  measured === bytes
    ? tr("✓ measured {0}", grouped(measured))
    : tr("✗ but measured {0}", grouped(measured));

// A line at the end of each device, named where there is room.
function marksOn(group, rooms) {
  const marks = Object.entries(rooms).map(([name, room]) => {
    const halo = make("path", { class: "ll-beside" });
    const line = make("path", { class: "ll-theory" });
    const text = make("text", { class: "ll-note" }, name);
    group.append(halo, line, text);
    return { name, room, halo, line, text };
  });
  return (end, { left, top, thick, width, type }) => {
    let free = left + width + 16;
    for (const { name, room, halo, line, text } of [...marks].reverse()) {
      const x = left + (room / end) * width;
      const isIn = room <= end && x > left + 12;
      const half = name.length * 3.5 * type;
      const from = Math.max(x - half, left);
      const isNamed = isIn && from + 2 * half < free;
      const d = isNamed ? `M${x},${top - 6}V${top + thick + 6}` : "";
      for (const path of [halo, line]) set(path, { d });
      set(text, { x: from, y: top - 11 });
      text.textContent = isNamed ? name : "";
      if (isNamed) free = from - 8;
    }
  };
}

function axisOn(group) {
  const layer = make("g", { class: "ll-axes", "aria-hidden": "true" });
  group.append(layer);
  return (end, { left, top, thick, width, type }) => {
    const count = width / 115 / type;
    const nodes = ticks([0, end], false, count).flatMap((bytes) => {
      const x = left + (bytes / end) * width;
      const anchor = bytes === end ? "end" : bytes ? "middle" : "start";
      const place = { x, y: top + thick + 5 + 13 * type, "text-anchor": anchor };
      return [
        make("line", { x1: x, x2: x, y1: top, y2: top + thick + 5 }),
        make("text", place, bytes ? round(bytes) : "0"),
      ];
    });
    const frame = { x: left, y: top, width, height: thick, class: "ll-frame" };
    layer.replaceChildren(...nodes, make("rect", frame));
  };
}

export function barOn(stage, { parts, rooms }) {
  const [group, total, where] = [
    make("g"),
    make("tspan", { class: "ll-total" }),
    make("tspan", { class: "ll-muted", dx: 9 }),
  ];
  const head = make("text", { x: 16, y: HEAD }, total, where);
  stage.append(group);
  const axis = axisOn(group);
  const drawn = parts.map((part) => partOn(group, part));
  const marks = marksOn(group, rooms);
  const shares = parts.map(({ kind }) => make("text", { class: `ll-share ll-${kind}` }));
  group.append(...shares, head);

  return (need, state, layout, content) => {
    const end = endOf(need.total);
    const { left, top, thick, width, places, type } = layout;
    const made = madeOf(need, state);
    const known = measuredOf(state, content);
    total.textContent = size(need.total);
    where.textContent =
      need.devices > 1 ? tr("on each of {0} devices", grouped(need.devices)) : tr("on one device");
    axis(end, layout);
    let from = left;
    drawn.forEach((part, i) => {
      const bytes = need.parts[i];
      const wide = (bytes / end) * width;
      set(part.box, { x: from, y: top, height: thick, width: Math.max(wide - 1, 0) });
      set(shares[i], { x: from + wide / 2, y: top + thick / 2 + 5 * type });
      const share = `${Math.round((100 * bytes) / need.total)} %`;
      shares[i].textContent = wide > 44 * type ? share : "";
      const measured = known ? [proof(known[i], bytes)] : [];
      const text = known ? tr("{0} bytes", grouped(bytes)) : size(bytes);
      columnOf(part, places[i], layout, text, [...made[i], ...measured]);
      from += wide;
    });
    marks(end, layout);
  };
}

// Charts: scales, ticks, axes, paths with markers, contours.

import { clamp, make, range, set, unique } from "./kit.js";

// --- markers, ticks, paths ----------------------------------------------------------------------

const star = (n, radius) =>
  range(n).map((i) => {
    const angle = (i * 2 * Math.PI) / n;
    return [Math.sin(angle) * radius(i), -Math.cos(angle) * radius(i)];
  });
const turned = (outline, quarters) =>
  range(quarters).reduce((points) => points.map(([x, y]) => [-y, x]), outline);
// prettier-ignore
const UP = [[0, -1.1], [1, 0.75], [-1, 0.75]];
// prettier-ignore
const PLUS = [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4]];
// prettier-ignore
const CROSS = [[0, -0.5], [0.6, -1.1], [1.1, -0.6]];
const fourfold = (arm) => range(4).flatMap((quarters) => turned(arm, quarters));
const GLYPHS = {
  // outlines on a circle of radius 1, by Matplotlib's names
  s: fourfold([[-0.8, -0.8]]),
  "^": UP,
  ">": turned(UP, 1),
  v: turned(UP, 2),
  "<": turned(UP, 3),
  D: fourfold([[0, -1.1]]),
  d: star(4, (i) => (i % 2 ? 0.75 : 1.25)),
  P: fourfold(PLUS),
  X: fourfold(CROSS),
  p: star(5, () => 1),
  h: star(6, () => 1),
  H: range(6).map((i) => [Math.cos((i * Math.PI) / 3), Math.sin((i * Math.PI) / 3)]),
  "*": star(10, (i) => (i % 2 ? 0.45 : 1.3)),
};

export function glyph(marker, [x, y], r) {
  const outline = GLYPHS[marker];
  if (!outline) return `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
  return `${joined(outline.map(([u, v]) => [x + u * r, y + v * r]))}Z`;
}

export const joined = (points) =>
  points.length ? `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}` : "";

export function ticks([low, high], log, count = 5) {
  if (log) {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const every = Math.max(1, Math.ceil((last - first) / count));
    const powers = range(last - first + 1).filter((i) => i % every === 0);
    return powers.map((i) => 10 ** (first + i));
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  return range(Math.floor(high / step + 1e-9) - first + 1).map((i) => (first + i) * step);
}

const SUPERSCRIPTS = Object.fromEntries([..."-0123456789"].map((c, i) => [c, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[i]]));

export function tickText(x, log) {
  if (!log) return String(Number(x.toPrecision(6))).replace("-", "−");
  const power = Math.round(Math.log10(x));
  if (Math.abs(power) < 3) return String(Number((10 ** power).toPrecision(1)));
  return `10${[...String(power)].map((c) => SUPERSCRIPTS[c]).join("")}`;
}

// Where a drawn path leaves the frame for good: the points up to there, and the crossing.
export function untilItLeaves(chart, points) {
  let last = points.length - 1;
  while (last >= 0 && !chart.inside(points[last])) last -= 1;
  if (last < 0 || last === points.length - 1) {
    return { points: points.slice(0, last + 1), exit: null };
  }
  const [left, top, width, height] = chart.place;
  const [a, b] = [points[last], points[last + 1]];
  const part = (from, to, low, high) =>
    to > high ? (high - from) / (to - from) : to < low ? (low - from) / (to - from) : 1;
  const t = Math.min(part(a[0], b[0], left, left + width), part(a[1], b[1], top, top + height));
  const exit = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
  return { points: [...points.slice(0, last + 1), exit], exit, from: a };
}

// A path that zig-zags densely, or creeps: of the pairs of points closer than `gap` to the last
// that was kept only some. In pairs, so that it still zig-zags; the newest is always there.
export function thinned(points, gap = 7) {
  let [lastX, lastY] = [Infinity, Infinity];
  const newest = points.length - 1 - ((points.length - 1) % 2);
  const pairs = range(Math.ceil(points.length / 2)).map((i) => points.slice(2 * i, 2 * i + 2));
  return pairs
    .filter(([[x, y]], i) => {
      if (2 * i !== newest && Math.hypot(x - lastX, y - lastY) < gap) return false;
      [lastX, lastY] = [x, y];
      return true;
    })
    .flat();
}

// The point from which on so many long strokes still lie side by side; 0 if fewer do.
export function newestFrom(points, count = 12, long = 16, near = 12) {
  const apart = (i, j) => Math.hypot(points[i][0] - points[j][0], points[i][1] - points[j][1]);
  const dense = range(points.length - 2).filter(
    (i) => i + 2 < points.length && apart(i, i + 1) > long && apart(i, i + 2) < near,
  );
  return dense.length > count ? dense.at(-count) : 0;
}

// --- a chart --------------------------------------------------------------------------------

function scale([low, high], log, from, to) {
  const f = log ? Math.log10 : (u) => u;
  const [a, b] = [f(low), f(high)];
  return (u) => from + ((f(u) - a) / (b - a)) * (to - from);
}

export class Chart {
  // place: [left, top, width, height] of the frame; x, y: {label, domain, log}; bare: no grid
  constructor(stage, { place, x, y, title = "", bare = false }) {
    Object.assign(this, { place, bare, x: { ...x }, y: { ...y } });
    const [left, top, width, height] = place;
    const clip = unique();
    this.type = Number(stage.dataset.type ?? 1); // larger in presenter mode
    this.axes = make("g", { class: "ll-axes", "aria-hidden": "true" }); // ticks are not for the ear
    this.back = make("g", { "clip-path": `url(#${clip})` });
    this.data = make("g", { "clip-path": `url(#${clip})` });
    this.front = make("g", { class: "ll-front" });
    const rect = make("rect", { x: left, y: top, width, height });
    const label = { class: "ll-label", "text-anchor": "middle" };
    const under = { x: left + width / 2, y: top + height + 19 + 14 * this.type };
    const turn = `translate(${left - 36 * this.type},${top + height / 2})rotate(-90)`;
    stage.append(
      make("defs", {}, make("clipPath", { id: clip }, rect)),
      ...[this.back, this.axes, this.data, this.front],
      make("text", { class: "ll-title", x: left, y: top - 8 }, title),
      make("text", { ...label, ...under }, x.label),
    );
    if (y.label) stage.append(make("text", { ...label, transform: turn }, y.label));
    this.rescale(x.domain, y.domain);
  }

  rescale(xDomain, yDomain) {
    const [left, top, width, height] = this.place;
    const k = this.type;
    this.x.domain = xDomain;
    this.y.domain = yDomain;
    this.toX = scale(xDomain, this.x.log, left, left + width);
    this.toY = scale(yDomain, this.y.log, top + height, top);
    const lines = [];
    const texts = [];
    for (const u of ticks(xDomain, this.x.log, width / 60 / k)) {
      const x = this.toX(u);
      lines.push({ x1: x, x2: x, y1: top, y2: top + height });
      const place = { x, y: top + height + 3 + 13 * k, "text-anchor": "middle" };
      texts.push(make("text", place, tickText(u, this.x.log)));
    }
    for (const u of ticks(yDomain, this.y.log, height / 45 / k)) {
      const y = this.toY(u);
      lines.push({ x1: left, x2: left + width, y1: y, y2: y });
      const place = { x: left - 6, y: y + 4 * k, "text-anchor": "end" };
      texts.push(make("text", place, tickText(u, this.y.log)));
    }
    const grid = this.bare ? [] : lines.map((line) => make("line", line));
    const frame = make("rect", { x: left, y: top, width, height, class: "ll-frame" });
    this.axes.replaceChildren(...grid, ...texts, frame);
  }

  // Far outside the picture a coordinate stays drawable; a logarithm has no zero.
  point(u, v) {
    const [left, top, width, height] = this.place;
    const floor = this.y.log ? this.y.domain[0] * 1e-3 : -Infinity;
    return [
      clamp(this.toX(u), left - 4 * width, left + 5 * width),
      clamp(this.toY(Math.max(v, floor)), top - 4 * height, top + 5 * height),
    ];
  }

  inverse(px, py) {
    const [left, top, width, height] = this.place;
    const back = ({ domain: [low, high], log }, part) => {
      const t = clamp(part, 0, 1);
      return log ? low * (high / low) ** t : low + (high - low) * t;
    };
    return [back(this.x, (px - left) / width), back(this.y, 1 - (py - top) / height)];
  }

  inside([px, py]) {
    const [left, top, width, height] = this.place;
    const near = 0.01;
    return (
      px >= left - near &&
      px <= left + width + near &&
      py >= top - near &&
      py <= top + height + near
    );
  }

  add(tag, attributes, layer = this.data, ...children) {
    const made = make(tag, attributes, ...children);
    layer.append(made);
    return made;
  }

  // A rectangle that is pressed and dragged over: `choose` hears of each point.
  press(stage, choose) {
    const [x, y, width, height] = this.place;
    const hit = this.add("rect", { class: "ll-hit", x, y, width, height }, this.front);
    pressed(stage, this, hit, choose);
    return hit;
  }
}

export function pressed(stage, chart, target, choose) {
  const tell = (event) => {
    const screen = new DOMPoint(event.clientX, event.clientY);
    const at = screen.matrixTransform(stage.getScreenCTM().inverse());
    choose(...chart.inverse(at.x, at.y));
  };
  target.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    target.setPointerCapture(event.pointerId);
    tell(event);
  });
  target.addEventListener("pointermove", (event) => {
    if (target.hasPointerCapture(event.pointerId)) tell(event);
  });
}

// Filled contours: rings of packing.py, each [level, start, count].
export function ground(chart, rings, points, layer = chart.back) {
  const paths = new Map();
  for (const [level, start, count] of rings) {
    const ring = range(count).map((i) => {
      const at = 2 * (start + i);
      return [chart.toX(points[at]), chart.toY(points[at + 1])];
    });
    paths.set(level, `${paths.get(level) ?? ""}${joined(ring)}Z`);
  }
  for (const d of paths.values()) layer.append(make("path", { class: "ll-band", d }));
}

// One measured series: a line, markers on it, and an arrow with words where it leaves the frame.
export class Series {
  constructor(chart, { color, marker, dash }) {
    Object.assign(this, { chart, marker });
    const style = `--color: ${color}`; // CSS lightens it on a dark ground
    this.old = chart.add("path", { class: "ll-old", style });
    this.line = chart.add("path", { class: "ll-line", style, "stroke-dasharray": dash });
    this.marks = chart.add("path", { class: "ll-marks", style });
    this.arrow = chart.add("path", { class: "ll-arrow", style }, chart.front);
    this.words = chart.add("text", { class: "ll-words", style }, chart.front);
  }

  // level: a number that keeps the words of several series apart. True if the line leaves.
  draw(all, { spacing = 1, size = 3.6, head = false, trail = false, words = "", level = 0 } = {}) {
    const { points: inside, exit, from } = untilItLeaves(this.chart, all);
    const points = trail ? this.#trail(inside) : inside;
    set(this.line, { d: joined(points) });
    const seen = this.#apart(exit ? points.slice(0, -1) : points, spacing, 1.9 * size);
    const last =
      head && !exit && points.length ? glyph(this.marker, points.at(-1), 1.6 * size) : "";
    set(this.marks, { d: seen.map((p) => glyph(this.marker, p, size)).join("") + last });
    set(this.arrow, { d: exit ? this.#head(exit, from) : "" });
    this.words.textContent = exit ? words : "";
    if (exit) this.#tell(exit, level);
    return Boolean(exit);
  }

  // Where strokes lie side by side only the newest are drawn in full, older ones fainter.
  #trail(points) {
    const kept = thinned(points);
    const at = newestFrom(kept);
    set(this.old, { d: joined(at ? kept.slice(0, at + 1) : []) });
    return kept.slice(at);
  }

  #apart(points, spacing, distance) {
    let [lastX, lastY] = [Infinity, Infinity]; // markers that would cover each other are left out
    return points.filter(([x, y], i) => {
      if (i % spacing || Math.hypot(x - lastX, y - lastY) < distance) return false;
      [lastX, lastY] = [x, y];
      return true;
    });
  }

  #head(exit, from) {
    const angle = Math.atan2(exit[1] - from[1], exit[0] - from[0]);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const turn = (u, v) => [exit[0] + u * cos - v * sin, exit[1] + u * sin + v * cos];
    return `${joined([turn(8, 0), turn(-5, 6), turn(-5, -6)])}Z`;
  }

  #tell([x, y], level) {
    // Beside the arrow, towards the middle, clear of the way it came.
    const [left, top, width, height] = this.chart.place;
    const line = 17 * this.chart.type;
    const isRight = x > left + width / 2;
    const isLow = y > top + height / 2;
    set(this.words, {
      x: clamp(x + (isRight ? -14 : 14), left + 8, left + width - 8),
      y: isLow ? top + height - 9 - line * level : top + line * (1 + level),
      "text-anchor": isRight ? "end" : "start",
    });
  }

  hide() {
    for (const node of [this.old, this.line, this.marks, this.arrow]) set(node, { d: "" });
    this.words.textContent = "";
  }
}

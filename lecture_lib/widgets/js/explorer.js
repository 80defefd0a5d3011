// What all explorers share: a stage of charts, controls beneath it, one state for all views.
//
// explorer.py puts this text in front of each explorer's own module, so that a widget is one
// plain ES module that imports nothing; hence no `export` here. Numbers come from NumPy: this
// file only looks them up and draws them.

const SVG = ["svg", "g", "path", "line", "text", "circle", "rect", "clipPath", "title", "defs"];

function make(tag, attributes = {}, ...children) {
  const made = SVG.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const set = (node, attributes) => {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
};
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);
const range = (n) => Array.from({ length: n }, (_, i) => i);

// Each explorer is a module of its own on one page, so counting would give ids twice.
const unique = () => `ll-${Math.random().toString(36).slice(2)}`;

// As style.number writes it.
function number(x, digits = 4) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "−inf";
  if (x === 0) return (0).toFixed(digits - 1);
  const exponentAt = (n) => Number(x.toExponential(n - 1).split("e")[1]);
  let exponent = exponentAt(digits), significant = digits;
  if (exponent < 0) {
    exponent = exponentAt(digits - 1);
    significant = exponent === 0 ? digits : digits - 1;
  }
  const text = exponent > -4 && exponent < digits + 1
    ? x.toFixed(Math.max(significant - 1 - exponent, 0))
    : x.toExponential(significant - 1).replace("e+", "e");
  return text.replaceAll("-", "−");
}

// Arrays packed by explorer.py: one buffer, a directory of shapes.
const floats = (view) =>
  new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

function unpack(view, directory) {
  const all = floats(view);
  return Object.fromEntries(Object.entries(directory).map(([name, [start, shape]]) => {
    const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
    const at = (...index) => start + index.reduce((sum, i, axis) => sum + i * strides[axis], 0);
    const part = (...index) => {
      const from = at(...index);
      const size = shape.reduce((a, b) => a * b, 1);
      return all.subarray(from, from + (index.length ? strides[index.length - 1] : size));
    };
    return [name, { shape, part, value: (...index) => all[at(...index)] }];
  }));
}

// --- charts ---------------------------------------------------------------------------------

const GLYPHS = { // outlines on a circle of radius 1, by Matplotlib's names
  s: [[-.8, -.8], [.8, -.8], [.8, .8], [-.8, .8]],
  "^": [[0, -1.1], [1, .75], [-1, .75]], v: [[0, 1.1], [1, -.75], [-1, -.75]],
  "<": [[-1.1, 0], [.75, 1], [.75, -1]], ">": [[1.1, 0], [-.75, 1], [-.75, -1]],
  D: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]], d: [[0, -1.25], [.75, 0], [0, 1.25], [-.75, 0]],
  P: [[-.4, -1.1], [.4, -1.1], [.4, -.4], [1.1, -.4], [1.1, .4], [.4, .4], [.4, 1.1], [-.4, 1.1],
    [-.4, .4], [-1.1, .4], [-1.1, -.4], [-.4, -.4]],
  X: [[0, -.5], [.6, -1.1], [1.1, -.6], [.5, 0], [1.1, .6], [.6, 1.1], [0, .5], [-.6, 1.1],
    [-1.1, .6], [-.5, 0], [-1.1, -.6], [-.6, -1.1]],
  p: range(5).map((i) => [Math.sin(i * 1.2566), -Math.cos(i * 1.2566)]),
  h: range(6).map((i) => [Math.sin(i * 1.0472), -Math.cos(i * 1.0472)]),
  "*": range(10).map((i) => [Math.sin(i * .6283), -Math.cos(i * .6283)]
    .map((part) => part * (i % 2 ? .45 : 1.3))),
};

function glyph(marker, [x, y], r) {
  const outline = GLYPHS[marker];
  if (!outline) return `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
  return `M${outline.map(([u, v]) => `${(x + u * r).toFixed(1)},${(y + v * r).toFixed(1)}`).join("L")}Z`;
}

function ticks([low, high], log, count = 5) {
  if (log) {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const every = Math.max(1, Math.ceil((last - first) / count));
    return range(last - first + 1).filter((i) => i % every === 0).map((i) => 10 ** (first + i));
  }
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  return range(Math.floor(high / step + 1e-9) - first + 1).map((i) => (first + i) * step);
}

const SUPERSCRIPTS = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((c, i) => [i, c])) };
function tickText(x, log) {
  if (log) {
    const power = Math.round(Math.log10(x));
    return Math.abs(power) < 3 ? String(10 ** power).slice(0, 5)
      : `10${[...String(power)].map((c) => SUPERSCRIPTS[c]).join("")}`;
  }
  return String(Number(x.toPrecision(6))).replace("-", "−");
}

class Chart {
  // place: [left, top, width, height] of the frame; x, y: {label, domain, log}
  constructor(stage, { place, x, y, title = "" }) {
    Object.assign(this, { place, x, y });
    const [left, top, width, height] = place, clip = unique();
    this.type = Number(stage.dataset.type ?? 1); // larger in presenter mode
    this.axes = make("g", { class: "ll-axes" });
    this.back = make("g", { "clip-path": `url(#${clip})` });
    this.data = make("g", { "clip-path": `url(#${clip})` });
    this.front = make("g", { class: "ll-front" });
    stage.append(
      make("defs", {}, make("clipPath", { id: clip }, make("rect", { x: left, y: top, width, height }))),
      this.back, this.axes, this.data, this.front,
      make("text", { class: "ll-title", x: left, y: top - 8 }, title),
      make("text", { class: "ll-label", x: left + width / 2, y: top + height + 19 + 14 * this.type,
        "text-anchor": "middle" }, x.label ?? ""));
    if (y.label) {
      stage.append(make("text", { class: "ll-label", "text-anchor": "middle",
        transform: `translate(${left - 36 * this.type},${top + height / 2})rotate(-90)` }, y.label));
    }
    this.rescale(x.domain, y.domain);
  }

  rescale(xDomain, yDomain) {
    const [left, top, width, height] = this.place;
    const scale = ([low, high], log, from, to) => {
      const f = log ? Math.log10 : (u) => u, a = f(low), b = f(high);
      return (u) => from + (f(u) - a) / (b - a) * (to - from);
    };
    this.x.domain = xDomain;
    this.y.domain = yDomain;
    this.toX = scale(xDomain, this.x.log, left, left + width);
    this.toY = scale(yDomain, this.y.log, top + height, top);
    this.axes.replaceChildren();
    const k = this.type;
    for (const u of ticks(xDomain, this.x.log, width / 60 / k)) {
      const at = this.toX(u);
      this.axes.append(make("line", { x1: at, x2: at, y1: top, y2: top + height }),
        make("text", { x: at, y: top + height + 3 + 13 * k, "text-anchor": "middle" }, tickText(u, this.x.log)));
    }
    for (const u of ticks(yDomain, this.y.log, height / 45 / k)) {
      const at = this.toY(u);
      this.axes.append(make("line", { x1: left, x2: left + width, y1: at, y2: at }),
        make("text", { x: left - 6, y: at + 4 * k, "text-anchor": "end" }, tickText(u, this.y.log)));
    }
    this.axes.append(make("rect", { x: left, y: top, width, height, class: "ll-frame" }));
  }

  // Far outside the picture a coordinate stays drawable; a logarithm has no zero.
  point(u, v) {
    const [left, top, width, height] = this.place;
    const floor = this.y.log ? this.y.domain[0] * 1e-3 : -Infinity;
    return [clamp(this.toX(u), left - 4 * width, left + 5 * width),
      clamp(this.toY(Math.max(v, floor)), top - 4 * height, top + 5 * height)];
  }

  inverse(px, py) {
    const [left, top, width, height] = this.place;
    const back = ([low, high], part) => low + (high - low) * clamp(part, 0, 1);
    return [back(this.x.domain, (px - left) / width), back(this.y.domain, 1 - (py - top) / height)];
  }

  inside([px, py]) {
    const [left, top, width, height] = this.place;
    return px >= left - .01 && px <= left + width + .01 && py >= top - .01 && py <= top + height + .01;
  }

  add(tag, attributes, layer = this.data) {
    const made = make(tag, attributes);
    layer.append(made);
    return made;
  }
}

const joined = (points) => (points.length
  ? `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}` : "");

// Where a drawn path leaves the frame for good: the points up to there, and the crossing.
function untilItLeaves(chart, points) {
  let last = points.length - 1;
  while (last >= 0 && !chart.inside(points[last])) last -= 1;
  if (last < 0 || last === points.length - 1) return { points: points.slice(0, last + 1), exit: null };
  const [left, top, width, height] = chart.place, [a, b] = [points[last], points[last + 1]];
  const part = (from, to, low, high) => (to > high ? (high - from) / (to - from)
    : to < low ? (low - from) / (to - from) : 1);
  const t = Math.min(part(a[0], b[0], left, left + width), part(a[1], b[1], top, top + height));
  const exit = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
  return { points: [...points.slice(0, last + 1), exit], exit, from: a };
}

// One measured series: a line, markers on it, and an arrow with words where it leaves the frame.
class Series {
  constructor(chart, { name, color, marker, dash }) {
    Object.assign(this, { chart, name, marker });
    const style = `--color: ${color}`; // CSS lightens it on a dark ground
    this.line = chart.add("path", { class: "ll-line", style, "stroke-dasharray": dash });
    this.marks = chart.add("path", { class: "ll-marks", style });
    this.arrow = chart.add("path", { class: "ll-arrow", style }, chart.front);
    this.words = chart.add("text", { class: "ll-words", style }, chart.front);
  }

  // level: a number that keeps the words of several series apart
  draw(all, { every = 1, says = "", level = 0, size = 3.6, head = false } = {}) {
    let [lastX, lastY] = [Infinity, Infinity]; // markers that would cover each other are left out
    const { points, exit, from } = untilItLeaves(this.chart, all);
    this.line.setAttribute("d", joined(points));
    const seen = points.filter(([x, y], i) => {
      if (i % every || (exit && i === points.length - 1)
        || Math.hypot(x - lastX, y - lastY) < 1.9 * size) return false;
      [lastX, lastY] = [x, y];
      return true;
    });
    this.marks.setAttribute("d", seen.map((p) => glyph(this.marker, p, size)).join("")
      + (head && !exit && points.length ? glyph(this.marker, points.at(-1), 1.6 * size) : ""));
    this.arrow.setAttribute("d", "");
    this.words.textContent = "";
    if (!exit) return false;
    const [left, top, width, height] = this.chart.place;
    const angle = Math.atan2(exit[1] - from[1], exit[0] - from[0]);
    const turn = (u, v) => [exit[0] + u * Math.cos(angle) - v * Math.sin(angle),
      exit[1] + u * Math.sin(angle) + v * Math.cos(angle)];
    this.arrow.setAttribute("d", `${joined([turn(8, 0), turn(-5, 6), turn(-5, -6)])}Z`);
    // Beside the arrow, towards the middle, clear of the way it came.
    const k = this.chart.type, right = exit[0] > left + width / 2, low = exit[1] > top + height / 2;
    set(this.words, { x: clamp(exit[0] + (right ? -14 : 14), left + 8, left + width - 8),
      y: low ? top + height - 9 - 17 * k * level : top + 17 * k + 17 * k * level, "text-anchor": right ? "end" : "start" });
    this.words.textContent = says;
    return true;
  }

  hide() {
    for (const node of [this.line, this.marks, this.arrow]) node.setAttribute("d", "");
    this.words.textContent = "";
  }
}

// Filled contours: rings of explorer.py, each [level, start, count].
function ground(chart, rings, points, layer = chart.back) {
  const paths = new Map();
  for (const [level, start, count] of rings) {
    const ring = range(count).map((i) =>
      [chart.toX(points[2 * (start + i)]), chart.toY(points[2 * (start + i) + 1])]);
    paths.set(level, `${paths.get(level) ?? ""}${joined(ring)}Z`);
  }
  for (const d of paths.values()) layer.append(make("path", { class: "ll-band", d }));
}

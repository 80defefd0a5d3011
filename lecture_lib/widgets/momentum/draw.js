// The (α, β) map on the left; roots in the unit circle and the path on the right.

import { glyph, ground, joined } from "../js/chart.js";
import { explorer } from "../js/frame.js";
import { clamp, number, range, set } from "../js/kit.js";

// The three maps, the region that diverges, and what the lines stand for.
function drawMap(map, { content, arrays }) {
  const layers = content.rings.map((rings, i) => {
    const layer = map.add("g", { class: `ll-map ll-map-${i}` }, map.back);
    ground(map, rings, arrays[`outline${i}`].part(), layer);
    return layer;
  });
  const [left, top, width, height] = map.place;
  const [alpha, beta] = [map.x.domain[1], map.y.domain[1]];
  // prettier-ignore
  const lost = [[2, 0], [2 * (1 + beta), beta], [alpha, beta], [alpha, 0]];
  const edge = joined(lost.map(([a, b]) => map.point(a, b)));
  map.add("path", { class: "ll-lost", d: `${edge}Z` }, map.back);
  const note = (x, y, text, more = {}) => {
    map.add("text", { class: "ll-note", x, y, "text-anchor": "middle", ...more }, map.front, text);
  };
  note(left + width - 12, top + height - 16, "diverges", { "text-anchor": "end" });
  const modes = content.series.length;
  const lines = modes > 1 ? "critical lines" : "critical line";
  note(map.point(1, 0)[0], top + height - 24, lines, { class: "ll-note ll-muted" });
  if (modes > 1) {
    const d = glyph("*", map.point(...content.best), 6.5);
    map.add("path", { class: "ll-minimum", d }, map.front);
  }
  const labels = nameLevels(map, { content, arrays });
  return (shown) => {
    const show = (layer, isOn) => set(layer, { visibility: isOn ? "visible" : "hidden" });
    layers.forEach((layer, i) => show(layer, i === shown));
    show(labels, shown !== 2);
  };
}

// Write what a line stands for where it crosses the column of the best α, above the best β.
function nameLevels(map, { content, arrays: { alphas, betas, theory } }) {
  const labels = map.add("g", {}, map.front);
  const [bestAlpha, bestBeta] = content.best;
  const apart = range(alphas.shape[0]).map((i) => Math.abs(alphas.value(i) - bestAlpha));
  const column = apart.indexOf(Math.min(...apart));
  for (const rate of content.levels[0].slice(0, 6)) {
    const above = range(betas.shape[0]).find(
      (j) => betas.value(j) >= bestBeta && theory.value(j, column) >= rate,
    );
    if (!above || theory.value(above - 1, column) >= rate) continue;
    const [x, y] = map.point(Math.min(alphas.value(column), 1.5), betas.value(above));
    const place = { x, y: y + 8, "text-anchor": "middle", class: "ll-note" };
    map.add("text", place, labels, String(rate));
  }
  return labels;
}

// The point that is shown; a press on the map moves it.
function drawPoint(stage, map, { arrays, store, stop }) {
  const [left, top, width, height] = map.place;
  const cross = map.add("path", { class: "ll-now" }, map.front);
  const dot = map.add("circle", { class: "ll-start", r: 6.5 }, map.front);
  const nearest = (u, [low, high], { shape: [n] }) =>
    clamp(Math.round(((u - low) / (high - low)) * (n - 1)), 0, n - 1);
  map.press(stage, (a, b) => {
    stop();
    const alpha = nearest(a, map.x.domain, arrays.alphas);
    store.go({ alpha, beta: nearest(b, map.y.domain, arrays.betas) });
  });
  return (a, b) => {
    const [x, y] = map.point(a, b);
    set(dot, { cx: x, cy: y });
    set(cross, { d: `M${x},${top}V${top + height}M${left},${y}H${left + width}` });
  };
}

// The circle of radius one, that of the rate, and the roots.
function drawRoots(plane, { content, arrays }) {
  const [cx, cy] = plane.point(0, 0);
  const unit = plane.toX(1) - cx;
  plane.add("circle", { class: "ll-one ll-circle", cx, cy, r: unit });
  const inner = plane.add("circle", { class: "ll-theory", cx, cy });
  const marks = content.series.map(({ color }) =>
    plane.add("path", { class: "ll-marks", style: `--color: ${color}` }),
  );
  return ({ alpha, beta, shown }, rate) => {
    set(inner, { r: (unit * Math.min(rate, 2.5)).toFixed(2) });
    content.series.forEach(({ marker }, i) => {
      const [re0, im0, re1, im1] = arrays.roots.part(i, beta, alpha);
      const at = (re, im) => glyph(marker, plane.point(clamp(re, -1.45, 1.45), im), 5);
      set(marks[i], { d: shown[i] ? at(re0, im0) + at(re1, im1) : "" });
    });
  };
}

function row([re0, im0, re1, im1], measured) {
  const modulus = Math.max(Math.hypot(re0, im0), Math.hypot(re1, im1));
  const isComplex = Math.abs(im0) > 1e-6;
  const roots = isComplex
    ? `${number(re0, 3)} ± ${number(Math.abs(im0), 3)}i`
    : `${number(re0, 3)}, ${number(re1, 3)}`;
  return { isComplex, cells: [roots, number(modulus), number(measured)] };
}

function regime(rate, isComplex) {
  if (rate > 1 + 1e-6) return "the path diverges";
  if (rate > 1 - 1e-6) return "the path swings for ever";
  return isComplex
    ? "complex roots of modulus √β: the path swings as it shrinks"
    : "real roots: the slower one decides";
}

function setup(stage, tools) {
  const { content, arrays, view } = tools;
  const { map, roots, path } = view.charts;
  const showMap = drawMap(map, tools);
  const showPoint = drawPoint(stage, map, tools);
  const showRoots = drawRoots(roots, tools);
  const envelope = path.add("path", { class: "ll-theory" }, path.back);

  return (state) => {
    const { alpha, beta } = state;
    const [a, b] = [arrays.alphas.value(alpha), arrays.betas.value(beta)];
    const [found, rate] = [arrays.measured, arrays.theory].map((one) => one.value(beta, alpha));
    showMap(state.map);
    showPoint(a, b);
    showRoots(state, rate);
    view.draw(state, (i) => `${content.series[i].name.split(",")[0]} diverges`);
    const side = (sign) =>
      joined(range(61).map((t) => path.point(t, sign * Math.min(rate ** t, 50))));
    set(envelope, { d: side(1) + side(-1) });
    const rows = content.series.map((_, i) =>
      row(arrays.roots.part(i, beta, alpha), arrays.each.value(beta, alpha, i)),
    );
    const digit = Math.max(1, Math.round(-1 / Math.log10(rate)));
    const pace = rate < 1 - 1e-6 && rate > 0 ? `: ${digit} steps a decimal digit` : "";
    const says =
      `${content.unit} = ${number(a)}, β = ${number(b)}: ` +
      `${regime(
        rate,
        rows.some(({ isComplex }) => isComplex),
      )}. ` +
      `Rate in theory ${number(rate)}, measured ${number(found)}${pace}.`;
    const solved = Boolean(arrays.solved.value(beta, alpha));
    return { says, solved, table: rows.map(({ cells }) => cells) };
  };
}

export default explorer({ height: 388, setup });

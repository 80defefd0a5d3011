// The valley on the left; mode factors over η and loss under its envelope on the right.

import { glyph, joined } from "../js/chart.js";
import { pointsOf } from "../js/curves.js";
import { explorer } from "../js/frame.js";
import { clamp, make, number, range, set } from "../js/kit.js";

// Level sets at heights that grow fourfold: ellipses √κ times as long as wide.
function valley(map) {
  const [cx, cy] = map.point(0, 0);
  const unit = map.toX(1) - cx;
  const heights = range(9).map((i) => 0.5 * 4 ** (i - 6));
  const ellipses = heights.map(() => make("ellipse", { class: "ll-level", cx, cy }));
  const group = map.add("g", {}, map.back, ...ellipses);
  map.add("path", { class: "ll-minimum", d: glyph("*", [cx, cy], 6.5) }, map.back);
  return (kappa, turn) => {
    heights.forEach((height, i) => {
      const rx = (unit * Math.sqrt(2 * height * kappa)).toFixed(2);
      set(ellipses[i], { rx, ry: (unit * Math.sqrt(2 * height)).toFixed(2) });
    });
    set(group, { transform: `rotate(${(-turn * 180) / Math.PI},${cx},${cy})` });
  };
}

// Where the present rate meets both curves, and the best one.
function rates(modes, L) {
  const highest = modes.x.domain[1];
  const one = [modes.point(0, 1), modes.point(highest, 1)];
  modes.add("path", { class: "ll-one", d: joined(one) }, modes.back);
  const dots = range(2).map(() => modes.add("circle", { class: "ll-dot", r: 4.5 }));
  const note = (text) => modes.add("text", { class: "ll-note" }, modes.front, text);
  const names = [note("μ"), note("L")];
  const foot = modes.point(0.25 / L, 0.75);
  set(names[1], { x: foot[0] - 14, y: foot[1] + 12 });
  const best = modes.add("path", { class: "ll-minimum" }, modes.front);
  const now = modes.add("line", { class: "ll-now" });
  const [, top, , height] = modes.place;
  return (mu, eta) => {
    const factor = (x, curvature) => Math.abs(1 - x * curvature);
    [mu, L].forEach((curvature, i) => {
      const [cx, cy] = modes.point(eta, factor(eta, curvature));
      set(dots[i], { cx, cy });
    });
    const tip = modes.point(highest, factor(highest, mu));
    set(names[0], { x: tip[0] - 14, y: clamp(tip[1] - 7, top + 14, top + height - 4) });
    set(best, { d: glyph("*", modes.point(2 / (L + mu), (L - mu) / (L + mu)), 6.5) });
    const [x] = modes.point(eta, 0);
    set(now, { x1: x, x2: x, y1: top, y2: top + height });
  };
}

function manner(etaL) {
  if (etaL > 2 + 1e-6) return "beyond 2/L it diverges";
  if (Math.abs(etaL - 2) <= 1e-6) return "at 2/L it bounces for ever";
  return etaL > 1 + 1e-6 ? "above 1/L it zig-zags" : "up to 1/L it does not zig-zag";
}

function setup(stage, { content, arrays, view }) {
  const { L } = content;
  const { map, modes } = view.charts;
  const show = valley(map);
  const mark = rates(modes, L);
  const start = map.add("circle", { class: "ll-start", r: 6.5 });
  const [path] = content.curves.filter(({ array }) => array === "path");
  const losses = content.curves.filter(({ chart, series }) => chart === "losses" && series != null);

  return (state) => {
    const { kappa, rate, angle } = state;
    const k = arrays.kappas.value(kappa);
    const [mu, eta] = [L / k, arrays.rates.value(kappa, rate)];
    const [rho, ratio] = [arrays.factor, arrays.ratio].map((one) => one.value(kappa, rate));
    show(k, arrays.angle.value(angle));
    mark(mu, eta);
    const [cx, cy] = map.point(...pointsOf(path, state, arrays)[0]);
    set(start, { cx, cy });
    const ends = losses.map((curve) => pointsOf(curve, state, arrays).at(-1));
    view.draw(
      state,
      (i) =>
        `${content.series[i].name.split(",")[0]} ${ends[i][1] > 1 ? "diverges" : "leaves the map"}`,
    );
    const table = ends.map(([steps, last], i) => [
      number(i ? content.rivalRate * eta * L : eta),
      number(i ? last ** (1 / steps) : ratio),
      last > 1 ? "grows" : number(last, 3),
    ]);
    const says =
      `η = ${number(eta)}: ${manner(eta * L)}. In theory the loss is multiplied by ` +
      `ρ² = ${number(rho * rho)} a step; measured ${number(ratio)}. Best is ` +
      `η* = 2/(L + μ) = ${number(2 / (L + mu))}, ρ² = ${number(((k - 1) / (k + 1)) ** 2)}.`;
    const solved = kappa === content.challengeKappa && rate === arrays.best.value(kappa);
    return { says, solved, table, values: { rate: `${number(eta)} = ${(eta * L).toFixed(2)}/L` } };
  };
}

export default explorer({ height: 388, setup });

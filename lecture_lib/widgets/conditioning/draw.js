// The valley on the left; mode factors over η and loss under its bound on the right.

import { glyph, joined } from "../js/chart.js";
import { pointsOf } from "../js/curves.js";
import { CHARTS_UNDER_MAP, foldWhenNarrow } from "../js/fold.js";
import { finder } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { clamp, number, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { valley } from "../js/valley.js";

// --- the factors of the modes -------------------------------------------------------------------

// Where the present rate meets both curves, and the best one once it is known.
function rates(modes, L) {
  const highest = modes.x.domain[1];
  const one = [modes.point(0, 1), modes.point(highest, 1)];
  modes.add("path", { class: "ll-one", d: joined(one) }, modes.back);
  const now = modes.add("line", { class: "ll-now" });
  const dots = ["along", "across"].map((role) =>
    modes.add("path", { class: `ll-dot ll-of-${role}` }),
  );
  const [left, top, width, height] = modes.place;
  const names = [tr("along: μ"), tr("across: L")].map((text, i) => {
    const place = { class: `ll-note ll-of-${i ? "across" : "along"}`, x: left + width + 5 };
    return modes.add("text", place, modes.front, text);
  });
  const best = modes.add("path", { class: "ll-minimum" }, modes.front);
  return (mu, eta, isFound) => {
    const factor = (x, curvature) => Math.abs(1 - x * curvature);
    const [along, across] = [mu, L].map((curvature, i) => {
      const marker = i ? "s" : "o";
      set(dots[i], { d: glyph(marker, modes.point(eta, factor(eta, curvature)), 5) });
      return clamp(modes.point(highest, factor(highest, curvature))[1], top + 4, top + height - 4);
    });
    set(names[0], { y: 4 + Math.max(along, across + 15) });
    set(names[1], { y: 4 + across });
    const crossing = modes.point(2 / (L + mu), (L - mu) / (L + mu));
    set(best, { d: isFound ? glyph("*", crossing, 8) : "" });
    const [x] = modes.point(eta, 0);
    set(now, { x1: x, x2: x, y1: top, y2: top + height });
  };
}

// Beside the chart of losses: what the dashes mean.
function legendOf(losses) {
  const [left, top, width] = losses.place;
  tr("dashed:|slowest|start")
    .split("|")
    .forEach((text, i) => {
      const y = top + (14 + 15 * i) * losses.type;
      losses.add("text", { class: "ll-note ll-muted", x: left + width + 6, y }, losses.front, text);
    });
}

// --- words --------------------------------------------------------------------------------------

function manner(etaL) {
  if (etaL > 2 + 1e-5) return tr("the path leaves");
  if (etaL > 2 - 1e-5) return tr("the path bounces for ever");
  return etaL > 1 ? tr("the path zig-zags") : tr("the path stays on its side");
}

// The path has some of both modes, so the slower of them is what remains.
const sentence = (eta, L, rho, ratio) =>
  tr(
    "η = {0}: {1}. A late step multiplies the loss by {2} in theory; " +
      "measured over the later half of this path, by {3}.",
    ...[number(eta), manner(eta * L), number(rho * rho), number(ratio)],
  );

function verdict({ kappa, found }, L, k) {
  if (!found.includes(kappa)) {
    return found.length ? tr("κ is another now: look again.") : tr("Not yet.");
  }
  const best = 2 / (L + L / k);
  const rho = (k - 1) / (k + 1);
  return tr(
    "Reached. Best is η\u00a0=\u00a0{0} (★): a step multiplies the loss by at most {1}.",
    ...[number(best), number(rho * rho)],
  );
}

// --- all together -------------------------------------------------------------------------------

function setup(stage, { content, arrays, view, store, root, cleanups }) {
  const { L } = content;
  const { map, modes, losses } = view.charts;
  root.classList.add("ll-conditioning");
  const show = valley(map);
  const mark = rates(modes, L);
  const isClose = ({ kappa, rate }) => Boolean(arrays.close.value(kappa, rate));
  const note = finder(store, ["kappa", "rate"], isClose, cleanups);
  const dot = map.add("circle", { class: "ll-origin", r: 3.5 }, map.front);
  const start = map.add("text", { class: "ll-note ll-muted ll-mid" }, map.front, tr("start"));
  const [path] = content.curves.filter(({ array }) => array === "path");
  const falls = content.curves.filter(({ chart, series }) => chart === "losses" && series != null);
  legendOf(losses);
  if (!root.matches(".ll-presenter")) {
    const groups = [modes, losses].map(({ group }) => group);
    foldWhenNarrow(stage, CHARTS_UNDER_MAP, groups, cleanups);
  }

  return (state) => {
    const { kappa, rate, angle } = state;
    const k = arrays.kappas.value(kappa);
    const [mu, eta] = [L / k, arrays.rates.value(rate)];
    const [rho, ratio] = [arrays.factor, arrays.ratio].map((one) => one.value(kappa, rate));
    const solved = state.found.includes(kappa);
    note(state);
    show(k, arrays.angle.value(angle));
    mark(mu, eta, solved);
    const [cx, cy] = map.point(...pointsOf(path, state, arrays)[0]);
    set(dot, { cx, cy });
    set(start, { x: cx, y: cy - 9 });
    view.draw(state, (i, chart) => {
      const says = chart === "map" ? tr("leaves") : tr("grows");
      return content.series.length > 1 ? `${content.series[i].name.split(",")[0]} ${says}` : says;
    });
    const table = falls.map((curve, i) => {
      const [steps, last] = pointsOf(curve, state, arrays).at(-1);
      const each = i ? last ** (1 / Math.max(steps, 1)) : ratio;
      return [number(i ? content.rivalRate * eta * L : eta), number(each), number(last, 3)];
    });
    const says = sentence(eta, L, rho, ratio);
    return { says, solved, table, verdict: verdict(state, L, k), values: {} };
  };
}

export default explorer({ height: 388, setup, isChallengeBeside: true });

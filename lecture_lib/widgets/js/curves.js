// The curves of a payload on their charts, and the legend that shows and hides them.

import { Chart, Series, glyph, joined } from "./chart.js";
import { make, range, set } from "./kit.js";

// Points [x, y] of a curve in a state, as Explorer.points gives them in Python.
export function pointsOf({ array, by, every, plane, turn, until }, state, arrays) {
  const { shape, part } = arrays[array];
  const run = part(...by.map((at) => (typeof at === "string" ? Math.max(state[at], 0) : at)));
  const length = shape.at(-1);
  const steps = range(until ? Math.min(state[until] + 1, length) : length);
  if (!plane) return steps.map((t) => [t * every, run[t]]);
  const angle = turn ? arrays[turn].value(state[turn]) : 0;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return steps.map((t) => {
    const [u, v] = [run[t], run[length + t]];
    return [cos * u - sin * v, sin * u + cos * v];
  });
}

// The first of an axis's domains that holds all values; or from 0 to just above the largest.
export function domainFor({ domain, domains, fit }, values) {
  if (fit) return [0, 1.08 * Math.max(1e-6, ...values)];
  const holds = ([low, high]) => values.every((v) => v >= low && v <= high);
  return domains ? (domains.find(holds) ?? domains.at(-1)) : domain;
}

// A curve that stays at the floor ends where it arrives there, lest it look like a plateau.
export function untilTheFloor(points, floor) {
  const last = points.findLastIndex(([, y]) => y > floor);
  return points.slice(0, last + 2);
}

export class Curves {
  constructor(stage, { charts, curves, series }, arrays) {
    this.arrays = arrays;
    this.charts = Object.fromEntries(
      Object.entries(charts).map(([name, chart]) => {
        const group = make("g", { "data-type": stage.dataset.type });
        stage.append(group);
        return [name, Object.assign(new Chart(group, chart), { group })];
      }),
    );
    this.axes = charts;
    this.drawn = curves.map((curve) => {
      const chart = this.charts[curve.chart];
      const over = curve.series == null ? "" : " ll-over";
      const measured = curve.role === "measured";
      const mark = measured
        ? new Series(chart, series[curve.series])
        : chart.add("path", { class: `ll-${curve.role}${over}` });
      return { curve, chart, mark };
    });
  }

  // words(series, chart) is said where a measured curve leaves its chart
  draw(state, words, arrays = this.arrays) {
    const seen = this.drawn.map((one) => {
      const { series } = one.curve;
      const isShown = series == null || state.shown[series];
      return { ...one, points: isShown ? pointsOf(one.curve, state, arrays) : null };
    });
    for (const [name, chart] of Object.entries(this.charts)) this.#rescale(name, chart, seen);
    const exits = new Map();
    for (const { curve, chart, mark, points } of seen) {
      if (curve.role !== "measured") {
        set(mark, { d: points ? joined(points.map(([x, y]) => chart.point(x, y))) : "" });
      } else if (!points) mark.hide();
      else {
        const floor = chart.y.log ? chart.y.domain[0] : -Infinity;
        const level = exits.get(chart) ?? 0;
        const places = untilTheFloor(points, floor).map(([x, y]) =>
          chart.point(x, Math.max(y, floor)),
        );
        const told = { ...curve, words: words(curve.series, curve.chart), level };
        if (mark.draw(places, told)) exits.set(chart, level + 1);
      }
    }
  }

  #rescale(name, chart, seen) {
    const { fit, domains } = this.axes[name].y;
    if (!fit && !domains) return;
    const measured = seen.filter(
      ({ curve, points }) => curve.chart === name && curve.role === "measured" && points,
    );
    const values = measured.flatMap(({ points }) => points.map(([, y]) => y));
    const domain = domainFor(this.axes[name].y, values);
    if (String(domain) !== String(chart.y.domain)) chart.rescale(chart.x.domain, domain);
  }
}

// --- the legend: which series are drawn, and their numbers -------------------------------------

function swatch({ color, marker, dash }) {
  const style = `--color: ${color}`;
  return make(
    "svg",
    { viewBox: "0 0 34 14", class: "ll-swatch", "aria-hidden": "true" },
    make("path", { class: "ll-line", d: "M1,7L33,7", style, "stroke-dasharray": dash }),
    make("path", { class: "ll-marks", d: glyph(marker, [17, 7], 4.5), style }),
  );
}

// Returns {element, update(shown, table)}; toggle(i, isOn) hears of a tick.
export function legend({ series, seriesLabel, columns }, isNarrow, toggle) {
  const entries = series.map((one, i) => {
    const box = make("input", { type: "checkbox", onchange: () => toggle(i, box.checked) });
    const cells = columns.map(() => make("td"));
    const label = make("label", {}, box, swatch(one), one.name);
    return { box, cells, row: make("tr", {}, make("th", { scope: "row" }, label), ...cells) };
  });
  const tables = isNarrow || series.length <= 5 ? 1 : 2;
  const length = Math.ceil(series.length / tables);
  const head = () => {
    const titles = [seriesLabel, ...columns].map((text) => make("th", { scope: "col" }, text));
    return make("thead", {}, make("tr", {}, ...titles));
  };
  const table = (i) => {
    const rows = entries.slice(i * length, (i + 1) * length).map(({ row }) => row);
    return make("table", { class: "ll-legend" }, head(), make("tbody", {}, ...rows));
  };
  const many = series.length > 5 ? " ll-many" : "";
  const element = make("div", { class: `ll-legends${many}` }, ...range(tables).map(table));
  const update = (shown, rows) =>
    entries.forEach(({ box, cells }, i) => {
      box.checked = Boolean(shown[i]);
      cells.forEach((cell, column) => {
        cell.textContent = rows[i][column];
      });
    });
  return { element, update };
}

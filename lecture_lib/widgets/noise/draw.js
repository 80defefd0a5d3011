// One run, the full-batch path and where many runs end on the left; on the right the loss over its
// floor, and the points with the present line and batch.

import { glyph, joined } from "../js/chart.js";
import { CHARTS_UNDER_MAP, foldWhenNarrow } from "../js/fold.js";
import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { make, number, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";

const [WITHOUT, EPOCHS] = [1, 2];
const degrees = (angle) => ((-angle * 180) / Math.PI).toFixed(2);

// --- the map ----------------------------------------------------------------------------------

// Level sets of the loss at heights that grow fourfold, lightest within.
function bowl(map, { best, curvatures, turn }) {
  const [x, y, width, height] = map.place;
  map.add("rect", { class: "ll-level", x, y, width, height, style: "--depth: 0" }, map.back);
  const [cx, cy] = map.point(...best);
  const unit = map.toX(1) - map.toX(0);
  range(9).forEach((i) => {
    const [rx, ry] = curvatures.map((value) => unit * Math.sqrt(4 ** (2 - i) / value));
    const look = { class: "ll-level", style: `--depth: ${(i + 1) / 9}` };
    const place = { cx, cy, rx, ry, transform: `rotate(${degrees(turn)},${cx},${cy})` };
    map.add("ellipse", { ...look, ...place }, map.back);
  });
}

// Where the runs stand after the last update, over the path and under two standard deviations of
// theory.
function cloud(map, { best, series }, { ends, ellipse }) {
  const [, many] = series;
  const dots = map.add("path", { class: "ll-cloud", style: `--color: ${many.color}` }, map.front);
  const [cx, cy] = map.point(...best);
  const around = map.add("ellipse", { class: "ll-theory ll-spread", cx, cy }, map.front);
  map.add("path", { class: "ll-minimum", d: glyph("*", [cx, cy], 6.5) }, map.front);
  const unit = map.toX(1) - map.toX(0);
  return ({ sampling, batch, rate }, { isEnd, isIndependent }) => {
    const all = ends.part(sampling, batch, rate);
    const dot = (i) => glyph("o", map.point(all[2 * i], all[2 * i + 1]), 2.2);
    map.group.classList.toggle("ll-crowded", isEnd); // the path steps back behind the dots
    set(dots, {
      d: isEnd
        ? range(all.length / 2)
            .map(dot)
            .join("")
        : "",
    });
    const [long, short, turn] = ellipse.part(Math.min(sampling, WITHOUT), batch, rate);
    const seen = isIndependent ? unit : 0;
    const transform = `rotate(${degrees(turn)},${cx},${cy})`;
    set(around, { rx: (long * seen).toFixed(2), ry: (short * seen).toFixed(2), transform });
  };
}

// --- the points -------------------------------------------------------------------------------

// How often each point is in a batch: the digits of a number in base 4.
const digits = (code, count) => range(count).map((k) => Math.floor(code / 4 ** k) % 4);

function pointsAndLine(chart, { best, series }, { points, used, path }) {
  const style = `--color: ${series[0].color}`;
  const [xs, ys] = [points.part(0), points.part(1)];
  const across = ([w, b]) => joined(chart.x.domain.map((x) => chart.point(x, w * x + b)));
  chart.add("path", { class: "ll-best", d: across(best) });
  const line = chart.add("path", { class: "ll-line", style });
  const at = (k) => chart.point(xs[k], ys[k]);
  const rings = [...xs].map((_, k) => glyph("o", at(k), 3.6)).join("");
  chart.add("path", { class: "ll-ring", d: rings });
  const batch = chart.add("path", { class: "ll-marks", style });
  return ({ sampling, batch: size, rate, seed, step }) => {
    const run = path.part(sampling, size, rate, seed);
    set(line, { d: across([run[step], run[run.length / 2 + step]]) });
    const code = step ? used.value(sampling, size, seed, step - 1) : 0;
    const square = (times, k) => (times ? glyph("s", at(k), 3.4 + 1.4 * times) : "");
    set(batch, { d: digits(code, xs.length).map(square).join("") });
  };
}

// --- words ------------------------------------------------------------------------------------

// Beside the chart of losses: what its lines are. The floor has a line only where it has a theory.
function keyOf(losses, { series }) {
  const [left, top, width] = losses.place;
  const entry = (text, i, look) => {
    const [x, y] = [left + width + 8, top + (8 + 19 * i) * losses.type];
    const line = make("path", { d: `M${x},${y}h12`, ...look });
    const words = make("text", { class: "ll-note ll-muted", x: x + 16, y: y + 4 }, text);
    return losses.add("g", {}, losses.front, line, words);
  };
  series.forEach(({ name, color, marker }, i) => {
    const style = `--color: ${color}`;
    const [x, y] = [left + width + 14, top + (8 + 19 * i) * losses.type];
    losses.add("path", { class: "ll-marks", style, d: glyph(marker, [x, y], 3) }, losses.front);
    entry(name, i, { class: "ll-line", style });
  });
  return entry(tr("floor"), series.length, { class: "ll-theory" });
}

function sentence({ step }, { size, isStill, isIndependent, found, floor }, { all, settled }) {
  const count = (n) => (step * n).toLocaleString("en");
  const told = tr(
    "Update {0}: {1} examples used (full batch: {2}).",
    ...[step, count(size), count(all)],
  );
  return `${told} ${settling(isStill, isIndependent, [...settled, number(found, 3)], floor)}`;
}

function settling(isStill, isIndependent, found, floor) {
  if (isStill) return tr("A batch of all twelve has no noise: the run is the full-batch path.");
  return isIndependent
    ? tr(
        "Mean loss above the minimum in updates {0} to {1}: {2}; in theory {3}.",
        ...[...found, number(floor, 3)],
      )
    : tr(
        "Mean loss above the minimum in updates {0} to {1}: {2}; " +
          "within each epoch it rises and falls.",
        ...found,
      );
}

const ANSWER = tr(
  "Reached. B\u00a0=\u00a06, half of the points: " +
    "1/B\u00a0·\u00a0(N\u00a0−\u00a0B)/(N\u00a0−\u00a01)\u00a0=\u00a01/6\u00a0·\u00a06/11\u00a0" +
    "=\u00a01/11. " +
    "With replacement it leaves 1/6.",
);

// --- all together -----------------------------------------------------------------------------

// Other batches.
function listen({ store, stop, root, content }) {
  const another = () => {
    stop();
    store.go({ seed: (store.now.seed + 1) % content.seeds });
  };
  const look = { type: "button", class: "ll-another", onclick: another };
  root.querySelector(".ll-play").after(make("button", look, tr("Another run")));
}

// What a state is, for pictures and words.
function factsOf({ sampling, batch, rate, step }, { sizes }, { floor, settled, points, path }) {
  const all = points.shape[1];
  const isStill = sizes[batch] === all && sampling > 0;
  return {
    size: sizes[batch],
    isStill,
    isEnd: step === path.shape.at(-1) - 1,
    isIndependent: sampling !== EPOCHS,
    found: settled.value(sampling, batch, rate),
    floor: floor.value(sampling, batch, rate, 1, 0),
  };
}

function setup(stage, tools) {
  const { content, arrays, view, store, root, cleanups } = tools;
  const { map, losses, data } = view.charts;
  root.classList.add("ll-noise");
  bowl(map, content);
  const parts = [cloud(map, content, arrays), pointsAndLine(data, content, arrays)];
  const floor = keyOf(losses, content);
  const [cx, cy] = map.point(arrays.full.value(0, 0, 0), arrays.full.value(0, 1, 0));
  map.add("circle", { class: "ll-start", cx, cy, r: 6 }, map.front);
  map.add("text", { class: "ll-note ll-muted", x: cx + 11, y: cy + 4 }, map.front, tr("start"));
  listen(tools);
  const rests = atRest(cleanups);
  if (!root.matches(".ll-presenter")) {
    const groups = [losses, data].map(({ group }) => group);
    foldWhenNarrow(stage, { ...CHARTS_UNDER_MAP, box: "0 0 370 762" }, groups, cleanups);
  }

  return (state) => {
    const { sampling, batch, rate, found } = state;
    const isMet = sampling === WITHOUT && batch === content.half && rate === content.small;
    rests(`${sampling} ${batch} ${rate}`, isMet && !found && (() => store.go({ found: 1 })));
    const now = factsOf(state, content, arrays);
    view.draw(state, () => tr("leaves the map"));
    for (const draw of parts) draw(state, now);
    set(floor, { visibility: now.isIndependent && !now.isStill ? "visible" : "hidden" });
    return {
      says: sentence(state, now, { all: arrays.points.shape[1], settled: content.settled }),
      solved: Boolean(found),
      verdict: found ? ANSWER : tr("Not yet."),
      values: {},
    };
  };
}

export default explorer({ height: 388, setup });

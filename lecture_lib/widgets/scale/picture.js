// The picture: curves over the number of workers, and under them the parts of one round.

import { Chart, glyph, joined, untilItLeaves } from "../js/chart.js";
import { make, number, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { roundsOf, speedWith, totalOf } from "./costs.js";
import { PARTS, namesOf, percentText, roundText, secondsText } from "./words.js";

const KINDS = ["work", "latency", "bytes"];
const WORKERS = [1, 1e4];
const SPEEDS = [1e-2, 1e4];

// Where everything is: bars stand under the frame of the curves, names and numbers beside both; in
// large type bars stand beside the frame, and names and numbers over them.
export function layoutOf(isNarrow, type) {
  if (type > 1) return besideOf(type);
  const wide = isNarrow ? 372 : 720;
  const [left, right] = isNarrow ? [82, 102] : [84, 116];
  const [height, thick, line] = [isNarrow ? 300 : 272, 22, 17];
  const top = isNarrow ? 62 : 28;
  const title = top + height + (isNarrow ? 40 : 60);
  const key = isNarrow ? title + line : title; // beside the title, or under it
  const rows = range(3).map((i) => key + 10 + i * (thick + 6));
  const width = wide - left - right;
  const frame = [left, top, width, height];
  const bars = { left, width, isUnder: true };
  const note = isNarrow ? [8, 36] : [left + 10, top + 1.2 * line];
  const full = rows[2] + thick + 10;
  return { isNarrow, wide, type, frame, bars, line, thick, title, key, note, rows, full };
}

function besideOf(type) {
  const [wide, line, thick] = [720, 17 * type, 22 * type];
  const frame = [50, 20 * type, 256, 292];
  const bars = { left: 453, width: wide - 455, isUnder: false };
  const title = frame[1] - 9 * type;
  const key = title + line;
  const rows = range(3).map((i) => key + 1.6 * line + i * (thick + 1.4 * line));
  const note = [bars.left + bars.width, rows[2] + thick + 1.4 * line]; // far from a curve's name
  const full = frame[1] + frame[3] + 38 * type;
  return { isNarrow: false, wide, type, frame, bars, line, thick, title, key, note, rows, full };
}

// From the top down, so that no two texts are closer than `gap` and none is outside.
export function apart(ys, gap, [top, bottom]) {
  const order = ys.map((_, i) => i).sort((a, b) => ys[a] - ys[b]);
  const placed = [...ys];
  let free = top;
  for (const i of order) free = (placed[i] = Math.max(ys[i], free)) + gap;
  free = bottom;
  for (const i of order.reverse()) free = (placed[i] = Math.min(placed[i], free)) - gap;
  return placed;
}

// What never changes on the chart: the diagonal, and where many are slower than one.
function groundOn(chart, { type, line, isNarrow }) {
  const [left, top, width, height] = chart.place;
  const one = chart.toY(1);
  chart.add(
    "rect",
    { class: "ll-slower", x: left, y: one, width, height: top + height - one },
    chart.back,
  );
  const ends = WORKERS.map((r) => chart.point(r, r));
  chart.add("path", { class: "ll-theory", d: joined(ends) }, chart.back);
  const at = isNarrow ? 0.6 : type > 1 ? 0.52 : 0.7; // clear of the numbers in the corner
  const [[x1, y1], [x2, y2]] = ends;
  const turn = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const [x, y] = [x1 + at * (x2 - x1), y1 + at * (y2 - y1)];
  const place = { transform: `translate(${x},${y})rotate(${turn})`, y: -6 * type };
  chart.add(
    "text",
    { class: "ll-note ll-muted ll-mid", ...place },
    chart.front,
    tr("R workers, R times as fast"),
  );
  const low = { x: left + 8, y: top + height - 0.5 * line };
  const slower = tr("slower than one machine");
  chart.add("text", { class: "ll-note ll-muted ll-low", ...low }, chart.front, slower);
}

function curveOn(chart, { color, marker, dash }) {
  const style = `--color: ${color}`;
  const add = (tag, name, layer, more = {}) =>
    chart.add(tag, { class: name, style, ...more }, layer);
  return {
    marker,
    line: add("path", "ll-line", chart.data, { "stroke-dasharray": dash }),
    fitted: add("path", "ll-line ll-fitted", chart.data),
    dot: add("path", "ll-marks", chart.data),
    lead: add("path", "ll-lead", chart.front),
    name: add("text", "ll-words", chart.front),
  };
}

// Curves, their names beside the frame, and a mark on each at the cursor.
function drawCurves(curves, chart, setting, speeds, { line }) {
  const [left, top, width, height] = chart.place;
  const right = left + width;
  const paths = speeds.map((points) => points.map(([r, speed]) => chart.point(r, speed)));
  const seen = paths.map((path) => untilItLeaves(chart, path).points);
  const ends = paths.map((path) => path.at(-1)[1]);
  const low = top + height;
  const ys = apart(
    ends.map((y) => Math.min(y, low + 50)),
    line,
    [top + 6, low - 0.5 * line],
  );
  const names = namesOf(setting);
  curves.forEach((curve, i) => {
    const isIn = ends[i] <= low;
    const inside = ([r]) => r >= setting.fitted?.[0] && r <= setting.fitted?.[1];
    const solid =
      i === 0 && setting.isFitted ? paths[0].filter((_, k) => inside(speeds[0][k])) : [];
    set(curve.line, { d: joined(seen[i]) });
    set(curve.fitted, { d: joined(solid) });
    const now = paths[i][speeds[i].findIndex(([r]) => r === setting.workers)];
    set(curve.dot, { d: glyph(curve.marker, now, 6) });
    set(curve.lead, {
      d: isIn
        ? joined([
            [right, ends[i]],
            [right + 9, ys[i]],
          ])
        : "",
    });
    set(curve.name, { x: right + 12, y: ys[i] + 0.25 * line });
    curve.name.textContent = isIn ? names[i] : `${names[i]} ↓`;
  });
}

function barOn(group, { color }, { bars, rows, thick, line, isNarrow }, i) {
  const { left, width, isUnder } = bars;
  const style = `--color: ${color}`;
  const y = rows[i];
  const baseline = y + thick / 2 + 0.25 * line;
  const over = { name: { x: left, y: y - 6 }, total: { x: left + width, y: y - 6 } };
  const beside = {
    name: { x: left - 9, y: baseline },
    total: { x: left + width + 12, y: baseline },
  };
  const places = isUnder ? beside : over;
  const add = (tag, attributes) => {
    const made = make(tag, { style, ...attributes });
    group.append(made);
    return made;
  };
  const boxes = KINDS.map((kind) => add("rect", { class: `ll-part ll-${kind}`, y, height: thick }));
  const shares = KINDS.map((kind) => add("text", { class: `ll-share ll-${kind}`, y: baseline }));
  const ends = isUnder ? ["end", "start"] : ["start", "end"];
  const [name, total] = ["name", "total"].map((kind, k) =>
    add("text", { class: `ll-${kind}`, "text-anchor": ends[k], ...places[kind] }),
  );
  return (parts, text, speed) => {
    const whole = totalOf(parts);
    let from = left;
    parts.forEach((part, k) => {
      const [share, wide] = [part / whole, (part / whole) * width];
      set(boxes[k], { x: from, width: Math.max(wide - (k < 2 ? 1 : 0), 0) });
      set(shares[k], { x: from + wide / 2 });
      const told = `${PARTS[k]} ${percentText(share)}`;
      const room = wide / (0.42 * line);
      shares[k].textContent = room > told.length + 1 ? told : room > 6 ? percentText(share) : "";
      from += wide;
    });
    name.textContent = text;
    const written = speed < SPEEDS[0] ? "<0.01" : number(speed, 3);
    const fast = isNarrow ? "" : `, ${written}\u00a0×`;
    total.textContent = secondsText(whole) + fast;
  };
}

// Over the bars: whose round it is, and the order of its parts.
function headOn(group, { bars: { left, width }, title, key, type }) {
  const head = make("text", { class: "ll-title", x: left, y: title });
  group.append(head);
  const steps = PARTS.map((name) => (name.length * 6.4 + 34) * type);
  let x = key === title ? left + width + 14 - totalOf(steps) : left;
  KINDS.forEach((kind, k) => {
    const box = { x, y: key - 10 * type, width: 11 * type, height: 11 * type };
    group.append(make("rect", { class: `ll-part ll-${kind} ll-key`, ...box }));
    group.append(make("text", { class: "ll-muted", x: x + 16 * type, y: key }, PARTS[k]));
    x += steps[k];
  });
  return head;
}

// The numbers of the model: in the corner that no curve reaches, over the frame, or under the bars.
function noteOn(chart, { isNarrow, line, type, note: [x, first] }) {
  const [left, top] = chart.place;
  const headline = { class: "ll-title", x: isNarrow ? 8 : left, y: isNarrow ? 16 : top - 9 * type };
  chart.add("text", headline, chart.front, tr("Times as fast as one machine"));
  const note = { class: "ll-note ll-muted", "text-anchor": type > 1 ? "end" : "start" };
  const lines = range(4).map((i) =>
    chart.add("text", { ...note, x, y: first + i * line }, chart.front),
  );
  return ({ terms, source }) => {
    const halves = [terms.slice(0, 2), terms.slice(2)].map((half) => half.join(", "));
    const told = isNarrow ? [halves.join(", "), source.join(", ")] : [...halves, ...source];
    lines.forEach((node, i) => {
      node.textContent = told[i] ?? "";
    });
  };
}

export function pictureOn(stage, layout, content, goTo) {
  const { frame, type, isNarrow, line } = layout;
  const [left, top, width, height] = frame;
  const group = make("g", { "data-type": type });
  stage.append(group);
  const x = { label: isNarrow ? "" : tr("workers R"), domain: WORKERS, log: true };
  const y = { label: "", domain: SPEEDS, log: true };
  const chart = new Chart(group, { place: frame, x, y, title: "" });
  const tell = noteOn(chart, layout);
  groundOn(chart, layout);
  const now = chart.add("line", { class: "ll-now", y1: top, y2: top + height });
  const curves = content.series.map((one) => curveOn(chart, one));
  const runs = chart.add("path", { class: "ll-measured" });
  const measured = chart.add("text", { class: "ll-note" }, chart.front);
  const star = chart.add("path", { class: "ll-minimum" }, chart.front);
  const starred = chart.add("text", { class: "ll-note" }, chart.front);
  chart.press(stage, goTo);
  const head = headOn(group, layout);
  const bars = content.series.map((one, i) => barOn(group, one, layout, i));

  function drawRuns(setting) {
    const isNow = (run) => run.work === setting.work && run.bytes === setting.bytes;
    const here = setting.isFitted ? content.runs.filter(isNow) : [];
    const places = here.map((run) => chart.point(run.workers, run.speed));
    set(runs, { d: places.map((place) => glyph("o", place, 3.5)).join("") });
    measured.textContent = places.length ? tr("measured") : "";
    if (!places.length) return 0;
    const [xs, ys] = [0, 1].map((k) => places.map((place) => place[k]));
    const y = Math.max(...ys) + 1.3 * line;
    set(measured, { x: Math.min(...xs) + 5, y });
    return y;
  }

  // Once it has been found: its name is under the curve, and under the texts that end at `above`.
  function drawBest(best, setting, above) {
    starred.textContent = best ? `R* = ${number(best, 3)}` : "";
    const [px, py] = chart.point(best || 1, speedWith(best || 1, setting));
    set(star, { d: best ? glyph("*", [px, py], 8) : "" });
    if (!best) return;
    const isRight = px > left + width / 2;
    const beside = { x: px + (isRight ? 4 : -4), "text-anchor": isRight ? "end" : "start" };
    set(starred, { ...beside, y: Math.max(py + 1.4 * line, above && above + line) });
  }

  return {
    remove: () => group.remove(),
    draw(state, setting, speeds, best) {
      const at = chart.toX(setting.workers);
      set(now, { x1: at, x2: at });
      tell(setting);
      drawCurves(curves, chart, setting, speeds, layout);
      drawBest(best, setting, drawRuns(setting));
      head.textContent = roundText(setting.workers);
      const rounds = roundsOf(setting, content);
      const names = namesOf(setting);
      bars.forEach((bar, i) => bar(rounds[i], names[i], setting.work / totalOf(rounds[i])));
    },
  };
}

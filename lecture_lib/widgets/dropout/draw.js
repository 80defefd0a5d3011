// The network with its live and dead units on the left; outputs, their distribution and all
// subnets on the right.

import { Series, glyph, joined } from "../js/chart.js";
import { explorer } from "../js/frame.js";
import { make, number, range, set } from "../js/kit.js";

const signed = (u) => `${u < 0 ? "−" : ""}${Math.abs(u).toFixed(2)}`;
const line = ([x1, y1], [x2, y2]) => `M${x1},${y1}L${x2},${y2}`;
const isLive = (code, j, n) => Boolean((code >> (n - 1 - j)) & 1);

// Inputs on the left, hidden units in the middle, the output on the right; returns the element
// and what writes a draw into it.
function network(stage, { h }) {
  const n = h.shape[0];
  const [top, bottom, middle] = [48, 326, 187];
  const at = (i) => top + ((bottom - top) * i) / (n - 1);
  const radius = Math.min(18, (0.46 * (bottom - top)) / (n - 1));
  const [inputs, end] = [[-1, 0, 1].map((i) => [34, middle + 88 * i]), [268, middle]];
  const element = make("g", {
    class: "ll-net",
    role: "button",
    tabindex: 0,
    "aria-label": "Network: resample, draw another subnet",
  });
  const add = (tag, attributes, text = "") => {
    const made = make(tag, attributes, text);
    element.append(made);
    return made;
  };
  const write = (x, y, text = "", more = "") => add("text", { class: `ll-in${more}`, x, y }, text);
  add("rect", { class: "ll-field", x: 4, y: 26, width: 300, height: 338, rx: 6 });
  const wires = range(n).map((j) => {
    const into = inputs.map((from) => line(from, [150, at(j)])).join("");
    return add("path", { d: into + line([150, at(j)], end) });
  });
  for (const [cx, cy] of inputs) add("circle", { class: "ll-input", cx, cy, r: 12 });
  const units = range(n).map((j) => unit(add, write, [150, at(j)], radius));
  add("circle", { class: "ll-unit", cx: end[0], cy: end[1], r: 24 });
  const output = write(end[0], end[1] + 4, "", " ll-strong");
  const below = write(150, 360);
  write(34, 360, "inputs");
  write(end[0], 360, "output y");
  stage.append(make("text", { class: "ll-title", x: 14, y: 18 }, "Network now"), element);

  function draw({ code, factor, y, words }) {
    units.forEach(({ circle, cross, value }, j) => {
      const on = isLive(code, j, n);
      const kind = on ? "" : " ll-dead";
      set(wires[j], { class: `ll-wire${kind}` });
      set(circle, { class: `ll-unit${kind}` });
      set(cross, { visibility: on ? "hidden" : "visible" });
      value.textContent = on ? signed(h.value(j) * factor) : "";
    });
    output.textContent = signed(y);
    below.textContent = words;
  }
  return { element, draw };
}

function unit(add, write, [x, y], radius) {
  const arm = 0.5 * radius;
  const circle = add("circle", { cx: x, cy: y, r: radius });
  const down = line([x - arm, y - arm], [x + arm, y + arm]);
  const up = line([x - arm, y + arm], [x + arm, y - arm]);
  const cross = add("path", { class: "ll-cross", d: down + up });
  return { circle, cross, value: write(x, y + 4, "", " ll-strong") };
}

// Outputs against the draw, their running mean with its interval, and the evaluation.
function outputs(track, [means, dots]) {
  const band = track.add("path", { class: "ll-interval" });
  const points = track.add("path", { class: "ll-outputs", style: `--color: ${dots.color}` });
  const mean = new Series(track, means);
  const level = track.add("path", { class: "ll-theory ll-over" });
  const latest = track.add("circle", { class: "ll-latest", r: 5 }, track.front);

  return ({ k, rest, y, domain, running, half, result, shown }) => {
    const length = Math.max(10, k);
    track.rescale([0, 1.03 * length], domain);
    const steps = range(k);
    const r = k > 100 ? 1.7 : 2.6;
    const dot = (i) => glyph("o", track.point(i + 1, result(i)), r);
    set(points, { d: shown[1] ? steps.map(dot).join("") : "" });
    const [cx, cy] = track.point(k, y);
    set(latest, { cx, cy, visibility: shown[1] ? "visible" : "hidden" });
    const edge = (sign) => (i) => track.point(i + 1, running(i) + sign * half(i));
    const from = steps.slice(1);
    const around = [...from.map(edge(1)), ...from.reverse().map(edge(-1))];
    set(band, { d: shown[0] && k > 2 ? `${joined(around)}Z` : "" });
    if (shown[0]) mean.draw(steps.map(edge(0)), { spacing: Math.ceil(k / 12) });
    else mean.hide();
    set(level, { d: joined([track.point(0, rest), track.point(2 * length, rest)]) });
  };
}

// Beside them the same axis as a distribution: bars drawn, outline of all subnets.
function distribution(side, stage, color) {
  const [left, top, width, height] = side.place;
  const label = (x, anchor, text) => {
    const place = { x, y: top + height + 3 + 13 * side.type, "text-anchor": anchor };
    const made = make("text", { class: "ll-label", ...place }, text);
    stage.append(made);
    return made;
  };
  label(left, "start", "0");
  const share = label(left + width, "end", "");
  side.axes.classList.add("ll-quiet"); // the numbers of this axis are beside the other chart
  const bars = side.add("path", { class: "ll-bars", style: `--color: ${color}` });
  const outline = side.add("path", { class: "ll-theory ll-over" });
  const beside = side.add("path", { class: "ll-now" });

  return ({ found, expected, edge, rest, domain, isStill, k }) => {
    const widest = 1.1 * Math.max(...expected, k > 9 ? Math.max(...found) : 0.1);
    side.rescale([0, widest], domain);
    share.textContent = `${Math.round(100 * widest)} %`;
    const ends = (u, b) => [side.point(u, edge(b)), side.point(u, edge(b + 1))];
    const box = (u, b) => (u ? `${joined([...ends(0, b), ...ends(u, b).reverse()])}Z` : "");
    set(bars, { d: isStill ? "" : [...found].map(box).join("") });
    set(outline, { d: isStill ? "" : joined([...expected].flatMap(ends)) });
    set(beside, { d: joined([side.point(0, rest), side.point(2 * widest, rest)]) });
  };
}

// Every subnet is a cell, in blocks by how many units live.
function layOut(live, n) {
  const codes = range(live.shape[0]);
  const blocks = range(n + 1).map((k) => codes.filter((code) => live.value(code) === k));
  const most = Math.max(...blocks.map(({ length }) => length));
  const wide = Math.ceil(Math.sqrt(most) * 0.8);
  const gap = 360 / (n + 1);
  const size = Math.min((gap - 7) / wide, 66 / Math.ceil(most / wide), 12);
  const [left, floor] = [352, 356];
  const place = (block, k) => (code, i) => {
    const x = left + gap * k + (gap - Math.min(wide, block.length) * size) / 2;
    return [code, [x + size * (i % wide), floor - size * (1 + Math.floor(i / wide))]];
  };
  const cells = new Map(blocks.flatMap((block, k) => block.map(place(block, k))));
  const square = (code, inset = 0.5) => {
    const [x, y] = cells.get(code).map((u) => (u + inset).toFixed(1));
    const side = (size - 2 * inset).toFixed(1);
    return `M${x},${y}h${side}v${side}h-${side}Z`;
  };
  return { codes, square, under: (k) => left + gap * (k + 0.5), floor };
}

function subnets(stage, { live, h }, color, type) {
  const n = h.shape[0];
  const { codes, square, under, floor } = layOut(live, n);
  const title = make("text", { class: "ll-title", x: 352, y: 282 });
  const style = `--color: ${color}`;
  const filled = [0.5, 0.75, 1].map((opacity) =>
    make("path", { class: "ll-seen", style, "fill-opacity": opacity }),
  );
  const grid = make("path", { class: "ll-cell", d: codes.map((code) => square(code)).join("") });
  const here = make("path", { class: "ll-here" });
  const label = { class: "ll-label", y: floor + 15 * type, "text-anchor": "middle" };
  const counts = range(n + 1).map((k) =>
    make("text", { ...label, x: under(k) }, k === n ? `${k} live` : String(k)),
  );
  stage.append(title, ...filled, grid, here, ...counts);

  return ({ code, drawn, visited, isStill, shown }) => {
    const levels = [[], [], []];
    if (shown[2] && !isStill) {
      drawn.forEach((times, c) => times && levels[Math.min(times, 3) - 1].push(square(c)));
    }
    filled.forEach((path, i) => set(path, { d: levels[i].join("") }));
    set(here, { d: square(code, -0.5) });
    title.textContent = isStill
      ? `All ${codes.length} subnets: only the whole network works`
      : `All ${codes.length} subnets by live units: ${visited} seen`;
  };
}

// Another draw: a button, the space bar, a press on the network.
function listen({ store, stop, root, arrays }, net) {
  const most = arrays.codes.shape[1];
  const resample = () => {
    stop();
    store.go({ draws: (store.now.draws + 1) % most, mode: 0 });
  };
  const look = { type: "button", class: "ll-resample", title: "Space" };
  root
    .querySelector(".ll-buttons")
    .prepend(make("button", { ...look, onclick: resample }, "Resample"));
  net.addEventListener("click", resample);
  root.addEventListener("keydown", (event) => {
    const native = event.key === " " && event.target.matches("button, input:not([type=range])");
    const wanted = event.key === " " || (event.key === "Enter" && event.target === net);
    if (!wanted || native || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    resample();
  });
}

// All numbers of a state, for the pictures and the words.
function numbersOf({ p, draws, mode, form, shown }, { content, arrays }) {
  const { sums, codes, mean, spread, bins, histogram, factors, live } = arrays;
  const [k, isStill, all] = [draws + 1, mode === 1, sums.shape[0]];
  const [training, evaluation] = factors.part(form, p);
  const code = isStill ? all - 1 : codes.value(p, draws);
  const factor = isStill ? evaluation : training;
  const rest = evaluation * sums.value(all - 1);
  const result = (i) => (isStill ? rest : training * sums.value(codes.value(p, i)));
  const running = (i) => (isStill ? rest : training * mean.value(p, i));
  const half = (i) =>
    isStill || i === 0 ? 0 : (training * content.z * spread.value(p, i)) / Math.sqrt(i + 1);
  const [low, high] = [Math.min(...sums.part()), Math.max(...sums.part())];
  const ends = [Math.min(training * low, rest), Math.max(training * high, rest)];
  const pad = 0.06 * (ends[1] - ends[0]);
  const count = histogram.shape[1];
  const edge = (b) => training * (low + ((high - low) * b) / count);
  const [drawn, found] = [new Float32Array(all), new Float32Array(count)];
  for (const i of range(k)) drawn[codes.value(p, i)] += 1;
  drawn.forEach((times, c) => (found[bins.value(c)] += times / k));
  const visited = drawn.reduce((sum, times) => sum + (times > 0), 0);
  const [words, quiet] = content.factorWords[form];
  return {
    ...{ k, isStill, code, factor, training, rest, result, running, half, edge, drawn, found },
    ...{ visited, shown, quiet, each: words, units: live.value(code) },
    words: isStill ? `all × ${quiet}` : `live × ${words}`,
    y: factor * sums.value(code),
    domain: [ends[0] - pad, ends[1] + pad],
    expected: histogram.part(p),
  };
}

// What the formula says of the outputs in training.
function theoryOf({ training, rest }, probability, { h, w, sums }) {
  const parts = range(h.shape[0]).map((j) => h.value(j) * w.value(j));
  const squares = parts.reduce((sum, part) => sum + part * part, 0);
  const whole = sums.value(sums.shape[0] - 1);
  const average = training * (1 - probability) * whole;
  const sigma = training * Math.sqrt(probability * (1 - probability) * squares);
  return { average, sigma, isBiased: Math.abs(average - rest) > 1e-4 * Math.abs(whole) };
}

function sentence({ k, isStill, units, y, rest, running, half, each, quiet }, theory, n) {
  const { average, isBiased } = theory;
  if (isStill) {
    return (
      `Evaluation: all ${n} units live × ${quiet}, and y = ${number(rest)} at every call. ` +
      `Training gives ${number(average)} on average${isBiased ? ": not the same!" : ", the same."}`
    );
  }
  const plus = k > 1 ? ` ± ${number(half(k - 1), 3)}` : "";
  const end = isBiased
    ? `it tends to ${number(average)}, but evaluation gives ${number(rest)}.`
    : `evaluation gives ${number(rest)}.`;
  return (
    `Draw ${k}: ${units} of ${n} units live, each × ${each}; y = ${number(y)}. ` +
    `Mean so far ${number(running(k - 1))}${plus}; ${end}`
  );
}

function rows({ k, isStill, rest, running, visited, training }, { average, sigma }, found, seen) {
  const spread = k > 1 ? number(training * found) : "—";
  return [
    ["mean y", number(isStill ? rest : average), number(running(k - 1))],
    ["σ of y", number(isStill ? 0 : sigma), isStill ? number(0) : spread],
    ["seen", isStill ? "1" : seen.toFixed(1), isStill ? "1" : String(visited)],
  ];
}

function setup(stage, tools) {
  const { content, arrays, view } = tools;
  const [, dots, cells] = content.series;
  const n = arrays.h.shape[0];
  const net = network(stage, arrays);
  const parts = [
    net.draw,
    outputs(view.charts.outputs, content.series),
    distribution(view.charts.share, stage, dots.color),
    subnets(stage, arrays, cells.color, view.charts.outputs.type),
  ];
  listen(tools, net.element);

  return (state) => {
    const { p, draws, form } = state;
    const now = numbersOf(state, tools);
    const theory = theoryOf(now, arrays.ps.value(p), arrays);
    for (const draw of parts) draw(now);
    const isGoal = !now.isStill && form === 0 && p === content.goal && draws > 0;
    return {
      says: sentence(now, theory, n),
      table: rows(now, theory, arrays.spread.value(p, draws), arrays.seen.value(p, draws)),
      solved: isGoal && now.half(draws) <= theory.sigma / 5,
    };
  };
}

export default explorer({ height: 388, setup });

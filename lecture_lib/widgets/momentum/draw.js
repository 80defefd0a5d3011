// The map of rates over (ηL, β) on the left; roots, path and loss of its pair on the right.

import { glyph, joined, pressed } from "../js/chart.js";
import { CHARTS_UNDER_MAP, foldWhenNarrow } from "../js/fold.js";
import { finder } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { clamp, make, number, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { valley } from "../js/valley.js";
import { manner, modeOf, outcome, short, slopeOf, walk } from "./modes.js";

const ROLES = ["along", "across"]; // of the flat and of the steep mode
const MARKERS = ["o", "s"];
// prettier-ignore
const ARROWS = {
  ArrowLeft: ["rate", -1], ArrowRight: ["rate", 1], ArrowDown: ["beta", -1], ArrowUp: ["beta", 1],
};

// --- the map ------------------------------------------------------------------------------------

// Where the steep mode diverges: from (2, 0) on, hatched along its edge.
function drawLost(map) {
  const corner = (eta, beta) => map.point(eta, beta);
  const d = joined([corner(2, 0), corner(4, 1), corner(4, 0)]);
  map.add("path", { class: "ll-lost", d: `${d}Z` }, map.back);
  const hatch = range(14).map((i) => {
    const from = 2 + 0.14 * (i + 1);
    return joined([corner(from, 0), corner(4, (4 - from) / 2)]);
  });
  map.add("path", { class: "ll-hatch", d: hatch.join("") }, map.back);
  const note = ([x, y], text, more = "") =>
    map.add("text", { class: `ll-note ll-mid ${more}`, x, y: y + 4 }, map.front, text);
  note(corner(3.42, 0.26), tr("diverges"));
  note(corner(3.2, 0.6), "1", "ll-level-name"); // the rate on that edge, whatever κ is
}

const shade = (i, rates) => `--depth: ${i / (rates.length - 1)}`;

// The pairs up to each rate, the smaller the lighter, and what their borders stand for.
function drawRates(map, { rates }, { levels }) {
  const areas = rates.map((_, i) =>
    map.add("path", { class: "ll-rate", style: shade(i, rates) }, map.back),
  );
  const names = rates.map((rate) =>
    map.add("text", { class: "ll-note ll-mid ll-level-name" }, map.front, String(rate)),
  );
  return (kappa) =>
    rates.forEach((rate, i) => {
      const corners = levels.part(kappa, i);
      const points = range(4).map((k) => map.point(corners[k], corners[4 + k]));
      const [, [from, y], [to]] = points; // its flat top
      const visibility = rate < 1 && to - from > 22 ? "visible" : "hidden";
      set(areas[i], { d: `${joined(points)}Z` });
      set(names[i], { x: from + 0.66 * (to - from), y: y + 4, visibility });
    });
}

// Beside the map: which shade is which rate.
function drawScale(map, { rates }, stage) {
  const [left, top, width, height] = map.place;
  const [x, wide, tall] = [left + width + 5, 8, height / (rates.length + 1)];
  const group = make("g", { class: "ll-axes", "aria-hidden": "true" });
  const label = (text, y) =>
    group.append(make("text", { x: x + wide + 3, y: y + 4 * map.type }, text));
  const add = (i, more) => {
    const place = { x, width: wide, y: top + i * tall, height: tall };
    group.append(make("rect", { ...place, ...more }));
  };
  add(0, { class: "ll-lost" });
  rates.forEach((rate, i) => {
    add(i + 1, { class: "ll-rate", style: shade(i, rates) });
    label(String(rate), top + (i + 1) * tall);
  });
  group.append(make("text", { x, y: top - 8 }, "ρ"));
  label("0", top + height - 4);
  stage.append(group);
}

// What a mode does on either side of the line at which its roots meet.
function drawRegimes(map) {
  const note = (text, role, [x, y] = [0, 0]) =>
    map.add("text", { class: `ll-note ll-of-${role}`, x, y }, map.front, text);
  // Where L creeps or zig-zags there is no room for the words: a line leads there.
  const lead = (text, at, to) => {
    const [[x, y], [X, Y]] = [map.point(...at), map.point(...to)];
    map.add("path", { class: "ll-lead ll-of-across", d: `M${x - 2},${y - 4}L${X},${Y}` });
    map.add("circle", { class: "ll-dot ll-of-across", cx: X, cy: Y, r: 2.5 });
    note(text, "across", [x, y]);
  };
  lead(tr("L creeps"), [0.72, 0.3], [0.24, 0.12]);
  note(tr("L swings"), "across", map.point(0.86, 0.15));
  lead(tr("L zig-zags"), [2.42, 0.05], [1.7, 0.04]);
  const [over, under] = [tr("μ swings"), tr("μ creeps")].map((text) => note(text, "along"));
  set(under, { "text-anchor": "end" });
  return (k) => {
    const eta = k < 10 ? 0.067 * k : 1.5; // clear of what is said of L
    const place = (at) => map.point(at, (1 - Math.sqrt(at / k)) ** 2);
    const [[x, y], [X, Y]] = [place(eta), place(eta + 0.5)];
    // At κ = 1 both lines are one, and with a small κ there is no room on this side.
    set(over, { x: x + 5, y: y - 6, visibility: k > 1 ? "visible" : "hidden" });
    set(under, { x: X - 3, y: Y + 15, visibility: k > 5 ? "visible" : "hidden" });
  };
}

function nearest(positions, value) {
  const apart = [...positions.part()].map((one) => Math.abs(one - value));
  return apart.indexOf(Math.min(...apart));
}

// The pair: a press on the map moves it, and so do the arrow keys.
function drawPair(stage, map, { arrays, store, stop }) {
  const [left, top, width, height] = map.place;
  const positions = { rate: arrays.etas, beta: arrays.betas };
  const choose = (eta, beta) => {
    stop();
    store.go({ rate: nearest(positions.rate, eta), beta: nearest(positions.beta, beta) });
  };
  const hit = map.press(stage, choose);
  const cross = map.add("path", { class: "ll-now" }, map.front);
  const star = map.add("path", { class: "ll-minimum" }, map.front);
  const handle = map.add("g", { class: "ll-handle", tabindex: 0, role: "button" }, map.front);
  const halo = map.add("circle", { class: "ll-halo", r: 16 }, handle);
  const dot = map.add("circle", { class: "ll-start", r: 6.5 }, handle);
  pressed(stage, map, handle, choose);
  for (const target of [hit, handle]) {
    target.addEventListener("pointerdown", () => handle.focus({ preventScroll: true }));
  }
  handle.addEventListener("keydown", (event) => {
    const [name, direction] = ARROWS[event.key] ?? [];
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    stop();
    const far = direction * (event.shiftKey ? 10 : 1);
    store.go({ [name]: clamp(store.now[name] + far, 0, positions[name].shape[0] - 1) });
  });
  return (eta, beta, best) => {
    const [x, y] = map.point(eta, beta);
    for (const circle of [halo, dot]) set(circle, { cx: x, cy: y });
    set(cross, { d: `M${x},${top}V${top + height}M${left},${y}H${left + width}` });
    set(star, { d: best ? glyph("*", map.point(...best), 8) : "" });
    const words = tr("Pair: ηL {0}, β {1}; arrow keys move it", short(eta), short(beta));
    set(handle, { "aria-label": words });
  };
}

// --- roots, path, loss --------------------------------------------------------------------------

// The unit circle, the circle of the rate, and the roots; from one outside an arrow leaves.
function drawRoots(plane) {
  const [cx, cy] = plane.point(0, 0);
  const unit = plane.toX(1) - cx;
  plane.add("circle", { class: "ll-one ll-circle", cx, cy, r: unit });
  const inner = plane.add("circle", { class: "ll-theory", cx, cy });
  const marks = ROLES.map((role) => plane.add("path", { class: `ll-dot ll-of-${role}` }));
  const arrows = ROLES.map((role) => plane.add("path", { class: `ll-out ll-of-${role}` }));
  const words = ROLES.map((role) => plane.add("text", { class: `ll-note ll-of-${role}` }));
  return (modes) => {
    const rate = rateOf(modes);
    set(inner, { r: rate < 1 ? (unit * rate).toFixed(2) : 0 });
    modes.forEach(({ roots, does }, i) => {
      const inside = roots.filter(([re]) => does !== "diverges" || re > -1);
      const d = inside.map(([re, im]) => glyph(MARKERS[i], plane.point(re, im), 4.5 - i));
      set(marks[i], { d: d.join("") });
      const isOut = does === "diverges";
      const [x, y] = [cx - unit, cy - 7 + 14 * i];
      const head = `M${x - 1},${y}h-6v-4l-7,6l7,6v-4h6Z`;
      set(arrows[i], { d: isOut ? head : "" });
      set(words[i], { x: x + 7, y: y + (i ? 10 : 2) });
      words[i].textContent = isOut ? number(roots[1][0]) : "";
    });
  };
}

// Beside the chart of losses: what its lines are.
function nameLines(losses) {
  const [left, top, width] = losses.place;
  tr("dashed: slope|of ρ² a step||grey: gradient|descent at|its best η")
    .split("|")
    .forEach((text, i) => {
      const y = top + (12 + 15 * i) * losses.type;
      losses.add("text", { class: "ll-note ll-muted", x: left + width + 6, y }, losses.front, text);
    });
}

// --- the best pair ------------------------------------------------------------------------------

const isExact = ({ exact, kappa, rate, beta }) => `${exact}` === `${[kappa, rate, beta]}`;

// A preset that is offered once its pair is found: no slider has a position for it.
function offerPair(root, { arrays, content, store, stop }) {
  const press = () => {
    const { kappa } = store.now;
    const [eta, beta] = arrays.best.part(kappa);
    const at = { kappa, rate: nearest(arrays.etas, eta), beta: nearest(arrays.betas, beta) };
    stop();
    store.go({ ...at, step: content.initial.step, exact: Object.values(at) });
  };
  const button = make("button", { type: "button", onclick: press }, tr("Best pair"));
  root.querySelector(".ll-reset").before(button);
  return (state, isFound) => {
    button.style.visibility = isFound ? "" : "hidden"; // keeps its place
    const isNow = isExact(state) && state.step === content.initial.step;
    button.setAttribute("aria-pressed", isNow);
  };
}

function verdict({ kappa, found }, k) {
  if (!found.includes(kappa)) {
    return found.length ? tr("κ is another now: look again.") : tr("Not yet.");
  }
  if (k === 1) return tr("Reached, at ηL = 1 and β = 0: with κ = 1 momentum has nothing to gain.");
  return tr("Reached. Where exactly the best pair lies can be derived.");
}

// --- all together -------------------------------------------------------------------------------

const only = (values, shape) => ({ shape, part: () => values });

// What a state stands for: its pair, between two positions if it is Polyak's, and its modes.
function reader({ kappas, etas, betas, best }) {
  const pairOf = (state) =>
    isExact(state) ? best.part(state.kappa) : [etas.value(state.rate), betas.value(state.beta)];
  const modesOf = (state) => {
    const [eta, beta] = pairOf(state);
    return [modeOf(eta / kappas.value(state.kappa), beta), modeOf(eta, beta)];
  };
  return { pairOf, modesOf };
}

const rateOf = ([flat, steep]) => Math.max(flat.size, steep.size);

// The run of a pair, as arrays like those that were sent.
function runOf(kappa, [eta, beta], rate, { start, initial: { step } }) {
  const { path, loss } = walk(kappa, eta, beta, start, step);
  return {
    path: only(path, [2, step + 1]),
    loss: only(loss, [step + 1]),
    slope: only(slopeOf(rate, step), [2, 2]),
  };
}

function setup(stage, tools) {
  const { content, arrays, view, store, root, cleanups } = tools;
  const { map, roots, losses } = view.charts;
  root.classList.add("ll-momentum");
  const { pairOf, modesOf } = reader(arrays);
  const showRates = drawRates(map, content, arrays);
  drawLost(map);
  drawScale(map, content, stage);
  const showRegimes = drawRegimes(map);
  const showPair = drawPair(stage, map, tools);
  const showRoots = drawRoots(roots);
  const showValley = valley(view.charts.valley);
  const showOffer = offerPair(root, tools);
  nameLines(losses);
  if (!root.matches(".ll-presenter")) {
    const groups = [roots, view.charts.valley, losses].map(({ group }) => group);
    foldWhenNarrow(stage, CHARTS_UNDER_MAP, groups, cleanups);
  }
  const isClose = (state) =>
    1 - rateOf(modesOf(state)) >= content.close * (1 - arrays.best.value(state.kappa, 2));
  const note = finder(store, ["kappa", "rate", "beta"], isClose, cleanups);

  return (state) => {
    const { kappa, found } = state;
    const k = arrays.kappas.value(kappa);
    const [pair, modes, best] = [pairOf(state), modesOf(state), arrays.best.part(kappa)];
    const [flat, steep] = modes;
    const [eta, beta] = pair;
    const solved = found.includes(kappa);
    note(state);
    showRates(kappa);
    showRegimes(k);
    showPair(eta, beta, solved ? best : null);
    showRoots(modes);
    showValley(k, 0);
    showOffer(state, solved);
    const run = runOf(k, pair, rateOf(modes), content);
    const words = (_, chart) => (chart === "valley" ? tr("leaves") : tr("grows"));
    view.draw(state, words, { ...arrays, ...run });
    const says = [
      [tr("Flat mode (ημ = {0}) {1}", number(flat.s), manner(flat)), "ll-along"],
      [tr("Steep mode (ηL = {0}) {1}", short(eta), manner(steep)), "ll-across"],
      [outcome(flat, steep), ""],
    ];
    const values = { rate: `ηL = ${short(eta)}`, beta: `β = ${short(beta)}` };
    return { says, solved, table: [], verdict: verdict(state, k), values };
  };
}

export default explorer({ height: 388, setup, isChallengeBeside: true });

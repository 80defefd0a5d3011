// The network with its live and dropped units on the left; on the right the outputs of all draws
// beside evaluation, on one axis whatever p and the scaling are.

import { Series, glyph, joined } from "../js/chart.js";
import { foldWhenNarrow } from "../js/fold.js";
import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { clamp, make, number, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { network } from "./network.js";
import { BUG, INVERTED, numbersOf } from "./numbers.js";
import { sentence, verdict } from "./words.js";

// --- the outputs ------------------------------------------------------------------------------

// What the marks of both charts mean, in a row above them.
function keyOf(stage, [mean, dots]) {
  const group = make("g", { class: "ll-key" });
  const x = (u) => 356 + u * (stage.dataset.type > 1 ? 1.2 : 1); // larger in presenter mode
  const look = ({ color }) => `--color: ${color}`;
  const mark = (kind, d, style) => make("path", { class: `ll-${kind}`, d, style });
  const entry = (at, text, ...marks) =>
    group.append(...marks, make("text", { class: "ll-entry", x: x(at), y: 34 }, text));
  group.append(make("text", { class: "ll-title", x: 356, y: 14 }, tr("Output y of each draw")));
  entry(10, tr("a draw"), mark("outputs", glyph("o", [359, 30], 3), look(dots)));
  const line = mark("line", `M${x(60)},30h24`, look(mean));
  entry(88, tr("mean so far"), line, mark("marks", glyph("D", [x(60) + 12, 30], 3.6), look(mean)));
  entry(200, tr("evaluation"), mark("theory", `M${x(170)},30h26`));
  stage.append(group);
  return group;
}

// Outputs against the draw, their running mean, and how far it is from the evaluation.
function cloud(chart, [means, dots]) {
  const [left, top, width, height] = chart.place;
  const gap = chart.add("path", { class: "ll-gap" });
  const points = chart.add("path", { class: "ll-outputs", style: `--color: ${dots.color}` });
  const level = chart.add("path", { class: "ll-theory ll-over" });
  const mean = new Series(chart, means);
  const bracket = chart.add("path", { class: "ll-bracket" }, chart.front);
  const told = chart.add("text", { class: "ll-note ll-told ll-end" }, chart.front);
  const latest = chart.add("circle", { class: "ll-latest" }, chart.front);
  const hand = chart.add("text", { class: "ll-note" }, chart.front, tr("by hand"));
  const beyond = [top, top + height].map((y, i) =>
    chart.add("text", { class: "ll-note ll-beyond", y: y + (i ? -8 : 17) }, chart.front),
  );
  const inFrame = ([x, y]) => [x, clamp(y, top + 4, top + height - 4)];
  const [low, high] = chart.y.domain;

  return ({ outputs, running, rest, y, byHand, state }) => {
    const k = outputs.length;
    const domain = chart.domains.find(([, end]) => 1.09 * k <= end);
    if (domain !== chart.x.domain) chart.rescale(domain, chart.y.domain);
    const r = k > 100 ? 1.8 : 2.8;
    const mark = (value, i) => {
      const kind = value > high ? "^" : value < low ? "v" : "o";
      return glyph(kind, inFrame(chart.point(i + 1, value)), kind === "o" ? r : 3.6);
    };
    set(points, { d: outputs.map(mark).join("") });
    const [above, below] = [(v) => v > high, (v) => v < low].map(
      (isFar) => outputs.filter(isFar).length,
    );
    beyond[0].textContent = above ? tr("{0} above", above) : "";
    beyond[1].textContent = below ? tr("{0} below", below) : "";
    const path = running.map((value, i) => chart.point(i + 1, value));
    mean.draw(path, { spacing: Math.ceil(k / 10), size: 3.2 });
    set(level, { d: joined([chart.point(0, rest), chart.point(2 * domain[1], rest)]) });
    const back = [chart.point(k, rest), chart.point(1, rest)];
    set(gap, {
      d: `${joined([...path, ...back])}Z`,
      class: state.form === BUG ? "ll-gap ll-bug" : "ll-gap",
    });
    const [cx, cy] = inFrame(chart.point(k, y));
    set(latest, { cx, cy, r: 5.5, class: byHand ? "ll-latest ll-hand" : "ll-latest" });
    const isRight = cx > left + width / 2;
    for (const text of beyond) {
      set(text, { x: isRight ? left + 5 : left + width - 5 }); // clear of the latest
      text.classList.toggle("ll-end", !isRight);
    }
    set(hand, {
      x: cx + (isRight ? -9 : 9),
      y: clamp(cy + 4, top + 34, top + height - 28), // clear of the counts at the rim
      visibility: byHand ? "visible" : "hidden",
    });
    hand.classList.toggle("ll-end", isRight);
    explain({ bracket, told }, path.at(-1), chart.point(k, rest)[1], state, running.at(-1) - rest);
  };
}

// With the bug, the distance that no number of draws closes.
function explain({ bracket, told }, [x, from], to, { form, draws }, gap) {
  const isTold = form === BUG && draws >= 19 && Math.abs(to - from) > 8;
  const at = x + 12; // clear of the latest draw
  const ends = `M${at - 4},${from}h8M${at - 4},${to}h8`;
  set(bracket, { d: isTold ? `M${at},${from}V${to}${ends}` : "" });
  set(told, { x: at - 9, y: (from + to) / 2 + 4 });
  told.textContent = isTold ? tr("gap {0}", number(Math.abs(gap), 3)) : "";
}

// The same axis as a distribution: bars drawn; on request what all subnets give, with their mean;
// and σ, once it is known.
function distribution(side, group, color) {
  const [left, top, width, height] = side.place;
  const label = (x, anchor, text) => {
    const place = { x, y: top + height + 3 + 13 * side.type, "text-anchor": anchor };
    group.append(make("text", { class: "ll-label", ...place }, text));
  };
  label(left, "start", "0");
  label(left + width, "end", `${100 * side.x.domain[1]} %`);
  side.axes.classList.add("ll-quiet"); // the numbers of this axis are beside the other chart
  const bars = side.add("path", { class: "ll-bars", style: `--color: ${color}` });
  const outline = side.add("path", { class: "ll-theory" });
  const beside = side.add("path", { class: "ll-theory ll-over" });
  const mean = side.add("path", { class: "ll-minimum" }, side.front);
  const corner = { x: left + width, y: top - 32 }; // above the frame: inside it are bars
  const name = make("text", { class: "ll-entry ll-end", ...corner }, tr("★ mean of all"));
  group.append(name);
  const spread = side.add("path", { class: "ll-bracket ll-sigma" });
  const told = side.add("text", { class: "ll-note ll-end" }, side.front);
  const source = side.add("text", { class: "ll-note ll-end" }, side.front, tr("by formula"));
  const [low, high] = side.y.domain;
  const far = left + width - 10;
  const line = 14 * side.type;

  return ({ found, expected, rest, exact, sigma, state }) => {
    const edge = (b) => low + ((high - low) * b) / found.length;
    const ends = (u, b) => [side.point(u, edge(b)), side.point(u, edge(b + 1))];
    const box = (u, b) => (u ? `${joined([...ends(0, b), ...ends(u, b).reverse()])}Z` : "");
    set(bars, { d: [...found].map(box).join("") });
    set(outline, { d: state.exact ? joined([...expected].flatMap(ends)) : "" });
    set(beside, { d: joined([side.point(0, rest), side.point(2, rest)]) });
    const at = side.point(0, exact);
    set(mean, { d: state.exact ? glyph("*", at, 8) : "" });
    set(name, { visibility: state.exact ? "visible" : "hidden" });
    const [from, to] = [exact - sigma, exact + sigma].map((v) => side.point(0, v)[1]);
    set(spread, { d: state.found ? `M${far},${from}V${to}m-5,0h10M${far - 5},${from}h10` : "" });
    const [, dashed] = side.point(0, rest); // no word may stand on this line
    const isOn = dashed > to - 5 - 2 * line && dashed < to;
    const y = clamp(isOn ? dashed - 6 : to - 5, top + 14 + line, top + height);
    set(told, { x: far + 6, y });
    set(source, { x: far + 6, y: y - line, visibility: state.found ? "visible" : "hidden" });
    told.textContent = state.found ? `σ = ${number(sigma, 3)}` : "";
  };
}

// --- all together -----------------------------------------------------------------------------

// Another draw, or 400 of them; after the last come fresh ones.
function listen({ store, stop, root, arrays }) {
  const last = arrays.dies.shape[1] - 1;
  const drawUpTo = (to) => {
    stop();
    const { draws, sample } = store.now;
    store.go(draws < last ? { draws: to(draws) } : { draws: to(-1), sample: sample + 1 });
  };
  const button = (name, to) =>
    make("button", { type: "button", class: "ll-draw", onclick: () => drawUpTo(to) }, name);
  root.querySelector(".ll-play").after(
    button(tr("Draw"), (k) => k + 1),
    button(tr("Draw {0}", last + 1), () => last),
  );
}

// Drops the unit or brings it back, by hand: it belongs to the draw it was made from.
function dropper({ store, stop, content, arrays }) {
  const n = content.h.length;
  return (j) => {
    stop();
    const { sample, draws } = store.now;
    const { code } = numbersOf(store.now, { content, arrays });
    store.go({ hand: [sample, draws, code ^ (1 << (n - 1 - j))] });
  };
}

function setup(stage, tools) {
  const { content, arrays, view, store, root, cleanups } = tools;
  const { cloud: left, share: right } = view.charts;
  const [, dots] = content.series;
  root.classList.add("ll-dropout");
  left.domains = content.charts.cloud.x.domains;
  const key = keyOf(stage, content.series);
  const parts = [
    network(stage, { ...tools, drop: dropper(tools) }),
    cloud(left, content.series),
    distribution(right, right.group, dots.color),
  ];
  listen(tools);
  const note = atRest(cleanups);
  const groups = [key, left.group, right.group];
  const narrow = { narrow: 520, box: "6 0 386 702", under: "translate(-324,350)" };
  if (!root.matches(".ll-presenter")) foldWhenNarrow(stage, narrow, groups, cleanups);

  return (state) => {
    const { p, draws, form, found } = state;
    const now = numbersOf(state, tools);
    for (const draw of parts) draw(now);
    const isClose = form === INVERTED && arrays.close.value(p) && draws + 1 >= content.enough;
    note(`${p} ${isClose}`, isClose && !found && (() => store.go({ found: 1 })));
    return {
      says: sentence(now, content),
      solved: Boolean(found),
      verdict: verdict(now, content),
      values: {},
    };
  };
}

export default explorer({ height: 358, setup });

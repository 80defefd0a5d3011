// A walk or a race: contour map on the left, loss curves in step on the right.

import { floats, unpack } from "../js/arrays.js";
import { glyph, ground, pressed } from "../js/chart.js";
import { foldWhenNarrow } from "../js/fold.js";
import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { clamp, number, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";

const PATIENCE = 3000; // ms without an answer before we say that there is no kernel
const UNDER_MAP = { narrow: 520, box: "0 0 380 650", under: "translate(-404,320)" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// The open circle: anywhere with a kernel, else the nearest of the starts computed beforehand.
class Start {
  constructor(stage, map, { model, content, arrays, store, stop, root, cleanups, changed }) {
    Object.assign(this, { map, model, content, arrays, store, stop, changed });
    const { starts } = arrays;
    this.grid = range(starts.shape[0]).map((i) => [starts.value(i, 0), starts.value(i, 1)]);
    this.todo = root.querySelector(".ll-do");
    const hit = map.press(stage, (x, y) => this.begin(x, y));
    this.places = map.add("path", { class: "ll-places" }, map.front);
    this.handle = map.add("g", { class: "ll-handle", tabindex: 0, role: "button" }, map.front);
    this.halo = map.add("circle", { class: "ll-halo", r: 16 }, this.handle);
    this.circle = map.add("circle", { class: "ll-start", r: 6.5 }, this.handle);
    pressed(stage, map, this.handle, (x, y) => this.begin(x, y));
    for (const target of [hit, this.handle]) {
      target.addEventListener("pointerdown", () => this.handle.focus({ preventScroll: true }));
    }
    this.handle.addEventListener("keydown", (event) => this.#key(event));
    this.#listen(cleanups);
  }

  #listen(cleanups) {
    const answered = () => {
      this.#withKernel();
      this.#read();
      this.changed();
    };
    const hello = (message) => message?.kind === "hello" && this.#withKernel();
    this.model.on("change:live", answered);
    this.model.on("msg:custom", hello);
    cleanups.push(() => {
      this.model.off("change:live", answered);
      this.model.off("msg:custom", hello);
      clearTimeout(this.overdue);
    });
    this.#read();
    this.#withoutKernel(); // until a kernel says hello
    this.model.send({ kind: "hello" });
  }

  #read() {
    const view = this.model.get("live");
    if (!view?.byteLength) return;
    this.live = { ...this.arrays, ...unpack(floats(view), this.content.live) };
    this.drawn = this.live;
  }

  #withoutKernel() {
    this.kernel = false;
    const circles = this.grid.map(([x, y]) => glyph("o", this.map.point(x, y), 3));
    set(this.places, { d: circles.join("") });
    const offered = tr(
      "Without a kernel the start snaps to the {0} small circles, which were computed beforehand.",
      this.grid.length,
    );
    this.todo.textContent = `${this.content.todo} ${offered}`;
    const { start, x, y } = this.store.now;
    if (start < 0) this.#snap(x, y);
  }

  #withKernel() {
    this.kernel = true;
    clearTimeout(this.overdue);
    set(this.places, { d: "" });
    this.todo.textContent = this.content.todo;
  }

  // Each start of the grid as seen from a point, in pixels.
  #from(x, y) {
    const [px, py] = this.map.point(x, y);
    return this.grid.map((one) => {
      const [qx, qy] = this.map.point(...one);
      return [qx - px, qy - py];
    });
  }

  #choose(costs) {
    const best = Math.min(...costs);
    if (!Number.isFinite(best)) return;
    const start = costs.indexOf(best);
    const [x, y] = this.grid[start];
    this.store.go({ start, x, y });
  }

  #snap(x, y) {
    this.#choose(this.#from(x, y).map(([dx, dy]) => Math.hypot(dx, dy)));
  }

  begin(x, y) {
    this.stop();
    if (!this.kernel) return this.#snap(x, y);
    clearTimeout(this.overdue); // a kernel that no longer answers is none
    this.overdue = setTimeout(() => this.#withoutKernel(), PATIENCE);
    this.store.go({ start: -1, x, y });
  }

  #key(event) {
    const [right, up] = ARROWS[event.key] ?? [];
    if (right === undefined) return;
    event.preventDefault();
    const { x, y } = this.store.now;
    if (this.kernel) {
      const step = event.shiftKey ? 1 / 8 : 1 / 40;
      const move = (u, direction, [low, high]) =>
        clamp(u + direction * step * (high - low), low, high);
      const [across, along] = this.content.box;
      return this.begin(move(x, right, across), move(y, up, along));
    }
    // The nearest start on that side, sideways counting double.
    const cost = ([dx, dy]) => {
      const ahead = dx * right - dy * up;
      return ahead > 1 ? ahead + 2 * Math.abs(dx * up + dy * right) : Infinity;
    };
    this.#choose(this.#from(x, y).map(cost));
  }

  // The arrays to draw, and where in them the start is. Until the kernel has answered that is the
  // start before: the path always begins in the circle.
  where({ start, rate, x, y }) {
    if (start >= 0 || !this.live) this.drawn = this.arrays;
    if (start >= 0) this.place = { start, x, y };
    else if (this.drawn === this.live) {
      const { part, shape } = this.live.path;
      const run = part(0, 0, rate);
      this.place = { start: 0, x: run[0], y: run[shape.at(-1)] };
    }
    return [this.drawn, this.place ?? { start: 0, x, y }];
  }

  show({ x, y }) {
    const [cx, cy] = this.map.point(x, y);
    for (const dot of [this.halo, this.circle]) set(dot, { cx, cy });
    const words = tr("Start at x {0}, y {1}; arrow keys move it", number(x, 3), number(y, 3));
    set(this.handle, { "aria-label": words });
  }
}

// A page holds losses down to a floor only: where one has reached it, that is all it can say.
const isFloor = (height, { logarithmic, floor }) => logarithmic && height <= floor * 1.001;

// What became of one rule up to the present step.
function fate(k, state, { loss, gone }, content) {
  const { start, step, rate } = state;
  const run = loss.part(k, start, rate);
  const lost = gone.value(k, start, rate);
  const isLost = lost >= 0 && lost <= step;
  const goal = content.goal * run[0];
  const low = 1 + run.findLastIndex((height) => height > goal); // it stays below from here on
  const isLow = content.logarithmic && lost < 0 && low < run.length;
  const { name } = content.series[k];
  const isLeast = isFloor(run[step], content);
  const written = number(isLeast ? content.floor : run[step], 3);
  const height = isLeast ? tr("below {0}", written) : written;
  const end = isLow ? tr("step {0}", low) : "—";
  return {
    name,
    height: run[step],
    isLeast,
    written,
    diverged: isLost ? lost : -1,
    low: isLow ? low : null,
    isWorse: lost >= 0 || run[step] > run[0],
    isShown: state.shown[k],
    row: [content.rates[k][rate], isLost ? tr("diverged") : height, end],
  };
}

// Of a single rule, which has no legend.
function alone(step, { diverged, low, row: [rate, loss] }) {
  if (diverged >= 0) return tr("η = {0}. Diverged at step {1}.", rate, diverged);
  const now = tr("η = {0}. Loss at step {1}: {2}.", rate, step, loss);
  return low === null
    ? now
    : `${now} ${tr("Below a thousandth of the first from step {0} on.", low)}`;
}

function leading(isRace, best) {
  if (!best) return tr("nothing is left on the map.");
  const { name, isLeast, written } = best;
  if (isRace) {
    return isLeast
      ? tr("{0} is lowest, at a loss below {1}.", name, written)
      : tr("{0} is lowest, at a loss of {1}.", name, written);
  }
  return isLeast
    ? tr("{0} is at a loss below {1}.", name, written)
    : tr("{0} is at a loss of {1}.", name, written);
}

function sentence(step, told) {
  const racing = told.filter(({ isShown }) => isShown);
  if (!racing.length) return tr("Tick a rule to see its path.");
  if (told.length === 1) return alone(step, told[0]);
  const lost = racing.filter(({ diverged }) => diverged >= 0);
  const [best] = racing.filter(({ diverged }) => diverged < 0).sort((a, b) => a.height - b.height);
  const now = tr("Step {0}: {1}", step, leading(racing.length > 1, best));
  const where = lost.map(({ name, diverged }) => tr("{0} at step {1}", name, diverged)).join(", ");
  return where ? `${now} ${tr("Diverged: {0}.", where)}` : now;
}

// Of two starts the first is only half of the challenge: whoever arrives from there is sent on.
// A rate that will do is not denied while it comes to rest.
function verdict({ start, found }, told, { judged }, isMet) {
  if (found) return tr("Reached.");
  if (isMet) return tr("This rate does it. Stay a moment.");
  const arrives = told.some(({ isShown, low }) => isShown && low !== null);
  return judged && start === 0 && arrives
    ? tr("From here, yes. Now from the other start.")
    : tr("Not yet.");
}

function hills(map, { rings }, { outline }) {
  const [x, y, width, height] = map.place;
  const layer = map.add("g", { class: "ll-heights" }, map.back);
  map.add("rect", { class: "ll-lowest", x, y, width, height }, layer);
  ground(map, rings, outline.part(), layer);
}

function setup(stage, tools) {
  const { content, arrays, view, root, store, cleanups } = tools;
  const { map, losses } = view.charts;
  hills(map, content, arrays);
  if (!root.matches(".ll-presenter")) foldWhenNarrow(stage, UNDER_MAP, [losses.group], cleanups);
  for (const i of range(arrays.minima.shape[0])) {
    const [x, y] = arrays.minima.part(i);
    map.add("path", { class: "ll-minimum", d: glyph("*", map.point(x, y), 6.5) }, map.back);
  }
  const start = new Start(stage, map, tools);
  const rests = atRest(cleanups);

  return (asked) => {
    const { rate, step, shown } = asked;
    const [now, place] = start.where(asked);
    const state = { ...asked, ...place };
    start.show(place);
    const told = content.series.map((_, k) => fate(k, state, now, content));
    view.draw(
      state,
      (k, chart) => {
        const { name, isWorse } = told[k];
        const isFine = chart === "map" && !isWorse;
        return isFine ? tr("{0} leaves the map", name) : tr("{0} diverges", name);
      },
      now,
    );
    const meets = shown.some((on, k) => on && arrays.solved.value(k, rate));
    const isMet = asked.start === content.judged && meets && !asked.found;
    rests(`${asked.start} ${rate} ${shown}`, isMet && (() => store.go({ found: 1 })));
    return {
      says: sentence(step, told),
      solved: Boolean(asked.found),
      verdict: verdict(asked, told, content, isMet),
      table: told.map(({ row }) => row),
    };
  };
}

export default explorer({ height: 330, setup });

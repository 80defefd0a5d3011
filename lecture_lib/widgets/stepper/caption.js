// What a frame says: the sentence directly under the stage, and the equation in numbers; of
// arrays the arrays themselves.

import { clamp, formula, make } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { work } from "./work.js";

const SMALLEST = 0.75; // of the usual size, before arrays wrap
const TRIED = 12; // sentences, and equations, whose room is measured

export class Caption {
  constructor() {
    this.phase = make("div", { class: "ll-phase", "aria-hidden": "true" });
    this.said = make("div", { class: "ll-said-by-frame", "aria-hidden": "true", dir: "auto" });
    this.equation = make("div", { class: "ll-equation", "aria-hidden": "true" });
    this.live = make("div", { class: "ll-unseen", "aria-live": "polite", "aria-atomic": "true" });
    const parts = [this.phase, this.said, this.equation, this.live];
    this.box = make("div", { class: "ll-caption" }, ...parts);
    this.formulas = new Map();
    this.scales = new Map(); // frame -> how much smaller its arrays are written
  }

  // Room for the longest sentence and the highest arrays of all foldings, so that nothing below
  // moves. Arrays are measured; those that are too wide are written smaller, or wrap in the end.
  reserve(views, width) {
    if (this.reserved === width) return;
    this.reserved = width;
    const frames = views.flatMap((view) => view.frames.map((frame) => ({ view, frame })));
    this.phase.style.minWidth = `${String(frames.length).length * 2 + 14}ch`;
    const trials = telling(frames).map(({ view, frame }) => ({
      frame,
      row: this.#trial(view, frame),
    }));
    const sentences = this.#longest(frames);
    const trial = make("div", { class: "ll-trial" }, ...sentences, ...trials.map(({ row }) => row));
    this.box.append(trial);
    for (const { row } of trials) row.style.flexWrap = "nowrap";
    const room = trial.clientWidth;
    const needs = trials.map(({ row }) => row.scrollWidth);
    trials.forEach(({ frame, row }, k) => {
      this.scales.set(frame, clamp(room / needs[k], SMALLEST, 1));
      this.#scale(row, frame);
      row.style.flexWrap = "";
    });
    const highest = Math.max(0, ...trials.map(({ row }) => heightOf(row)));
    const said = Math.max(...sentences.map(heightOf));
    trial.remove();
    this.said.style.minHeight = `${said}px`;
    this.equation.style.minHeight = highest ? `${highest}px` : "";
  }

  // Whichever wraps most is among the longest; their number is not worth a layout of all.
  #longest(frames) {
    const said = frames.flatMap(({ view, frame }) => [frame.says, wondering(view, frame)]);
    const style = `width: ${this.said.clientWidth}px`;
    return [...new Set(said)]
      .sort((a, b) => b.length - a.length)
      .slice(0, TRIED)
      .map((text) => make("div", { class: "ll-said-by-frame", style }, text));
  }

  #trial(view, frame) {
    const name = `ll-equation${frame.work.length ? " is-work" : ""}`;
    return make("div", { class: name }, ...this.#below(view, frame, null));
  }

  #scale(row, frame) {
    row.style.setProperty("--smaller", this.scales.get(frame) ?? 1);
  }

  // `asked` is the question that is still open, null if there is none.
  show(view, at, asked) {
    const frame = view.frames[at];
    const back = at - view.forward + 1;
    this.phase.textContent =
      { failed: tr("Stopped"), blocked: tr("No backward pass") }[frame.kind] ??
      (back > 0
        ? tr("Backward {0} / {1}", back, view.backward)
        : tr("Forward {0} / {1}", at + 1, view.forward));
    this.said.textContent = asked ? wondering(view, frame) : frame.says;
    this.live.textContent = asked ? this.said.textContent : frame.caption;
    this.equation.classList.toggle("is-work", frame.work.length > 0);
    this.#scale(this.equation, frame);
    this.equation.replaceChildren(...this.#below(view, frame, asked));
  }

  #below(view, frame, asked) {
    if (frame.work.length) return work(frame.work, asked);
    if (frame.kind === "inputs") return inputs(view, frame);
    if (frame.kind === "forward") return computation(frame, Boolean(asked));
    const at = view.frames.indexOf(frame) - view.forward;
    return [
      this.#formula(frame, view.equations[at], Boolean(asked)),
      ...paths(frame, asked ? "?" : frame.total),
    ];
  }

  #formula(frame, mathml, isHidden) {
    if (!mathml) return "";
    if (this.formulas.has(frame) && !isHidden) return this.formulas.get(frame);
    const made = formula(mathml);
    const [upstream, local, contribution] = numbersIn(made, frame.local != null);
    for (const part of upstream) part.classList.add("is-upstream");
    for (const part of contribution) part.classList.add("is-contribution");
    if (!isHidden) this.formulas.set(frame, made);
    else for (const part of [local, contribution]) hide(part);
    return made;
  }
}

// The parts of "… = upstream · local = contribution", each a list of elements; of arrays the last.
function numbersIn(math, isScalar) {
  const parts = [[]];
  for (const element of math.firstElementChild.children) {
    if (element.localName === "mo" && "=·".includes(element.textContent)) parts.push([]);
    else parts.at(-1).push(element);
  }
  return isScalar ? parts.slice(-3) : [[], [], parts.at(-1)];
}

function hide([first, ...rest]) {
  first?.replaceChildren("?");
  for (const part of rest) part.remove();
}

// The frames that may need most room: all with arrays, and the longest equations of the others.
function telling(frames) {
  const isHigh = ({ frame }) => frame.work.length > 0 || frame.kind === "inputs";
  const length = ({ frame }) => frame.latex.length + (frame.paths > 1 ? 60 : 0);
  const others = frames.filter((one) => !isHigh(one)).sort((a, b) => length(b) - length(a));
  return [...frames.filter(isHigh), ...others.slice(0, TRIED)];
}

const heightOf = (element) => Math.ceil(element.getBoundingClientRect().height);

// The sentence of a frame whose answer is still to be predicted.
function wondering(view, frame) {
  const { name } = view.graph.nodes.find(({ id }) => id === frame.focus);
  if (frame.kind === "forward") return tr("What is {0}?", name);
  const path =
    frame.paths > 1
      ? tr("Arrow {0} of {1} back to {2}.", frame.path, frame.paths, name)
      : tr("To {0}.", name);
  const asked =
    {
      wide: tr("{0} was broadcast: what comes back, before anything is summed?", name),
      unbroadcast: tr("The contributions of its copies are added: what is left?"),
    }[frame.kind] ?? tr("What has {0} received after this arrow?", name);
  return `${path} ${asked}`;
}

const INPUTS = 8; // that are listed; the cards show all of them

// Numbers of scalars, shapes of arrays: the cards say the rest.
function inputs(view, frame) {
  const nodes = view.graph.nodes.filter(({ id }) => frame.active.includes(id));
  const told = nodes
    .slice(0, INPUTS)
    .map(({ name, shape, value }) =>
      shape?.length
        ? make("bdi", {}, name, make("small", {}, ` ${shape.join("×")}`))
        : make("bdi", {}, `${name} = ${value}`),
    );
  if (nodes.length > INPUTS) told.push(make("bdi", {}, tr("and {0} more", nodes.length - INPUTS)));
  return [make("span", { class: "ll-plain ll-inputs" }, ...told)];
}

function computation(frame, isHidden) {
  // "u = w × x = 0.500 × 2.000 = 1.000"
  const parts = frame.caption.replace(/\.$/, "").split(" = ");
  return [
    make(
      "bdi",
      { class: "ll-plain" },
      `${parts.slice(0, -1).join(" = ")} = `,
      make("b", {}, isHidden ? "?" : parts.at(-1)),
    ),
  ];
}

function paths(frame, sum) {
  if (!(frame.paths > 1)) return [];
  return [
    make("span", { class: "ll-paths" }, tr("arrow {0} of {1}", frame.path, frame.paths)),
    make(
      "span",
      { class: "ll-total" },
      frame.path === frame.paths ? tr("together") : tr("so far"),
      " ",
      make("b", {}, sum),
    ),
  ];
}

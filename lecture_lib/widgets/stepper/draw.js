// The stepper: a slider is the truth, and everything on the screen is a function of its position.

import { clamp, icon, keepKeys, make } from "../js/kit.js";
import { isLarge, ownKeys, screenIn } from "../js/screen.js";
import { sharing } from "../js/share.js";
import { tr } from "../js/tr.js";
import { Ask } from "./ask.js";
import { ROOM, startingScale } from "./camera.js";
import { Caption } from "./caption.js";
import { page } from "./controls.js";
import { Leaves } from "./leaves.js";
import { Look } from "./look.js";
import { cardAt, edgeAt, moment, timeline } from "./reveal.js";
import { Stage } from "./stage.js";
import { steer } from "./steer.js";
import { linkOfStep, stepOf } from "./state.js";

// px that the whole is high at most, on a page or below the heading of a slide, unless the stage were
// less than
const SCREEN = { page: 716, slide: 660 };
const LEAST = 200;
const PACE = 1600; // ms a frame when played at speed 1

// How large a picture is on its stage; filling the screen, `unit` is 1 at 1280 × 720.
function sizes(isFilling, isPresented, unit) {
  if (isFilling)
    return { tallest: 1e4, largest: 3 * unit, legible: 1.1 * unit, reading: 1.6 * unit };
  if (isPresented) return { tallest: 420, largest: 2, legible: 0.85, reading: 1.2 };
  return { tallest: 380, largest: 1.25, legible: 0.62, reading: 0.85 };
}

// In place of a picture; how to get one is told as Python tells it, in English.
const tableOf = ({ table, hint }) =>
  make("pre", { class: "ll-table" }, `${table}\n\n`, make("span", { lang: "en" }, hint ?? ""));

class Stepper {
  constructor({ model, el, signal }) {
    this.model = model;
    this.content = model.get("content");
    this.views = this.content.views;
    this.shown = new Map(); // level -> { stage, line }
    this.answered = new Map(); // frame -> how many of its questions are answered
    this.isPlaying = false;
    this.#build(el);
    const listen = (name, heard) => {
      model.on(name, heard);
      this.leaving.push(() => model.off(name, heard));
    };
    listen("change:position", () => this.draw());
    listen("change:level", () => {
      this.open();
      this.leaves?.request();
    });
    listen("change:predict", () => this.#startOver());
    listen("change:note", () => this.announce());
    if (this.content.leaves) listen("msg:custom", (message) => this.hear(message));
    this.leaving.push(
      () => this.pause(),
      () => this.watcher.disconnect(),
    );
    this.announce();
    this.open();
    signal?.addEventListener("abort", () => this.leave());
  }

  leave() {
    for (const undo of this.leaving.splice(0)) undo();
  }

  // -- state -------------------------------------------------------------------------------------

  get view() {
    return this.views[clamp(this.model.get("level"), 0, this.views.length - 1)];
  }

  get frames() {
    return this.view.frames;
  }

  get position() {
    return clamp(this.model.get("position"), 0, this.frames.length - 1);
  }

  get frame() {
    return this.frames[this.position];
  }

  // The question that is still to be answered at this frame, in predict mode.
  get asked() {
    if (!this.model.get("predict")) return null;
    return this.frame.questions[this.answered.get(this.frame) ?? 0] ?? null;
  }

  // How many there are from where one began.
  get questions() {
    return this.frames
      .slice(this.since)
      .filter((frame) => frame !== this.seen)
      .reduce((sum, { questions }) => sum + questions.length, 0);
  }

  get now() {
    const isPredicting = this.model.get("predict");
    return moment(this.view, this.position, { isHidden: Boolean(this.asked), isPredicting });
  }

  // Predicting begins here: a value that one was looking at is not asked for, and what comes
  // before counts only if one goes back to it.
  #beginHere() {
    this.answered.clear();
    this.ask.tally.clear();
    this.since = this.position;
    this.seen = this.frame.kind === "forward" ? this.frame : null;
    if (this.seen) this.answered.set(this.seen, this.seen.questions.length);
  }

  #startOver() {
    this.#beginHere();
    this.draw();
    this.resize();
  }

  go(position, isSmooth = true) {
    const next = clamp(position, 0, this.frames.length - 1);
    if (next === this.position) return;
    this.isSmooth = isSmooth;
    this.model.set("position", next);
    this.model.save_changes();
  }

  forward() {
    this.go(this.position + 1);
  }

  play() {
    if (this.position === this.frames.length - 1) this.go(0, false);
    this.isPlaying = true;
    this.#showPlay();
    const tick = () => {
      if (this.asked || this.position === this.frames.length - 1) return this.pause();
      this.forward();
      if (this.position === this.view.forward - 1) return this.pause(); // the result is there
      this.timer = setTimeout(tick, PACE / Number(this.speed.value));
    };
    this.timer = setTimeout(tick, this.position ? PACE / 4 : PACE / 2);
  }

  pause() {
    clearTimeout(this.timer);
    this.isPlaying = false;
    this.#showPlay();
  }

  #showPlay() {
    const label = this.isPlaying ? tr("Pause") : tr("Play");
    this.playing.replaceChildren(icon(this.isPlaying ? "pause" : "play"));
    this.playing.setAttribute("aria-label", label);
    this.playing.title = tr("{0} (Space)", label);
  }

  switchLevel(change) {
    const level = clamp(this.model.get("level") + change, 0, this.views.length - 1);
    if (level === this.model.get("level")) return;
    const now = this.line.clock[this.position];
    this.pause();
    this.look.forget();
    const { clock } = timeline(this.views[level]);
    let position = clock.findLastIndex((time) => time <= now);
    if (this.position === this.frames.length - 1) position = clock.length - 1;
    this.model.set({ level, position: Math.max(position, 0) });
    this.model.save_changes();
  }

  // -- the page ----------------------------------------------------------------------------------

  #build(el) {
    this.leaving = [];
    this.caption = new Caption();
    this.look = new Look(this);
    const next = () => {
      this.answered.set(this.frame, (this.answered.get(this.frame) ?? 0) + 1);
      this.draw();
    };
    this.ask = new Ask({ onright: next, onshow: next, onnext: () => this.forward() });
    this.fades = ["left", "right"].map((side) =>
      make("div", { class: `ll-fade is-${side}`, hidden: true }),
    );
    this.screen = screenIn(el, () => this.#turned());
    this.share = sharing({
      screen: this.screen,
      link: () => linkOfStep(this.model),
      open: (text) => {
        const to = stepOf(this.views, this.model, text);
        this.pause();
        this.model.set(to);
        this.model.save_changes();
      },
    });
    Object.assign(this, page(this));
    this.leaves = this.content.leaves && new Leaves(this);
    if (this.leaves) this.root.append(this.leaves.panel);
    this.root.addEventListener("keydown", (event) => this.#key(event));
    ownKeys(this.root);
    const hasFocus = () => this.root.contains(document.activeElement);
    this.look.listen(
      this.field,
      steer(this.field, () => this.stage?.camera, hasFocus),
    );
    keepKeys(this.root);
    this.#showPlay();
    this.share.listen(this.root);
    this.screen.host.append(this.root);
    this.#dress();
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.field);
  }

  // The look in place, for a lecture hall, or filling the screen.
  #dress() {
    const { isFilling } = this.screen;
    const isPresented = isLarge(this.screen, this.model);
    this.root.classList.toggle("is-presenter", isPresented);
    this.root.classList.toggle("ll-filling", isFilling);
    const unit = parseFloat(getComputedStyle(this.root).fontSize) / 20;
    this.size = sizes(isFilling, isPresented, unit);
  }

  #turned() {
    this.#dress();
    for (const { stage } of this.shown.values()) stage?.camera.begin(this.size);
    this.caption.reserved = 0;
    this.resize();
    this.share.turned();
  }

  togglePredict() {
    this.pause();
    this.model.set("predict", !this.model.get("predict"));
    this.model.save_changes();
  }

  // Keys that do something here are kept from the notebook and the slides; all others pass.
  #key(event) {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = target.matches("select, input:not(.ll-slider, [readonly])");
    if (isTyping && key !== "Escape") return event.stopPropagation();
    const isButton = target.matches("button") && (key === " " || key === "Enter");
    if (isButton) return event.stopPropagation();
    const { camera } = this.stage ?? {};
    const isStage = target === this.field;
    const act = {
      ArrowRight: () => this.go(this.position + 1),
      ArrowLeft: () => this.go(this.position - 1),
      Home: () => this.go(0),
      End: () => this.go(this.frames.length - 1),
      Escape: () => {
        this.look.forget();
        this.look.tell();
      },
      " ": () => (this.isPlaying ? this.pause() : this.play()),
      "+": () => camera?.zoom(1.25),
      "=": () => camera?.zoom(1.25),
      "-": () => camera?.zoom(1 / 1.25),
      0: () => camera?.showAll(),
      ...(isStage && { ArrowDown: () => this.look.choose(1), ArrowUp: () => this.look.choose(-1) }),
    }[key];
    if (!act) return;
    event.stopPropagation();
    event.preventDefault();
    if (key !== " ") this.pause();
    act();
  }

  announce() {
    const note = this.model.get("note");
    this.note.hidden = !note;
    this.note.textContent = note;
  }

  // -- drawing -----------------------------------------------------------------------------------

  open() {
    const level = clamp(this.model.get("level"), 0, this.views.length - 1);
    if (!this.shown.has(level)) {
      const stage = this.view.svg ? new Stage(this.view, this.size) : null;
      if (stage) stage.camera.onmove = () => this.#moved(stage.camera);
      this.shown.set(level, { stage, line: timeline(this.view) });
    }
    ({ stage: this.stage, line: this.line } = this.shown.get(level));
    this.field.replaceChildren(...this.fades, this.stage?.sheet ?? tableOf(this.view));
    this.folding[0].disabled = level === 0;
    this.folding[1].disabled = level === this.views.length - 1;
    this.predicting.disabled = !this.frames.some(({ questions }) => questions.length);
    if (this.since === undefined) this.#beginHere();
    else this.since = 0;
    this.slider.max = this.frames.length - 1;
    this.slider.style.setProperty(
      "--split",
      (this.view.forward - 0.5) / Math.max(this.frames.length - 1, 1),
    );
    const digits = String(this.frames.length).length;
    this.count.style.minWidth = `${digits * 2 + 3}ch`;
    this.resize();
    this.draw();
  }

  #moved({ seen, whole }) {
    // On elements of their own: a class of the stage would style the whole picture anew.
    this.fades[0].hidden = seen.x <= whole.x + 1;
    this.fades[1].hidden = seen.x + seen.w >= whole.x + whole.w - 1;
    if (!this.look.detail.card.hidden) this.look.tell();
  }

  resize() {
    const width = this.field.clientWidth;
    if (!width || !this.stage) return;
    // One height for all foldings, so that nothing below moves when they change.
    this.caption.reserve(this.views, width);
    if (this.screen.isFilling) return this.#fill(width);
    // What the rest needs, arrays above all, the stage gives, so that all of it fits a screen.
    const rest = this.root.clientHeight - this.field.clientHeight;
    const screen = isLarge(this.screen, this.model) ? SCREEN.slide : SCREEN.page;
    const tallest = clamp(screen - rest, LEAST, this.size.tallest);
    const size = { ...this.size, tallest };
    const wishes = this.views.map(({ svg }) => {
      const [w, h] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg).slice(1).map(Number);
      return h * startingScale(w, h, width, size) + 2 * ROOM;
    });
    const height = Math.round(clamp(Math.max(...wishes), 170, tallest));
    this.field.style.height = `${height}px`;
    this.#see(width, height);
  }

  // The stage is what the rest of the screen leaves.
  #fill(width) {
    this.field.style.height = "";
    this.#see(width, this.field.clientHeight);
  }

  #see(width, height) {
    const { camera } = this.stage;
    if (camera.width !== width || camera.height !== height) camera.resize(width, height);
    this.#follow(false);
  }

  #follow(isSmooth) {
    // no input is more important than the others
    const { kind, active, focus } = this.frame;
    this.stage.camera.follow(active, kind === "inputs" ? null : focus, isSmooth);
  }

  draw() {
    const { now, asked } = this;
    const { at, frame, phase, isPredicting } = now;
    if (this.root.dataset.phase !== phase) this.root.dataset.phase = phase;
    if (this.stage) this.#paint(now);
    this.last = frame;
    this.caption.show(this.view, at, asked);
    this.ask.form.hidden = this.ask.score.hidden = !isPredicting;
    this.since = Math.min(this.since, at);
    if (isPredicting) this.ask.put(frame, asked, this.questions);
    this.slider.value = at;
    // The caption says the rest: a number told by both would be read twice.
    this.slider.setAttribute("aria-valuetext", tr("{0} of {1}", at + 1, this.frames.length));
    this.slider.style.setProperty("--at", at / Math.max(this.frames.length - 1, 1));
    this.count.textContent = `${at + 1} / ${this.frames.length}`;
    this.predicting.setAttribute("aria-pressed", String(isPredicting));
    this.look.tell();
  }

  #paint(now) {
    const { stage, line } = this;
    for (const [id, entry] of line.nodes) {
      const card = stage.nodes.get(id);
      const { shape, value, gradient, part, marks } = cardAt(id, entry, now);
      stage.write(card, "shape", shape);
      stage.write(card, "value", value);
      stage.write(card, "gradient", gradient, part);
      stage.mark(card, marks);
    }
    const flowing = [];
    for (const [id, entry] of line.edges) {
      const drawn = stage.edges.get(id);
      const { pill, marks, isActive } = edgeAt(id, entry, now);
      stage.writePill(drawn, pill);
      stage.mark(drawn, marks);
      if (isActive) flowing.push(drawn);
    }
    const { frame, isBackward } = now;
    stage.point(isBackward && frame.edge ? stage.edges.get(frame.edge) : null);
    this.#follow(this.isSmooth);
    if (this.isSmooth && this.last !== frame) stage.flow(flowing, isBackward);
  }

  // -- numbers of a live graph -------------------------------------------------------------------

  hear(message) {
    this.leaves.answered(message);
    if (message.kind !== "numbers") return;
    Object.assign(this.view, message.view);
    const level = clamp(this.model.get("level"), 0, this.views.length - 1);
    this.line = timeline(this.view);
    this.shown.get(level).line = this.line;
    this.isSmooth = false;
    this.#startOver();
  }
}

function render(context) {
  const stepper = new Stepper(context);
  return () => stepper.leave();
}

export default { render };

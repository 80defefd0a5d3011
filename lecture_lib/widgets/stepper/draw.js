// The stepper: a slider is the truth, and everything on the screen is a function of its position.

import { clamp, icon, keepKeys, make } from "../js/kit.js";
import { Ask } from "./ask.js";
import { Caption } from "./caption.js";
import { page } from "./controls.js";
import { Detail } from "./detail.js";
import { Leaves } from "./leaves.js";
import { cardAt, edgeAt, latest, moment, timeline } from "./reveal.js";
import { ROOM, Stage, startingScale, steer } from "./stage.js";

const PACE = 1600; // ms a frame when played at speed 1

class Stepper {
  constructor({ model, el, signal }) {
    this.model = model;
    this.content = model.get("content");
    this.views = this.content.views;
    this.shown = new Map(); // level -> { stage, line }
    this.answered = new Set();
    this.selected = null;
    this.hovered = null;
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
    listen("change:predict", () => {
      this.answered.clear();
      this.draw();
    });
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

  get isHidden() {
    // whether the number of this frame is still to be predicted
    return this.model.get("predict") && this.frame.answer != null && !this.answered.has(this.frame);
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
      if (this.isHidden || this.position === this.frames.length - 1) return this.pause();
      this.forward();
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
    const name = this.isPlaying ? "pause" : "play";
    this.playing.replaceChildren(icon(name));
    this.playing.setAttribute("aria-label", name === "play" ? "Play" : "Pause");
    this.playing.title = `${name === "play" ? "Play" : "Pause"} (Space)`;
  }

  switchLevel(change) {
    const level = clamp(this.model.get("level") + change, 0, this.views.length - 1);
    if (level === this.model.get("level")) return;
    const now = this.line.clock[this.position];
    this.pause();
    this.selected = this.hovered = null;
    const { clock } = timeline(this.views[level]);
    let position = clock.findLastIndex((time) => time <= now);
    if (this.position === this.frames.length - 1) position = clock.length - 1;
    this.model.set({ level, position: Math.max(position, 0) });
    this.model.save_changes();
  }

  // -- the page ----------------------------------------------------------------------------------

  #build(el) {
    this.leaving = [];
    const isPresenter = this.model.get("presenter");
    this.size = isPresenter
      ? { tallest: 420, largest: 2, legible: 0.85, reading: 1.2 }
      : { tallest: 380, largest: 1.25, legible: 0.62, reading: 0.85 };
    this.caption = new Caption();
    this.detail = new Detail();
    const reveal = () => {
      this.answered.add(this.frame);
      this.draw();
    };
    this.ask = new Ask({ onright: reveal, onshow: reveal, onnext: () => this.forward() });
    this.fades = ["left", "right"].map((side) =>
      make("div", { class: `ll-fade is-${side}`, hidden: true }),
    );
    Object.assign(this, page(this, isPresenter));
    this.leaves = this.content.leaves && new Leaves(this);
    if (this.leaves) this.root.append(this.leaves.panel);
    this.root.addEventListener("keydown", (event) => this.#key(event));
    const hasFocus = () => this.root.contains(document.activeElement);
    this.#look(steer(this.field, () => this.stage, hasFocus));
    keepKeys(this.root);
    this.#showPlay();
    el.replaceChildren(this.root);
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.field);
  }

  togglePredict() {
    this.pause();
    this.model.set("predict", !this.model.get("predict"));
    this.model.save_changes();
  }

  #look(steering) {
    // hover, and selection by click or keyboard
    const nodeAt = (event) => event.target.closest?.(".ll-node")?.id ?? null;
    this.field.addEventListener("pointerover", (event) => {
      const id = nodeAt(event);
      if (id === this.hovered) return;
      this.hovered = id;
      this.tell();
    });
    this.field.addEventListener("pointerleave", () => {
      this.hovered = null;
      this.tell();
    });
    this.field.addEventListener("click", (event) => {
      if (steering.wasDragged()) return;
      const id = nodeAt(event);
      this.selected = id === this.selected ? null : id;
      this.tell();
    });
    this.field.addEventListener("dblclick", (event) => {
      const id = nodeAt(event);
      if (id && this.line.nodes.get(id).node.kind === "scope") this.switchLevel(1);
    });
  }

  #key(event) {
    event.stopPropagation();
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = target.matches("select, input:not(.ll-slider)");
    if (key === "Escape") {
      this.selected = this.hovered = null;
      return this.tell();
    }
    if (isTyping || (key === " " && target.matches("button"))) return;
    const isStage = target === this.field;
    const act = {
      ArrowRight: () => this.go(this.position + 1),
      ArrowLeft: () => this.go(this.position - 1),
      Home: () => this.go(0),
      End: () => this.go(this.frames.length - 1),
      " ": () => (this.isPlaying ? this.pause() : this.play()),
      "+": () => this.stage?.zoom(1.25),
      "=": () => this.stage?.zoom(1.25),
      "-": () => this.stage?.zoom(1 / 1.25),
      0: () => this.stage?.showAll(),
      ...(isStage && { ArrowDown: () => this.choose(1), ArrowUp: () => this.choose(-1) }),
    }[key];
    if (!act) return;
    event.preventDefault();
    if (key !== " ") this.pause();
    act();
  }

  choose(change) {
    const ids = this.view.graph.nodes.map((node) => node.id);
    const now = ids.indexOf(this.selected ?? this.frame.focus);
    this.selected = ids[this.selected ? clamp(now + change, 0, ids.length - 1) : now];
    this.stage?.follow([this.selected], this.selected, true);
    this.tell();
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
      if (stage) stage.onmove = () => this.#moved(stage);
      this.shown.set(level, { stage, line: timeline(this.view) });
    }
    ({ stage: this.stage, line: this.line } = this.shown.get(level));
    this.field.replaceChildren(
      ...this.fades,
      this.stage?.sheet ??
        make("pre", { class: "ll-table" }, `${this.view.table}\n\n${this.view.hint ?? ""}`),
    );
    this.folding[0].disabled = level === 0;
    this.folding[1].disabled = level === this.views.length - 1;
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

  #moved(stage) {
    const { camera, whole } = stage;
    // On elements of their own: a class of the stage would have every part of the picture styled anew.
    this.fades[0].hidden = camera.x <= whole.x + 1;
    this.fades[1].hidden = camera.x + camera.w >= whole.x + whole.w - 1;
    if (!this.detail.card.hidden) this.tell();
  }

  resize() {
    const width = this.field.clientWidth;
    if (!width || !this.stage) return;
    // One height for all foldings, so that nothing below moves when they change.
    const wishes = this.views.map(({ svg }) => {
      const [w, h] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg).slice(1).map(Number);
      return h * startingScale(w, h, width, this.size) + 2 * ROOM;
    });
    const height = Math.round(clamp(Math.max(...wishes), 170, this.size.tallest));
    this.field.style.height = `${height}px`;
    this.caption.reserve(this.view, this.line, width);
    if (this.stage.width !== width || this.stage.height !== height)
      this.stage.resize(width, height);
    this.#follow(false);
  }

  #follow(isSmooth) {
    // no input is more important than the others
    const { kind, active, focus } = this.frame;
    this.stage.follow(active, kind === "inputs" ? null : focus, isSmooth);
  }

  draw() {
    const isPredicting = this.model.get("predict");
    const now = moment(this.view, this.position, { isHidden: this.isHidden, isPredicting });
    const { at, frame, phase, isHidden } = now;
    if (this.root.dataset.phase !== phase) this.root.dataset.phase = phase;
    if (this.stage) this.#paint(now);
    this.last = frame;
    this.caption.show(this.view, this.line, at, isHidden);
    this.#question(frame, isHidden, isPredicting);
    const part = at / Math.max(this.frames.length - 1, 1);
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", frame.caption);
    this.slider.style.setProperty("--at", part);
    this.count.textContent = `${at + 1} / ${this.frames.length}`;
    this.predicting.setAttribute("aria-pressed", String(isPredicting));
    this.tell();
  }

  #paint(now) {
    const { stage, line } = this;
    for (const [id, entry] of line.nodes) {
      const card = stage.nodes.get(id);
      const { value, gradient, part, marks } = cardAt(id, entry, now);
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

  #question(frame, isHidden, isPredicting) {
    this.ask.form.hidden = !isPredicting;
    if (!isPredicting) return;
    const { name } = this.line.nodes.get(frame.focus).node;
    const label =
      frame.answer == null
        ? "Nothing to predict here."
        : frame.kind === "forward"
          ? `${name} =`
          : `∂${this.content.root}/∂${name}${frame.paths > 1 ? " so far" : ""} =`;
    this.ask.put(frame.answer == null ? null : frame, label, !isHidden);
  }

  // -- one node in detail ------------------------------------------------------------------------

  tell() {
    const id = this.hovered ?? this.selected;
    const known = id && this.line.nodes.get(id);
    this.stage?.choose(this.selected);
    if (!known || !this.stage) return this.detail.hide();
    const { node, value, gradient } = known;
    const [at, asked] = [this.position, this.isHidden && id === this.frame.focus];
    const [v, g] = [latest(value, at), latest(gradient, at)];
    const isBackward = at >= this.view.forward;
    const maps = this.view.arrays[id];
    const isWhole = g && (!g.paths || g.path === g.paths);
    const slopes = this.view.graph.edges
      .filter((edge) => edge.target === id && edge.local !== null)
      .map((edge) => `∂/∂${this.line.nodes.get(edge.source).node.name} = ${edge.local}`);
    const place = this.stage.toStage(this.stage.nodes.get(id).box);
    const [left, top] = [this.field.offsetLeft, this.field.offsetTop];
    this.detail.show(
      {
        node,
        rule: this.view.rules?.[id],
        value: asked && !isBackward ? "?" : (v?.text ?? "not computed yet"),
        gradient: asked && isBackward ? "?" : (g?.text ?? (isBackward ? "nothing yet" : "")),
        part: g && g.paths > 1 ? `${g.path} of ${g.paths} paths` : "",
        locals: this.model.get("predict") || !v ? "" : slopes.join(", "),
        note: this.#odd(node),
        maps: maps && v && { value: maps.value, gradient: isWhole ? maps.gradient : null },
      },
      { ...place, x: place.x + left, y: place.y + top },
      { w: this.root.clientWidth, h: this.root.clientHeight },
      id === this.selected,
    );
  }

  #odd(node) {
    return (
      {
        born: "a nan or inf first appears here",
        inherited: "nan or inf, from an operand",
        gradient: "nan or inf in the gradient",
      }[node.anomaly] ?? ""
    );
  }

  // -- numbers of a live graph -------------------------------------------------------------------

  hear(message) {
    this.leaves.answered(message);
    if (message.kind !== "numbers") return;
    Object.assign(this.view, message.view);
    const level = clamp(this.model.get("level"), 0, this.views.length - 1);
    this.line = timeline(this.view);
    this.shown.get(level).line = this.line;
    this.answered.clear();
    this.isSmooth = false;
    this.draw();
  }
}

function render(context) {
  const stepper = new Stepper(context);
  return () => stepper.leave();
}

export default { render };

// The stepper: a slider is the truth, and everything on the screen is a function of its position.

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
    listen("change:level", () => { this.open(); this.leaves?.request(); });
    listen("change:predict", () => { this.answered.clear(); this.draw(); });
    listen("change:note", () => this.announce());
    if (this.content.leaves) listen("msg:custom", (message) => this.hear(message));
    this.leaving.push(() => this.pause(), () => this.watcher.disconnect());
    this.announce();
    this.open();
    signal?.addEventListener("abort", () => this.leave());
  }

  leave() { for (const undo of this.leaving.splice(0)) undo(); }

  // -- state -------------------------------------------------------------------------------------

  get view() { return this.views[clamp(this.model.get("level"), 0, this.views.length - 1)]; }

  get frames() { return this.view.frames; }

  get position() { return clamp(this.model.get("position"), 0, this.frames.length - 1); }

  get frame() { return this.frames[this.position]; }

  get isHidden() { // whether the number of this frame is still to be predicted
    return this.model.get("predict") && this.frame.answer != null && !this.answered.has(this.frame);
  }

  go(position, isSmooth = true) {
    const next = clamp(position, 0, this.frames.length - 1);
    if (next === this.position) return;
    this.isSmooth = isSmooth;
    this.model.set("position", next);
    this.save();
  }

  save() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.model.save_changes(), 200);
  }

  forward() { this.go(this.position + 1); }

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
    this.save();
  }

  // -- the page ----------------------------------------------------------------------------------

  #build(el) {
    this.leaving = [];
    const isPresenter = this.model.get("presenter");
    this.size = isPresenter ? { tallest: 420, largest: 2, legible: 0.85, reading: 1.2 }
      : { tallest: 380, largest: 1.25, legible: 0.62, reading: 0.85 };
    this.field = make("div", {
      class: "ll-stage", tabindex: "0", role: "group",
      "aria-label": `${this.content.title}. Left and right arrow: a step. Up and down: look at a node.`,
    });
    this.fades = ["left", "right"].map((side) => make("div", { class: `ll-fade is-${side}`, hidden: true }));
    this.note = make("div", { class: "ll-note", role: "status", hidden: true });
    this.caption = new Caption();
    this.detail = new Detail();
    this.ask = new Ask({
      onright: () => { this.answered.add(this.frame); this.draw(); },
      onshow: () => { this.answered.add(this.frame); this.draw(); },
      onnext: () => this.forward(),
    });
    this.slider = make("input", {
      type: "range", class: "ll-slider", min: "0", step: "1", "aria-label": "Step",
      oninput: () => { this.pause(); this.go(Number(this.slider.value), false); },
    });
    this.count = make("output", { class: "ll-count", "aria-hidden": "true" });
    this.playing = button("play", "Play", () => (this.isPlaying ? this.pause() : this.play()));
    const step = (name, label, to, keys) =>
      button(name, label, () => { this.pause(); this.go(to()); }, keys);
    const speeds = [["0.5", "½ ×"], ["1", "1 ×"], ["2", "2 ×"], ["4", "4 ×"]];
    this.speed = make("select", { class: "ll-speed", "aria-label": "Speed", title: "Speed" },
      ...speeds.map(([value, text]) => make("option", { value, selected: value === "1" }, text)));
    this.predicting = make("button", {
      type: "button", class: "ll-word ll-predict", "aria-pressed": "false",
      title: "Hide each number until you have predicted it",
      onclick: () => { this.pause(); this.model.set("predict", !this.model.get("predict")); this.save(); },
    }, "Predict");
    this.folding = [
      button("fold", "Fold scopes", () => this.switchLevel(-1)),
      button("unfold", "Unfold scopes", () => this.switchLevel(1)),
    ];
    const look = (name, label, act, keys) => button(name, label, () => this.stage && act(this.stage), keys);
    this.root = make("div", { class: `ll-stepper ${isPresenter ? "is-presenter" : ""}`, role: "group",
      "aria-label": this.content.title },
    this.note,
    this.field,
    this.caption.box,
    this.ask.form,
    make("div", { class: "ll-controls" },
      make("div", { class: "ll-row" },
        step("first", "First step", () => 0, "Home"),
        step("back", "Step back", () => this.position - 1, "←"),
        this.playing,
        step("forward", "Step forward", () => this.position + 1, "→"),
        step("last", "Last step", () => this.frames.length - 1, "End"),
        this.slider, this.count),
      make("div", { class: "ll-row" },
        make("label", { class: "ll-label" }, "Speed ", this.speed),
        this.predicting,
        this.views.length > 1 && make("span", { class: "ll-pair" }, ...this.folding),
        make("span", { class: "ll-gap" }),
        make("span", { class: "ll-pair" },
          look("smaller", "Zoom out", (stage) => stage.zoom(1 / 1.25), "−"),
          look("fit", "Show all", (stage) => stage.showAll(), "0"),
          look("larger", "Zoom in", (stage) => stage.zoom(1.25), "+")))),
    this.detail.card);
    this.leaves = this.content.leaves && new Leaves(this);
    if (this.leaves) this.root.append(this.leaves.panel);
    this.root.addEventListener("keydown", (event) => this.#key(event));
    const steering = steer(this.field, () => this.stage, () => this.root.contains(document.activeElement));
    this.#look(steering);
    // JupyterLab takes arrow keys from whatever does not say that it wants them itself.
    for (const control of this.root.querySelectorAll("button, input, select, [tabindex]")) {
      control.dataset.lmSuppressShortcuts = "true";
    }
    this.#showPlay();
    el.replaceChildren(this.root);
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.field);
  }

  #look(steering) { // hover, and selection by click or keyboard
    const nodeAt = (event) => event.target.closest?.(".ll-node")?.id ?? null;
    this.field.addEventListener("pointerover", (event) => {
      const id = nodeAt(event);
      if (id === this.hovered) return;
      this.hovered = id;
      this.tell();
    });
    this.field.addEventListener("pointerleave", () => { this.hovered = null; this.tell(); });
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
    if (key === "Escape") { this.selected = this.hovered = null; return this.tell(); }
    if (isTyping || (key === " " && target.matches("button"))) return;
    const isStage = target === this.field;
    const act = {
      ArrowRight: () => this.go(this.position + 1), ArrowLeft: () => this.go(this.position - 1),
      Home: () => this.go(0), End: () => this.go(this.frames.length - 1),
      " ": () => (this.isPlaying ? this.pause() : this.play()),
      "+": () => this.stage?.zoom(1.25), "=": () => this.stage?.zoom(1.25),
      "-": () => this.stage?.zoom(1 / 1.25), "0": () => this.stage?.showAll(),
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
    this.field.replaceChildren(...this.fades, this.stage?.sheet
      ?? make("pre", { class: "ll-table" }, `${this.view.table}\n\n${this.view.hint ?? ""}`));
    this.folding[0].disabled = level === 0;
    this.folding[1].disabled = level === this.views.length - 1;
    this.slider.max = this.frames.length - 1;
    this.slider.style.setProperty("--split", (this.view.forward - 0.5) / Math.max(this.frames.length - 1, 1));
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
    if (this.stage.width !== width || this.stage.height !== height) this.stage.resize(width, height);
    this.#follow(false);
  }

  #follow(isSmooth) { // no input is more important than the others
    const { kind, active, focus } = this.frame;
    this.stage.follow(active, kind === "inputs" ? null : focus, isSmooth);
  }

  draw() {
    const { position: at, frame, stage, isHidden } = this;
    const isPredicting = this.model.get("predict");
    const isBackward = at >= this.view.forward;
    const active = new Set(frame.active);
    const way = isBackward ? "is-backward" : "is-forward";
    const phase = frame.kind === "failed" ? "failed" : isBackward ? "backward" : "forward";
    if (this.root.dataset.phase !== phase) this.root.dataset.phase = phase;
    if (stage) {
      for (const [id, { value, gradient }] of this.line.nodes) {
        const card = stage.nodes.get(id);
        const [v, g] = [latest(value, at), latest(gradient, at)];
        const isAsked = isHidden && id === frame.focus;
        stage.write(card, "value", isAsked && !isBackward ? "?" : v?.text ?? "");
        stage.write(card, "gradient", isAsked && isBackward ? "?" : g?.text ?? "",
          g && g.path < g.paths ? `${g.path}/${g.paths}` : "");
        const isKnown = v || !value.length;
        stage.mark(card, [isKnown ? "" : "is-waiting", active.has(id) ? way : "", id === frame.focus ? "is-focus" : "",
          frame.kind === "failed" && id === frame.focus ? "is-failed" : ""].filter(Boolean).join(" "));
      }
      const flowing = [];
      for (const [id, { edge, ready, walked }] of this.line.edges) {
        const drawn = stage.edges.get(id);
        const isActive = active.has(id);
        const isWalked = walked.length && walked.at(-1) <= at;
        if (isActive) flowing.push(drawn);
        const isSecret = isPredicting && (!isWalked || (isHidden && isActive)) && walked.length;
        stage.writePill(drawn, isSecret ? "?" : edge.local ?? (edge.count > 1 ? `×${edge.count}` : ""));
        stage.mark(drawn, [at < ready ? "is-waiting" : "", isActive ? way : isWalked ? "is-walked" : ""]
          .filter(Boolean).join(" "));
      }
      stage.point(isBackward && frame.edge ? stage.edges.get(frame.edge) : null);
      this.#follow(this.isSmooth);
      if (this.isSmooth && this.last !== frame) stage.flow(flowing, isBackward);
    }
    this.last = frame;
    this.caption.show(this.view, this.line, at, isHidden);
    this.#question(frame, isHidden, isPredicting);
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", frame.caption);
    this.slider.style.setProperty("--at", at / Math.max(this.frames.length - 1, 1));
    this.count.textContent = `${at + 1} / ${this.frames.length}`;
    this.predicting.setAttribute("aria-pressed", String(isPredicting));
    this.tell();
  }

  #question(frame, isHidden, isPredicting) {
    this.ask.form.hidden = !isPredicting;
    if (!isPredicting) return;
    const { name } = this.line.nodes.get(frame.focus).node;
    const label = frame.answer == null ? "Nothing to predict here."
      : frame.kind === "forward" ? `${name} =` : `∂${this.content.root}/∂${name}${frame.paths > 1 ? " so far" : ""} =`;
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
    const slopes = this.view.graph.edges.filter((edge) => edge.target === id && edge.local !== null)
      .map((edge) => `∂/∂${this.line.nodes.get(edge.source).node.name} = ${edge.local}`);
    const place = this.stage.toStage(this.stage.nodes.get(id).box);
    const [left, top] = [this.field.offsetLeft, this.field.offsetTop];
    this.detail.show({
      node, rule: this.view.rules?.[id],
      value: asked && !isBackward ? "?" : v?.text ?? "not computed yet",
      gradient: asked && isBackward ? "?" : g?.text ?? (isBackward ? "nothing yet" : ""),
      part: g && g.paths > 1 ? `${g.path} of ${g.paths} paths` : "",
      locals: this.model.get("predict") || !v ? "" : slopes.join(", "),
      note: this.#odd(node),
      maps: maps && v && { value: maps.value, gradient: isWhole ? maps.gradient : null },
    }, { ...place, x: place.x + left, y: place.y + top },
    { w: this.root.clientWidth, h: this.root.clientHeight }, id === this.selected);
  }

  #odd(node) {
    return {
      born: "a nan or inf first appears here", inherited: "nan or inf, from an operand",
      gradient: "nan or inf in the gradient",
    }[node.anomaly] ?? "";
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

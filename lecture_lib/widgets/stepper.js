// The stepper: a slider is the truth, and everything on the screen is a function of its position.

const PACE = 1600; // ms a frame when played at speed 1

// When each number appears, from frames that only say what changes.
function timeline(view) {
  const nodes = new Map(view.graph.nodes.map((node) => [node.id, { node, value: [], gradient: [] }]));
  const edges = new Map(view.graph.edges.map((edge) => [edge.id, { edge, walked: [] }]));
  view.frames.forEach((frame, at) => {
    for (const [id, news] of Object.entries(frame.reveal)) {
      for (const role of ["value", "gradient"]) {
        if (role in news) nodes.get(id)[role].push({ at, text: news[role], path: frame.path, paths: frame.paths });
      }
    }
    if (frame.edge) edges.get(frame.edge)?.walked.push(at);
  });
  for (const found of edges.values()) found.ready = nodes.get(found.edge.target).value[0]?.at ?? Infinity;
  const members = new Map(view.graph.nodes.map((node) =>
    [node.id, Math.max(...(node.members.length ? node.members : [node.id]).map((id) => Number(id.slice(1))))]));
  // Where in the engine's own sequence a frame is: what two foldings of a graph have in common.
  const clock = view.frames.map((frame) => ({
    inputs: -1, forward: members.get(frame.focus), failed: 1e9, blocked: 1e9, seed: 1e9,
  }[frame.kind] ?? 2e9 + (frame.step ?? 0)));
  return { nodes, edges, clock };
}

function latest(events, at) {
  let found = null;
  for (const event of events) {
    if (event.at > at) break;
    found = event;
  }
  return found;
}

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
    listen("change:level", () => this.open());
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
    this.size = isPresenter ? { tallest: 440, largest: 2 } : { tallest: 380, largest: 1.25 };
    this.field = make("div", {
      class: "ll-stage", tabindex: "0", role: "group",
      "aria-label": `${this.content.title}. Left and right arrow: a step. Up and down: look at a node.`,
    });
    this.fades = ["left", "right"].map((side) => make("div", { class: `ll-fade is-${side}`, hidden: true }));
    this.phase = make("div", { class: "ll-phase", "aria-hidden": "true" });
    this.note = make("div", { class: "ll-note", role: "status", hidden: true });
    this.said = make("div", { class: "ll-said-by-frame", "aria-hidden": "true" });
    this.equation = make("div", { class: "ll-equation", "aria-hidden": "true" });
    this.live = make("div", { class: "ll-unseen", "aria-live": "polite", "aria-atomic": "true" });
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
    make("div", { class: "ll-caption" }, this.phase, this.said, this.equation, this.live),
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
          look("fit", "Show all", (stage) => stage.fit(), "0"),
          look("larger", "Zoom in", (stage) => stage.zoom(1.25), "+")))),
    this.detail.card);
    if (this.content.leaves) this.root.append(this.leaves = new Leaves(this).panel);
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
      "-": () => this.stage?.zoom(1 / 1.25), "0": () => this.stage?.fit(),
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
    this.phase.style.minWidth = `${digits * 2 + 14}ch`;
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
    const longest = Math.max(...this.frames.map((frame) => this.#sentence(frame).length));
    const letters = (this.said.clientWidth || width) / (parseFloat(getComputedStyle(this.said).fontSize) * 0.52);
    this.said.style.minHeight = `${Math.ceil(longest / letters) * 1.45}em`;
    if (this.stage.width !== width || this.stage.height !== height) this.stage.resize(width, height);
    this.stage.follow(this.frame.active, this.frame.focus, false);
  }

  draw() {
    const { position: at, frame, stage, isHidden } = this;
    const isPredicting = this.model.get("predict");
    const isBackward = at >= this.view.forward;
    const active = new Set(frame.active);
    const way = isBackward ? "is-backward" : "is-forward";
    const phase = frame.failed ? "failed" : isBackward ? "backward" : "forward";
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
          frame.failed && id === frame.focus ? "is-failed" : ""].filter(Boolean).join(" "));
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
      stage.follow(frame.active, frame.focus, this.isSmooth);
      if (this.isSmooth && this.last !== frame) stage.flow(flowing, isBackward);
    }
    this.last = frame;
    this.#say(at, frame, isBackward, isHidden, isPredicting);
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", frame.caption);
    this.slider.style.setProperty("--at", at / Math.max(this.frames.length - 1, 1));
    this.count.textContent = `${at + 1} / ${this.frames.length}`;
    this.predicting.setAttribute("aria-pressed", String(isPredicting));
    this.tell();
  }

  #say(at, frame, isBackward, isHidden, isPredicting) {
    const { forward } = this.view;
    const whole = this.frames.length - forward;
    this.phase.textContent = frame.failed ? "Stopped" : frame.kind === "blocked" ? "No backward pass" : isBackward ? `Backward ${at - forward + 1} / ${whole}`
      : `Forward ${at + 1} / ${forward}`;
    const parts = frame.caption.replace(/\.$/, "").split(" = ");
    const isEquation = frame.kind === "forward" && !frame.failed;
    const said = isHidden ? this.#question(frame) : this.#sentence(frame);
    this.said.textContent = said;
    this.live.textContent = isHidden ? said : frame.caption;
    if (isEquation) {
      const result = isHidden ? "?" : parts.at(-1);
      this.equation.replaceChildren(make("bdi", { class: "ll-plain" }, `${parts.slice(0, -1).join(" = ")} = `,
        make("b", {}, result)));
    } else {
      this.equation.replaceChildren(...this.#formula(frame, isHidden));
    }
    this.ask.form.hidden = !isPredicting;
    if (isPredicting) {
      const name = this.line.nodes.get(frame.focus).node.name;
      const label = frame.answer == null ? "Nothing to predict here." : isBackward
        ? `∂${this.content.root}/∂${name} ${frame.paths > 1 ? "so far" : ""} =` : `${name} =`;
      this.ask.put(frame.answer == null ? null : frame, label, !isHidden);
    }
  }

  #sentence(frame) { // beside an equation that says the rest
    if (frame.kind === "inputs") return "The inputs have their values.";
    if (frame.kind !== "forward") return frame.caption;
    const names = this.view.graph.edges.filter((edge) => edge.target === frame.focus)
      .map((edge) => this.line.nodes.get(edge.source).node.name);
    const unique = [...new Set(names)];
    const listed = unique.length > 4 ? `${unique.slice(0, 3).join(", ")} and ${unique.length - 3} more`
      : unique.join(", ").replace(/, ([^,]*)$/, " and $1");
    const { node } = this.line.nodes.get(frame.focus);
    return `Compute ${node.name} from ${listed}.${node.anomaly === "born" ? " Here a nan or inf is born." : ""}`;
  }

  #question(frame) {
    const name = this.line.nodes.get(frame.focus).node.name;
    if (frame.kind === "forward") return `What is ${name}?`;
    const path = frame.paths > 1 ? `Path ${frame.path} of ${frame.paths} to ${name}. ` : `To ${name}. `;
    return `${path}What has ${name} received after this edge?`;
  }

  #formula(frame, isHidden) {
    this.formulas ??= new Map();
    if (isHidden || !this.formulas.has(frame)) {
      const made = formula(frame.latex);
      const numbers = [...made.firstChild.querySelectorAll(":scope > .ll-number")];
      ["contribution", "local", "upstream"].forEach((name, k) => numbers.at(-1 - k)?.classList.add(`is-${name}`));
      if (isHidden) {
        for (const part of made.querySelectorAll(".is-local, .is-contribution")) {
          part.replaceChildren(math("mn", {}, "?"));
        }
        return [made, ...this.#paths(frame, "?")];
      }
      this.formulas.set(frame, made);
    }
    return [this.formulas.get(frame), ...this.#paths(frame, frame.total)];
  }

  #paths(frame, sum) {
    if (!(frame.paths > 1)) return [];
    return [make("span", { class: "ll-paths" }, `path ${frame.path} of ${frame.paths}`),
      make("span", { class: "ll-total" }, frame.path === frame.paths ? "together " : "so far ", make("b", {}, sum))];
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
    if (message.kind !== "numbers") return;
    Object.assign(this.view, message.view);
    const level = clamp(this.model.get("level"), 0, this.views.length - 1);
    this.line = timeline(this.view);
    this.shown.get(level).line = this.line;
    this.answered.clear();
    this.isSmooth = false;
    this.leaves?.dispatchEvent(new CustomEvent("answered", { detail: message }));
    this.draw();
  }
}

function render(context) {
  const stepper = new Stepper(context);
  return () => stepper.leave();
}

export default { render };

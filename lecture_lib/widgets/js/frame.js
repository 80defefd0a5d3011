// The frame around every explorer's stage: what to do, what it says, controls, presets, challenge.
//
// `view` is {height, setup}: setup(stage, tools) draws what never changes and returns a function of
// the state that draws the rest and returns
//   says     the sentence under the stage, or several as [text, class]
//   table    a row of texts for each series
//   solved   whether the challenge is met, if there is one
//   verdict  what is said of it, if more than "Reached."
//   values   the texts beside the sliders, for those whose text is not in the payload
// A view without a height takes it from the `content`, as everything else; see payload.py.

import { inflate, unpack } from "./arrays.js";
import { Curves, legend } from "./curves.js";
import { clamp, isStill, keepKeys, make, unique } from "./kit.js";

// --- the state, and the traits that mirror single settings ---------------------------------------

class Store {
  constructor(model, content) {
    this.model = model;
    const also = Object.fromEntries(content.sliders.map((one) => [one.name, one.also]));
    this.mirrors = [...content.sliders, ...content.choices].map(({ name, values }) => ({
      name,
      also: also[name],
      trait: (at) => (values ? values[at] : at),
      position: (value) => (values ? values.indexOf(value) : value),
    }));
  }

  get now() {
    return this.model.get("state");
  }

  // The widget manager sends no faster than the kernel answers. To wait with saving would be
  // worse: an answer to an older message would put the setting back while the hand moves on.
  go(change) {
    this.#set(change);
    this.model.save_changes();
  }

  #set(change) {
    const state = { ...this.now, ...change };
    const traits = this.mirrors.map(({ name, trait }) => [name, trait(state[name])]);
    this.model.set({ state, ...Object.fromEntries(traits) });
  }

  // Another widget may set the trait of one setting; whoever set it also tells the kernel.
  listen(changed) {
    const heard = this.mirrors.map(({ name, also, position }) => [
      `change:${name}`,
      () => {
        const at = position(this.model.get(name));
        if (at !== this.now[name] && at >= 0) this.#set({ ...also, [name]: at });
      },
    ]);
    heard.push(["change:state", changed]);
    for (const [event, listener] of heard) this.model.on(event, listener);
    return () => {
      for (const [event, listener] of heard) this.model.off(event, listener);
    };
  }
}

const OWN_KEYS = /^(Arrow.*|Page.*|Home|End|Enter| )$/;

// --- controls ------------------------------------------------------------------------------------

const lastOf = ({ count, lasts }, now) => (lasts ? lasts[1][now[lasts[0]]] : count - 1);

function slider({ name, label, count, also }, id, move) {
  const input = make("input", {
    type: "range",
    min: 0,
    max: count - 1,
    step: 1,
    id: `${id}-${name}`,
    oninput: () => move({ ...also, [name]: Number(input.value) }),
  });
  const output = make("output", { for: input.id });
  const title = make("label", { for: input.id }, label);
  const row = make("div", { class: "ll-slider", "data-name": name }, title, input, output);
  const update = (at, text, last) => {
    input.max = last;
    input.value = at;
    input.setAttribute("aria-valuetext", text);
    output.textContent = text;
  };
  return { row, update };
}

function choice({ name, label, options, also }, id, move) {
  const inputs = options.map((_, i) => {
    const onchange = () => move({ [name]: i, ...also?.[i] });
    return make("input", { type: "radio", name: `${id}-${name}`, onchange });
  });
  const labels = options.map((option, i) => make("label", {}, inputs[i], ` ${option}`));
  const row = make("fieldset", { class: "ll-choice" }, make("legend", {}, label), ...labels);
  const update = (at) => inputs.forEach((input, i) => (input.checked = at === i));
  return { row, update };
}

const button = (text, onclick, more = {}) =>
  make("button", { type: "button", onclick, ...more }, text);

// A state at a press; it looks pressed until something of it moves.
function preset({ label, state }, move) {
  const element = button(label, () => move(state), { "aria-pressed": "false" });
  const isNow = (now) => Object.entries(state).every(([name, at]) => `${now[name]}` === `${at}`);
  return {
    element,
    update: (now) => element.setAttribute("aria-pressed", isNow(now)),
  };
}

// Moves one slider, from the start if it is at its end; the slider stays the truth. Whoever starts
// anew may count it in a setting, `again`.
class Player {
  constructor({ play, sliders }, store) {
    this.store = store;
    Object.assign(this, play);
    this.moved = sliders.find(({ name }) => name === play.slider);
    this.button = button("▶ Play", () => (this.playing ? this.stop() : this.start()), {
      class: "ll-play",
    });
  }

  get last() {
    return lastOf(this.moved, this.store.now);
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.button.textContent = "▶ Play";
  }

  start() {
    const { slider, seconds, last, store, again } = this;
    const isAnew = store.now[slider] >= last;
    const from = isAnew ? 0 : store.now[slider];
    if (isAnew && again) store.go({ [slider]: 0, [again]: store.now[again] + 1 });
    const begin = performance.now();
    this.button.textContent = "❚❚ Pause";
    const tick = (now) => {
      let at = from + ((now - begin) / 1000 / seconds) * (this.moved.count - 1);
      if (isStill()) at = (Math.floor((at / last) * 6) * last) / 6; // few large steps, no motion
      at = clamp(Math.round(at), from, last);
      if (at !== store.now[slider]) store.go({ [slider]: at });
      if (at >= last) this.stop();
      else this.playing = requestAnimationFrame(tick);
    };
    this.playing = requestAnimationFrame(tick);
  }
}

function challenge(text) {
  const mark = make("span", { class: "ll-mark", "aria-hidden": "true" });
  const verdict = make("span", { class: "ll-outcome" });
  const title = make("b", {}, "Challenge. ");
  const element = make("p", { class: "ll-challenge" }, mark, title, text, " ", verdict);
  const update = (isMet, told) => {
    element.classList.toggle("ll-met", isMet);
    mark.textContent = isMet ? "✓ " : "○ ";
    verdict.textContent = told ?? (isMet ? "Reached." : "Not yet.");
  };
  return { element, update };
}

// Writes one sentence, or a line for each of several; returns all of it as one text.
function tell(element, told) {
  const lines = typeof told === "string" ? [[told, ""]] : told;
  element.replaceChildren(...lines.map(([text, name]) => make("span", { class: name }, text)));
  return lines.map(([text]) => text).join(" ");
}

// --- all together --------------------------------------------------------------------------------

function panel(content, store, stop, isPresenter) {
  const id = unique();
  const move = (change) => {
    stop();
    store.go(change);
  };
  const toggle = (i, isOn) =>
    store.go({ shown: store.now.shown.map((on, k) => (k === i ? Number(isOn) : on)) });
  return {
    sliders: content.sliders.map((one) => slider(one, id, move)),
    choices: content.choices.map((one) => choice(one, id, move)),
    presets: content.presets.map((one) => preset(one, move)),
    reset: button("↺ Reset", () => move(content.initial), { class: "ll-reset" }),
    legend: content.columns.length ? legend(content, isPresenter, toggle) : null,
    challenge: content.challenge ? challenge(content.challenge) : null,
  };
}

function assemble(content, parts, stage, player, isPresenter) {
  const says = make("p", { class: "ll-says" });
  const spoken = make("p", { class: "ll-spoken", role: "status" });
  const presets = { class: "ll-buttons", role: "group", "aria-label": "Presets" };
  const rows = [...parts.sliders, ...parts.choices].map(({ row }) => row);
  const root = make(
    "div", // a <section> would be a slide of its own to reveal.js
    {
      class: `ll-explorer${isPresenter ? " ll-presenter" : ""}`,
      role: "region",
      "aria-label": content.title,
    },
    make("p", { class: "ll-do" }, content.todo),
    stage,
    says,
    spoken,
    make("div", { class: "ll-controls" }, ...rows),
    make("div", presets, player?.button, ...parts.presets.map((one) => one.element), parts.reset),
    parts.legend?.element,
    parts.challenge?.element,
  );
  // These belong to the control that has the focus, not to the notebook or the slides.
  root.addEventListener("keydown", (event) => OWN_KEYS.test(event.key) && event.stopPropagation());
  return { root, says, spoken };
}

export async function frame(model, el, { setup, ...view }) {
  const content = model.get("content");
  const height = view.height ?? content.height;
  const arrays = unpack(await inflate(model.get("data")), content.arrays);
  const isPresenter = model.get("presenter");
  const store = new Store(model, content);
  const player = content.play ? new Player(content, store) : null;
  const stop = () => player?.stop();
  const parts = panel(content, store, stop, isPresenter);
  const stage = make("svg", {
    viewBox: isPresenter ? `-16 -5 742 ${height + 14}` : `0 0 720 ${height}`,
    role: "group",
    class: "ll-stage",
    "aria-label": content.title,
    "data-type": isPresenter ? 1.4 : 1,
  });
  const { root, says, spoken } = assemble(content, parts, stage, player, isPresenter);
  let [waiting, speaking] = [0, 0];
  const cleanups = [stop, () => clearTimeout(speaking), () => cancelAnimationFrame(waiting)];
  const changed = () => {
    waiting ||= requestAnimationFrame(redraw);
  };
  const curves = new Curves(stage, content, arrays);
  const tools = { model, content, arrays, view: curves, store, stop, root, cleanups, changed };
  const draw = setup(stage, tools);

  function redraw() {
    waiting = 0;
    const state = store.now;
    const drawn = draw(state);
    content.sliders.forEach((one, i) => {
      const at = state[one.name];
      const text = one.texts?.[at] ?? drawn.values[one.name];
      parts.sliders[i].update(at, text, lastOf(one, state));
    });
    content.choices.forEach(({ name }, i) => parts.choices[i].update(state[name]));
    parts.presets.forEach((one) => one.update(state));
    parts.legend?.update(state.shown, drawn.table);
    const told = tell(says, drawn.says);
    parts.challenge?.update(drawn.solved, drawn.verdict);
    const isMet = parts.challenge && drawn.solved;
    const words = `${told}${isMet ? ` Challenge: ${drawn.verdict ?? "reached."}` : ""}`;
    clearTimeout(speaking); // read aloud once the hand rests, not at every frame
    speaking = setTimeout(() => (spoken.textContent = words), 500);
  }
  cleanups.push(store.listen(changed));
  el.replaceChildren(root);
  redraw();
  clearTimeout(speaking); // nothing has changed yet
  keepKeys(root);
  return () => cleanups.forEach((cleanup) => cleanup());
}

// The module of an explorer: what anywidget renders.
export const explorer = (view) => ({ render: ({ model, el }) => frame(model, el, view) });

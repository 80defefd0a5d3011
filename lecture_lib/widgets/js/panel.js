// What an explorer is moved by: sliders, choices, presets, a player; and what it has to reach.

import { legend } from "./curves.js";
import { clamp, isStill, make, unique } from "./kit.js";
import { tr } from "./tr.js";

export const lastOf = ({ count, lasts }, now) => (lasts ? lasts[1][now[lasts[0]]] : count - 1);

function slider({ name, label, count, also }, id, move) {
  const input = make("input", {
    type: "range",
    min: 0,
    max: count - 1,
    step: 1,
    id: `${id}-${name}`,
    oninput: () => move({ ...also, [name]: Number(input.value) }),
  });
  // The slider says its text itself; an output would be read after it once more.
  const output = make("output", { for: input.id, "aria-live": "off" });
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
export class Player {
  constructor({ play, sliders }, store) {
    this.store = store;
    Object.assign(this, play);
    this.moved = sliders.find(({ name }) => name === play.slider);
    this.button = button(tr("▶ Play"), () => (this.playing ? this.stop() : this.start()), {
      class: "ll-play",
    });
  }

  get last() {
    return lastOf(this.moved, this.store.now);
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.button.textContent = tr("▶ Play");
  }

  start() {
    const { slider, seconds, last, store, again } = this;
    const isAnew = store.now[slider] >= last;
    const from = isAnew ? 0 : store.now[slider];
    if (isAnew && again) store.go({ [slider]: 0, [again]: store.now[again] + 1 });
    const begin = performance.now();
    this.button.textContent = tr("❚❚ Pause");
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
  const title = make("b", {}, tr("Challenge."));
  const element = make("p", { class: "ll-challenge" }, mark, title, " ", text, " ", verdict);
  const update = (isMet, told) => {
    element.classList.toggle("ll-met", isMet);
    mark.textContent = isMet ? "✓ " : "○ ";
    verdict.textContent = told ?? (isMet ? tr("Reached.") : tr("Not yet."));
  };
  return { element, update };
}

// Writes one sentence, or a line for each of several; returns all of it as one text.
export function tell(element, told) {
  const lines = typeof told === "string" ? [[told, ""]] : told;
  element.replaceChildren(...lines.map(([text, name]) => make("span", { class: name }, text)));
  return lines.map(([text]) => text).join(" ");
}

// All that moves an explorer, and its legend.
export function panel(content, store, stop, isPresenter) {
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
    reset: button(tr("↺ Reset"), () => move(content.initial), { class: "ll-reset" }),
    legend: content.columns.length ? legend(content, isPresenter, toggle) : null,
    challenge: content.challenge ? challenge(content.challenge) : null,
  };
}

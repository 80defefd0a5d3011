// The stepper's page: the stage and, beneath it, all that moves it.

import { iconButton, make } from "../js/kit.js";
import { LANGUAGE, tr } from "../js/tr.js";

const SPEEDS = { 0.5: "½ ×", 1: "1 ×", 2: "2 ×", 4: "4 ×" };

// The elements that the stepper changes later, by name; all of them stand in `root`.
export function page(stepper) {
  const { content, caption, ask, look, share } = stepper;
  const keys = tr("Left and right arrow: a step. Up and down: look at a node.");
  const group = { role: "group", "aria-label": content.title };
  const stage = { ...group, class: "ll-stage", tabindex: "0" };
  const field = make("div", { ...stage, "aria-label": `${content.title}. ${keys}` });
  const note = make("div", { class: "ll-note", role: "status", hidden: true });
  const steps = stepping(stepper);
  const more = options(stepper);
  const controls = make("div", { class: "ll-controls" }, steps.row, more.row, share.notice);
  const parts = [note, field, caption.box, ask.form, controls, look.detail.card];
  const root = make("div", { ...group, class: "ll-stepper", lang: LANGUAGE }, ...parts);
  const { slider, count, playing } = steps;
  const { speed, predicting, folding } = more;
  return { root, field, note, slider, count, playing, speed, predicting, folding };
}

// First, back, play, forward, last; the slider, which is the truth; and where it is.
function stepping(stepper) {
  const slider = make("input", {
    type: "range",
    class: "ll-slider",
    min: "0",
    step: "1",
    "aria-label": tr("Step"),
    oninput: () => {
      stepper.pause();
      stepper.go(Number(slider.value), false);
    },
  });
  const count = make("output", { class: "ll-count", "aria-hidden": "true" });
  const toggle = () => (stepper.isPlaying ? stepper.pause() : stepper.play());
  const playing = iconButton("play", tr("Play"), toggle);
  const step = (name, label, keys, to) => {
    const go = () => {
      stepper.pause();
      stepper.go(to());
    };
    return iconButton(name, label, go, keys);
  };
  const row = make(
    "div",
    { class: "ll-row" },
    step("first", tr("First step"), tr("Home"), () => 0),
    step("back", tr("Step back"), "←", () => stepper.position - 1),
    playing,
    step("forward", tr("Step forward"), "→", () => stepper.position + 1),
    step("last", tr("Last step"), tr("End"), () => stepper.frames.length - 1),
    slider,
    count,
  );
  return { row, slider, count, playing };
}

// Speed, predict mode, folding, zoom.
function options(stepper) {
  const speeds = Object.entries(SPEEDS).map(([value, text]) =>
    make("option", { value, selected: value === "1" }, text),
  );
  const named = { class: "ll-speed", "aria-label": tr("Speed"), title: tr("Speed") };
  const speed = make("select", named, ...speeds.sort((a, b) => a.value - b.value));
  const word = { type: "button", class: "ll-word ll-predict", "aria-pressed": "false" };
  const title = tr("Hide each number until you have predicted it");
  const onclick = () => stepper.togglePredict();
  const predicting = make("button", { ...word, title, onclick }, tr("Predict"));
  const folding = [
    iconButton("fold", tr("Fold scopes"), () => stepper.switchLevel(-1)),
    iconButton("unfold", tr("Unfold scopes"), () => stepper.switchLevel(1)),
  ];
  const zoom = (name, label, keys, act) =>
    iconButton(name, label, () => stepper.stage && act(stepper.stage.camera), keys);
  const row = make(
    "div",
    { class: "ll-row" },
    make("label", { class: "ll-label" }, tr("Speed"), " ", speed),
    predicting,
    stepper.ask.score,
    stepper.views.length > 1 && make("span", { class: "ll-pair" }, ...folding),
    make("span", { class: "ll-gap" }),
    make(
      "span",
      { class: "ll-pair" },
      zoom("smaller", tr("Zoom out"), "−", (camera) => camera.zoom(1 / 1.25)),
      zoom("fit", tr("Show all"), "0", (camera) => camera.showAll()),
      zoom("larger", tr("Zoom in"), "+", (camera) => camera.zoom(1.25)),
    ),
    stepper.share.bar,
  );
  return { row, speed, predicting, folding };
}

// On the left how each gradient agrees with earlier ones, and what of it has changed sides; on the
// right the curvature felt. Two buttons say what a run's gradients tell.

import { glyph, joined } from "../js/chart.js";
import { foldWhenNarrow } from "../js/fold.js";
import { explorer } from "../js/frame.js";
import { make, range, set } from "../js/kit.js";
import { RIGHT, noiseSaid, sentence, sizeText, steepestSaid, verdict } from "./words.js";

// Above the cosines: which line is which.
function keyOf(chart, series) {
  const [left, top] = chart.place;
  const title = { class: "ll-title", x: left, y: top - 32 };
  chart.add("text", title, chart.front, "Cosine of the gradient with");
  range(2).forEach((i) => {
    const { name, color, marker, dash } = series[i];
    const [x, y] = [left + 118 * i * chart.type, top - 10];
    const style = `--color: ${color}`;
    const line = { class: "ll-line", d: `M${x},${y}h26`, style, "stroke-dasharray": dash };
    chart.add("path", line, chart.front);
    chart.add("path", { class: "ll-marks", d: glyph(marker, [x + 13, y], 4), style }, chart.front);
    chart.add("text", { class: "ll-note", x: x + 32, y: y + 4 }, chart.front, name);
  });
}

// The squared gradient as a bar: how much lies in weights whose slope has changed its sign.
function sidesUnder(chart, series) {
  const [left, top, width, height] = chart.place;
  const y = top + height + 48 + 12 * chart.type;
  const part = (i, name) =>
    chart.add(
      "rect",
      { class: name, y, height: 16, style: `--color: ${series[i].color}` },
      chart.front,
    );
  const title = { class: "ll-title", x: left, y: y - 9 };
  chart.add("text", title, chart.front, "Squared gradient where the slope");
  const [turned, kept] = [part(0, "ll-turned"), part(1, "ll-kept")];
  const under = (x, anchor) =>
    chart.add("text", { x, y: y + 31, "text-anchor": anchor }, chart.front);
  const [one, other] = [under(left, "start"), under(left + width, "end")];
  return (share) => {
    for (const node of [turned, kept, one, other]) {
      set(node, { visibility: share == null ? "hidden" : "visible" });
    }
    const split = width * (share ?? 0);
    set(turned, { x: left, width: split });
    set(kept, { x: left + split, width: width - split });
    const percent = Math.round(100 * share);
    one.textContent = `changes its sign ${percent}\u00a0%`;
    other.textContent = `keeps it ${100 - percent}\u00a0%`;
  };
}

// λ̂ now; and, once the answer is right, the true curvatures, or 1/η where there is only noise.
function truthOn(chart, count) {
  const [left, top, width] = chart.place;
  const across = (name) => chart.add("path", { class: name }, chart.back);
  const lines = range(count).map(() => across("ll-one"));
  const inverse = across("ll-theory");
  const beside = (name) => chart.add("text", { class: name, x: left + width + 10 }, chart.front);
  const [truth, dashes] = [beside("ll-note ll-muted"), beside("ll-note ll-muted")];
  [truth.textContent, dashes.textContent] = ["L", "1/η"];
  const now = chart.add("path", { class: "ll-minimum" }, chart.front);
  const at = (value) => joined([chart.point(0, value), chart.point(chart.x.domain[1], value)]);
  const level = (value) => Math.max(chart.point(0, value)[1], top) + 4;
  return ({ step, felt, eta, isTold, isNoisy, curvatures }) => {
    lines.forEach((line, i) => set(line, { d: isTold ? at(curvatures[i]) : "" }));
    set(inverse, { d: isTold && isNoisy ? at(1 / eta) : "" });
    set(truth, { y: level(curvatures.at(-1)), visibility: isTold ? "visible" : "hidden" });
    const isSeen = isTold && isNoisy && Math.abs(Math.log10(1 / eta / curvatures.at(-1))) > 0.3;
    set(dashes, { y: level(1 / eta), visibility: isSeen ? "visible" : "hidden" });
    set(now, { d: step ? glyph("^", chart.point(step, felt), 7) : "" });
  };
}

// What the gradients tell now.
function factsOf({ run, batch, rate, step, told }, { sizes, examples, noisy }, arrays) {
  const of = (name) => arrays[name].value(run, batch, rate, step);
  return {
    ...{ step, last: of("last"), before: of("before"), felt: of("felt"), length: of("length") },
    turned: of("turned"),
    cosine: of("last"),
    eta: arrays.rates.value(rate),
    curvatures: [...arrays.curvatures.part(run)].map((c) => Number(c.toFixed(6))),
    isNoisy: run === noisy,
    isAll: sizes[batch] === examples[run],
    isClose: Boolean(step && of("close")),
    isTold: told[run] === RIGHT,
  };
}

function answers(root, { store, stop, content, arrays }) {
  const button = (text, judge) => {
    const onclick = () => {
      stop();
      const { run, told } = store.now;
      if (told[run] === RIGHT) return; // what was right stays so
      const found = judge(factsOf(store.now, content, arrays));
      store.go({ told: told.map((one, i) => (i === run ? found : one)) });
    };
    return make("button", { type: "button", onclick }, text);
  };
  const group = { class: "ll-choice ll-answers" };
  const buttons = [button("λ̂ is L here", steepestSaid), button("Only noise", noiseSaid)];
  const row = make("fieldset", group, make("legend", {}, "this run tells"), ...buttons);
  if (content.challenge) root.querySelector(".ll-controls").append(row);
}

function setup(stage, tools) {
  const { content, arrays, view, root, cleanups } = tools;
  const { cosines, felt } = view.charts;
  root.classList.add("ll-reading");
  const zero = [cosines.point(0, 0), cosines.point(cosines.x.domain[1], 0)];
  cosines.add("path", { class: "ll-one", d: joined(zero) }, cosines.back);
  keyOf(cosines, content.series);
  const sides = sidesUnder(cosines, content.series);
  const truth = truthOn(felt, arrays.curvatures.shape[1]);
  answers(root, tools);
  if (!root.matches(".ll-presenter")) {
    const narrow = { narrow: 520, box: "0 0 366 610", under: "translate(-356,306)" };
    foldWhenNarrow(stage, narrow, [felt.group], cleanups);
  }
  return (state) => {
    const now = factsOf(state, content, arrays);
    view.draw(state, () => "");
    sides(state.step ? now.turned : null);
    truth(now);
    return {
      says: sentence(now),
      solved: state.told.every((one) => one === RIGHT),
      verdict: verdict(state, content, now.curvatures.at(-1)),
      values: { batch: sizeText(content.sizes[state.batch], content.examples[state.run]) },
    };
  };
}

export default explorer({ height: 296, setup });

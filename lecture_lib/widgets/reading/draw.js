// On the left the curvature felt, on the right how each gradient agrees with earlier ones and the
// loss left. Three buttons say why a run turns, and whether half of η is better.

import { glyph, joined } from "../js/chart.js";
import { foldWhenNarrow } from "../js/fold.js";
import { explorer } from "../js/frame.js";
import { make, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { BETTER, LITTLE, NOISE, RIGHT, answered, rateText, sentence, verdict } from "./words.js";

const TURNS = -0.25;

// Above the cosines: which line is which.
function keyOf(chart, series) {
  const [left, top] = chart.place;
  const title = { class: "ll-title", x: left, y: top - 32 };
  chart.add("text", title, chart.front, tr("Cosine of the gradient with that"));
  range(2).forEach((i) => {
    const { name, color, marker, dash } = series[i];
    const [x, y] = [left + 128 * i * chart.type, top - 10];
    const style = `--color: ${color}`;
    const line = { class: "ll-line", d: `M${x},${y}h26`, style, "stroke-dasharray": dash };
    chart.add("path", line, chart.front);
    chart.add("path", { class: "ll-marks", d: glyph(marker, [x + 13, y], 4), style }, chart.front);
    chart.add("text", { class: "ll-note", x: x + 32, y: y + 4 }, chart.front, name);
  });
}

// In every chart, a line from bottom to top at the step from which η is half.
function halvingIn(charts, step) {
  const lines = charts.map((chart) => {
    const [, top, , height] = chart.place;
    const x = chart.toX(step);
    return chart.add("path", { class: "ll-half", d: `M${x},${top}v${height}` }, chart.back);
  });
  const [first] = charts;
  const [x, y] = first.point(step, 26);
  const at = { class: "ll-note ll-muted", y };
  const texts = [
    first.add("text", { ...at, x: x - 8, "text-anchor": "end" }, first.front, "η"),
    first.add("text", { ...at, x: x + 8 }, first.front, "η/2"),
  ];
  return (isHalved) => {
    for (const node of [...lines, ...texts]) {
      set(node, { visibility: isHalved ? "visible" : "hidden" });
    }
  };
}

// λ̂ now; and, once the answer is right, the true curvatures.
function truthOn(chart, count) {
  const [left, top, width] = chart.place;
  const lines = range(count).map(() => chart.add("path", { class: "ll-one" }, chart.back));
  const at = (value) => joined([chart.point(0, value), chart.point(chart.x.domain[1], value)]);
  const name = { class: "ll-note ll-muted", x: left + width + 10 };
  const truth = chart.add("text", name, chart.front, "L");
  const now = chart.add("path", { class: "ll-minimum" }, chart.front);
  return ({ step, felt, isTold, curvatures }) => {
    lines.forEach((line, i) => set(line, { d: isTold ? at(curvatures[i]) : "" }));
    const y = Math.max(chart.point(0, curvatures.at(-1))[1], top) + 4;
    set(truth, { y, visibility: isTold ? "visible" : "hidden" });
    set(now, { d: step ? glyph("^", chart.point(step, felt), 6) : "" });
  };
}

// What the gradients tell now.
function factsOf({ run, halved, rate, step, told }, { noisy, helps, halving, anew }, arrays) {
  const of = (name) => arrays[name].value(run, halved, rate, step);
  const curvatures = [...arrays.curvatures.part(run)].map((c) => Number(c.toFixed(6)));
  return {
    ...{ step, last: of("last"), before: of("before"), felt: of("felt"), loss: of("loss") },
    ...{ curvatures, steepest: curvatures.at(-1), eta: arrays.rates.value(run, rate) },
    turned: arrays.last.value(run, 0, rate, halving) < TURNS,
    isHalved: Boolean(halved) && step >= anew,
    isNoisy: Boolean(noisy[run]),
    helps: Boolean(helps[run][rate]),
    isTold: told[run] === RIGHT,
  };
}

function answers(root, { store, stop, content, arrays }) {
  const button = (text, said) => {
    const onclick = () => {
      stop();
      const { run, told } = store.now;
      if (told[run] === RIGHT) return; // what was right stays so
      const found = answered(said, factsOf(store.now, content, arrays));
      store.go({ told: told.map((one, i) => (i === run ? found : one)) });
    };
    return make("button", { type: "button", onclick }, text);
  };
  const group = { class: "ll-choice ll-answers" };
  const buttons = [
    button(tr("Bounce: halve η"), BETTER),
    button(tr("Bounce: half is too little"), LITTLE),
    button(tr("Only noise"), NOISE),
  ];
  const row = make("fieldset", group, make("legend", {}, tr("why it turns")), ...buttons);
  if (content.challenge) root.querySelector(".ll-controls").append(row);
}

function setup(stage, tools) {
  const { content, arrays, view, root, cleanups } = tools;
  const { cosines, felt, loss } = view.charts;
  root.classList.add("ll-reading");
  const zero = [cosines.point(0, 0), cosines.point(cosines.x.domain[1], 0)];
  cosines.add("path", { class: "ll-one", d: joined(zero) }, cosines.back);
  keyOf(cosines, content.series);
  const halving = halvingIn([felt, cosines, loss], content.halving);
  const truth = truthOn(felt, arrays.curvatures.shape[1]);
  answers(root, tools);
  if (root.matches(".ll-presenter")) {
    set(loss.group, { transform: "translate(0,22)" }); // clear of larger numbers above it
  } else {
    const narrow = { narrow: 520, box: "0 0 366 610", under: "translate(-356,306)" };
    foldWhenNarrow(stage, narrow, [cosines.group, loss.group], cleanups);
  }
  return (state) => {
    const now = factsOf(state, content, arrays);
    view.draw(state, () => "");
    halving(Boolean(state.halved));
    truth(now);
    return {
      says: sentence(now),
      solved: state.told.every((one) => one === RIGHT),
      verdict: verdict(state, content, now),
      values: { rate: rateText(now.eta, state.halved) },
    };
  };
}

export default explorer({ height: 296, setup });

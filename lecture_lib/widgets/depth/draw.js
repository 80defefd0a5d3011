// What becomes of a signal, of the difference of two, and of the gradient: three charts over the
// layers, a band in each that is to be kept.

import { joined } from "../js/chart.js";
import { pointsOf } from "../js/curves.js";
import { whenNarrow } from "../js/fold.js";
import { finder } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { number, set } from "../js/kit.js";
import { tr } from "../js/tr.js";

const HEIGHT = 346;
const STEP = 242; // from one chart to the next

function goal(chart, [low, high]) {
  const [x, , width] = chart.place;
  const [bottom, y] = [low, high].map((value) => chart.toY(value));
  chart.add("rect", { class: "ll-goal", x, y, width, height: bottom - y }, chart.back);
}

function epsilonOn(chart, epsilon) {
  const [left, right] = chart.x.domain.map((layer) => chart.point(layer, epsilon));
  chart.add("path", { class: "ll-epsilon", d: joined([left, right]) }, chart.back);
  const place = { class: "ll-note ll-muted", x: left[0] + 6, y: left[1] - 6 };
  chart.add("text", place, chart.front, tr("Adam’s ε"));
}

// On a narrow page the charts stand one under the other.
function stack(stage, charts, cleanups) {
  const wide = stage.getAttribute("viewBox");
  const act = (isNarrow) => {
    set(stage, { viewBox: isNarrow ? `0 0 240 ${3 * HEIGHT}` : wide });
    charts.forEach(({ group }, i) =>
      set(group, { transform: isNarrow ? `translate(${-STEP * i},${HEIGHT * i})` : "" }),
    );
  };
  whenNarrow(stage, 520, act, cleanups);
}

function sentence([size, apart, slope]) {
  const [end, between] = [size, apart].map((run) => number(run.at(-1)[1], 2));
  const [first, last] = [slope[0], slope.at(-1)].map(([, y]) => number(y, 2));
  return tr(
    "After 30 layers a signal has size {0}, and two differ by {1}. " +
      "The gradient is {2} in layer 1, and {3} in layer 30.",
    ...[end, between, first, last],
  );
}

function verdict(found, blocks) {
  if (found.length === blocks.length) return tr("Reached with all three.");
  if (!found.length) return tr("Not yet.");
  const names = found.map((block) => blocks[block]);
  if (names.length === 1) return tr("Reached with {0}.", ...names);
  return tr("Reached with {0} and {1}.", ...names);
}

function setup(stage, { content, arrays, view, store, root, cleanups }) {
  const { band, epsilon, blocks, curves } = content;
  const charts = Object.values(view.charts);
  root.classList.add("ll-depth");
  for (const chart of charts) goal(chart, band);
  epsilonOn(view.charts.slope, epsilon);
  if (!root.matches(".ll-presenter")) stack(stage, charts, cleanups);
  const isKept = ({ block, biases, variance }) =>
    Boolean(arrays.kept.value(block, biases, variance));
  const note = finder(store, ["block", "variance", "biases"], isKept, cleanups);

  return (state) => {
    note(state);
    view.draw(state, () => tr("explodes"));
    const runs = curves.map((curve) => pointsOf(curve, state, arrays));
    return {
      says: sentence(runs),
      solved: state.found.length === blocks.length,
      verdict: verdict(state.found, blocks),
      values: {},
    };
  };
}

export default explorer({ height: HEIGHT, setup });

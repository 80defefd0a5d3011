// Rates on the left, losses on the right: dashed what theory expects, with markers what was run.

import { explorer } from "../js/frame.js";
import { number } from "../js/kit.js";
import { pointsOf } from "../js/curves.js";

// First and last loss of a curve, as it is drawn now.
function ends(array, state, { content, arrays }) {
  const points = pointsOf(
    content.curves.find((one) => one.array === array),
    state,
    arrays,
  );
  return [points[0][1], points.at(-1)[1]];
}

function sentence(shown, steps) {
  if (!shown.length) return "Tick a schedule to see it.";
  const [best, worst] = [shown[0], shown.at(-1)];
  const other =
    best === worst ? "" : `; the highest is ${number(worst.expected)}, of ${worst.name}`;
  return (
    `After ${steps} steps the lowest expected loss is ${number(best.expected)}, ` +
    `of the ${best.name} schedule${other}.`
  );
}

function setup(stage, tools) {
  const { content, view } = tools;
  return (state) => {
    const told = content.series.map(({ name }, i) => {
      const [first, measured] = ends(`simulated${i}`, state, tools);
      const [, expected] = ends(`expected${i}`, state, tools);
      const fate = measured > 2 * first ? "diverges" : "is off the chart";
      return { name, expected, measured, words: `${name} ${fate}`, isShown: state.shown[i] };
    });
    view.draw(state, (i) => told[i].words);
    const shown = told.filter(({ isShown }) => isShown).sort((a, b) => a.expected - b.expected);
    return {
      says: sentence(shown, content.steps),
      solved: shown.length > 0 && shown[0].expected <= content.goal,
      table: told.map(({ expected, measured }) => [number(expected), number(measured, 3)]),
    };
  };
}

export default explorer({ height: 308, setup });

// Rates on the left, and on the right what they do to the mean loss.

import { explorer } from "../js/frame.js";
import { number } from "../js/kit.js";
import { pointsOf } from "../js/curves.js";

// First and last value of a curve, as it is drawn now.
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
  const other = best === worst ? "" : `, highest ${number(worst.loss)} (${worst.name})`;
  return `After ${steps} steps: lowest mean loss ${number(best.loss)} (${best.name})${other}.`;
}

function setup(stage, tools) {
  const { content, view } = tools;
  return (state) => {
    const told = content.series.map(({ name }, i) => {
      const [first, loss] = ends(`loss${i}`, state, tools);
      const fate = loss > 2 * first ? "diverges" : "is off the chart";
      return { name, loss, words: `${name} ${fate}`, isShown: state.shown[i] };
    });
    view.draw(state, (i) => told[i].words);
    const shown = told.filter(({ isShown }) => isShown).sort((a, b) => a.loss - b.loss);
    return {
      says: sentence(shown, content.steps),
      solved: shown.length > 0 && shown[0].loss <= content.goal,
      table: told.map(({ loss, isShown }) => [isShown ? number(loss) : ""]),
    };
  };
}

export default explorer({ height: 308, setup });

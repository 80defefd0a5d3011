// Rates on the left, and on the right what they do to the mean loss.

import { explorer } from "../js/frame.js";
import { number } from "../js/kit.js";
import { pointsOf } from "../js/curves.js";
import { tr } from "../js/tr.js";

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
  if (!shown.length) return tr("Tick a schedule to see it.");
  const [best, worst] = [shown[0], shown.at(-1)];
  const told = [steps, number(best.loss), best.name];
  if (best === worst) return tr("After {0} steps: lowest mean loss {1} ({2}).", ...told);
  return tr(
    "After {0} steps: lowest mean loss {1} ({2}), highest {3} ({4}).",
    ...[...told, number(worst.loss), worst.name],
  );
}

function setup(stage, tools) {
  const { content, view } = tools;
  return (state) => {
    const told = content.series.map(({ name }, i) => {
      const [first, loss] = ends(`loss${i}`, state, tools);
      const words = loss > 2 * first ? tr("{0} diverges", name) : tr("{0} is off the chart", name);
      return { name, loss, words, isShown: state.shown[i] };
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

// What the explorer says of a state.

import { tr } from "../js/tr.js";
import { largest, percent } from "./numbers.js";

export const nameOf = (head, heads) =>
  tr("layer {0}, head {1}", Math.floor(head / heads) + 1, (head % heads) + 1);

const capital = (text) => text[0].toUpperCase() + text.slice(1);

// “it” puts 99 % of its weight on “swan”, 1 % on “.”.
function looks({ weights, asking }, words) {
  const [most, next] = largest(weights, 2);
  const first = [asking, percent(weights[most]), words[most]];
  if (next === undefined) return tr("“{0}” puts {1} of its weight on “{2}”.", ...first);
  return tr(
    "“{0}” puts {1} of its weight on “{2}”, {3} on “{4}”.",
    ...[...first, percent(weights[next]), words[next]],
  );
}

function foretells({ names, said, without, at, isOff, causal }) {
  if (at < 0) return null;
  const [share, all] = [without[at], said[at]].map(percent);
  const given = isOff ? tr("{0} without this head, {1} with it", share, all) : all;
  return causal
    ? tr("The true next word, “{0}”, gets {1}.", names[at], given)
    : tr("The true word here, “{0}”, gets {1}.", names[at], given);
}

// When it was; where nothing is before or after there is nothing to say.
function moment(training, { steps }) {
  if (steps.length === 1) return "";
  if (!training) return tr("before training");
  return training === 1 ? tr("after {0} step", 1) : tr("after {0} steps", training);
}

export function sentence(now, content) {
  const where = capital(nameOf(now.head, content.heads));
  const when = moment(now.training, content);
  const told = [looks(now, content.words), foretells(now)].filter(Boolean).join(" ");
  return `${when ? `${where}, ${when}` : where}: ${told}`;
}

// Until it is met only what this head does is told, never which one to take.
export function verdict(now, content) {
  const { seeks, words, candidates } = content;
  const { state, weights, training, isOff } = now;
  const here = percent(weights[seeks.word]);
  if (state.found) {
    const isHere = state.word === seeks.asks && weights[seeks.word] > seeks.share;
    if (!isHere) return tr("Reached.");
    const when = moment(training, content);
    const reached = when ? tr("Reached: {0} {1}.", here, when) : tr("Reached: {0}.", here);
    return candidates.length && !isOff ? `${reached} ${tr("Now switch it off.")}` : reached;
  }
  if (state.word !== seeks.asks) return tr("Not yet: let “{0}” ask.", words[seeks.asks]);
  return weights[seeks.word] > seeks.share
    ? tr("Hold it: here it puts {0} on it.", here)
    : tr("Not yet: here it puts {0} on it.", here);
}

// What the explorer says of a state.

import { largest, percent } from "./numbers.js";

const quoted = (word) => `“${word}”`;

export const nameOf = (head, heads) =>
  `layer ${Math.floor(head / heads) + 1}, head ${(head % heads) + 1}`;

const capital = (text) => text[0].toUpperCase() + text.slice(1);

// “it” puts 99 % of its weight on “swan”, 1 % on “.”.
function looks({ weights, asking }, words) {
  const [most, next] = largest(weights, 2);
  const then = next === undefined ? "" : `, ${percent(weights[next])} on ${quoted(words[next])}`;
  return `${quoted(asking)} puts ${percent(weights[most])} of its weight on ${quoted(words[most])}${then}.`;
}

function foretells({ names, said, without, at, isOff, causal }) {
  if (at < 0) return "";
  const [share, all] = [without[at], said[at]].map(percent);
  const given = isOff ? `${share} without this head, ${all} with it` : all;
  return ` The true ${causal ? "next word" : "word here"}, ${quoted(names[at])}, gets ${given}.`;
}

// When it was; where nothing is before or after there is nothing to say.
function moment(training, { steps }) {
  if (steps.length === 1) return "";
  return training ? ` after ${training} ${training === 1 ? "step" : "steps"}` : " before training";
}

export function sentence(now, content) {
  const where = capital(nameOf(now.head, content.heads));
  const when = moment(now.training, content);
  return `${where}${when && `,${when}`}: ${looks(now, content.words)}${foretells(now)}`;
}

// Until it is met only what this head does is told, never which one to take.
export function verdict(now, content) {
  const { seeks, words, candidates } = content;
  const { state, weights, training, isOff } = now;
  const here = percent(weights[seeks.word]);
  if (state.found) {
    const isHere = state.word === seeks.asks && weights[seeks.word] > seeks.share;
    const test = candidates.length && !isOff ? " Now switch it off." : "";
    return isHere ? `Reached: ${here}${moment(training, content)}.${test}` : "Reached.";
  }
  if (state.word !== seeks.asks) return `Not yet: let ${quoted(words[seeks.asks])} ask.`;
  return weights[seeks.word] > seeks.share
    ? `Hold it: here it puts ${here} on it.`
    : `Not yet: here it puts ${here} on it.`;
}

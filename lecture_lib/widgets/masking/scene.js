// A scene of the payload: what is read, what is said, and what an answer may look at.

import { range } from "../js/kit.js";

// Cells as scenes.py packs them: 0 nothing, k the word k of the text, −k another.
const wordOf = (cell, { words, vocabulary }, others) => {
  if (!cell) return "";
  if (cell > 0) return words[cell - 1];
  return others[-cell - 1] ?? vocabulary[-cell - 1 - others.length];
};

// The objective of a state, and its draw: share and draw count on where there are fewer.
export function sceneOf(state, { objectives, others }, arrays) {
  const objective = objectives[state.objective];
  const { shape, part } = arrays[objective.name];
  const [read, said, above, sizes] = range(shape[2]).map((row) =>
    Array.from(part(state.share % shape[0], state.draw % shape[1], row)),
  );
  const [reads, says] = [read.slice(0, sizes[0]), said.slice(0, sizes[1])];
  let at = 0;
  const over = above.slice(0, sizes[0]).map((n) => objective.words.slice(at, (at += n)));
  return {
    objective,
    reads,
    says,
    both: sizes[2],
    above: at ? over : null,
    places: range(says.length).filter((k) => says[k]), // where an answer counts
    told: (cell) => wordOf(cell, objective, others),
    isMask: (cell) => others[-cell - 1] === "<mask>",
    isExchanged: (cell) => cell < -others.length,
    isSpecial: (cell) => cell < 0 && cell >= -others.length,
  };
}

// What the answer at a place may look at: whether each cell that is read, and that was said.
export function sight({ objective, reads, says, both }, place) {
  const { decoder } = objective;
  return {
    reads: reads.map((cell, k) => Boolean(cell) && (decoder || k <= Math.max(place, both - 1))),
    says: says.map((_, k) => decoder && k < place),
  };
}

// How many words that is, each of the text once.
export function context(scene, place) {
  const seen = sight(scene, place);
  const cells = [
    ...scene.reads.filter((_, k) => seen.reads[k]),
    ...scene.says.filter((_, k) => seen.says[k]),
  ];
  const exchanged = cells.filter(scene.isExchanged).length;
  return new Set(cells.filter((cell) => cell > 0)).size + exchanged;
}

export function numbersOf(scene) {
  const { places, says, reads } = scene;
  const total = places.reduce((sum, place) => sum + context(scene, place), 0);
  return {
    answers: places.length,
    words: places.filter((place) => says[place] > 0).length,
    of: new Set([...reads, ...says].filter((cell) => cell > 0)).size,
    context: total / places.length,
  };
}

// Whether a decoder finds what it has to say among what was read.
export const isCopy = ({ objective, reads, says }, place) =>
  objective.decoder && says[place] > 0 && reads.includes(says[place]);

// Whether the word to be said stands unchanged at its very place: no reader can know which do.
export const isKept = ({ objective, reads, says }, place) =>
  objective.name === "masked" && says[place] > 0 && reads[place] === says[place];

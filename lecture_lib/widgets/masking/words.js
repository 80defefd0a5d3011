// What is said of a scene, and of the answer that was chosen.

import { context, isKept, numbersOf } from "./scene.js";
import { number } from "../js/kit.js";

const many = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

// Where the words lie that an answer may look at.
function whence({ objective, both, reads }, place) {
  if (objective.decoder) return "all that the encoder reads, and what the decoder has said before";
  if (objective.name === "next_sentence") return "both sentences";
  if (both > 1 && place < both) return reads.length > both ? "all of the beginning" : "both sides";
  return place === 0 ? "this one" : "this and all before it, none behind it";
}

export function chosenWords(scene, place) {
  const { says, reads, told, objective } = scene;
  const n = context(scene, place);
  const first = `Here “${told(says[place])}” is to be said`;
  const read = objective.decoder ? "" : ` where “${told(reads[place])}” is read`;
  return `${first}${read}. It may look at ${many(n, "word")}: ${whence(scene, place)}.`;
}

export function numberWords(scene) {
  const { answers, words, of, context: average } = numbersOf(scene);
  const others =
    words && words < answers ? ` (${many(words, "word")}, ${answers - words} other)` : "";
  const seen = Number.isInteger(average) ? average : number(average, 3);
  const each = answers > 1 ? `each sees ${seen} words on average` : "it sees all";
  return `One pass over ${of} words gives ${many(answers, "answer")}${others}; ${each}.`;
}

export function verdict(scene, place, isFound, reached) {
  if (isFound) return `Reached. ${reached}`;
  if (scene.objective.name !== "masked") return "Not yet: first choose Masked.";
  if (place == null || isKept(scene, place)) return "Not yet.";
  const read = scene.reads[place];
  if (scene.isExchanged(read)) return "Not yet: another word stands there.";
  return "Not yet: a mask stands there.";
}

// The rows in words, for those who cannot see them.
export function rowWords({ objective, above, reads, says, told, isExchanged }) {
  const sign = (cell) =>
    isExchanged(cell) ? `${told(cell)} (exchanged)` : told(cell) || "nothing";
  const text = above ? `The text: ${above.flat().join(" ")} ` : "";
  const [reader, speaker] = objective.decoder ? ["encoder", "decoder"] : ["model", "model"];
  const said = objective.decoder
    ? says.map(told).join(" ")
    : says.map((cell) => told(cell) || "·").join(" ");
  return `${text}The ${reader} reads: ${reads.map(sign).join(" ")} The ${speaker} is to say: ${said}`;
}

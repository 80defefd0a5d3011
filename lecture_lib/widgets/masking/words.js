// What is said of a scene, and of the answer that was chosen.

import { context, isKept, numbersOf } from "./scene.js";
import { number } from "../js/kit.js";
import { tr } from "../js/tr.js";

// Where the words lie that an answer may look at.
function whence({ objective, both, reads }, place) {
  if (objective.decoder)
    return tr("all that the encoder reads, and what the decoder has said before");
  if (objective.name === "next_sentence") return tr("both sentences");
  if (both > 1 && place < both)
    return reads.length > both ? tr("all of the beginning") : tr("both sides");
  return place === 0 ? tr("this one") : tr("this and all before it, none behind it");
}

export function chosenWords(scene, place) {
  const { says, reads, told, objective } = scene;
  const n = context(scene, place);
  const [said, where] = [told(says[place]), whence(scene, place)];
  const first = objective.decoder
    ? tr("Here “{0}” is to be said.", said)
    : tr("Here “{0}” is to be said where “{1}” is read.", said, told(reads[place]));
  const sees =
    n === 1
      ? tr("It may look at {0} word: {1}.", n, where)
      : tr("It may look at {0} words: {1}.", n, where);
  return `${first} ${sees}`;
}

export function numberWords(scene) {
  const { answers, words, of, context: average } = numbersOf(scene);
  const seen = Number.isInteger(average) ? average : number(average, 3);
  if (answers === 1) return tr("One pass over {0} words gives {1} answer; it sees all.", of, 1);
  if (!words || words === answers) {
    return tr(
      "One pass over {0} words gives {1} answers; each sees {2} words on average.",
      ...[of, answers, seen],
    );
  }
  const told = [of, answers, words, answers - words, seen];
  return words === 1
    ? tr(
        "One pass over {0} words gives {1} answers ({2} word, {3} other); " +
          "each sees {4} words on average.",
        ...told,
      )
    : tr(
        "One pass over {0} words gives {1} answers ({2} words, {3} other); " +
          "each sees {4} words on average.",
        ...told,
      );
}

export function verdict(scene, place, isFound, reached) {
  if (isFound) return `${tr("Reached.")} ${reached}`;
  if (scene.objective.name !== "masked") return tr("Not yet: first choose Masked.");
  if (place == null || isKept(scene, place)) return tr("Not yet.");
  const read = scene.reads[place];
  if (scene.isExchanged(read)) return tr("Not yet: another word stands there.");
  return tr("Not yet: a mask stands there.");
}

// The rows in words, for those who cannot see them.
export function rowWords({ objective, above, reads, says, told, isExchanged }) {
  const sign = (cell) =>
    isExchanged(cell) ? tr("{0} (exchanged)", told(cell)) : told(cell) || tr("nothing");
  const text = above ? `${tr("The text: {0}", above.flat().join(" "))} ` : "";
  const read = reads.map(sign).join(" ");
  const heard = objective.decoder
    ? tr("The encoder reads: {0} The decoder is to say: {1}", read, says.map(told).join(" "))
    : tr(
        "The model reads: {0} The model is to say: {1}",
        ...[read, says.map((cell) => told(cell) || "·").join(" ")],
      );
  return `${text}${heard}`;
}

// The explorer of objectives: where words stand, what an answer sees, and what is said of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { unpack } from "../../lecture_lib/widgets/js/arrays.js";
import { flow, layout } from "../../lecture_lib/widgets/masking/flow.js";
import {
  context,
  isCopy,
  isKept,
  numbersOf,
  sceneOf,
  sight,
} from "../../lecture_lib/widgets/masking/scene.js";
import {
  chosenWords,
  numberWords,
  rowWords,
  verdict,
} from "../../lecture_lib/widgets/masking/words.js";

const OTHERS = ["<mask>", "</s>"];
const TEXT = ["a", "duck", "swims", "."];
const ROWS = {
  // [reads, says, above, [how many of both, both]]
  left_to_right: [
    [1, 2, 3, 0],
    [2, 3, 4, 0],
    [1, 1, 1, 1],
    [4, 4, 1, 0],
  ],
  prefix: [
    [1, 2, 3, 0],
    [0, 3, 4, 0],
    [1, 1, 1, 1],
    [4, 4, 2, 0],
  ],
  masked: [
    [1, -1, -4, 4], // a <mask> goose .
    [0, 2, 3, 4],
    [1, 1, 1, 1],
    [4, 4, 4, 0],
  ],
  infilling: [
    [1, -1, 4, 0, 0],
    [1, 2, 3, 4, -2],
    [1, 2, 1, 0, 0],
    [3, 5, 3, 0, 0],
  ],
};
const [directory, numbers] = [{}, []];
for (const [name, rows] of Object.entries(ROWS)) {
  directory[name] = [numbers.length, [1, 1, 4, rows[0].length]];
  numbers.push(...rows.flat());
}
const arrays = unpack(new Float32Array(numbers), directory);
const NAMES = Object.keys(ROWS);
const content = {
  others: OTHERS,
  objectives: NAMES.map((name) => ({
    name,
    words: TEXT,
    vocabulary: ["swan", "goose"],
    decoder: name === "infilling",
  })),
};
const scene = (name, state = {}) =>
  sceneOf({ objective: NAMES.indexOf(name), share: 3, draw: 41, ...state }, content, arrays);
const PAGE = { room: 100, unit: 10, left: 20, measure: (text) => 6 * text.length };

test("cells are words of the text, of the vocabulary, or what objectives put there", () => {
  const { reads, says, told, places } = scene("masked");
  assert.deepEqual(reads.map(told), ["a", "<mask>", "goose", "."]);
  assert.deepEqual(says.map(told), ["", "duck", "swims", "."]);
  assert.deepEqual(places, [1, 2, 3]);
  assert.deepEqual(scene("infilling").above, [["a"], ["duck", "swims"], ["."]]);
});

test("an answer sees what its objective allows", () => {
  assert.deepEqual(sight(scene("left_to_right"), 1).reads, [true, true, false, false]);
  assert.deepEqual(sight(scene("prefix"), 1).reads, [true, true, false, false]);
  assert.deepEqual(sight(scene("prefix"), 0).reads, [true, true, false, false]);
  assert.deepEqual(sight(scene("masked"), 1).reads, [true, true, true, true]);
  const seen = sight(scene("infilling"), 2);
  assert.deepEqual(seen.reads, [true, true, true]);
  assert.deepEqual(seen.says, [true, true, false, false, false]);
});

test("context counts every word of the text once, and exchanged ones", () => {
  assert.equal(context(scene("masked"), 1), 3);
  assert.equal(context(scene("infilling"), 0), 2);
  assert.equal(context(scene("infilling"), 2), 3); // "a" is read and was said
  const found = { answers: 3, words: 3, of: 4, context: 2 };
  assert.deepEqual(numbersOf(scene("left_to_right")), found);
  assert.equal(
    numberWords(scene("infilling")),
    "One pass over 4 words gives 5 answers (4 words, 1 other); each sees 3 words on average.",
  );
});

test("a word that stands at its very place is kept, for a masked model alone", () => {
  assert.deepEqual(
    [1, 2, 3].map((place) => isKept(scene("masked"), place)),
    [false, false, true],
  );
  assert.equal(isKept(scene("prefix"), 1), false);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((place) => isCopy(scene("infilling"), place)),
    [true, false, false, true, false],
  );
});

test("the verdict does not tell before it is met", () => {
  const masked = scene("masked");
  assert.equal(verdict(scene("prefix"), 1, false, "All."), "Not yet: first choose Masked.");
  assert.equal(verdict(masked, undefined, false, "All."), "Not yet.");
  assert.equal(verdict(masked, 1, false, "All."), "Not yet: a mask stands there.");
  assert.equal(verdict(masked, 2, false, "All."), "Not yet: another word stands there.");
  assert.equal(verdict(masked, 3, false, "All."), "Not yet.");
  assert.equal(verdict(scene("prefix"), 1, true, "All."), "Reached. All.");
});

test("a chosen answer is told with what it reads and sees", () => {
  assert.equal(
    chosenWords(scene("left_to_right"), 1),
    "Here “swims” is to be said where “duck” is read. It may look at 2 words: this and all " +
      "before it, none behind it.",
  );
  assert.match(chosenWords(scene("left_to_right"), 0), /at 1 word: this one\.$/);
  assert.match(chosenWords(scene("prefix"), 1), /at 2 words: all of the beginning\.$/);
  assert.match(chosenWords(scene("masked"), 2), /where “goose” is read.*at 3 words: both sides\.$/);
  assert.match(
    chosenWords(scene("infilling"), 4),
    /^Here “<\/s>” is to be said\. It may look at 4/,
  );
});

test("the rows are there in words", () => {
  assert.equal(
    rowWords(scene("masked")),
    "The text: a duck swims . The model reads: a <mask> goose (exchanged) . " +
      "The model is to say: · duck swims .",
  );
});

test("words flow into lines that are no wider than the page", () => {
  const { at, lines } = flow([30, 30, 30, 90], 70, 5);
  assert.deepEqual(
    at.map(({ line, x }) => [line, x]),
    [
      [0, 0],
      [0, 35],
      [1, 0],
      [2, 0], // wider than the page: alone
    ],
  );
  assert.equal(lines, 3);
});

test("what corresponds stands over one another", () => {
  const { cells, end } = layout(scene("masked"), PAGE);
  const of = (kind) => cells.filter((cell) => cell.kind === kind);
  of("reads").forEach((cell, k) => {
    for (const other of [of("above")[k], of("says")[k]]) {
      assert.equal(other.x, cell.x);
      assert.equal(other.width, cell.width);
    }
    assert.ok(of("above")[k].y < cell.y && cell.y < of("says")[k].y);
    assert.ok(cell.x + cell.width <= PAGE.room);
  });
  assert.ok(end >= Math.max(...cells.map(({ y, height }) => y + height)));
  assert.equal(of("reads")[1].text, ""); // a mask is a hole
});

test("a decoder writes under what is read, and a long span is told by its ends", () => {
  const { cells } = layout(scene("infilling"), PAGE);
  const lowest = Math.max(...cells.filter(({ kind }) => kind === "reads").map(({ y }) => y));
  assert.ok(cells.filter(({ kind }) => kind === "says").every(({ y }) => y > lowest));
  const above = cells.filter(({ kind }) => kind === "above").map(({ text }) => text);
  assert.deepEqual(above, ["a", "duck swims", "."]);
  const narrow = layout(scene("infilling"), { ...PAGE, room: 85 });
  assert.ok(narrow.cells.some(({ text }) => text === "duck … swims"));
});

// The attention explorer: the numbers of a state, its bars, and what is said.
import assert from "node:assert/strict";
import { test } from "node:test";

import { barsOf } from "../../lecture_lib/widgets/attention/heads.js";
import { largest, numbersOf, percent } from "../../lecture_lib/widgets/attention/numbers.js";
import { sentence, verdict } from "../../lecture_lib/widgets/attention/words.js";
import { unpack } from "../../lecture_lib/widgets/js/arrays.js";

// “swan . it”, one layer of two heads, before training and after; at “it” comes “hisses”.
const CONTENT = {
  words: ["swan", ".", "it"],
  steps: [0, 100],
  layers: 1,
  heads: 2,
  causal: true,
  candidates: [["."], ["it"], ["swims", "hisses"]],
  targets: [".", "it", "hisses"],
  seeks: { asks: 2, word: 0, share: 0.5 },
};
const even = [1, 0, 0, 0.5, 0.5, 0, 0.375, 0.375, 0.25];
const sharp = [1, 0, 0, 0.5, 0.5, 0, 0.875, 0, 0.125];
const pair = (p, q) => [p, 0, p, 0, p, q]; // of a place the probabilities of two words
const PARTS = {
  weights: [
    [...even, ...even, ...even, ...sharp],
    [2, 2, 3, 3],
  ],
  said: [
    [...pair(0.5, 0.125), ...pair(0.25, 0.625)],
    [2, 3, 2],
  ],
  without: [
    [...pair(0.5, 0.125), ...pair(0.5, 0.125), ...pair(0.25, 0.5), ...pair(0.75, 0.0625)],
    [2, 2, 3, 2],
  ],
};
const directory = {};
const numbers = [];
for (const [name, [values, shape]] of Object.entries(PARTS)) {
  directory[name] = [numbers.length, shape];
  numbers.push(...values);
}
const arrays = unpack(new Float32Array(numbers), directory);
const START = { step: 0, word: 2, head: 0, off: 0, found: 0 };
// A number and its % stay on one line.
const plain = (text) => text.replaceAll("\u00a0", " ");
const at = (change) => numbersOf({ ...START, ...change }, { content: CONTENT, arrays });

test("probabilities are written as the package writes them", () => {
  assert.deepEqual([0.125, 0, 1, 0.994].map(percent).map(plain), ["13 %", "0 %", "100 %", "99 %"]);
});

test("the largest weights come first, and none that is nothing", () => {
  assert.deepEqual(largest([0.1, 0, 0.4, 0.4], 3), [2, 3, 0]);
  assert.deepEqual(largest([0, 1, 0], 3), [1]);
});

test("a state has the weights of its step, its head and the word that asks", () => {
  assert.deepEqual([...at({}).weights], [0.375, 0.375, 0.25]);
  assert.deepEqual([...at({ step: 1, head: 1 }).weights], [0.875, 0, 0.125]);
  assert.deepEqual([...at({ step: 1, word: 1 }).weights], [0.5, 0.5, 0]);
  assert.deepEqual([...at({ step: 1 }).all[1]], [0.875, 0, 0.125]);
});

test("what the true word loses without each head", () => {
  const { at: place, lost, said, without } = at({ step: 1, head: 1, off: 1 });
  assert.equal(said[place], 0.625);
  assert.equal(without[place], 0.0625);
  assert.deepEqual(lost, [0.5, 0.0625]);
});

test("where the true word is not known nothing is said of it", () => {
  const content = { ...CONTENT, targets: ["", "", ""] };
  const now = numbersOf({ ...START, off: 1 }, { content, arrays });
  assert.deepEqual(now.lost, []);
  assert.ok(!sentence(now, content).includes("true"));
  const bare = numbersOf(START, { content: { ...content, candidates: [] }, arrays });
  assert.deepEqual([bare.names, bare.without], [[], []]);
});

test("bars stand on the floor, as high as their weights; those too low to be seen are left out", () => {
  assert.equal(
    barsOf([0.5, 0, 1], [10, 0, 30, 42]),
    "M10.00,42v-20.0h10.00v20.0ZM30.00,42v-40.0h10.00v40.0Z",
  );
});

test("the sentence says what is drawn", () => {
  assert.equal(
    plain(sentence(at({}), CONTENT)),
    "Layer 1, head 1, before training: “it” puts 38 % of its weight on “swan”, 38 % on “.”. " +
      "The true next word, “hisses”, gets 13 %.",
  );
  assert.equal(
    plain(sentence(at({ step: 1, head: 1, off: 1 }), CONTENT)),
    "Layer 1, head 2, after 100 steps: “it” puts 88 % of its weight on “swan”, 13 % on “it”. " +
      "The true next word, “hisses”, gets 6 % without this head, 63 % with it.",
  );
});

test("of one moment alone nothing is said of training", () => {
  const content = { ...CONTENT, steps: [0] };
  assert.ok(sentence(at({}), content).startsWith("Layer 1, head 1: “it” puts"));
  const now = at({ step: 1, head: 1, found: 1, off: 1 });
  assert.equal(plain(verdict(now, content)), "Reached: 88 %.");
});

test("until it is met the challenge tells only of the head that is chosen", () => {
  const told = (change) => plain(verdict(at(change), CONTENT));
  assert.equal(told({}), "Not yet: here it puts 38 % on it.");
  assert.equal(told({ step: 1, head: 1 }), "Hold it: here it puts 88 % on it.");
  assert.equal(told({ word: 1 }), "Not yet: let “it” ask.");
  assert.equal(
    told({ step: 1, head: 1, found: 1 }),
    "Reached: 88 % after 100 steps. Now switch it off.",
  );
  assert.equal(told({ step: 1, head: 1, found: 1, off: 1 }), "Reached: 88 % after 100 steps.");
  assert.equal(told({ found: 1 }), "Reached.");
});

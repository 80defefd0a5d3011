// The sampling explorer: the setting of a state, its bars, and what is said of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { unpack } from "../../lecture_lib/widgets/js/arrays.js";
import { barsOf } from "../../lecture_lib/widgets/sampling/bars.js";
import {
  percent,
  seenOf,
  sentence,
  settingOf,
  verdict,
} from "../../lecture_lib/widgets/sampling/words.js";

// Three knobs of two positions, the last of which is off; five words, of which three have a bar.
const KNOBS = [
  ["temperature", "temperature τ", "τ"],
  ["top_k", "top-k", "k"],
  ["top_p", "top-p", "p"],
];
const CONTENT = {
  sliders: KNOBS.map(([name, label, symbol]) => ({
    ...{ name, label, texts: [`${symbol} = 0.5`, "off"] },
  })),
  places: [
    [1, 0],
    [2, 0],
    [3, 0],
  ],
  rests: [1, 1, 1],
  words: [["duck", "goose", "swan"]],
  others: 2,
  language: 0.8,
  asked: 0.95,
  best: [
    [2, 3],
    [0, 1],
  ],
};
const same = (numbers) => [...numbers, ...numbers, ...numbers, ...numbers];
const PARTS = {
  drawn: [
    [...same([0.5, 0.3, 0.1, 0.06, 0.04]).slice(0, 15), 0.6, 0.4, 0, 0, 0],
    [1, 4, 5],
  ],
  whole: [same([0.5, 0.3, 0.1, 0.06, 0.04]), [1, 4, 5]],
  truth: [
    [0.6, 0.3, 0, 0.1, 0],
    [1, 5],
  ],
  entropy: [
    [1.2, 0.9, 0.8, 0.7],
    [1, 4],
  ],
  least: [[0.9], [1]],
  wrong: [
    [0.14, 0.14, 0.14, 0],
    [1, 4],
  ],
  accepted: [[0.9, 0.96, 0.94, 0.97], [4]],
  "accepted error": [[0.02, 0.01, 0.01, 0.01], [4]],
  variety: [[0.8, 0.7, 0.75, 0.79], [4]],
  compared: [[400, 400, 400, 90], [4]],
  "variety error": [[0.02, 0.02, 0.02, 0.02], [4]],
};
const directory = {};
const numbers = [];
for (const [name, [values, shape]] of Object.entries(PARTS)) {
  directory[name] = [numbers.length, shape];
  numbers.push(...values);
}
const arrays = unpack(new Float32Array(numbers), directory);
const START = { temperature: 1, top_k: 1, top_p: 1, prompt: 0, tried: [], found: 0 };
const plain = (text) => text.replaceAll("\u00a0", " ");

test("a state names the knob that is turned, and its setting", () => {
  assert.deepEqual(settingOf(START, CONTENT), { knob: -1, setting: 0 });
  assert.deepEqual(settingOf({ ...START, top_k: 0 }, CONTENT), { knob: 1, setting: 2 });
});

test("words without a bar of their own share one, and what is cut is told from what is wrong", () => {
  const bars = (setting) => barsOf(START, setting, CONTENT, arrays);
  const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < 1e-6);
  assert.deepEqual(
    bars(3).map(({ word }) => word),
    ["duck", "goose", "swan", "2 others"],
  );
  assert.deepEqual(
    bars(3).map(({ isCut }) => isCut),
    [false, false, true, true],
  );
  assert.deepEqual(
    bars(3).map(({ isWrong }) => isWrong),
    [false, false, true, false],
  );
  near(bars(0)[3].drawn, 0.1);
  near(bars(3)[3].whole, 0.1);
  near(bars(3)[3].truth, 0.1);
});

test("what was tried is on a line with the off setting, and the rest is not seen", () => {
  const seen = (knob, setting, tried, isTold = false) =>
    seenOf(knob, setting, tried, isTold, {
      places: [
        [1, 2, 0, 3],
        [4, 0],
      ],
    });
  assert.deepEqual(seen(0, 0, []), []);
  assert.deepEqual(seen(0, 2, []), [2, 0]);
  assert.deepEqual(seen(0, 4, [3, 1]), [1, 0, 3]);
  assert.deepEqual(seen(1, 4, [3, 1]), [4, 0]);
  assert.deepEqual(seen(0, 0, [], true), [1, 2, 0, 3]);
});

test("small shares keep a digit that can be told from 0", () => {
  const written = [0, 1e-6, 0.0004, 0.00994, 0.0412, 0.99949, 1].map(percent);
  assert.deepEqual(written, ["0", "<0.01", "0.04", "0.99", "4.1", "99.9", "100"]);
});

test("a sentence has the errors of what was measured", () => {
  const state = { ...START, top_p: 0 };
  const [first, second] = sentence(state, settingOf(state, CONTENT), CONTENT, arrays);
  assert.equal(
    plain(first[0]),
    "Top-p, p = 0.5: 97.0 ± 1.0 % of the sentences are accepted. Of 90 accepted ones " +
      "79.0 ± 2.0 % are different (the language itself: 80.0 %). ± is two standard errors.",
  );
  assert.equal(
    plain(second[0]),
    "Next word: entropy 0.70 nats, in truth 0.90; wrong words ✗ have 0 % of the weight.",
  );
  assert.ok(sentence(START, settingOf(START, CONTENT), CONTENT, arrays)[0][0].startsWith("All"));
});

test("the verdict says what is missing, and names no knob before the challenge is met", () => {
  const told = (change) => {
    const state = { ...START, ...change };
    return plain(verdict(state, settingOf(state, CONTENT), CONTENT, arrays));
  };
  assert.equal(told({}), "Not yet.");
  assert.equal(told({ top_k: 0, tried: [1, 2] }), "Not yet, 2 tries: here too few are accepted.");
  assert.equal(
    told({ temperature: 0, tried: [1] }),
    "Not yet, 1 try: here enough are accepted, and another setting is more varied.",
  );
  assert.equal(told({ top_p: 0, tried: [1] }), "Not yet, 1 try."); // nobody has rested here
  assert.equal(
    told({ top_p: 0, tried: [1, 3], found: 1 }),
    "Reached in 2 tries. Most varied with ≥ 95 % accepted: " +
      "top-p, p = 0.5: 79.0 ± 2.0 %; temperature, τ = 0.5: 70.0 ± 2.0 %.",
  );
});

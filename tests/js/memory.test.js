// The memory explorer: sums, and how they are written.
import assert from "node:assert/strict";
import { test } from "node:test";

import { endOf, grouped, needOf } from "../../lecture_lib/widgets/memory/numbers.js";
import {
  isBest,
  madeOf,
  measuredOf,
  round,
  sentence,
  short,
  size,
} from "../../lecture_lib/widgets/memory/words.js";

// Two models of 1,000 and 10⁹ parameters, two rules: one with two numbers each, one with sums.
const CONTENT = {
  models: ["our own", "Large"],
  counts: [1000, 1e9],
  rules: ["Adam", "Adafactor"],
  remembered: [
    [2000, 70],
    [2e9, 100001],
  ],
  // prettier-ignore
  widths: [[4, 4, 0, 4], [2, 2, 4, 4]],
  laws: [0, 1].map(() => [0, 1].map(() => [[10, 1, 2, 3]])),
  batches: [1, 2],
  lengths: [4, 8],
  devices: [1, 3],
  rooms: { small: 1000, large: 2e10 },
  measured: [
    [
      [4000, 4000, 8000],
      [4000, 4000, 280],
    ],
    [59, 123],
  ],
  sliders: [{ name: "length", lasts: ["model", [0, 1]] }],
  challenged: { model: 1, room: "large", best: { 0: 1 } },
};
const START = { model: 1, batch: 0, length: 1, devices: 0, precision: 1, rule: 0, again: 0 };
const at = (change) => ({ ...START, stage: 0, found: [], ...change });
const parts = (change) => needOf(at(change), CONTENT).parts;

test("parts are counts times bytes, and a law", () => {
  assert.deepEqual(parts({}), [2e9, 2e9, 12e9, 8 * 10 + 64 + 2 * 64 + 3]);
  assert.deepEqual(parts({ precision: 0 }).slice(0, 3), [4e9, 4e9, 8e9]);
  assert.deepEqual(parts({ rule: 1 })[2], 4e9 + 400004);
  assert.equal(parts({ batch: 1 })[3], 2 * (80 + 64) + 128 + 3);
});

test("devices share by stages, and nobody holds less than the rest", () => {
  const third = [Math.ceil(2e9 / 3), Math.ceil(2e9 / 3), 4e9];
  const whole = [2e9, 2e9, 12e9];
  for (const stage of [0, 1, 2, 3]) {
    const found = parts({ devices: 1, stage }).slice(0, 3);
    const isShared = [stage >= 3, stage >= 2, stage >= 1];
    assert.deepEqual(
      found,
      whole.map((one, i) => (isShared[i] ? third[i] : one)),
    );
  }
});

test("a length beyond a model's places is its longest", () => {
  assert.equal(needOf(at({ model: 0 }), CONTENT).length, 4);
  assert.deepEqual(parts({ model: 0, length: 1 }), parts({ model: 0, length: 0 }));
});

test("how each part is made", () => {
  const made = (change) => madeOf(needOf(at(change), CONTENT), at(change));
  assert.deepEqual(made({ devices: 1, stage: 1 }), [
    ["2 bytes × 1.000·10⁹"],
    ["2 bytes × 1.000·10⁹"],
    ["(4 + 8) bytes × 1.000·10⁹", "÷ 3 devices"],
    ["1 × 8 tokens", "× 34 bytes a token"],
  ]);
  assert.deepEqual(made({ rule: 1 })[2], ["4 bytes × 1.000·10⁹", "+ 4 bytes × 100.0·10³"]);
  assert.deepEqual(made({ rule: 1, precision: 0 })[2], ["4 bytes × 100.0·10³"]);
  assert.deepEqual(made({ precision: 0 })[2], ["8 bytes × 1.000·10⁹"]);
  const plain = { ...CONTENT, remembered: [[0], [0]] };
  assert.deepEqual(madeOf(needOf(at({ precision: 0 }), plain), at({ precision: 0 }))[2], [
    "nothing",
  ]);
  assert.deepEqual(madeOf(needOf(at({}), plain), at({}))[2], ["4 bytes × 1.000·10⁹"]);
});

test("only what was measured is told as such", () => {
  assert.deepEqual(measuredOf(at({ model: 0, precision: 0 }), CONTENT), [4000, 4000, 8000, 59]);
  assert.deepEqual(
    measuredOf(at({ model: 0, precision: 0, rule: 1, batch: 1 }), CONTENT),
    [4000, 4000, 280, 123],
  );
  for (const change of [{ model: 1 }, { precision: 1 }, { again: 1 }, { stage: 1, devices: 1 }]) {
    assert.equal(measuredOf(at({ model: 0, precision: 0, ...change }), CONTENT), null);
  }
});

test("numbers are written for reading", () => {
  assert.deepEqual([12853386240, 1000, 7].map(grouped), ["12,853,386,240", "1,000", "7"]);
  assert.deepEqual([60048, 124439808, 12853386240].map(short), [
    "60,048",
    "124.4·10⁶",
    "12.85·10⁹",
  ]);
  assert.deepEqual([80e9, 1e11, 1.5e6, 2.25e6].map(round), [
    "80 GB",
    "100 GB",
    "1.5 MB",
    "2.25 MB",
  ]);
  assert.deepEqual([12, 999500, 8e9].map(size), ["12 bytes", "1.00 MB", "8.00 GB"]);
});

test("an axis ends at 1, 3 or 10, and leaves the bar some room", () => {
  assert.deepEqual([0.9e9, 1e9, 2.9e9, 71e9, 99e9].map(endOf), [1e9, 3e9, 3e9, 1e11, 3e11]);
});

test("the sentence names the largest part and the smallest device that holds it", () => {
  const said = (change) => sentence(needOf(at(change), CONTENT), at(change), CONTENT);
  assert.equal(
    said({}),
    "Large, 1,000,000,000 parameters, takes 16.0\u00a0GB on one device, 75\u00a0% of it optimiser state. " +
      "It fits into 20\u00a0GB.",
  );
  assert.match(said({ model: 0, devices: 1 }), /^Our own, 1,000 .* on each of 3 devices/);
  const none = { ...CONTENT, rooms: { small: 1000 } };
  assert.match(sentence(needOf(at({}), none), at({}), none), /none of the three\.$/);
});

test("the fewest devices count at full length and where it fits", () => {
  const best = (change) => isBest(at(change), needOf(at(change), CONTENT), CONTENT);
  assert.ok(best({ devices: 1 }));
  assert.ok(!best({ devices: 0 }));
  assert.ok(!best({ devices: 1, length: 0 }));
  assert.ok(!best({ devices: 1, model: 0 }));
  assert.ok(!best({ devices: 1, rule: 1 }));
  const cramped = { ...CONTENT, rooms: { large: 10 } };
  assert.ok(!isBest(at({ devices: 1 }), needOf(at({ devices: 1 }), cramped), cramped));
});

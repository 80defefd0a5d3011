// The dropout explorer: the numbers of a state, and what is said of them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { numbersOf } from "../../lecture_lib/widgets/dropout/numbers.js";
import { formulaOf, sentence, verdict } from "../../lecture_lib/widgets/dropout/words.js";
import { unpack } from "../../lecture_lib/widgets/js/arrays.js";

// Two units, 1 · 2 and −1 · 0.5; p is 0, 0.5 or 0.75; two samples of three draws.
const CONTENT = {
  terms: [
    ["+", "1.0·2.0"],
    ["−", "1.0·0.5"],
  ],
  bins: 4,
  enough: 3,
  asked: 2,
  within: 0.02,
  sliders: [{ values: [0, 0.5, 0.75] }],
  charts: { share: { y: { domain: [-4, 4] } } },
};
const dies = [3, 3, 3, 1, 1, 3, 3, 1, 1, 1, 3, 3]; // (sample, draw, unit)
// prettier-ignore
const factors = [1, 1, 2, 1, 4, 1, 1, 1, 1, 0.5, 1, 0.25, 1, 1, 1, 1, 1, 1]; // (form, p, 2)
const PARTS = {
  dies: [dies, [2, 3, 2]],
  sums: [[0, -0.5, 2, 1.5], [4]],
  factors: [factors, [3, 3, 2]],
  mean: [Array(9).fill(1.5), [3, 3]],
  sigma: [Array(9).fill(2), [3, 3]],
  shares: [Array(36).fill(0.25), [3, 3, 4]],
};
const directory = {};
const numbers = [];
for (const [name, [values, shape]] of Object.entries(PARTS)) {
  directory[name] = [numbers.length, shape];
  numbers.push(...values);
}
const arrays = unpack(new Float32Array(numbers), directory);
const START = { p: 1, draws: 2, sample: 0, form: 0, exact: 0, hand: [], found: 0 };
const at = (change) => numbersOf({ ...START, ...change }, { content: CONTENT, arrays });

test("outputs are sums of live units, scaled", () => {
  assert.deepEqual(at({}).outputs, [3, 4, -1]);
  assert.deepEqual(at({ p: 0 }).outputs, [1.5, 1.5, 1.5]); // nothing dies at p = 0
  assert.deepEqual(at({ form: 2 }).outputs, [1.5, 2, -0.5]);
  assert.deepEqual(at({ sample: 1 }).outputs, [4, 0, 3]); // other draws
  assert.deepEqual(at({ sample: 2 }).outputs, at({}).outputs); // and round again
});

test("means, spread and shares are those of the draws so far", () => {
  const { running, average, spread, found, rest } = at({});
  assert.deepEqual(running, [3, 3.5, 2]);
  assert.equal(average, 2);
  assert.ok(Math.abs(spread - Math.sqrt(7)) < 1e-12); // 1 + 4 + 9, over 3 − 1
  assert.deepEqual(
    [...found].map((u) => Math.round(3 * u)),
    [0, 1, 0, 1], // 4 lies beyond the axis
  );
  assert.equal(rest, 1.5);
  assert.equal(at({ form: 1 }).rest, 0.75);
  assert.equal(at({ draws: 0 }).spread, 0);
});

test("a mask made by hand is shown and not counted, until the next draw", () => {
  const hand = at({ hand: [0, 2, 0b10] });
  assert.deepEqual([hand.byHand, hand.sum, hand.y], [true, 2, 4]);
  assert.deepEqual(hand.outputs, at({}).outputs);
  assert.equal(at({ draws: 1, hand: [0, 2, 0b10] }).byHand, false);
  assert.equal(at({ sample: 1, hand: [0, 2, 0b10] }).byHand, false);
});

test("the sum is spelled out with its factor", () => {
  assert.equal(formulaOf(at({}), CONTENT), "(0 − 1.0·0.5)/(1 − p) = −0.50/0.50 = −1.00");
  assert.equal(formulaOf(at({ draws: 0, form: 2 }), CONTENT), "1.0·2.0 − 1.0·0.5 = 1.50");
  const turned = { terms: [["−", "2.0"], ...CONTENT.terms.slice(1)] };
  assert.ok(formulaOf(at({ draws: 0 }), turned).startsWith("(−2.0 − 1.0·0.5)/(1 − p)"));
});

test("the mean of all subnets and σ are said only when they are shown and found", () => {
  const plain = sentence(at({}), CONTENT).split("\n")[1];
  assert.equal(plain, "Mean of 3 draws 2.000; evaluation 1.500.");
  const all = sentence(at({ exact: 1, found: 1 }), CONTENT).split("\n")[1];
  assert.equal(
    all,
    "Mean of 3 draws 2.000, of all subnets 1.500; evaluation 1.500; σ of the draws 2.646.",
  );
  assert.ok(
    sentence(at({ draws: 0, found: 1 }), CONTENT).endsWith("Mean so far 3.000; evaluation 1.500."),
  );
});

test("the verdict leads nobody to σ before it was found, and tells it after", () => {
  assert.equal(verdict(at({ draws: 1 }), CONTENT), "First draw 3 or more.");
  const asks = (asked, change = {}) => verdict(at(change), { ...CONTENT, asked });
  assert.equal(asks(2), "Not yet: let it rest here a moment.");
  assert.equal(asks(1.9), "Not yet: another σ. Work p out.");
  assert.equal(asks(2.1), asks(1.9)); // no direction
  assert.equal(asks(4), "Not yet: here 4.0 is the variance.");
  assert.equal(asks(2, { form: 2 }), "Not yet: choose ÷ (1 − p) first.");
  assert.equal(asks(2, { found: 1 }), "Reached: by the formula σ = 2.00.");
  assert.equal(asks(1, { found: 1 }), "Reached. Here by the formula σ = 2.00.");
  assert.equal(asks(2, { found: 1, form: 2 }), "Reached. Here by the formula σ = 2.00.");
});

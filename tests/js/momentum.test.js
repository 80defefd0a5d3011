// What the phase plane says of a mode.
import assert from "node:assert/strict";
import { test } from "node:test";

import { manner, modeOf, outcome, short, walk } from "../../lecture_lib/widgets/momentum/modes.js";

const says = (s, beta) => manner(modeOf(s, beta));

test("each regime has its own sentence, with the roots that decide", () => {
  assert.equal(says(0.04, 0.5), "creeps: its roots are real and positive, the larger is 0.911.");
  assert.equal(says(1.5, 0.81), "swings: its roots are complex, both of size √β = 0.900.");
  assert.match(says(2.95, 0.5), /^zig-zags: .*negative, the larger in size is −0.885\.$/);
  assert.equal(says(3.3, 0.5), "diverges: one root lies below −1, at −1.457.");
});

test("without momentum the roots are 0 and 1 − ηλ", () => {
  assert.equal(says(0.5, 0), "creeps: its roots are 0 and 1 − 0.500 = 0.500.");
  assert.equal(says(1.5, 0), "zig-zags: its roots are 0 and 1 − 1.500 = −0.500.");
  assert.equal(says(1, 0), "is at 0 after one step: both its roots are 0.");
});

test("at the edges neither side's sentence is true", () => {
  assert.match(says(0.04, 0.64), /^creeps, and would swing with any more β: a double root at 0.8/);
  assert.match(says(3.24, 0.64), /^zig-zags, and would swing .* a double root at −0.8/);
  assert.match(says(3, 0.5), /^zig-zags for ever: .* −1.000\.$/);
});

test("float32 does not turn a double root into two", () => {
  const { isDouble, does } = modeOf(Math.fround(0.09), Math.fround(0.49));
  assert.deepEqual([isDouble, does], [true, "creeps"]);
});

test("the slower mode sets the rate", () => {
  const told = (flat, steep) => outcome({ size: flat }, { size: steep });
  assert.equal(
    told(0.9, 0.5),
    "The flat mode is the slower and sets the rate: ρ = 0.900 a step in the long run, " +
      "22 steps a digit.",
  );
  assert.match(told(0.5, 0.9), /^The steep mode is the slower/);
  assert.match(told(0.9, 0.9), /^Both modes are equally fast: ρ = 0.900 a step/);
  assert.equal(told(0.9, 1.5), "The steep mode grows by the factor 1.500 a step in the long run.");
  assert.match(told(1.5, 1.5), /^Both modes grow by/);
  assert.doesNotMatch(told(0.5, 1), /digit/); // never
  assert.doesNotMatch(told(0.01, 0), /digit/); // less than a step
});

test("a run is the rule itself", () => {
  const { path, loss } = walk(4, 1, 0.5, [1, 2], 2);
  // x: v = 1/4, then 1/8 + 3/16; y: v = 2, then 1 + 0
  assert.deepEqual([...path], [1, 0.75, 0.4375, 2, 0, -1]);
  assert.deepEqual([...loss], [1, 0.5625 / 17, (0.4375 ** 2 / 4 + 1) / 4.25]);
});

test("a setting is written as short as it is", () => {
  assert.deepEqual([0.51, 0.9025, 2.671594, 0].map(short), ["0.51", "0.9025", "2.6716", "0"]);
});

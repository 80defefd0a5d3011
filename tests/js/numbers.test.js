// Numbers as they are typed and as they are written.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  calculate,
  clamp,
  isAmbiguous,
  isTooLarge,
  number,
  readNumber,
  readNumbers,
} from "../../lecture_lib/widgets/js/kit.js";

const READ = {
  "1/3": 1 / 3,
  "-.5": -0.5,
  "0,5": 0.5,
  "−2": -2,
  "–1": -1,
  " 7 ": 7,
  "2e-3": 2e-3,
  "+.25E1": 2.5,
  "5%": 0.05,
  "-1 / 4": -0.25,
  "(3.)": 3,
  "1,5/2,5": 0.6,
  "about ten steps": 10,
  "1,000": 1000,
  "1 000": 1000,
  "3 million": 3e6,
  "1/sqrt(4)": 0.5,
  "(1 + 1)^-2": 0.25,
  "2·√(8 × 2)": 8,
  "log(e)": 1,
};
const UNREADABLE = [
  "",
  " ",
  "x",
  "1/0",
  "--1",
  "1..2",
  "0x10",
  "inf",
  "nan",
  "1 2",
  "5%%",
  "1e999",
  "3 squared",
  "1,386",
  "2^2^2",
  "constructor",
  "1/(1 - 1)",
  "9^(9^9)",
];

for (const [text, value] of Object.entries(READ)) {
  test(`"${text}" is read alike by a question and by the stepper`, () => {
    assert.deepEqual(readNumbers(text, 1), [value]);
    assert.equal(calculate(text), value);
  });
}

for (const text of UNREADABLE) {
  test(`"${text}" is no number to a question`, () => assert.equal(readNumbers(text, 1), null));
}

test("a comma before three digits may be of two kinds", () => {
  assert.deepEqual(["1,386", "about −2,366"].map(isAmbiguous), [true, true]);
  assert.ok(!["1,000", "0,375", "1,234.5", "1,38", "1,234,567"].some(isAmbiguous));
});

test("a calculation may be too large", () => {
  assert.deepEqual(["9^(9^9)", "-10^400", "1e300 * 10 billion"].map(isTooLarge), [
    true,
    true,
    true,
  ]);
  assert.ok(!["9^9", "1/0", "x", "1,386"].some(isTooLarge));
});

test("a number that is too long is not read at all", () => {
  assert.equal(readNumbers(`1${" ".repeat(200)}`, 1), null);
  assert.ok(Number.isNaN(calculate("1+".repeat(200) + "1")));
});

test("several numbers", () => {
  for (const text of ["(-.58, .58)", "-0,58 0,58", "[-.58;.58]", "-.58,.58"]) {
    assert.deepEqual(readNumbers(text, 2), [-0.58, 0.58], text);
  }
  for (const text of ["z₁ = -.58, z₂=.58", "-.58 and .58", "a_1=-.58,b=.58"]) {
    assert.deepEqual(readNumbers(text, 2), [-0.58, 0.58], text);
  }
  assert.deepEqual(readNumbers("-.6, .3,-.1", 3), [-0.6, 0.3, -0.1]);
  assert.deepEqual(readNumbers("-2,6,-36", 3), [-2, 6, -36]);
  assert.deepEqual(readNumbers("-2,6,-36", 2), [-2.6, -36]);
  assert.equal(readNumbers("1 2 3", 2), null);
  assert.equal(readNumbers("1", 2), null);
});

test("a sum, difference, product, quotient is calculated as it is read", () => {
  assert.equal(calculate("3 − 5"), -2);
  assert.equal(calculate("3 – 5"), -2);
  assert.equal(calculate("2 + 3 × 4"), 14);
  assert.equal(calculate("(2 + 3) · 4"), 20);
  assert.equal(calculate("−2 × −(1 ÷ 4)"), 0.5);
  assert.equal(calculate("8 / 2 / 2"), 2);
  assert.equal(calculate("10 - 3 - 2"), 5);
  assert.equal(calculate("50% * 4"), 2);
  assert.equal(calculate("+1,5e1 + .5"), 15.5);
});

test("what is no calculation is NaN", () => {
  for (const text of ["", "(1 + 2", "1 + 2)", "1 +", "* 2", "2 3", "a", "1 ** * 2", "()", "1, 2"]) {
    assert.ok(Number.isNaN(calculate(text)), text);
  }
});

test("a fraction of nothing is not finite, one in a word is NaN", () => {
  assert.equal(readNumber("1/0"), Infinity);
  assert.ok(Number.isNaN(readNumber("one")));
});

// The same table stands in the docstring of style.number.
test("numbers are written with four digits, or three below one", () => {
  const written = (xs, ...digits) => xs.map((x) => number(x, ...digits));
  assert.deepEqual(written([2, 0.3594, -0.3594, 12.345, 0.00744]), [
    ...["2.000", "0.359", "−0.359", "12.35", "0.00744"],
  ]);
  assert.deepEqual(written([123456, 4.1e-9, 0, -Infinity, Infinity, NaN]), [
    ...["1.235e5", "4.10e−9", "0.000", "−inf", "inf", "nan"],
  ]);
  assert.deepEqual(written([0.99996, 0.9994, 9.9996, 99999.6, 1e-4, 9.99996e-5]), [
    ...["1.000", "0.999", "10.00", "1.000e5", "1.00e−4", "1.00e−4"],
  ]);
  assert.deepEqual(written([0.05, 1], 3), ["0.050", "1.00"]);
  // Halfway, the even digit, as Python writes it.
  assert.deepEqual(written([1234.5, 1235.5, -2.125, 2.375], 3), ["1234", "1236", "−2.12", "2.38"]);
});

test("clamp", () => {
  assert.deepEqual(
    [-1, 0.5, 3].map((x) => clamp(x, 0, 1)),
    [0, 0.5, 1],
  );
});

// The digit pad: its arithmetic, its brush, and what is said of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { brushed, dabbed, shifted, upsideDown } from "../../lecture_lib/widgets/digits/ink.js";
import {
  numbersOf,
  partMet,
  readingOf,
  sharesOf,
  sumsOf,
} from "../../lecture_lib/widgets/digits/network.js";
import { shadesOf } from "../../lecture_lib/widgets/digits/shades.js";
import { isIn, KEPT, tryOf, withTry } from "../../lecture_lib/widgets/digits/tries.js";
import { sentence, shareText, verdict } from "../../lecture_lib/widgets/digits/words.js";
import { unpack } from "../../lecture_lib/widgets/js/arrays.js";

// The upper half speaks for a 3, the lower for a 7; the image has two full rows above.
const pixels = (of) => Array.from({ length: 64 }, (_, i) => of(i % 8, Math.floor(i / 8)));
const V = pixels((x, y) => (y < 4 ? [0.25, -0.1] : [-0.1, 0.25])).flat();
const W = [...Array(20)].map((_, i) => Number(i === 3 || i === 17));
const IMAGE = pixels((x, y) => Number(y === 1 || y === 2));
const NOISES = [...Array(128)].map((_, i) => (i % 5) / 4);
const shapes = { V: [64, 2], W: [2, 10], images: [1, 64], noises: [2, 64] };
const directory = {};
let start = 0;
for (const [name, [rows, columns]] of Object.entries(shapes)) {
  directory[name] = [start, [rows, columns]];
  start += rows * columns;
}
const arrays = unpack(new Float32Array([...V, ...W, ...IMAGE, ...NOISES]), directory);
const CONTENT = { labels: [3], most: 5, sure: 0.9 };
const STATE = {
  ...{ origin: "digit", digit: 0, noise: 0, ink: IMAGE },
  ...{ unit: 0, rub: 0, tries: [], fooled: [], noisy: [] },
};
const at = (change) => numbersOf({ ...STATE, ...change }, { content: CONTENT, arrays });
const near = (a, b, within = 1e-6) => assert.ok(Math.abs(a - b) < within, `${a} is not ${b}`);

test("sums are ink times weights, and shares their softmax behind a ReLU", () => {
  const sums = sumsOf(IMAGE, arrays.V);
  near(sums[0], 4);
  near(sums[1], -1.6);
  const shares = sharesOf(sums, arrays.W);
  const total = Math.exp(4) + 9;
  near(shares[3], Math.exp(4) / total);
  near(shares[7], 1 / total); // its sum is below 0, and passes nothing on
  near(
    shares.reduce((a, b) => a + b),
    1,
    1e-12,
  );
  assert.equal(readingOf(IMAGE, arrays).read, 3);
});

test("large scores do not overflow, and of equals the first is read", () => {
  const huge = sharesOf(Float64Array.of(5000, 0), arrays.W);
  assert.equal(huge[3], 1);
  const none = readingOf(Array(64).fill(0), arrays);
  assert.equal(none.read, 0);
  near(none.share, 0.1, 1e-12);
});

test("the brush lays full ink where it is, and the same stroke twice changes nothing", () => {
  const stroke = [
    [1.5, 2.5],
    [5.5, 2.5],
  ];
  const once = brushed(Array(64).fill(0), stroke, false);
  for (let x = 1; x <= 5; x += 1) assert.equal(once[16 + x], 1);
  assert.ok(once[8 + 3] > 0 && once[8 + 3] < 1); // soft beside it
  assert.equal(once[3], 0);
  assert.deepEqual(brushed(once, stroke, false), once);
  const rubbed = brushed(once, stroke, true);
  for (let x = 1; x <= 5; x += 1) assert.equal(rubbed[16 + x], 0);
  assert.ok(once.every((one) => one * 64 === Math.round(one * 64)));
});

test("a dab changes one pixel and stays between 0 and 1", () => {
  const once = dabbed(IMAGE, 0, 0.25);
  assert.deepEqual([once[0], once[1]], [0.25, 0]);
  assert.equal(dabbed(IMAGE, 8, 0.25)[8], 1);
  assert.equal(dabbed(IMAGE, 0, -0.25)[0], 0);
});

test("a shift loses what leaves; upside down twice is as before", () => {
  const marks = pixels((x, y) => x + 10 * y);
  assert.deepEqual(shifted(marks, 1, 0).slice(8, 12), [0, 10, 11, 12]);
  assert.deepEqual(shifted(marks, 0, -1).slice(56), Array(8).fill(0));
  assert.deepEqual(shifted(marks, 0, -1).slice(0, 3), [10, 11, 12]);
  assert.equal(upsideDown(marks)[0], 77);
  assert.deepEqual(upsideDown(upsideDown(marks)), marks);
});

test("each part of the challenge is met by what it asks for, and by nothing else", () => {
  const lower = pixels((x, y) => Number(y === 6 || y === 5));
  const more = { most: 32, sure: 0.8 };
  assert.equal(partMet(at({ ink: lower }), more), 1);
  assert.equal(partMet(at({ ink: lower }), { ...more, most: 31 }), 0); // too much ink
  assert.equal(partMet(at({ ink: lower }), { ...more, sure: 0.9 }), 0); // not sure
  assert.equal(partMet(at({}), more), 0); // read rightly
  assert.equal(partMet(at({ ink: lower, origin: "blank" }), more), 0);
  const wrong = numbersOf({ ...STATE, ink: lower }, { content: { labels: [4] }, arrays });
  assert.equal(partMet(wrong, more), 0); // it was misread before
  const noise = at({ origin: "noise", noise: 1, ink: lower });
  assert.equal(partMet(noise, { most: 64, sure: 0.8 }), 2);
});

test("changed ink is counted from the image, or from the noise", () => {
  assert.equal(at({}).changed, 0);
  assert.equal(at({ ink: dabbed(IMAGE, 0, 0.25) }).changed, 0.25);
  const noise = [...arrays.noises.part(1)];
  assert.equal(at({ origin: "noise", noise: 4, ink: noise }).changed, 0); // round again
});

test("six tries are kept, and an image is one of them once", () => {
  let tries = [];
  for (let i = 0; i < 8; i += 1) {
    const state = { ...STATE, ink: dabbed(IMAGE, i, 0.5) };
    assert.ok(!isIn(tries, state));
    tries = withTry(tries, state);
    assert.ok(isIn(tries, state));
  }
  assert.equal(tries.length, KEPT);
  assert.deepEqual(Object.keys(tryOf(STATE)), ["origin", "digit", "noise", "ink"]);
});

test("words have the reading, its share and the sum", () => {
  const share = (Math.exp(4) / (Math.exp(4) + 9)).toFixed(3);
  assert.equal(
    sentence(at({}), CONTENT),
    `Unseen digit 1, a 3: read as 3, share ${share}.\n` +
      "Unit 0: ink × weights add up to 4.00, and it is passed on.",
  );
  const blank = sentence(at({ origin: "blank", ink: Array(64).fill(0), unit: 1 }), CONTENT);
  assert.ok(
    blank.startsWith("No ink: all ten shares are 0.1, and of equals it takes the first, 0"),
  );
  assert.deepEqual([0.9994, 0.9996, 1, 0.1].map(shareText), [
    ...["0.999", "> 0.999", "> 0.999", "0.100"],
  ]);
});

test("the verdict tells what was found, and why the present image does not count", () => {
  assert.equal(verdict(at({}), CONTENT), "(1) Not yet. (2) Not yet.");
  const edited = at({ ink: dabbed(IMAGE, 0, 0.25) });
  assert.match(verdict(edited, CONTENT), /Here the share is 0\.86\d\.$/);
  assert.match(verdict(at({ ink: upsideDown(IMAGE) }), CONTENT), /Here more than 5 ink is changed/);
  const found = at({ fooled: [3, 7, 2.5], noisy: [null, 4, 0] });
  assert.equal(
    verdict(found, CONTENT),
    "(1) Reached: 2.5 ink, and a 3 was read as 7. (2) Reached: 0.0 ink on noise, read as 4.",
  );
});

test("a picture has a path for each shade, and none for 0", () => {
  const [faint, , , , full] = shadesOf([0, 0.2, 1], 2);
  assert.equal(faint, "M2,0h2v2h-2Z");
  assert.equal(full, "M4,0h2v2h-2Z");
});

// What charts compute before anything is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import { floats, inflate, unpack } from "../../lecture_lib/widgets/js/arrays.js";
import {
  glyph,
  joined,
  newestFrom,
  thinned,
  ticks,
  tickText,
  untilItLeaves,
} from "../../lecture_lib/widgets/js/chart.js";
import { domainFor, pointsOf, untilTheFloor } from "../../lecture_lib/widgets/js/curves.js";

const near = (found, expected) => {
  assert.equal(found.length, expected.length, `${found} is not ${expected}`);
  found.forEach((x, i) =>
    assert.ok(Math.abs(x - expected[i]) < 1e-9, `${found} is not ${expected}`),
  );
};

test("ticks are round, inside, and the ends are among them", () => {
  near(ticks([0, 1]), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  near(ticks([-1.3, 1.3]), [-1, 0, 1]);
  near(ticks([0, 200], false, 4), [0, 50, 100, 150, 200]);
  near(ticks([0.5, 10], false, 4), [5, 10]);
  near(ticks([0, 0.3], false, 3), [0, 0.1, 0.2, 0.3]); // 3 · 0.1 is above 0.3
});

test("a step may be a thousandth finer than asked for, no more", () => {
  near(ticks([0, 0.999 * 5], false, 4.9949), [0, 1, 2, 3, 4]);
  near(ticks([0, 10], false, 4.99), [0, 5, 10]);
});

test("on a logarithmic axis ticks are powers of ten, so many that they can be read", () => {
  near(ticks([0.5, 2000], true), [1, 10, 100, 1000]);
  near(ticks([1e-8, 1e3], true, 3), [1e-8, 1e-4, 1]);
  near(ticks([0.01, 0.1], true), [0.01, 0.1]);
});

test("what a tick says", () => {
  assert.deepEqual(
    [-0.5, 0.30000000000000004, 1500].map((x) => tickText(x)),
    [...["−0.5", "0.3", "1500"]],
  );
  assert.deepEqual(
    [0.01, 1, 100, 1e-4, 1e12].map((x) => tickText(x, true)),
    [...["0.01", "1", "100", "10⁻⁴", "10¹²"]],
  );
});

const chart = {
  place: [0, 0, 100, 50],
  inside: ([x, y]) => x >= 0 && x <= 100 && y >= 0 && y <= 50,
};

test("a path that stays has no exit", () => {
  const points = [[1, 1], [99, 49]]; // prettier-ignore
  assert.deepEqual(untilItLeaves(chart, points), { points, exit: null });
  assert.deepEqual(untilItLeaves(chart, []), { points: [], exit: null });
});

test("a path that leaves ends where it crosses the frame", () => {
  const leave = (...points) => untilItLeaves(chart, points).exit;
  assert.deepEqual(leave([50, 25], [150, 25]), [100, 25]);
  assert.deepEqual(leave([50, 25], [-50, 25]), [0, 25]);
  assert.deepEqual(leave([50, 25], [50, 75]), [50, 50]);
  assert.deepEqual(leave([50, 25], [100, 125]), [62.5, 50]); // over the lower edge first
  assert.deepEqual(leave([50, 25], [250, 75]), [100, 37.5]); // over the right edge first
});

test("only the last way out counts, and what comes after it is not drawn", () => {
  const out = untilItLeaves(chart, [
    [10, 10],
    [200, 10],
    [10, 10],
    [10, -10],
    [10, -90],
  ]);
  assert.deepEqual(out.points, [[10, 10], [200, 10], [10, 10], [10, 0]]); // prettier-ignore
  assert.deepEqual(out.from, [10, 10]);
});

test("a path that was never inside is not drawn", () => {
  assert.deepEqual(untilItLeaves(chart, [[200, 200], [300, 300]]).points, []); // prettier-ignore
});

test("every marker of the palette has an outline of its own", () => {
  const outlines = [..."s^v<>DdPXph*o"].map((marker) => glyph(marker, [0, 0], 10));
  assert.equal(new Set(outlines).size, 13);
  assert.ok(
    outlines.every((d) => /^M[-\d.,LaZ ]+Z$/.test(d)),
    outlines.join("\n"),
  );
  assert.equal(joined([]), "");
});

test("bytes come back as the numbers they were, first all lowest bytes", async () => {
  const numbers = Float32Array.of(0, 1, -2.5, 1e30);
  const bytes = new Uint8Array(numbers.buffer);
  const planes = Uint8Array.from(bytes, (_, i) => bytes[(i % 4) * 4 + (i >> 2)]);
  const found = await inflate(new Uint8Array(deflateSync(planes)));
  assert.deepEqual([...found], [...numbers]);
  const view = new DataView(numbers.buffer, 4, 8); // as a buffer of a message arrives
  assert.deepEqual([...floats(view)], [1, -2.5]);
});

const arrays = unpack(
  Float32Array.from({ length: 24 }, (_, i) => i),
  {
    path: [0, [2, 2, 3]],
    loss: [12, [3, 4]],
  },
);

test("arrays are asked for a number, a row, or all", () => {
  assert.equal(arrays.path.value(1, 0, 2), 8);
  assert.deepEqual([...arrays.loss.part(2)], [20, 21, 22, 23]);
  assert.equal(arrays.path.part().length, 12);
});

test("a curve shows the row its settings choose, up to its last step", () => {
  const curve = { array: "loss", by: ["rate"], every: 2 };
  assert.deepEqual(pointsOf(curve, { rate: 1 }, arrays), [
    [0, 16],
    [2, 17],
    [4, 18],
    [6, 19],
  ]);
  const short = pointsOf({ ...curve, until: "step" }, { rate: 0, step: 1 }, arrays);
  assert.deepEqual(short, [[0, 12], [2, 13]]); // prettier-ignore
  const plane = { array: "path", by: [1], every: 1, plane: true };
  assert.deepEqual(pointsOf(plane, {}, arrays), [[6, 9], [7, 10], [8, 11]]); // prettier-ignore
});

test("an axis takes the first domain that holds its curves", () => {
  const domains = [[-1, 1], [-3, 3]]; // prettier-ignore
  assert.deepEqual(domainFor({ domains }, [0.5, -1]), [-1, 1]);
  assert.deepEqual(domainFor({ domains }, [0.5, -1.1]), [-3, 3]);
  assert.deepEqual(domainFor({ domains }, [0.5, 99]), [-3, 3]);
  near(domainFor({ fit: true }, [1, 2]), [0, 2.16]);
  assert.deepEqual(domainFor({ domain: [0, 7] }, [99]), [0, 7]);
});

test("a dense zig-zag is drawn with fewer turns, its first and its newest among them", () => {
  const zigzag = Array.from({ length: 101 }, (_, t) => [t, t % 2 ? -50 : 50]);
  const kept = thinned(zigzag, 7);
  assert.ok(kept.length < 40);
  assert.deepEqual(kept.slice(0, 2), zigzag.slice(0, 2));
  assert.deepEqual(kept.at(-1), zigzag.at(-1));
  const sides = kept.map(([, y]) => Math.sign(y));
  assert.ok(sides.every((side, i) => i === 0 || side === -sides[i - 1])); // it still zig-zags
  const sparse = zigzag.map(([x, y]) => [10 * x, y]);
  assert.deepEqual(thinned(sparse, 7), sparse);
  assert.deepEqual(thinned([], 7), []);
});

test("only of long strokes side by side are the older ones told apart", () => {
  const zigzag = Array.from({ length: 40 }, (_, t) => [4 * t, t % 2 ? -50 : 50]);
  assert.equal(newestFrom(zigzag, 12), 26);
  assert.equal(newestFrom(zigzag.slice(0, 10), 12), 0);
  assert.equal(
    newestFrom(
      zigzag.map(([x]) => [x, 0]),
      12,
    ),
    0,
  ); // straight
  assert.equal(newestFrom([], 12), 0);
});

test("a curve that stays at the floor ends there", () => {
  // prettier-ignore
  const falls = [[0, 1], [1, 0.1], [2, 0.01], [3, 0.001], [4, 0]];
  assert.deepEqual(untilTheFloor(falls, 0.01), falls.slice(0, 3));
  assert.deepEqual(untilTheFloor(falls, -Infinity), falls);
});

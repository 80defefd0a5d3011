// The scale explorer: sums, and where its names stand.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bestOf,
  isNear,
  keyOf,
  nearest,
  partsAt,
  roundsOf,
  settingOf,
  speedsOf,
  totalOf,
  turns,
} from "../../lecture_lib/widgets/scale/costs.js";
import { apart, layoutOf } from "../../lecture_lib/widgets/scale/picture.js";
import { namesOf, secondsText, sentence, verdict } from "../../lecture_lib/widgets/scale/words.js";

// One, two and ten workers; a message costs 1 s, a byte 1 s.
const CONTENT = {
  workers: [1, 2, 10],
  counts: [1, 2, 10],
  works: [8, 0.001],
  bytes: [1],
  serverCounts: [1, 4],
  networks: [
    { latency: 0.5, bandwidth: 2, fitted: [1, 2], isMeasured: true, terms: ["α", "β"] },
    { latency: 0, bandwidth: 1, fitted: null, isMeasured: false, terms: [] },
  ],
  terms: { work: ["C = 8 s", "C = 1 ms"], size: ["b = 1 byte"] },
  choices: [{}, { options: ["all of it", "10 %"] }],
  messages: [
    [2, 4, 20],
    [0, 2, 8],
    [0, 2, 18],
  ],
  copies: [
    [
      [2, 4, 20],
      [1, 2, 10],
    ],
    [[0, 2, 8]],
    [[0, 1, 1.8]],
  ],
};
const START = { workers: 1, work: 0, size: 0, servers: 0, network: 0, share: 0, found: [] };
const at = (change) => settingOf({ ...START, ...change }, CONTENT);

test("a round is work, messages and copies", () => {
  assert.deepEqual(partsAt(0, 1, at({}), CONTENT), [4, 2, 2]);
  assert.deepEqual(partsAt(0, 2, at({ servers: 1 }), CONTENT), [0.8, 10, 2.5]);
  assert.deepEqual(partsAt(0, 1, at({ share: 1 }), CONTENT), [4, 2, 1]);
  assert.equal(totalOf([4, 2, 1]), 7);
});

test("tree and ring have no servers, and send all", () => {
  for (const pattern of [1, 2]) {
    const alone = partsAt(pattern, 2, at({}), CONTENT);
    assert.deepEqual(partsAt(pattern, 2, at({ servers: 1, share: 1 }), CONTENT), alone);
  }
  assert.deepEqual(roundsOf(at({}), CONTENT), [
    [4, 2, 2],
    [4, 1, 1],
    [4, 1, 0.5],
  ]);
});

test("curves are how many times as fast", () => {
  const [server, tree] = speedsOf(at({}), CONTENT);
  assert.deepEqual(server[1], [2, 1]);
  assert.deepEqual(tree[0], [1, 1]);
});

test("the best number makes half of a round sending", () => {
  const best = bestOf(at({}));
  assert.equal(best, 2);
  assert.equal(8 / best, 2 * best * (0.5 + 1 / 2));
  assert.equal(nearest([1, 2, 10], 4.4), 1);
  assert.equal(nearest([1, 2, 10], 4.5), 2);
});

test("it is found within one notch, where there is one, with all sent", () => {
  const near = (change) => isNear({ ...START, ...change }, at(change), CONTENT);
  assert.ok(near({}) && near({ workers: 2 }));
  assert.ok(!near({ share: 1 }));
  assert.ok(!turns(at({ work: 1 }), CONTENT) && !near({ work: 1, workers: 0 }));
});

test("what is found is found for one round", () => {
  assert.equal(keyOf(START), "0 0 0 0");
  assert.notEqual(keyOf({ ...START, servers: 1 }), keyOf(START));
  assert.equal(keyOf({ ...START, workers: 2 }), keyOf(START));
  const found = { ...START, found: ["0 0 0 0"] };
  assert.match(verdict(found, at({}), CONTENT), /^Reached: R\*\u00a0=\u00a02\.00 \(★\)/);
  assert.doesNotMatch(verdict(START, at({}), CONTENT), /\d/);
});

test("only one server that gets all was measured", () => {
  assert.ok(at({}).isFitted);
  for (const change of [{ network: 1 }, { servers: 1 }, { share: 1 }]) {
    assert.ok(!at(change).isFitted);
  }
});

test("the sentence says what limits, and what is left out", () => {
  const [[said], [left]] = sentence(at({ workers: 2 }), CONTENT);
  assert.equal(
    said,
    "10 workers with one server: 0.38 times as fast, limited by latency (48\u00a0%). " +
      "Fastest is the tree: 0.91 times as fast, limited by latency (45\u00a0%).",
  );
  assert.match(left, /^A model: .* left out\.$/);
  assert.match(sentence(at({ share: 1 }), CONTENT)[0][0], /one server, 10 % sent: /);
  assert.deepEqual(namesOf(at({ servers: 1 }))[0], "4 servers");
  assert.equal(secondsText(50000), "13.9 h");
});

test("names are apart, in order and within", () => {
  assert.deepEqual(apart([50, 100, 150], 10, [0, 200]), [50, 100, 150]);
  assert.deepEqual(apart([50, 52, 49], 10, [0, 200]), [59, 69, 49]);
  assert.deepEqual(apart([250, 240, 198], 10, [0, 200]), [200, 190, 180]);
});

test("everything has its place on a wide page, a narrow one, and a projector", () => {
  for (const layout of [layoutOf(false, 1), layoutOf(true, 1), layoutOf(false, 1.4)]) {
    const [left, top, width, height] = layout.frame;
    const { bars } = layout;
    assert.ok(left > 0 && width > 180 && left + width < layout.wide - 90);
    if (bars.isUnder) assert.ok(top + height < layout.title);
    else assert.ok(left + width + 100 < bars.left && bars.left + bars.width <= layout.wide);
    assert.ok(layout.title <= layout.key && layout.key < layout.rows[0]);
    assert.ok(layout.rows.at(-1) + layout.thick < layout.full);
  }
});

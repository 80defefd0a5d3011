// What the stepper reveals and hides, and how it judges a prediction.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judge, readShape, Tally } from "../../lecture_lib/widgets/stepper/ask.js";
import { Camera } from "../../lecture_lib/widgets/stepper/camera.js";
import { freePlace } from "../../lecture_lib/widgets/stepper/detail.js";
import { facts } from "../../lecture_lib/widgets/stepper/look.js";
import {
  cardAt,
  edgeAt,
  latest,
  moment,
  timeline,
} from "../../lecture_lib/widgets/stepper/reveal.js";

// y = a × a: two paths lead back to a.
const node = (id, name) => ({ id, name });
const view = {
  graph: {
    nodes: [node("n0", "a"), node("n1", "y")],
    edges: [
      { id: "e0", source: "n0", target: "n1", local: "3.000", count: 1 },
      { id: "e1", source: "n0", target: "n1", local: "3.000", count: 1 },
    ],
  },
  places: { n0: 0, n1: 1 },
  forward: 2,
  frames: [
    { kind: "inputs", active: ["n0"], focus: "n0", reveal: { n0: { value: "3.000" } } },
    {
      kind: "forward",
      active: ["n1", "e0", "e1"],
      focus: "n1",
      reveal: { n1: { value: "9.000" } },
    },
    { kind: "seed", active: ["n1"], focus: "n1", reveal: { n1: { gradient: "1.000" } } },
    ...[1, 2].map((path) => ({
      kind: "backward",
      active: ["n1", `e${path - 1}`, "n0"],
      focus: "n0",
      edge: `e${path - 1}`,
      step: path - 1,
      path,
      paths: 2,
      reveal: { n0: { gradient: path === 1 ? "3.000" : "6.000" } },
    })),
  ],
};
const line = timeline(view);
const at = (position, flags = {}) =>
  moment(view, position, { isHidden: false, isPredicting: false, ...flags });
const card = (id, now) => cardAt(id, line.nodes.get(id), now);
const edge = (id, now) => edgeAt(id, line.edges.get(id), now);

test("a number appears with its frame and stays", () => {
  assert.equal(card("n1", at(0)).value, "");
  assert.match(card("n1", at(0)).marks, /is-waiting/);
  for (const position of [1, 2, 4]) assert.equal(card("n1", at(position)).value, "9.000");
  assert.equal(card("n1", at(1)).gradient, "");
});

test("a gradient grows path by path and says which it is", () => {
  const { gradient, part } = card("n0", at(3));
  assert.deepEqual([gradient, part], ["3.000", "1/2"]);
  const whole = card("n0", at(4));
  assert.deepEqual([whole.gradient, whole.part], ["6.000", ""]);
});

test("what is talked about is marked, with its way", () => {
  assert.equal(card("n1", at(1)).marks, "is-forward is-focus");
  assert.equal(card("n0", at(3)).marks, "is-backward is-focus");
  assert.equal(edge("e0", at(3)).marks, "is-backward");
  assert.equal(edge("e0", at(4)).marks, "is-walked");
  assert.equal(edge("e1", at(0)).marks, "is-waiting");
  assert.equal(edge("e1", at(1)).marks, "is-forward");
  assert.equal(at(1).phase, "forward");
  assert.equal(at(2).phase, "backward");
});

test("predict mode hides the number that is asked for, and that alone", () => {
  const now = at(3, { isHidden: true, isPredicting: true });
  assert.equal(card("n0", now).gradient, "?");
  assert.equal(card("n0", now).value, "3.000");
  assert.equal(card("n1", now).gradient, "1.000");
  const forward = at(1, { isHidden: true, isPredicting: true });
  assert.equal(card("n1", forward).value, "?");
});

test("predict mode hides slopes until their edge was walked and its number told", () => {
  const asked = at(3, { isHidden: true, isPredicting: true });
  assert.equal(edge("e0", asked).pill, "?");
  assert.equal(edge("e1", asked).pill, "?");
  const told = at(3, { isPredicting: true });
  assert.equal(edge("e0", told).pill, "3.000");
  assert.equal(edge("e1", told).pill, "?");
  assert.equal(edge("e1", at(0)).pill, "3.000");
});

test("what two foldings have in common is when the engine came by", () => {
  assert.deepEqual(line.clock, [-1, 1, 1e9, 2e9, 2e9 + 1]);
  assert.equal(latest([{ at: 1 }, { at: 4 }], 0), null);
  assert.equal(latest([{ at: 1 }, { at: 4 }], 3).at, 1);
});

const question = {
  kind: "number",
  answer: -1.215,
  size: 1.215,
  mistakes: [{ value: 1.215, says: "the sign is wrong" }],
  again: "What has arrived?",
};

test("a prediction is judged to one per cent", () => {
  const kind = (text) => judge(question, text).kind;
  assert.equal(kind("-1.215"), "good");
  assert.equal(kind("−2.366 × 0.514"), "good");
  assert.equal(kind("-1.2271"), "good");
  assert.equal(kind("-1.2273"), "bad");
  assert.equal(kind("minus a bit"), "note");
  assert.equal(kind("-121.5%"), "good");
  assert.match(judge(question, "1.215").text, /Not yet: the sign is wrong\./);
  assert.equal(judge(question, "7").text, "Not yet. What has arrived?");
});

test("of a total of zero, one per cent is that of what was added", () => {
  const nothing = { kind: "number", answer: 0, size: 2, mistakes: [] };
  assert.equal(judge(nothing, "0.019").kind, "good");
  assert.equal(judge(nothing, "0.021").kind, "bad");
});

test("a shape is read as one writes it", () => {
  for (const text of ["(2, 3)", "2×3", "2x3", "2 3", "[2,3]", "2 by 3", " shape = (2, 3) "]) {
    assert.deepEqual(readShape(text), [2, 3], text);
  }
  for (const text of ["(3,)", "3", "3,"]) assert.deepEqual(readShape(text), [3], text);
  for (const text of ["()", "scalar"]) assert.deepEqual(readShape(text), [], text);
  for (const text of ["", "two", "2.5", "-1"]) assert.equal(readShape(text), null, text);
});

test("a wrong shape is told why", () => {
  const asked = {
    kind: "shape",
    answer: [2, 1],
    mistakes: [{ value: [1, 2], says: "that is transposed" }],
    again: "It is like its array.",
  };
  assert.equal(judge(asked, "2×1").kind, "good");
  assert.match(judge(asked, "1×2").text, /Not yet: that is transposed\./);
  assert.equal(judge(asked, "7").text, "Not yet. It is like its array.");
  assert.equal(judge(asked, "a few").kind, "note");
});

test("the tally counts first tries, and each question once", () => {
  const [a, b, c] = [{}, {}, {}];
  const tally = new Tally();
  assert.equal(tally.says(3), "3 to predict");
  tally.count(a, true);
  tally.count(a, true);
  assert.equal(tally.says(3), "1 of 1 right at first try, 2 to go");
  tally.count(b, false);
  assert.equal(tally.says(3), "1 of 1 right at first try, 2 to go");
  tally.count(b, true);
  tally.count(c, null);
  assert.equal(tally.says(3), "1 of 3 right at first try");
  tally.clear();
  assert.equal(tally.says(3), "3 to predict");
});

test("a node tells nothing that is still to come", () => {
  const array = { id: "n1", name: "y", shape: [2, 3], dtype: "float64", norm: "83.67" };
  const entry = {
    node: { ...array, anomaly: "born" },
    value: [{ at: 1, text: "[[1 2 3] [4 5 6]]" }],
    gradient: [{ at: 2, text: "7.500" }],
  };
  const more = {
    rule: "a × b",
    maps: { value: "map", gradient: "map" },
    edges: [{ source: "n0", target: "n1", local: "3.000" }],
    nameOf: () => "a",
  };
  const tell = (position, flags) => facts(entry, at(position, flags), more);
  const before = tell(0);
  assert.equal(before.value, "not computed yet");
  for (const key of ["norm", "note", "locals", "maps"]) assert.ok(!before[key], key);
  const known = tell(1);
  assert.equal(known.norm, "83.67");
  assert.deepEqual(known.maps, { value: "map", gradient: null });
  const asked = tell(1, { isHidden: true, isPredicting: true });
  assert.deepEqual([asked.value, asked.shape, asked.norm], ["?", "?", ""]);
  assert.ok(!asked.maps && !asked.locals);
  const slope = tell(2, { isHidden: true, isPredicting: true });
  assert.equal(slope.gradient, "?");
  assert.equal(slope.maps.gradient, null);
});

test("the card of a node hides neither it nor its neighbour", () => {
  const box = { x: 100, y: 40, w: 100, h: 60 };
  const neighbour = { x: 230, y: 40, w: 100, h: 60 };
  const size = { w: 180, h: 90 };
  const [x, y] = freePlace(size, box, [neighbour], { w: 700, h: 300 });
  for (const other of [box, neighbour]) {
    const isBeside = x >= other.x + other.w || x + size.w <= other.x;
    assert.ok(isBeside || y >= other.y + other.h || y + size.h <= other.y);
  }
  assert.ok(x >= 0 && y >= 0 && x + size.w <= 700 && y + size.h <= 300);
});

test("what a hand does to the camera is not undone by a move under way", () => {
  const calls = [];
  globalThis.requestAnimationFrame = (move) => calls.push(move);
  globalThis.cancelAnimationFrame = (id) => delete calls[id - 1];
  globalThis.matchMedia = () => ({ matches: false });
  const sheet = { style: { setProperty() {} }, classList: { toggle() {} } };
  const boxes = new Map([["far", { x: 1900, y: 0, w: 50, h: 50 }]]);
  const size = { largest: 1, legible: 0.9, reading: 0.9 };
  const camera = new Camera({ whole: { x: 0, y: 0, w: 2000, h: 100 }, boxes, sheet, size });
  camera.resize(400, 200);
  camera.follow(["far"], "far", true);
  camera.showAll();
  const { seen } = camera;
  for (const move of calls.filter(Boolean)) move(1e9);
  assert.deepEqual(camera.seen, seen);
  assert.ok(camera.isFitted);
});

// What the stepper reveals and hides, and how it judges a prediction.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "../../lecture_lib/widgets/stepper/ask.js";
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

const frame = {
  answer: -1.215,
  contribution: "−1.215",
  mistakes: [{ value: 1.215, says: "the sign is wrong" }],
};

test("a prediction is judged to one per cent", () => {
  const kind = (text) => judge(frame, text).kind;
  assert.equal(kind("-1.215"), "good");
  assert.equal(kind("−2.366 × 0.514"), "good");
  assert.equal(kind("-1.2271"), "good");
  assert.equal(kind("-1.2273"), "bad");
  assert.equal(kind("minus a bit"), "note");
  assert.equal(kind("-121.5%"), "good");
  assert.match(judge(frame, "1.215").text, /Not yet: the sign is wrong\./);
});

test("of a total of zero, one per cent is that of what was added", () => {
  const nothing = { answer: 0, contribution: "−2.000", mistakes: [] };
  assert.equal(judge(nothing, "0.019").kind, "good");
  assert.equal(judge(nothing, "0.021").kind, "bad");
  assert.equal(judge({ answer: 0, mistakes: [] }, "0.009").kind, "good");
});

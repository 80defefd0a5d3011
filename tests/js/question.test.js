// How a question judges an answer.
import assert from "node:assert/strict";
import { test } from "node:test";

import { attempt, judge, tell } from "../../lecture_lib/lessons/question.js";

const content = {
  choices: [],
  targets: [0.5],
  allowed: [0.125],
  mistakes: [[[2], "that is the inverse"]],
  right: "Right.",
  wrong: "No.",
  unreadable: "A number, please.",
  solution: "It is ½.",
  limit: 3,
};

test("an answer at the very edge of what is allowed is right", () => {
  for (const text of ["0.5", "1/2", "50%", "0.625", "0,375"]) {
    assert.deepEqual(judge(content, text), { kind: "good", text: "Right." }, text);
  }
  assert.equal(judge(content, "0.6251").kind, "bad");
});

test("a mistake is named, what cannot be read is not wrong", () => {
  assert.deepEqual(judge(content, "2"), { kind: "bad", text: "that is the inverse" });
  assert.deepEqual(judge(content, "9"), { kind: "bad", text: "No." });
  assert.deepEqual(judge(content, "half"), { kind: "note", text: "A number, please." });
});

test("a choice is judged by its place", () => {
  const quiz = { ...content, choices: ["a", "b"], kinds: ["bad", "good"], told: ["No: …", "Yes."] };
  assert.deepEqual(judge(quiz, "b"), { kind: "good", text: "Yes." });
  assert.equal(judge(quiz, "a").kind, "bad");
  assert.equal(judge(quiz, "c").kind, "note");
});

test("the third wrong try is told the answer, and the same again is no try", () => {
  let kept = { response: "", tries: 0 };
  for (const text of ["9", "9", "half", "8"]) kept = attempt(content, kept, text);
  assert.deepEqual(kept, { response: "8", tries: 2 });
  assert.equal(tell(content, kept).text, "No.");
  kept = attempt(content, kept, "7");
  assert.deepEqual(tell(content, kept), { kind: "bad", text: "No. It is ½." });
  kept = attempt(content, kept, "0.5");
  assert.deepEqual(tell(content, kept), { kind: "note", text: "It is ½." });
});

test("Show uses up the tries, unless the answer is right", () => {
  const wrong = attempt(content, { response: "9", tries: 1 }, null);
  assert.deepEqual(wrong, { response: "9", tries: 3 });
  assert.equal(tell(content, wrong).text, "No. It is ½.");
  const right = { response: "0.5", tries: 1 };
  assert.equal(attempt(content, right, null), right);
});

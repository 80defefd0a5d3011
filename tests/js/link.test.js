// A state as a text: written, read again, and refused in words.
import assert from "node:assert/strict";
import { test } from "node:test";

import { linkOf, readLink, stateOf, writeLink } from "../../lecture_lib/widgets/js/link.js";

const CONTENT = {
  link: { name: "Bowl", earned: ["found"] },
  sliders: [
    { name: "rate", count: 5 },
    { name: "p", count: 3, values: [0.1, 0.5, 1] },
  ],
  choices: [{ name: "form", options: ["none, a bug", "10 % & more"] }],
  initial: { rate: 1, p: 0, form: 0, shown: [1, 1], place: [], x: -4.5, origin: "digit", found: 0 },
};
const BEGIN = "ll:Bowl?rate=1&p=0.1&form=none, a bug";

test("settings are named, and what is as it was is left out", () => {
  assert.equal(linkOf(CONTENT, CONTENT.initial), BEGIN);
  const state = { ...CONTENT.initial, rate: 4, p: 2, form: 1, shown: [0, 1], x: 1e-7, found: 1 };
  const link = linkOf(CONTENT, state);
  assert.equal(link, "ll:Bowl?rate=4&p=1&form=10 %25 %26 more&shown=0,1&x=1e-7");
  assert.deepEqual(stateOf(CONTENT, { found: 1 }, link), state);
});

test("whoever pastes keeps what they have found; an empty list is one", () => {
  const state = { ...CONTENT.initial, place: [2, 3], found: 7 };
  const now = { ...CONTENT.initial, found: 0 };
  const link = linkOf(CONTENT, state);
  assert.equal(link, `${BEGIN}&place=2,3`);
  assert.deepEqual(stateOf(CONTENT, now, link), { ...state, found: 0 });
  assert.deepEqual(stateOf(CONTENT, state, `${BEGIN}&place=`).place, []);
});

test("an option has the same key in all languages", () => {
  const keys = ["none, a bug", "10 % & more"];
  const german = { ...CONTENT, choices: [{ name: "form", options: ["keine", "10 %"], keys }] };
  assert.equal(linkOf(german, CONTENT.initial), BEGIN);
  assert.equal(stateOf(german, CONTENT.initial, BEGIN).form, 0);
  assert.throws(() => stateOf(german, CONTENT.initial, "ll:Bowl?form=keine"), {
    message: /form is “keine”; there is none, a bug; 10 % & more/,
  });
});

test("a link that a mail has wrapped is read", () => {
  const wrapped = "  ll:Bowl?rate=3&form=none,\n  a bug \n";
  assert.deepEqual(Object.fromEntries(readLink(wrapped, "Bowl")), {
    rate: "3",
    form: "none, a bug",
  });
  assert.equal(writeLink("Bowl", [["rate", 3]]), "ll:Bowl?rate=3");
});

test("what is no link, or another's, is refused in words", () => {
  const refused = {
    "a sentence": /no link to a widget; one begins with “ll:Bowl\?”/,
    "ll:Bowl": /no link/,
    "ll:Valley?rate=1": /a link to a Valley; here is a Bowl/,
    "ll:Bowl?speed=1": /no setting “speed”/,
    "ll:Bowl?found=1": /no setting “found”/,
    "ll:Bowl?rate=5": /rate is “5”; there is 0 to 4/,
    "ll:Bowl?rate=1.5": /there is 0 to 4/,
    "ll:Bowl?form=bug": /form is “bug”; there is none, a bug; 10 % & more/,
    "ll:Bowl?x=left": /x is “left”, which is no number/,
    "ll:Bowl?shown=1,two": /shown is “1,two”, which is no number/,
    "ll:Bowl?x=": /no number/,
    "ll:Bowl?origin=%E0%A4%A": /damaged/,
  };
  for (const [text, words] of Object.entries(refused)) {
    assert.throws(() => stateOf(CONTENT, CONTENT.initial, text), { message: words }, text);
  }
});

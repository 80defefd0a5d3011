// Predict mode: what a frame is about stays hidden until it has been entered.

import { calculate, make } from "../js/kit.js";
import { tr } from "../js/tr.js";

// A shape as one writes it: (2, 3), 2×3, 2 by 3, (3,), () or scalar; in German too, whichever
// language the page speaks. Null for anything else.
export function readShape(text) {
  const plain = text.trim().replace(/^(?:shape|form)\s*=?\s*/i, "");
  const inner = plain.replace(/^[([]\s*|\s*[)\]]$/g, "");
  if (/^(scalar|skalar|number|zahl|0-d)?$/i.test(inner)) return plain ? [] : null;
  const sizes = inner.split(/\s*(?:[×x*,;]|\b(?:by|mal)\b|\s)\s*/i).filter((part) => part);
  return sizes.every((part) => /^[0-9]+$/.test(part)) ? sizes.map(Number) : null;
}

// What the mistake betrays, or else where to look again.
const wrong = ({ again }, mistake) => ({
  kind: "bad",
  text: mistake ? tr("Not yet: {0}.", mistake.says) : `${tr("Not yet.")} ${again}`,
});

function judgeShape(question, text) {
  const shape = readShape(text);
  if (!shape) return { kind: "note", text: tr("That is no shape. Type one such as 4×7, or (9,).") };
  const isSame = (other) => other.length === shape.length && other.every((n, k) => n === shape[k]);
  if (isSame(question.answer)) return { kind: "good", text: tr("Right.") };
  return wrong(
    question,
    question.mistakes.find(({ value }) => isSame(value)),
  );
}

// Numbers on the screen have three or four digits; what is computed from them is right to 1 %.
function judgeNumber(question, text) {
  const x = calculate(text);
  if (!Number.isFinite(x)) {
    const text = tr("That is no number. Type one, or a product such as −2.4 × 0.5.");
    return { kind: "note", text };
  }
  const isNear = (value) => Math.abs(x - value) <= 0.01 * question.size;
  if (isNear(question.answer)) return { kind: "good", text: tr("Right.") };
  return wrong(
    question,
    question.mistakes.find(({ value }) => isNear(value)),
  );
}

export function judge(question, text) {
  return question.kind === "shape" ? judgeShape(question, text) : judgeNumber(question, text);
}

// How many questions were answered, and how many of them at the first try.
export class Tally {
  #tries = new Map();
  #first = 0;
  #done = 0;

  clear() {
    this.#tries.clear();
    [this.#first, this.#done] = [0, 0];
  }

  // A question counts once: when it is right, or when its answer was shown.
  count(question, isRight) {
    const tries = this.#tries.get(question) ?? 0;
    if (tries === Infinity) return;
    this.#tries.set(question, isRight === null || isRight ? Infinity : tries + 1);
    if (isRight === false) return;
    this.#done += 1;
    if (isRight && tries === 0) this.#first += 1;
  }

  // `total` counts from where one started; what was answered before that is to spare.
  says(total) {
    if (!this.#done) return tr("{0} to predict", total);
    const [first, done, left] = [this.#first, this.#done, total - this.#done];
    return left > 0
      ? tr("{0} of {1} right at first try, {2} to go", first, done, left)
      : tr("{0} of {1} right at first try", first, done);
  }
}

export class Ask {
  constructor({ onright, onshow, onnext }) {
    this.tally = new Tally();
    this.onnext = onnext;
    this.onright = onright;
    this.field = make("input", {
      type: "text",
      class: "ll-answer",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": tr("Your prediction"),
    });
    this.told = make("span", { class: "ll-told", role: "status" });
    this.label = make("span", { class: "ll-asked", dir: "auto" });
    this.score = make("span", { class: "ll-score" });
    this.submit = make("button", { type: "submit", class: "ll-word" }, tr("Check"));
    this.show = make(
      "button",
      {
        type: "button",
        class: "ll-word ll-quiet",
        onclick: () => {
          this.tally.count(this.question, null);
          this.tell({ kind: "", text: "" }); // what was told was of this question
          onshow();
          this.field.focus(); // the button goes away, and the keyboard must not go with it
        },
      },
      tr("Show"),
    );
    this.form = make(
      "form",
      {
        class: "ll-ask",
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          this.#entered();
        },
      },
      make("span", { class: "ll-asking" }, this.label, this.field, this.submit, this.show),
      this.told,
    );
  }

  // The field keeps the focus, so that Enter answers and goes on, again and again.
  #entered() {
    this.field.focus({ preventScroll: true });
    const { question } = this;
    if (!question) return this.onnext();
    const found = judge(question, this.field.value);
    if (found.kind !== "note") this.tally.count(question, found.kind === "good");
    if (found.kind === "good") {
      this.onright();
      this.field.value = this.question ? "" : this.field.value;
    } else this.field.select(); // the next one is typed over it
    this.tell(found);
  }

  tell({ kind, text }) {
    this.told.className = `ll-told ll-${kind}`;
    this.told.textContent = (kind ? { good: "✓ ", bad: "✗ ", note: "… " }[kind] : "") + text;
  }

  // Ask a question of `frame`; null when there is nothing (more) to ask here.
  put(frame, question, total) {
    const isNewFrame = this.frame !== frame;
    [this.frame, this.question] = [frame, question];
    // The last question stays beside its answer; where one starts, the numbers are known already.
    if (isNewFrame) this.asked = null;
    this.asked = question?.asks ?? this.asked;
    const nothing = frame.questions.length ? tr("Known already") : tr("Nothing to predict here");
    this.label.textContent = this.asked ?? nothing;
    this.field.readOnly = !question;
    const wanted = question?.kind === "shape" ? tr("a shape") : tr("a number");
    this.field.placeholder = question ? wanted : tr("Enter goes on");
    this.show.hidden = !question;
    this.submit.textContent = question ? tr("Check") : tr("Next");
    this.score.textContent = this.tally.says(total);
    if (!isNewFrame) return;
    this.field.value = "";
    this.tell({ kind: "", text: "" });
  }
}

// Predict mode: the number a frame is about stays hidden until one is entered.

import { calculate, make, readNumber } from "../js/kit.js";

// Numbers on the screen have three or four digits; what is computed from them is right to 1 %.
export function judge(frame, text) {
  const x = calculate(text);
  if (!Number.isFinite(x)) {
    return { kind: "note", text: "That is no number. Type one, or a product such as −2.4 × 0.5." };
  }
  const size = Math.max(
    Math.abs(frame.answer),
    Math.abs(readNumber(frame.contribution ?? "")) || 0,
  );
  const isNear = (value) => Math.abs(x - value) <= 0.01 * (size || 1);
  if (isNear(frame.answer)) return { kind: "good", text: "Right." };
  const mistake = frame.mistakes.find(({ value }) => isNear(value));
  return {
    kind: "bad",
    text: mistake
      ? `Not yet: ${mistake.says}.`
      : "Not yet. What has arrived, times the slope of this edge?",
  };
}

export class Ask {
  constructor({ onright, onshow, onnext }) {
    this.field = make("input", {
      type: "text",
      class: "ll-answer",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": "Your prediction",
      placeholder: "a number",
    });
    this.told = make("span", { class: "ll-told", role: "status" });
    this.label = make("span", { class: "ll-asked" });
    this.form = make(
      "form",
      {
        class: "ll-ask",
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          if (!this.frame || this.isDone) return onnext();
          const found = judge(this.frame, this.field.value);
          this.tell(found);
          if (found.kind === "good") {
            this.isDone = true;
            onright();
          }
        },
      },
      this.label,
      this.field,
      make("button", { type: "submit", class: "ll-word" }, "Check"),
      make(
        "button",
        { type: "button", class: "ll-word ll-quiet", onclick: () => onshow() },
        "Show",
      ),
      this.told,
    );
  }

  tell({ kind, text }) {
    this.told.className = `ll-told ll-${kind}`;
    this.told.textContent = (kind ? { good: "✓ ", bad: "✗ ", note: "… " }[kind] : "") + text;
  }

  // Ask for the number of `frame`; null when there is nothing to ask here.
  put(frame, label, isDone) {
    const isSame = this.frame === frame;
    this.frame = frame;
    this.isDone = isDone;
    this.label.textContent = label;
    for (const part of this.form.querySelectorAll("input, .ll-quiet"))
      part.disabled = !frame || isDone;
    this.form.querySelector("[type=submit]").textContent = !frame || isDone ? "Next" : "Check";
    if (isSame) return;
    this.field.value = "";
    this.tell({ kind: "", text: "" });
  }
}

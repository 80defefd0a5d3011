// What is told of an answer, and the button that gives it away.

import { make } from "../widgets/js/kit.js";
import { LANGUAGE, tr } from "../widgets/js/tr.js";

const SYMBOLS = { good: "✓", bad: "✗", note: "…" };

// A sentence of ours in which what the notebook says is marked as in its language, as style/lang.py
// does it.
function marked(text, { quoted, language }) {
  if (language === LANGUAGE || !quoted.length) return [text];
  const longestFirst = [...quoted].sort((a, b) => b.length - a.length);
  const literal = longestFirst.map((one) => one.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_])(${literal.join("|")})(?![\\p{L}\\p{N}_])`, "u");
  return text
    .split(whole)
    .map((part, k) => (k % 2 ? make("span", { lang: language }, part) : part));
}

// `told` and `give` stand on the card; `write` says something in the first.
export function reply(id, content) {
  const told = make("p", { class: "ll-told", id: `${id}-told`, role: "status", tabindex: -1 });
  const give = make(
    "button",
    { type: "button", class: "ll-show", "aria-label": tr("Show the answer"), hidden: true },
    tr("Show"),
  );

  function write({ kind, text } = { kind: "", text: "" }) {
    told.replaceChildren();
    told.className = `ll-told ${kind && `ll-${kind}`}`;
    if (!kind) return;
    told.append(
      make("span", { "aria-hidden": "true" }, SYMBOLS[kind]),
      " ",
      ...marked(text, content),
    );
  }

  return { told, give, write };
}

// The end of every widget's bar: copy its state, set one that was copied, fill the screen.

import { iconButton, make } from "./kit.js";
import { TYPED, presenting } from "./screen.js";
import { tr } from "./tr.js";

const COPIED = tr("Copied. Whoever pastes it into this widget sees what you see.");
const BY_HAND = tr("The browser keeps its clipboard to itself. Copy this:");
const INTO = tr("The browser keeps its clipboard to itself. Paste it here:");
const DONE = tr("It shows what you pasted.");

// A text pasted anywhere into the widget, but not one that is pasted into a field of its own.
function hearPastes(root, { take, field, clear, own }) {
  root.addEventListener("paste", (event) => {
    if (event.target !== field && event.target.matches(TYPED)) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.clipboardData.getData("text"));
  });
  root.addEventListener("click", ({ target }) => {
    if (!own.some((part) => part.contains(target))) clear();
  });
}

// `link()` is the present state as a text; `open(text)` sets one, or throws why not, in words.
export function sharing({ screen, link, open }) {
  const says = make("span", { role: "status" });
  // In the page only while it is needed; JupyterLab is to leave its keys alone.
  const field = make("input", {
    type: "text",
    class: "ll-link",
    "aria-label": tr("Link"),
    "data-lm-suppress-shortcuts": "true",
  });
  const notice = make("p", { class: "ll-notice" }, says);

  const tell = (text, look = "", shown = null) => {
    says.textContent = text;
    notice.className = `ll-notice ${look}`;
    notice.replaceChildren(says, ...(shown === null ? [] : [field]));
    field.value = shown ?? "";
    if (shown === null) return;
    field.readOnly = Boolean(shown);
    field.focus();
    field.select();
  };
  const copy = async () => {
    const text = link();
    try {
      await navigator.clipboard.writeText(text);
      tell(COPIED);
    } catch {
      tell(BY_HAND, "", text);
    }
  };
  const take = (text) => {
    try {
      open(text);
      tell(DONE);
    } catch (refused) {
      tell(refused.message, "ll-refused");
    }
  };
  const paste = async () => {
    let text;
    try {
      text = await navigator.clipboard.readText();
    } catch {
      return tell(INTO, "", "");
    }
    take(text);
  };

  const { present, turned } = presenting(screen);
  const bar = make(
    "span",
    { class: "ll-tools", role: "group", "aria-label": tr("Share and present") },
    iconButton("copy", tr("Copy a link to this state"), copy),
    iconButton("paste", tr("Paste a link"), paste, "Ctrl+V"),
    present,
  );
  const heard = { take, field, clear: () => says.textContent && tell(""), own: [bar, notice] };
  return { bar, notice, present, turned, listen: (root) => hearPastes(root, heard) };
}

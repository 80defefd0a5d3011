// A question that judges its own answers, so that an exported page asks and tells without a kernel.
// `readNumbers` and `judge` do what reading.py, predict.py and quiz.py do; a test compares them.

const NUMBER = String.raw`[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?`;
const TOKEN = new RegExp(`^(${NUMBER})(?:/(${NUMBER}))?(%?)$`);
const LONGEST = 200;

function readNumber(token) {
  const found = TOKEN.exec(token);
  if (!found) return NaN;
  const [top, bottom] = [found[1], found[2] ?? "1"].map((digits) => Number(digits.replace(",", ".")));
  return top / bottom / (found[3] ? 100 : 1);
}

export function readNumbers(text, count) {
  const plain = text.replace(/[\u2212\u2013]/g, "-").trim()
    .replace(/^[()[\]{} ]+|[()[\]{} ]+$/g, "").replace(/\s*\/\s*/g, "/");
  let tokens = plain.split(/\s*;\s*|\s*,\s+|\s+/).filter((token) => token);
  if (tokens.length === 1 && count > 1) tokens = plain.split(",");
  const numbers = tokens.map(readNumber);
  const readable = numbers.length === count && numbers.every(Number.isFinite)
    && text.length <= LONGEST;
  return readable ? numbers : null;
}

export function judge(content, response) {
  const unreadable = { kind: "note", text: content.unreadable };
  if (content.choices.length) {
    const chosen = content.choices.indexOf(response);
    return chosen < 0 ? unreadable : { kind: content.kinds[chosen], text: content.told[chosen] };
  }
  const numbers = readNumbers(response, content.targets.length);
  if (!numbers) return unreadable;
  const near = (targets, allowed = content.allowed) =>
    targets.every((target, i) => Math.abs(numbers[i] - target) <= allowed[i]);
  if (near(content.targets)) return { kind: "good", text: content.right };
  const mistake = content.mistakes.find(([targets, , allowed]) => near(targets, allowed));
  return { kind: "bad", text: mistake ? mistake[1] : content.wrong };
}

const SYMBOLS = { good: "✓", bad: "✗", note: "…" };
let asked = 0;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function numberField(id, submit) {
  const field = element("input", {
    type: "text", id, size: "14", autocomplete: "off", spellcheck: "false", inputmode: "text",
    "aria-describedby": `${id}-told`,
  });
  const form = element("form", { novalidate: "" }, field,
    element("button", { type: "submit" }, "Check"));
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(field.value.trim()); });
  return { form, show: (response) => { if (response) field.value = response; } };
}

function choiceList(id, choices, submit) {
  const buttons = choices.map((choice, i) => {
    const button = element("input", { type: "radio", name: id, id: `${id}-${i}`, value: String(i) });
    button.addEventListener("change", () => submit(choice));
    return button;
  });
  const form = element("fieldset", { "aria-labelledby": `${id}-asked` }, ...choices.map((choice, i) =>
    element("label", { for: `${id}-${i}`, dir: "auto" }, buttons[i], choice)));
  const show = (response) => buttons.forEach((b, i) => { b.checked = choices[i] === response; });
  return { form, show };
}

function render({ model, el }) {
  const content = model.get("content");
  const id = `ll-question-${Date.now().toString(36)}-${asked++}`;
  const told = element("p", { class: "ll-told", id: `${id}-told`, role: "status" });

  function tell(response) {
    const { kind, text } = response ? judge(content, response) : { kind: "", text: "" };
    told.replaceChildren();
    told.className = `ll-told ${kind && `ll-${kind}`}`;
    if (kind) told.append(element("span", { "aria-hidden": "true" }, SYMBOLS[kind]), ` ${text}`);
    return kind;
  }

  function submit(response) {
    if (["good", "bad"].includes(tell(response || " "))) {
      model.set("response", response);
      model.save_changes();
    }
  }

  const { form, show } = content.choices.length
    ? choiceList(id, content.choices, submit) : numberField(id, submit);
  const sort = element("span", { class: "ll-sort" }, content.sort);
  const question = element(content.choices.length ? "p" : "label",
    { id: `${id}-asked`, for: id, class: "ll-asked", dir: "auto" }, content.question);
  const card = element("div", { class: "ll-question", role: "group" }, sort, question, form, told);
  // Arrow keys and letters belong to the answer here, not to the notebook or the slides.
  // JupyterLab asks the focused element itself, before any listener of ours could run.
  card.addEventListener("keydown", (event) => event.stopPropagation());
  for (const control of card.querySelectorAll("input, button")) {
    control.dataset.lmSuppressShortcuts = "true";
  }
  el.replaceChildren(card);

  const refresh = () => { show(model.get("response")); tell(model.get("response")); };
  model.on("change:response", refresh);
  refresh();
  return () => model.off("change:response", refresh);
}

export default { render };

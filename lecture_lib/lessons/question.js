// A question that judges its own answers, so that an exported page asks and tells without a kernel.
// `judge` does what predict.py and quiz.py do; a test compares them.

import { keepKeys, make, readNumbers, unique } from "../widgets/js/kit.js";

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

function numberField(id, submit) {
  const field = make("input", {
    type: "text",
    id,
    size: "14",
    autocomplete: "off",
    spellcheck: "false",
    inputmode: "text",
    "aria-describedby": `${id}-told`,
  });
  const form = make("form", { novalidate: "" }, field, make("button", { type: "submit" }, "Check"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(field.value.trim());
  });
  return {
    form,
    show: (response) => {
      if (response) field.value = response;
    },
  };
}

function choiceList(id, choices, submit) {
  const buttons = choices.map((choice, i) => {
    const button = make("input", {
      type: "radio",
      name: id,
      id: `${id}-${i}`,
      value: String(i),
    });
    button.addEventListener("change", () => submit(choice));
    return button;
  });
  const form = make(
    "fieldset",
    { "aria-labelledby": `${id}-asked` },
    ...choices.map((choice, i) =>
      make("label", { for: `${id}-${i}`, dir: "auto" }, buttons[i], choice),
    ),
  );
  const show = (response) =>
    buttons.forEach((b, i) => {
      b.checked = choices[i] === response;
    });
  return { form, show };
}

function render({ model, el }) {
  const content = model.get("content");
  const id = unique();
  const told = make("p", { class: "ll-told", id: `${id}-told`, role: "status" });

  function tell(response) {
    const { kind, text } = response ? judge(content, response) : { kind: "", text: "" };
    told.replaceChildren();
    told.className = `ll-told ${kind && `ll-${kind}`}`;
    if (kind) told.append(make("span", { "aria-hidden": "true" }, SYMBOLS[kind]), ` ${text}`);
    return kind;
  }

  function submit(response) {
    if (["good", "bad"].includes(tell(response || " "))) {
      model.set("response", response);
      model.save_changes();
    }
  }

  const { form, show } = content.choices.length
    ? choiceList(id, content.choices, submit)
    : numberField(id, submit);
  const sort = make("span", { class: "ll-sort" }, content.sort);
  const question = make(
    content.choices.length ? "p" : "label",
    { id: `${id}-asked`, for: id, class: "ll-asked", dir: "auto" },
    content.question,
  );
  const card = make("div", { class: "ll-question", role: "group" }, sort, question, form, told);
  // Arrow keys and letters belong to the answer here, not to the notebook or the slides.
  card.addEventListener("keydown", (event) => event.stopPropagation());
  keepKeys(card);
  el.replaceChildren(card);

  const refresh = () => {
    show(model.get("response"));
    tell(model.get("response"));
  };
  model.on("change:response", refresh);
  refresh();
  return () => model.off("change:response", refresh);
}

export default { render };

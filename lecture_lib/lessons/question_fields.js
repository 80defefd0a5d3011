// Where an answer is given: a field for numbers, or a list of options. Each is {form, show}: what
// stands on the card, and what shows the response that is kept.

import { make } from "../widgets/js/kit.js";
import { tr } from "../widgets/js/tr.js";

export function numberField(id, submit) {
  const field = make("input", {
    type: "text",
    id,
    size: "14",
    autocomplete: "off",
    spellcheck: "false",
    inputmode: "text",
    "aria-describedby": `${id}-told`,
  });
  const form = make(
    "form",
    { novalidate: "" },
    field,
    make("button", { type: "submit" }, tr("Check")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(field.value.trim());
  });
  return {
    form,
    show: (response) => {
      if (response) field.value = response;
    },
    retype: (text) => (field.value = text), // what cannot be read stays, to be mended
  };
}

export function choiceList(id, { choices, kinds, language }, submit) {
  const buttons = choices.map((choice, i) => {
    const button = make("input", {
      type: "radio",
      name: id,
      id: `${id}-${i}`,
      value: String(i),
    });
    // Not "change": who presses the right option again reads again why it is right.
    button.addEventListener("click", () => submit(choice));
    return button;
  });
  const form = make(
    "fieldset",
    { "aria-labelledby": `${id}-asked` },
    ...choices.map((choice, i) =>
      make("label", { for: `${id}-${i}`, lang: language, dir: "auto" }, buttons[i], choice),
    ),
  );
  // Arrow keys go from option to option; only a press chooses one, for it is an answer.
  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons.at((buttons.indexOf(event.target) + step) % buttons.length).focus();
  });
  const show = (response, isShown) =>
    buttons.forEach((button, i) => {
      button.checked = choices[i] === response;
      button.parentElement.classList.toggle("ll-right", isShown && kinds[i] === "good");
    });
  return { form, show };
}

// A question that judges its own answers, so that an exported page asks and tells without a kernel.
// What is kept is the response and the number of wrong tries. `judge`, `attempt` and `tell` do what
// questions/ does in Python: `feedback`, `answer` and `show`, `verdict`. A test compares them.

import { isAmbiguous, isTooLarge, keepKeys, make, readNumbers, unique } from "../widgets/js/kit.js";
import { LANGUAGE, tr } from "../widgets/js/tr.js";
import { choiceList, numberField } from "./question_fields.js";
import { reply } from "./question_reply.js";
import { longest, presentIn } from "./question_screen.js";

export function judge(content, response) {
  const unreadable = { kind: "note", text: content.unreadable };
  const ambiguous = { kind: "note", text: content.ambiguous };
  if (content.choices.length) {
    const chosen = content.choices.indexOf(response);
    return chosen < 0 ? unreadable : { kind: content.kinds[chosen], text: content.told[chosen] };
  }
  const numbers = readNumbers(response, content.targets.length);
  if (!numbers) {
    if (content.targets.length > 1) return unreadable;
    if (isAmbiguous(response)) return ambiguous;
    return isTooLarge(response) ? { kind: "note", text: content.tooLarge } : unreadable;
  }
  const near = (targets, allowed = content.allowed) =>
    targets.every((target, i) => Math.abs(numbers[i] - target) <= allowed[i]);
  if (near(content.targets)) return { kind: "good", text: content.right };
  const mistake = content.mistakes.find(([targets, , allowed]) => near(targets, allowed));
  return { kind: "bad", text: mistake ? mistake[1] : content.wrong };
}

// What is kept after a response, or after a press on *Show*, which is null and uses up the tries.
// A right answer stays.
export function attempt(content, kept, response) {
  const kind = (text) => judge(content, text).kind;
  if (kind(kept.response) === "good" && kept.tries < content.limit) return kept;
  if (response === null) return { ...kept, tries: content.limit };
  if (kind(response) === "note") return kept;
  const isTry = kind(response) === "bad" && response !== kept.response;
  return { response, tries: Math.min(kept.tries + isTry, content.limit) };
}

export function tell(content, { response, tries }) {
  const { kind, text } = judge(content, response);
  if (tries < content.limit) return { kind, text };
  if (kind === "bad") return { kind, text: `${text} ${content.solution}` };
  return { kind: "note", text: content.solution };
}

function render({ model, el }) {
  const content = model.get("content");
  const id = unique();
  const { told, give, write } = reply(id, content);
  const kept = () => ({ response: model.get("response"), tries: model.get("tries") });
  const isEmpty = ({ response, tries }) => !response && !tries;

  function submit(response) {
    const next = attempt(content, kept(), response);
    model.set(next);
    model.save_changes();
    refresh();
    // What is not kept is told all the same: it cannot be read, or comes after a right answer.
    if (response !== null && next.response !== response) {
      retype?.(response);
      const { kind, text } = judge(content, response);
      write({ kind, text: content.choices.length ? tr("“{0}”: {1}", response, text) : text });
    }
  }

  function refresh() {
    const { response, tries } = kept();
    show(response, tries >= content.limit);
    write(isEmpty(kept()) ? undefined : tell(content, kept()));
    const isSettled = tries >= content.limit || told.classList.contains("ll-good");
    card.toggleAttribute("data-settled", isSettled); // an exported page goes on from here
    give.hidden = !tries || isSettled;
  }

  give.addEventListener("click", () => {
    submit(null);
    told.focus(); // the button is gone
  });

  const { form, show, retype } = content.choices.length
    ? choiceList(id, content, submit)
    : numberField(id, submit);
  const sort = make("span", { class: "ll-sort" }, content.sort);
  const question = make(
    content.choices.length ? "p" : "label",
    { id: `${id}-asked`, for: id, class: "ll-asked", lang: content.language, dir: "auto" },
    content.question,
  );
  const group = { class: "ll-question", role: "group", lang: LANGUAGE };
  const card = make("div", group, sort, question, form);
  const { all, judged } = longest(content);
  const room = { class: "ll-judged", "data-longest": all, "data-longest-judged": judged };
  card.append(make("div", room, told, give));
  // Arrow keys and letters belong to the answer here, not to the notebook or the slides.
  card.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  });
  const leave = presentIn(el, card);
  keepKeys(card);

  model.on("change:response change:tries", refresh);
  refresh();
  return () => {
    leave();
    model.off("change:response change:tries", refresh);
  };
}

export default { render };

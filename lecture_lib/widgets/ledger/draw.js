// The ledger: filters, a table, and in each row what proves it.

import { keepKeys, make, unique } from "../js/kit.js";
import { readLink, writeLink } from "../js/link.js";
import { ownKeys, screenIn } from "../js/screen.js";
import { sharing } from "../js/share.js";
import { addressOf, counted, left, pathInLab, titleOf, valuesOf } from "./rows.js";

const LEDGER = "LedgerExplorer";
const SIGNS = { agrees: "✓", rounds: "≈", erratum: "‡", told: "¶", added: "+" };
const SEVERITIES = {
  A: "A · gives a wrong result",
  B: "B · imprecise, or unlike a source",
  C: "C · wording, notation",
};
const LABELS = {
  lecture: "lecture",
  verdict: "verdict",
  severity: "severity",
  notebook: "notebook",
  kind: "kind of slip",
};
const PLAIN = { true: "yes", false: "no" };
const VERDICTS = { told: "told, not computed", added: "added by us, no error" };
const HEADS = ["id", "what", "stated", "computed", "verdict"];
const NUMBERS = new Set(["stated", "computed"]);

const nameOf = { severity: (v) => SEVERITIES[v], notebook: titleOf, verdict: (v) => VERDICTS[v] };

function choiceOf(name, rows, field, change) {
  const id = unique();
  const options = valuesOf(rows, field).map((value) =>
    make("option", { value }, nameOf[name]?.(value) ?? value),
  );
  const select = make("select", { id }, make("option", { value: "" }, "all"), ...options);
  select.addEventListener("change", () => change(name, select.value));
  const label = make("label", { for: id }, LABELS[name]);
  return { name, field: select, block: make("div", { class: "ll-filter" }, label, select) };
}

function wordsOf(change) {
  const id = unique();
  const field = make("input", { id, type: "search", placeholder: "such as root, or E-T1" });
  field.addEventListener("input", () => change("words", field.value));
  const label = make("label", { for: id }, "words");
  return {
    name: "words",
    field,
    block: make("div", { class: "ll-filter ll-words" }, label, field),
  };
}

const plain = (text) => PLAIN[text] ?? text;

// A line of a proof: what it is, and its text.
const said = (name, text) =>
  text ? [make("dt", {}, name), make("dd", { dir: "auto" }, text)] : [];

function proofOf(row) {
  const list = make(
    "dl",
    {},
    ...said("printed", row.printed),
    ...said(row.verdict === "added" ? "we add" : "right", row.right),
    ...said("in its source", row.source),
    ...said("our setting", row.setting),
    ...said(row.verdict === "told" ? "why no number" : "note", row.note),
    ...said("in fairness", row.fair),
  );
  const path = row.notebook && pathInLab(row, location.pathname);
  const inLab = path && {
    "data-commandlinker-command": "docmanager:open",
    "data-commandlinker-args": JSON.stringify({ path }),
  };
  const link =
    row.notebook &&
    make(
      "p",
      {},
      "It stands in ",
      make(
        "a",
        { href: addressOf(row, location.pathname), target: "_blank", ...inLab },
        titleOf(row.notebook),
      ),
      ", last section.",
    );
  const code = row.code && make("pre", { tabindex: "0", "aria-label": "lines" }, row.code);
  return make("div", { class: "ll-proof" }, list.firstChild && list, code, link);
}

// Scroll the box, and not the page, so far that an open row shows as much of its proof as fits.
function bringUp(line, more) {
  const box = line.closest(".ll-box");
  const head = box.querySelector("thead th").getBoundingClientRect(); // the cells stick, not the head
  const below = more.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom;
  const above = line.getBoundingClientRect().top - head.bottom;
  if (below > 0 && above > 0) box.scrollTop += Math.min(below, above);
}

function lineOf(row) {
  const id = unique();
  const button = make(
    "button",
    { type: "button", "aria-label": row.id, "aria-expanded": "false", "aria-controls": id },
    row.id,
  );
  const sign = make("span", { "aria-hidden": "true" }, `${SIGNS[row.verdict]} `);
  const badge = row.severity && make("b", { class: `ll-badge ll-${row.severity}` }, row.severity);
  const word = row.verdict === "erratum" ? row.erratum : row.label;
  const line = make(
    "tr",
    { class: `ll-${row.verdict}` },
    make("th", { scope: "row" }, button),
    make("td", { class: "ll-what", dir: "auto" }, row.what),
    make(
      "td",
      { class: "ll-number" },
      plain(row.stated),
      row.setting && row.stated && make("small", {}, "our setting"),
    ),
    make("td", { class: "ll-number" }, plain(row.computed)),
    make("td", { class: "ll-verdict" }, sign, word, badge && " ", badge),
  );
  const cell = make("td", { colspan: HEADS.length });
  const more = make("tr", { class: "ll-more", id, hidden: true }, cell);
  const toggle = () => {
    const isOpen = more.hidden;
    if (isOpen && !cell.firstChild) cell.append(proofOf(row));
    more.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    line.classList.toggle("ll-open", isOpen);
    if (isOpen) bringUp(line, more);
  };
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    toggle();
  });
  line.addEventListener("click", () => {
    if (!getSelection().toString()) toggle(); // who marks text wants to copy it
  });
  return { row, nodes: [line, more] };
}

// Its filters as a link, and back; a value that no row has is refused.
function shared(model, screen, fields) {
  const open = (text) => {
    const state = Object.fromEntries(fields.map(({ name }) => [name, ""]));
    for (const [key, value] of readLink(text, LEDGER)) {
      if (!(key in state)) throw new Error(`There is no filter “${key}” here.`);
      const { options } = fields.find(({ name }) => name === key).field;
      if (options && ![...options].some((one) => one.value === value))
        throw new Error(`No row has ${key} “${value}”.`);
      state[key] = value;
    }
    model.set("state", state);
    model.save_changes();
  };
  const link = () =>
    writeLink(
      LEDGER,
      fields.map(({ name }) => [name, model.get("state")[name]]).filter(([, value]) => value),
    );
  return sharing({ screen, link, open });
}

function render({ model, el }) {
  const content = model.get("content");
  const { rows, filters } = content;
  const change = (name, value) => {
    model.set("state", { ...model.get("state"), [name]: value });
    model.save_changes();
  };
  const fields = [
    ...Object.keys(LABELS).map((name) => choiceOf(name, rows, filters[name], change)),
    wordsOf(change),
  ];
  const again = make("button", { type: "button", class: "ll-all" }, "Show all");
  again.addEventListener("click", () => {
    model.set("state", Object.fromEntries(Object.keys(filters).map((name) => [name, ""])));
    model.save_changes();
  });
  const count = make("p", { class: "ll-count", role: "status" });
  const lines = rows.map(lineOf);
  const body = make("tbody", {}, ...lines.flatMap(({ nodes }) => nodes));
  const head = make(
    "tr",
    {},
    ...HEADS.map((name) =>
      make("th", { scope: "col", class: NUMBERS.has(name) && "ll-number" }, name),
    ),
  );
  const table = make("table", { "aria-label": "Ledger" }, make("thead", {}, head), body);
  const box = make("div", { class: "ll-box", tabindex: "0" }, table);
  const screen = screenIn(el, (isFilling) => {
    root.classList.toggle("ll-filling", isFilling);
    share.turned();
    share.present.focus();
  });
  const share = shared(model, screen, fields);
  const root = make(
    "div",
    { class: "ll-ledger" },
    make("div", { class: "ll-filters" }, ...fields.map(({ block }) => block)),
    make("div", { class: "ll-line" }, count, again, share.bar),
    share.notice,
    box,
  );
  keepKeys(root);
  ownKeys(root);
  share.listen(root);
  screen.host.append(root);

  const update = () => {
    const state = model.get("state");
    const shown = new Set(left(rows, content, state));
    for (const { row, nodes } of lines) {
      nodes[0].hidden = !shown.has(row);
      const isOpen = nodes[0].classList.contains("ll-open");
      nodes[1].hidden = !shown.has(row) || !isOpen;
    }
    for (const { name, field } of fields) {
      if (field.value !== (state[name] ?? "")) field.value = state[name] ?? "";
    }
    count.textContent = counted([...shown], rows.length);
    again.hidden = !Object.values(state).some((value) => value);
  };
  model.on("change:state", update);
  update();
  return () => model.off("change:state", update);
}

export default { render };

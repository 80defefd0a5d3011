// The ledger: filters, a table, and in each row what proves it.

import { keepKeys, make, unique } from "../js/kit.js";
import { readLink, writeLink } from "../js/link.js";
import { ownKeys, screenIn } from "../js/screen.js";
import { sharing } from "../js/share.js";
import { LANGUAGE, tr } from "../js/tr.js";
import { addressOf, counted, labelOf, left, pathInLab, titleOf, valuesOf } from "./rows.js";

const LEDGER = "LedgerExplorer";
const SIGNS = { agrees: "✓", rounds: "≈", erratum: "‡", told: "¶", added: "+" };
const SEVERITIES = {
  A: tr("A · gives a wrong result"),
  B: tr("B · imprecise, or unlike a source"),
  C: tr("C · wording, notation"),
};
const LABELS = {
  lecture: tr("lecture"),
  verdict: tr("verdict"),
  severity: tr("severity"),
  notebook: tr("notebook"),
  kind: tr("kind of slip"),
};
const PLAIN = { true: tr("yes"), false: tr("no") };
const VERDICTS = {
  agrees: tr("agrees"),
  rounds: tr("rounds"),
  erratum: tr("erratum"),
  told: tr("told, not computed"),
  added: tr("added by us, no error"),
};
// Of errata.toml.
const KINDS = {
  "condition left out": tr("condition left out"),
  "added by us": tr("added by us"),
  "wrong index, place or shape": tr("wrong index, place or shape"),
  wording: tr("wording"),
  "missing root, norm or ε": tr("missing root, norm or ε"),
  "not as in its source": tr("not as in its source"),
  "sum for mean": tr("sum for mean"),
  "swapped, as min for max": tr("swapped, as min for max"),
  "wrong sign or digit": tr("wrong sign or digit"),
};
const FIGURES = "ll-number";
const HEADS = [
  [tr("id")],
  [tr("what")],
  [tr("stated"), FIGURES],
  [tr("computed"), FIGURES],
  [tr("verdict")],
];
const OPTIONS = { severity: SEVERITIES, verdict: VERDICTS, kind: KINDS };
// Rows say what notebooks say, in their language and with the letters of the lectures.
const GIVEN = { dir: "auto", lang: "en" };

function choiceOf(name, rows, field, change) {
  const id = unique();
  const options = valuesOf(rows, field).map((value) => {
    const said = OPTIONS[name]?.[value];
    const given = name === "notebook" ? titleOf(value) : value;
    return make("option", { value, lang: said ? null : "en" }, said ?? given);
  });
  const select = make("select", { id }, make("option", { value: "" }, tr("all")), ...options);
  select.addEventListener("change", () => change(name, select.value));
  const label = make("label", { for: id }, LABELS[name]);
  return { name, field: select, block: make("div", { class: "ll-filter" }, label, select) };
}

function wordsOf(change) {
  const id = unique();
  const field = make("input", { id, type: "search", placeholder: tr("such as root, or E-T1") });
  field.addEventListener("input", () => change("words", field.value));
  const label = make("label", { for: id }, tr("words"));
  return {
    name: "words",
    field,
    block: make("div", { class: "ll-filter ll-words" }, label, field),
  };
}

const plain = (text) => PLAIN[text] ?? text;

// A line of a proof: what it is, and its text.
const said = (name, text) => (text ? [make("dt", {}, name), make("dd", GIVEN, text)] : []);

function proofOf(row) {
  const list = make(
    "dl",
    {},
    ...said(tr("printed"), row.printed),
    ...said(row.verdict === "added" ? tr("we add") : tr("right"), row.right),
    ...said(tr("in its source"), row.source),
    ...said(tr("our setting"), row.setting),
    ...said(row.verdict === "told" ? tr("why no number") : tr("note"), row.note),
    ...said(tr("in fairness"), row.fair),
  );
  const path = row.notebook && pathInLab(row, location.pathname);
  const inLab = path && {
    "data-commandlinker-command": "docmanager:open",
    "data-commandlinker-args": JSON.stringify({ path }),
  };
  const [before, after] = tr("It stands in |, last section.").split("|");
  const address = { href: addressOf(row, location.pathname), target: "_blank", lang: "en" };
  const link =
    row.notebook &&
    make("p", {}, before, make("a", { ...address, ...inLab }, titleOf(row.notebook)), after);
  const lines = { tabindex: "0", "aria-label": tr("lines") };
  const code = row.code && make("pre", lines, row.code);
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

  const line = make(
    "tr",
    { class: `ll-${row.verdict}` },
    make("th", { scope: "row" }, button),
    make("td", { class: "ll-what", ...GIVEN }, row.what),
    make(
      "td",
      { class: FIGURES },
      plain(row.stated),
      row.setting && row.stated && make("small", {}, tr("our setting")),
    ),
    make("td", { class: FIGURES }, plain(row.computed)),
    make("td", { class: "ll-verdict" }, sign, labelOf(row), badge && " ", badge),
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
      if (!(key in state)) throw new Error(tr("There is no filter “{0}” here.", key));
      const { options } = fields.find(({ name }) => name === key).field;
      if (options && ![...options].some((one) => one.value === value))
        throw new Error(tr("No row has {0} “{1}”.", key, value));
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
  const again = make("button", { type: "button", class: "ll-all" }, tr("Show all"));
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
    ...HEADS.map(([name, look]) => make("th", { scope: "col", class: look }, name)),
  );
  const table = make("table", { "aria-label": tr("Ledger") }, make("thead", {}, head), body);
  const box = make("div", { class: "ll-box", tabindex: "0" }, table);
  const screen = screenIn(el, (isFilling) => {
    root.classList.toggle("ll-filling", isFilling);
    share.turned();
  });
  const share = shared(model, screen, fields);
  const root = make(
    "div",
    { class: "ll-ledger", lang: LANGUAGE },
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

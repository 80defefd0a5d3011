// Rows of the ledger: which of them the filters leave, what they add up to, and where one leads.

import { tr } from "../js/tr.js";

// Python's casefold and JavaScript's lower case differ in letters that no row has.
const fold = (text) => text.toLowerCase();

export function left(rows, { filters, told }, state) {
  const fields = Object.entries(filters).filter(([name, field]) => field && state[name]);
  const words = fold(state.words ?? "")
    .split(/\s+/)
    .filter((word) => word);
  const text = (row) => fold(told.map((field) => row[field]).join("\n"));
  return rows.filter(
    (row) =>
      fields.every(([name, field]) => row[field] === state[name]) &&
      words.every((word) => text(row).includes(word)),
  );
}

// The values of a field, in the order of the rows or of their names.
export function valuesOf(rows, field) {
  const found = [...new Set(rows.map((row) => row[field]))].filter((value) => value);
  return field === "lecturer" ? found : found.sort();
}

const rowsOf = (shown, all) => {
  if (shown < all)
    return all === 1 ? tr("{0} of {1} row", shown, all) : tr("{0} of {1} rows", shown, all);
  return all === 1 ? tr("All {0} row", all) : tr("All {0} rows", all);
};

// Such as “50 of 193 rows: 50 errata”.
export function counted(shown, all) {
  const count = (verdict) => shown.filter((row) => row.verdict === verdict).length;
  const [agree, round, errata, told, added] = ["agrees", "rounds", "erratum", "told", "added"].map(
    count,
  );
  const detail = [
    [agree, tr("{0} agrees", agree), tr("{0} agree", agree)],
    [round, tr("{0} rounds", round), tr("{0} round", round)],
    [errata, tr("{0} is an erratum", errata), tr("{0} are errata", errata)],
    [told, tr("{0} is told only", told), tr("{0} are told only", told)],
    [added, tr("{0} is added by us", added), tr("{0} are added by us", added)],
  ]
    .filter(([n]) => n)
    .map(([n, one, many]) => (n === 1 ? one : many))
    .join(", ");
  const of = rowsOf(shown.length, all);
  return detail ? `${of}: ${detail}.` : `${of}.`;
}

// What a row's verdict is called; a tolerance, and a lost figure, are told beside it.
const SAID = { agrees: tr("agrees"), rounds: tr("rounds") };
const ONLY = { told: tr("told only"), added: tr("added by us") };
export function labelOf({ verdict, label, erratum }) {
  if (verdict === "erratum") return erratum;
  if (ONLY[verdict]) return ONLY[verdict];
  const [first, ...more] = label.split(", ");
  const said = `${SAID[verdict]}${first.slice(verdict.length)}`;
  return more.includes("inferred") ? tr("{0}, inferred", said) : said;
}

// How a notebook is called: its number, and the words of its file.
export const titleOf = (notebook) => notebook.replace(/^(\d\d)_/, "$1 · ").replaceAll("_", " ");

// Where a row's notebook is, seen from the page that shows it: pages stand beside pages, notebooks
// beside notebooks.
export function addressOf({ notebook, section }, pathname) {
  const ending = /\.html?$/.test(pathname) ? "html" : "ipynb";
  return `${notebook}.${ending}#${encodeURIComponent(section)}`;
}

// In JupyterLab the path of that notebook from where the server stands, to open it there. Where its
// address names no notebook, they are taken to stand at the top.
export function pathInLab({ notebook }, pathname) {
  const here = /\/(?:lab|doc)(?:\/workspaces\/[^/]+)?(?:\/tree\/(.*))?$/.exec(pathname);
  if (!here) return null;
  const folder = decodeURIComponent(here[1] ?? "")
    .split("/")
    .slice(0, -1);
  return [...folder, `${notebook}.ipynb`].join("/");
}

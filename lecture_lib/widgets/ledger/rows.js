// Rows of the ledger: which of them the filters leave, what they add up to, and where one leads.

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

const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

// Such as “50 of 193 rows: 50 errata”.
export function counted(shown, all) {
  const count = (verdict) => shown.filter((row) => row.verdict === verdict).length;
  const parts = [
    [count("agrees"), "agrees", "agree"],
    [count("rounds"), "rounds", "round"],
    [count("erratum"), "is an erratum", "are errata"],
    [count("told"), "is told only", "are told only"],
    [count("added"), "is added by us", "are added by us"],
  ].filter(([n]) => n);
  const detail = parts.map((part) => plural(...part)).join(", ");
  const of = shown.length === all ? "All" : `${shown.length} of`;
  return `${of} ${plural(all, "row", "rows")}${detail ? `: ${detail}.` : "."}`;
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

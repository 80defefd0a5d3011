// Arrays side by side with the signs between them: what a frame works out. Where broadcasting is
// undone, what is added stands in one line with its sum.

import { formula, make } from "../js/kit.js";
import { tr } from "../js/tr.js";

// `hiding` is null, or what predict mode asks: { kind, place }. A question for a shape leaves
// nothing but the first array, for the rest would tell it; one for an entry hides the entries.
export function work(parts, hiding) {
  const shown = parts.map((part) => (part.secret && hiding ? hidden(part, hiding) : part));
  if (hiding?.kind === "shape" && parts.some((part) => part.secret)) {
    return [...shapeless(shown[0]), arrow(""), asked()];
  }
  const at = shown.findIndex((part) => part.summed === "down");
  if (at >= 0) return [...added(...shown.slice(at, at + 3)), ...shown.slice(at + 3).map(drawn)];
  return shown.map(drawn);
}

const drawn = (part) =>
  "entries" in part ? grid(part) : part.arrow ? arrow(part.sign) : sign(part.sign);

const shapeless = (part) => ("entries" in part ? [grid({ ...part, summed: "" })] : []);

function hidden(part, { kind, place }) {
  const isAsked = (i, j) => kind === "number" && place && place[0] === i && place[1] === j;
  return {
    ...part,
    norm: part.norm && "?",
    cells: part.cells.map((row) => row.map(() => 0)),
    entries: part.entries.map((row, i) => row.map((_, j) => (isAsked(i, j) ? "?" : "·"))),
  };
}

const sign = (text) => make("span", { class: "ll-sign" }, text);

const asked = () => make("span", { class: "ll-sign is-asked" }, "?");

const arrow = (text) => make("span", { class: "ll-sign is-arrow" }, make("span", {}, text));

function cellsOf({ entries, cells }) {
  if (entries.length) {
    return entries.map((row) =>
      row.map((text) =>
        make("span", { class: `ll-entry${text === "?" ? " is-asked" : ""}` }, text),
      ),
    );
  }
  return cells.map((row) =>
    row.map((cell) => {
      const sign = cell === null ? "is-odd" : cell < 0 ? "is-below" : "is-above";
      const depth = cell === null ? 1 : 0.08 + (0.92 * Math.abs(cell)) / 99;
      return make("span", { class: `ll-tint ${sign}`, style: `--depth: ${depth.toFixed(2)}` });
    }),
  );
}

const caption = ({ label, says }) =>
  make("figcaption", {}, label ? formula(label) : "", label && says ? ` ${says}` : (says ?? ""));

const size = ({ shape, norm }) =>
  make(
    "span",
    { class: "ll-size" },
    [shape, norm && tr("norm {0}", norm)].filter(Boolean).join(", "),
  );

function box(rows, columns, name) {
  return make(
    "span",
    { class: `ll-cells ${name}`, style: `--columns: ${columns}` },
    ...rows.flat(),
  );
}

function grid(part) {
  const rows = cellsOf(part);
  const look = part.entries.length ? "" : "is-map";
  const direction = part.summed ? `is-summed-${part.summed}` : "";
  return make(
    "figure",
    { class: `ll-grid of-${part.role}` },
    caption(part),
    box(rows, rows[0]?.length ?? 0, `${look} ${direction}`),
    size(part),
  );
}

// A sum down the columns, as one adds on paper: a line, and the sums under it.
function added(wide, told, sum) {
  const [terms, sums] = [wide, sum].map(cellsOf);
  const columns = terms[0].length;
  const names = `${wide.entries.length ? "" : "is-map"} is-summed-down`;
  const beside = (...children) => make("span", { class: "ll-beside" }, ...children);
  const line = (...children) => make("span", {}, ...children);
  return [
    make(
      "figure",
      { class: "ll-grid ll-sum of-gradient" },
      box(terms, columns, names),
      beside(line(wide.says), size(wide)),
      box(sums, columns, "is-total"),
      beside(line(`↓ ${told.sign}`), line(sum.label ? formula(sum.label) : "", " ", size(sum))),
    ),
  ];
}

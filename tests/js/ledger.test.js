// The ledger: which rows are left, how they are counted, and where their links lead.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addressOf,
  counted,
  labelOf,
  left,
  pathInLab,
  titleOf,
  valuesOf,
} from "../../lecture_lib/widgets/ledger/rows.js";

const CONTENT = {
  filters: { lecture: "lecturer", severity: "severity", words: "" },
  told: ["id", "what"],
};
const ROWS = [
  { id: "T-01", lecturer: "Titov", what: "A root", severity: "A", verdict: "erratum" },
  { id: "G-02", lecturer: "Glavaš", what: "a rate", severity: "", verdict: "agrees" },
  { id: "G-03", lecturer: "Glavaš", what: "ROOT and rate", severity: "B", verdict: "erratum" },
];
const ids = (state) => left(ROWS, CONTENT, state).map(({ id }) => id);

test("filters and words leave what fits all of them", () => {
  assert.deepEqual(ids({}), ["T-01", "G-02", "G-03"]);
  assert.deepEqual(ids({ lecture: "Glavaš", words: "" }), ["G-02", "G-03"]);
  assert.deepEqual(ids({ lecture: "Glavaš", words: " rate root " }), ["G-03"]);
  assert.deepEqual(ids({ severity: "A", words: "t-01" }), ["T-01"]);
  assert.deepEqual(ids({ words: "nobody" }), []);
});

test("a filter offers the values that there are", () => {
  assert.deepEqual(valuesOf(ROWS, "lecturer"), ["Titov", "Glavaš"]);
  assert.deepEqual(valuesOf(ROWS, "severity"), ["A", "B"]);
});

test("rows are counted in a sentence", () => {
  assert.equal(counted(ROWS, 3), "All 3 rows: 1 agrees, 2 are errata.");
  assert.equal(counted(ROWS.slice(0, 1), 3), "1 of 3 rows: 1 is an erratum.");
  assert.equal(counted([{ verdict: "added" }], 1), "All 1 row: 1 is added by us.");
  assert.equal(counted([], 1), "0 of 1 row.");
});

test("a verdict is called as the table of a notebook has it", () => {
  const label = (verdict, said, erratum = "") => labelOf({ verdict, label: said, erratum });
  for (const said of ["agrees", "agrees ±1e-12", "agrees, inferred", "agrees ±0.1, inferred"])
    assert.equal(label("agrees", said), said);
  assert.equal(label("rounds", "rounds"), "rounds");
  assert.equal(label("told", "told only"), "told only");
  assert.equal(label("added", "added by us"), "added by us");
  assert.equal(label("erratum", "erratum E-G18, inferred", "E-G18"), "E-G18");
});

test("a link leads from page to page and from notebook to notebook", () => {
  const row = { notebook: "02_duck_duck_goose", section: "For-those" };
  assert.equal(titleOf(row.notebook), "02 · duck duck goose");
  assert.equal(addressOf(row, "/a/17_the_ledger.html"), "02_duck_duck_goose.html#For-those");
  assert.equal(addressOf(row, "/lab/tree/17.ipynb"), "02_duck_duck_goose.ipynb#For-those");
  assert.equal(pathInLab(row, "/a/17_the_ledger.html"), null);
  assert.equal(pathInLab(row, "/doc/workspaces/a"), "02_duck_duck_goose.ipynb");
  assert.equal(pathInLab(row, "/lab/tree/17_the_ledger.ipynb"), "02_duck_duck_goose.ipynb");
  assert.equal(
    pathInLab(row, "/user/x/lab/workspaces/auto-1/tree/my%20notebooks/17.ipynb"),
    "my notebooks/02_duck_duck_goose.ipynb",
  );
});

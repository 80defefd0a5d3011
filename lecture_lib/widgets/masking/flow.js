// Words in lines, rows over one another: where each cell stands.

import { tr } from "../js/tr.js";

// One after the other in lines no wider than `room`: the line and x of each.
export function flow(widths, room, gap) {
  let [line, x] = [0, 0];
  const at = widths.map((width) => {
    if (x > 0 && x + width > room) [line, x] = [line + 1, 0];
    const place = { line, x };
    x += width + gap;
    return place;
  });
  return { at, lines: line + 1 };
}

// A span that is wider than the page is told by its ends.
function spanText(words, measure, room) {
  const whole = words.join(" ");
  return measure(whole) <= room ? whole : `${words[0]} … ${words.at(-1)}`;
}

// Columns of cells, the same in every row of a line; returns the cells and where the next begin.
function band(rows, top, { room, left, unit, measure }) {
  const heights = rows.map(({ kind }) => (kind === "above" ? 1.35 : 1.85) * unit);
  const tall = heights.reduce((sum, height) => sum + height, 0) + 0.6 * unit;
  const size = (text) => (text ? measure(text) + 0.85 * unit : 1.6 * unit);
  const widths = rows[0].texts.map((_, k) => Math.max(...rows.map(({ texts }) => size(texts[k]))));
  const { at, lines } = flow(widths, room - left, 0.25 * unit);
  let y = 0;
  const cells = rows.flatMap(({ kind, name, texts }, row) => {
    const y0 = y;
    y += heights[row];
    const labels = Array.from({ length: lines }, (_, line) => ({
      kind: "name",
      text: name,
      x: 0,
      y: top + line * tall + y0,
      height: heights[row],
    }));
    return [
      ...labels,
      ...texts.map((text, k) => ({
        kind,
        k,
        text,
        x: left + at[k].x,
        y: top + at[k].line * tall + y0,
        width: widths[k],
        inner: Math.min(size(text), widths[k]),
        height: heights[row],
      })),
    ];
  });
  return { cells, end: top + lines * tall };
}

// All cells of a scene: rows over one another, or what the decoder says behind what is read.
export function layout(scene, page) {
  const { objective, reads, says, above, told, isMask } = scene;
  const most = page.room - page.left - 1.2 * page.unit;
  const over = above && {
    kind: "above",
    name: tr("text"),
    texts: above.map((words) => (words.length ? spanText(words, page.measure, most) : "")),
  };
  const read = { kind: "reads", texts: reads.map((cell) => (isMask(cell) ? "" : told(cell))) };
  const said = { kind: "says", texts: says.map(told) };
  if (!objective.decoder) {
    const rows = [over, { ...read, name: tr("reads") }, { ...said, name: tr("says") }];
    return band(rows.filter(Boolean), 0, page);
  }
  const first = band([over, { ...read, name: tr("encoder") }].filter(Boolean), 0, page);
  const second = band([{ ...said, name: tr("decoder") }], first.end + 0.5 * page.unit, page);
  return { cells: [...first.cells, ...second.cells], end: second.end };
}

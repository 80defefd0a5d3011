// The card that tells all about one node: on hover or focus its numbers, on selection heat maps.

import { clamp, make } from "../js/kit.js";
import { tr } from "../js/tr.js";

const GAP = 10;
const KINDS = { parameter: tr("parameter"), data: tr("data") };
const ROLES = { value: tr("value"), gradient: tr("gradient") };

const overlap = (a, b) =>
  Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));

// Where a card of w × h hides least: never the node itself, and no other node if there is room.
// A box may weigh more than its area: what belongs together is to be seen together.
export function freePlace({ w, h }, node, others, room) {
  const [right, below] = [node.x + node.w + GAP, node.y + node.h + GAP];
  const [left, above] = [node.x - w - GAP, node.y - h - GAP];
  const middle = node.x + (node.w - w) / 2;
  const [last, bottom] = [room.w - w - 4, room.h - h - 4];
  const places = [
    ...[right, left].flatMap((x) => [node.y, node.y + node.h - h].map((y) => [x, y])),
    ...[below, above].flatMap((y) => [middle, node.x, node.x + node.w - w].map((x) => [x, y])),
    ...[4, last].flatMap((x) => [4, bottom].map((y) => [x, y])),
  ].map(([x, y]) => [clamp(x, 4, Math.max(last, 4)), clamp(y, 4, Math.max(bottom, 4))]);
  const cost = ([x, y]) =>
    others.reduce((sum, box) => sum + (box.weight ?? 1) * overlap({ x, y, w, h }, box), 0) +
    100 * overlap({ x, y, w, h }, node);
  return places.reduce((best, place) => (cost(place) < cost(best) ? place : best));
}

export class Detail {
  constructor() {
    this.card = make("div", {
      class: "ll-detail",
      role: "status",
      "aria-live": "polite",
      hidden: true,
    });
  }

  // `told` is { node, rule, value, gradient, norm, locals, note, maps }; nothing of it is markup.
  // `place` is the node's box, `others` are those of all nodes, `room` is what they stand in.
  show(told, place, others, room, isPinned) {
    const { node } = told;
    const line = (key, text, role = "") =>
      text &&
      make(
        "div",
        { class: "ll-line-of-detail" },
        make("span", { class: "ll-key" }, key),
        make("span", { class: `ll-said ${role}` }, text),
      );
    const maps =
      isPinned && told.maps
        ? make(
            "div",
            { class: "ll-maps" },
            told.maps.value && heatMap(told.maps.value, "value", node.name),
            told.maps.gradient && heatMap(told.maps.gradient, "gradient", node.name),
          )
        : null;
    this.card.replaceChildren(
      make(
        "div",
        { class: "ll-head-of-detail" },
        make("bdi", {}, node.name),
        told.rule && make("bdi", { class: "ll-rule-of-detail" }, `= ${told.rule}`),
      ),
      line(tr("value"), told.value, "is-value") || "",
      line([tr("gradient"), told.part].filter(Boolean).join(", "), told.gradient, "is-gradient") ||
        "",
      line(tr("shape"), told.shape) || "",
      line(tr("norm"), told.norm) || "",
      line(tr("local"), told.locals) || "",
      line(tr("scope"), node.scope.join(" / ")) || "",
      line(tr("kind"), KINDS[node.kind] ?? (node.kind === "scope" && node.label)) || "",
      line("⚠", told.note, "is-odd") || "",
      maps ?? (told.maps && make("div", { class: "ll-hint" }, tr("Click for a heat map"))) ?? "",
    );
    this.card.classList.toggle("is-pinned", isPinned);
    this.card.hidden = false;
    const { offsetWidth: w, offsetHeight: h } = this.card;
    const [x, y] = freePlace({ w, h }, place, others, room);
    this.card.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  hide() {
    this.card.hidden = true;
  }
}

// Signs differ in hue (purple below zero, green above) and, for who does not see hues, in a mark.
function heatMap(map, role, name) {
  const rows = map.cells.length,
    columns = map.cells[0]?.length ?? 0;
  const size = clamp(Math.floor(156 / Math.max(rows, columns, 1)), 12, 26);
  const shape = map.shape.join(" × ");
  const said = tr(
    "{0} of {1}, {2}: the largest entry has size {3}",
    ...[ROLES[role], name, shape, map.largest],
  );
  const svg = make("svg", {
    width: columns * size,
    height: rows * size,
    viewBox: `0 0 ${columns * size} ${rows * size}`,
    role: "img",
    "aria-label": said,
    class: "ll-map",
  });
  map.cells.forEach((row, i) =>
    row.forEach((cell, j) => {
      const sign = cell === null ? "odd" : cell < 0 ? "below" : "above";
      svg.append(
        make("rect", {
          x: j * size + 0.5,
          y: i * size + 0.5,
          width: size - 1,
          height: size - 1,
          rx: 2,
          class: `ll-cell ll-${sign}`,
          "fill-opacity": cell === null ? 1 : (0.06 + (0.94 * Math.abs(cell)) / 99).toFixed(2),
        }),
      );
      const mark = cell === null ? "!" : cell <= -5 ? "−" : "";
      if (mark) {
        svg.append(
          make(
            "text",
            {
              x: (j + 0.5) * size,
              y: (i + 0.5) * size + 4,
              "text-anchor": "middle",
              class: Math.abs(cell ?? 99) > 55 ? "ll-mark ll-on-dark" : "ll-mark",
            },
            mark,
          ),
        );
      }
    }),
  );
  const scale = make(
    "div",
    { class: "ll-scale", "aria-hidden": "true" },
    make("span", {}, `−${map.largest}`),
    make("i"),
    make("span", {}, map.largest),
  );
  return make(
    "figure",
    { class: `ll-figure is-${role}` },
    make(
      "figcaption",
      {},
      map.sampled ? tr("{0} (every so many rows and columns)", ROLES[role]) : ROLES[role],
    ),
    svg,
    scale,
  );
}

// The hidden units: their weights as small pictures, framed where the sum is above 0; and of one of
// them how its sum comes about.

import { clamp, make, number, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { placeOf } from "./ink.js";
import { shadePaths, shadesOf } from "./shades.js";

const [ACROSS, PITCH, SMALL, LARGE] = [8, 31, 3.25, 8];
const SIGNS = [
  [1, "ll-for"],
  [-1, "ll-against"],
];
const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -ACROSS, ArrowDown: ACROSS };

// Weights of a unit from −1 to 1, by its own largest: a weak unit is seen as well.
function weightsOf(V, unit) {
  const own = range(V.shape[0]).map((pixel) => V.value(pixel, unit));
  const largest = Math.max(...own.map(Math.abs)) || 1;
  return own.map((weight) => weight / largest);
}

function tile(weights, unit, pick) {
  const [x, y] = [PITCH * (unit % ACROSS), PITCH * Math.floor(unit / ACROSS)];
  const side = 8 * SMALL;
  const pictures = SIGNS.flatMap(([sign, name]) => {
    const shades = shadesOf(
      weights.map((weight) => sign * weight),
      SMALL,
    );
    return shadePaths(name).map((path, i) => {
      set(path, { d: shades[i] });
      return path;
    });
  });
  return make(
    "g",
    {
      class: "ll-tile",
      role: "radio",
      transform: `translate(${x} ${y})`,
      onpointerenter: () => pick(unit),
      onpointerdown: () => pick(unit),
      onfocus: () => pick(unit),
    },
    make("rect", { class: "ll-paper", width: side, height: side }),
    ...pictures,
    make("rect", { class: "ll-heard", x: -1, y: -1, width: side + 2, height: side + 2 }),
  );
}

// 8 × 8 numbers from −1 to 1 in two colours, drawn anew with each.
function picture(group, [x, y]) {
  const cells = range(64).map((pixel) => {
    const [u, v] = placeOf(pixel);
    return make("rect", { x: u * LARGE, y: v * LARGE, width: LARGE, height: LARGE });
  });
  const side = { width: 8 * LARGE, height: 8 * LARGE };
  const paper = make("rect", { class: "ll-paper", ...side });
  const frame = make("rect", { class: "ll-frame", ...side });
  group.append(make("g", { transform: `translate(${x} ${y})` }, paper, ...cells, frame));
  return (numbers) =>
    cells.forEach((cell, pixel) => {
      const one = numbers[pixel];
      set(cell, {
        class: one < 0 ? "ll-against" : "ll-for",
        "fill-opacity": Math.abs(one).toFixed(3),
      });
    });
}

// Ink × weights, and what they add up to.
function sumOf(group, all) {
  const write = (x, y, name, text = "") => {
    const made = make("text", { class: name, x, y }, text);
    group.append(made);
    return made;
  };
  const name = write(258, 178, "ll-label");
  write(354, 178, "ll-label", tr("ink × weights"));
  const [weights, product] = [picture(group, [258, 186]), picture(group, [354, 186])];
  write(450, 178, "ll-label", tr("added up"));
  const sum = write(450, 212, "ll-sum");
  write(450, 233, "ll-label", tr("passed on"));
  const passed = write(450, 250, "ll-passed");
  return ({ ink, sums, state: { unit } }) => {
    name.textContent = tr("weights of {0}", unit);
    weights(all[unit]);
    product(all[unit].map((weight, pixel) => weight * ink[pixel]));
    sum.textContent = number(sums[unit], 3);
    set(sum, { class: `ll-sum ${sums[unit] > 0 ? "ll-for" : "ll-against"}` });
    passed.textContent = number(Math.max(sums[unit], 0), 3);
  };
}

export function hiddenUnits(stage, { store, arrays: { V } }) {
  const count = V.shape[1];
  const all = range(count).map((unit) => weightsOf(V, unit));
  const pick = (unit) => unit !== store.now.unit && store.go({ unit });
  const tiles = all.map((weights, unit) => tile(weights, unit, pick));
  const keyed = (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(key in MOVES)) return;
    event.preventDefault();
    tiles[clamp(store.now.unit + MOVES[key], 0, count - 1)].focus();
  };
  const table = make(
    "g",
    {
      class: "ll-tiles",
      role: "radiogroup",
      "aria-label": tr("Hidden units"),
      transform: "translate(258 30)",
      onkeydown: keyed,
    },
    ...tiles,
  );
  const title = make("text", { class: "ll-title", x: 258, y: 20 });
  const group = make("g", {}, title, table);
  stage.append(group);
  const drawSum = sumOf(group, all);

  const draw = (now) => {
    const { sums, live, state } = now;
    title.textContent = tr("{0} sums: {1} above 0", count, live);
    tiles.forEach((one, unit) => {
      const isChosen = unit === state.unit;
      set(one, {
        "aria-checked": isChosen,
        "aria-label": tr("unit {0}, sum {1}", unit, number(sums[unit], 3)),
        tabindex: isChosen ? 0 : -1,
      });
      one.classList.toggle("ll-live", sums[unit] > 0);
      one.classList.toggle("ll-chosen", isChosen);
    });
    drawSum(now);
  };
  return { group, draw };
}

// What is said of a state, and of the challenge.

import { number } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { grouped, sizeText } from "./numbers.js";

export const size = (bytes) => sizeText(bytes, number);
// A round one without its zeros: of a device, or at a tick.
export const round = (bytes) => size(bytes).replace(/\.0+(?= )|(\.\d*[1-9])0+(?= )/, "$1");

const LARGEST = [
  tr("the parameters"),
  tr("the gradients"),
  tr("optimiser state"),
  tr("activations"),
];
const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

// 12853386240 as 12.85·10⁹: short, for a product.
export function short(count) {
  if (count < 1e5) return grouped(count);
  const power = count >= 9.995e8 ? 9 : count >= 9.995e5 ? 6 : 3;
  return `${number(count / 10 ** power, 4)}·10${{ 9: "⁹", 6: "⁶", 3: "³" }[power]}`;
}

export function fitsOn({ total }, rooms) {
  const held = Object.entries(rooms).filter(([, room]) => total <= room);
  return held.length ? held[0] : null;
}

const together = (text) => text.replaceAll(" ", "\u00a0"); // not broken between two lines

export function sentence(need, state, { models, rooms }) {
  const { parts, total, count, devices } = need;
  const largest = parts.indexOf(Math.max(...parts));
  const held = fitsOn(need, rooms);
  const fits = held
    ? tr("It fits into {0}.", together(round(held[1])))
    : tr("It fits into none of the three.");
  const name = models[state.model];
  const told = [
    `${name[0].toUpperCase()}${name.slice(1)}`,
    grouped(count),
    together(size(total)),
    percent(parts[largest] / total),
    LARGEST[largest],
  ];
  const takes =
    devices > 1
      ? tr(
          "{0}, {1} parameters, takes {2} on each of {5} devices, {3} of it {4}.",
          ...[...told, grouped(devices)],
        )
      : tr("{0}, {1} parameters, takes {2} on one device, {3} of it {4}.", ...told);
  return `${takes} ${fits}`;
}

// What was measured of this package's own model: in float32, with nothing computed again, alone.
export function measuredOf({ model, precision, again, stage, devices, rule, batch }, { measured }) {
  if (model || precision || again || (stage && devices)) return null;
  const [states, kept] = measured;
  return [...states[rule], kept[batch]];
}

// The lines under a part's size: how it is made.
export function madeOf(need, state) {
  const { devices, batch, length, kept, tokens } = need;
  const by = (stage) =>
    state.stage >= stage && devices > 1 ? [tr("÷ {0} devices", grouped(devices))] : [];
  const { parameter, gradient } = need.widths;
  const remembered = rememberedBy(need);
  return [
    [tr("{0} bytes × {1}", parameter, short(need.count)), ...by(3)],
    [tr("{0} bytes × {1}", gradient, short(need.count)), ...by(2)],
    remembered.length ? [...remembered, ...by(1)] : [tr("nothing")],
    [
      tr("{0} × {1} tokens", batch, grouped(length)),
      tr("× {0} a token", size(Math.round(kept / tokens))),
    ],
  ];
}

// The copy and what a rule keeps of each parameter in one line; sums of rows and columns in a second.
function rememberedBy({ count, numbers, widths: { copy, each } }) {
  const isDense = numbers % count === 0;
  const own = isDense ? (each * numbers) / count : 0;
  const bytes = copy && own ? `(${copy} + ${own})` : copy || own;
  return [
    ...(bytes ? [tr("{0} bytes × {1}", bytes, short(count))] : []),
    ...(isDense ? [] : [tr("{0} bytes × {1}", `${copy ? "+ " : ""}${each}`, short(numbers))]),
  ];
}

// Whether so few devices can do it, for a rule that is asked.
export const isBest = (state, need, { challenged, rooms, lengths }) =>
  state.model === challenged.model &&
  need.length === lengths.at(-1) &&
  state.devices === challenged.best[state.rule] &&
  need.total <= rooms[challenged.room];

// Until it is met, only what is missing is told, never how few devices it takes.
export function verdict(state, need, content) {
  const { challenged, rules } = content;
  const asked = Object.keys(challenged.best).map(Number);
  const met = asked.filter((one) => state.found.includes(one));
  if (met.length === asked.length) return tr("Reached with both.");
  const told = met.map((one) => tr("Reached with {0}.", rules[one]));
  if (!met.includes(state.rule)) told.push(missing(state, need, content, asked));
  return told.join(" ");
}

function missing(state, need, content, asked) {
  const { challenged, rooms, rules, models, lengths } = content;
  if (state.model !== challenged.model) {
    return tr("Not yet: take {0}.", models[challenged.model]);
  }
  if (need.length !== lengths.at(-1)) {
    return tr("Not yet: take texts of {0} tokens.", grouped(lengths.at(-1)));
  }
  if (!asked.includes(state.rule)) {
    return tr("Not yet: take {0} or {1}.", ...asked.map((one) => rules[one]));
  }
  if (need.total > rooms[challenged.room]) return tr("Not yet: it does not fit.");
  return isBest(state, need, content)
    ? tr("Not yet.")
    : tr("Not yet: it fits, but fewer can do it.");
}

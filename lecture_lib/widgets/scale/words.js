// What is said of a state, and of the challenge.

import { number } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { grouped } from "../memory/numbers.js";
import { bestOf, keyOf, roundsOf, totalOf, turns } from "./costs.js";

export const PARTS = [tr("work"), tr("latency"), tr("bytes")];
const TIMES = [
  [tr("years"), 31536000, 63072000],
  [tr("days"), 86400, 172800],
  ["h", 3600, 7200],
  ["min", 60, 999.5],
  ["s", 1, 0.9995],
  ["ms", 1e-3, 0.9995e-3],
  ["µs", 1e-6, 0],
];
const LEFT_OUT = tr("A model: computing while sending, uneven workers and failures are left out.");

// As seconds_text in Python.
export function secondsText(seconds) {
  const [name, unit] = TIMES.find(([, , least]) => seconds >= least);
  return `${number(seconds / unit, 3)} ${name}`;
}

export const percentText = (share) => `${Math.round(100 * share)}\u00a0%`;

export const namesOf = ({ servers }) => [
  servers === 1 ? tr("one server") : tr("{0} servers", servers),
  tr("tree"),
  tr("ring"),
];

export const roundText = (count) =>
  count === 1 ? tr("A round of {0} worker", 1) : tr("A round of {0} workers", grouped(count));

// Whose round it is, through which servers, and how much is sent.
function whoseRound({ workers, servers, share }, { choices }) {
  const many = grouped(workers);
  const who = workers === 1 ? tr("{0} worker", many) : tr("{0} workers", many);
  const served =
    servers === 1 ? tr("{0} with one server", who) : tr("{0} with {1} servers", who, servers);
  return share ? tr("{0}, {1} sent", served, choices[1].options[share]) : served;
}

// What a round is mostly made of.
function limitOf(parts) {
  const at = parts.indexOf(Math.max(...parts));
  return `${PARTS[at]} (${percentText(parts[at] / totalOf(parts))})`;
}

export function sentence(setting, content) {
  const rounds = roundsOf(setting, content);
  const speeds = rounds.map((parts) => setting.work / totalOf(parts));
  const best = speeds.indexOf(Math.max(...speeds));
  const told = rounds.map((parts, i) => [number(speeds[i], 3), limitOf(parts)]);
  const whose = whoseRound(setting, content);
  const first = tr("{0}: {1} times as fast, limited by {2}.", whose, ...told[0]);
  const second = [
    tr("Neither tree nor ring is faster."),
    tr("Fastest is the tree: {0} times as fast, limited by {1}.", ...told[1]),
    tr("Fastest is the ring: {0} times as fast, limited by {1}.", ...told[2]),
  ][best];
  return [
    [`${first} ${second}`, ""],
    [LEFT_OUT, "ll-left-out"],
  ];
}

// With more servers than workers each worker has a link of its own.
function whyBest(best, { servers }) {
  if (best > servers || servers === 1) return tr("half work, half sending");
  return best === servers
    ? tr("more would share links")
    : tr("work and latency take the same time");
}

// The best number is told once it has been found, for the settings it was found for.
export function verdict(state, setting, content) {
  if (state.share) return tr("Not yet: send all of the gradient.");
  if (state.found.includes(keyOf(state))) {
    const best = bestOf(setting);
    const why = whyBest(best, setting);
    return tr("Reached: R*\u00a0=\u00a0{0} (★): {1}.", number(best, 3), why);
  }
  if (!turns(setting, content)) return tr("Not yet: here the server’s curve does not turn.");
  return state.found.length ? tr("It is another round now: look again.") : tr("Not yet.");
}

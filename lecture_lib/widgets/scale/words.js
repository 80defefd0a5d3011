// What is said of a state, and of the challenge.

import { number } from "../js/kit.js";
import { grouped } from "../memory/numbers.js";
import { bestOf, keyOf, roundsOf, totalOf, turns } from "./costs.js";

const PARTS = ["work", "latency", "bytes"];
const TIMES = [
  ["years", 31536000, 63072000],
  ["days", 86400, 172800],
  ["h", 3600, 7200],
  ["min", 60, 999.5],
  ["s", 1, 0.9995],
  ["ms", 1e-3, 0.9995e-3],
  ["µs", 1e-6, 0],
];
const LEFT_OUT = "A model: computing while sending, uneven workers and failures are left out.";

// As seconds_text in Python.
export function secondsText(seconds) {
  const [name, unit] = TIMES.find(([, , least]) => seconds >= least);
  return `${number(seconds / unit, 3)} ${name}`;
}

export const percentText = (share) => `${Math.round(100 * share)}\u00a0%`;

export const namesOf = ({ servers }) => [
  servers === 1 ? "one server" : `${servers} servers`,
  "tree",
  "ring",
];

export const workersText = (count) => `${grouped(count)} worker${count === 1 ? "" : "s"}`;

// What a round is mostly made of.
function limitOf(parts) {
  const at = parts.indexOf(Math.max(...parts));
  return `${PARTS[at]} (${percentText(parts[at] / totalOf(parts))})`;
}

const times = (speed) => `${number(speed, 3)} times as fast`;

export function sentence(setting, content) {
  const rounds = roundsOf(setting, content);
  const speeds = rounds.map((parts) => setting.work / totalOf(parts));
  const best = speeds.indexOf(Math.max(...speeds));
  const [server, ...others] = namesOf(setting);
  const fastest = [server, ...others.map((name) => `the ${name}`)][best];
  const sent = setting.share ? `, ${content.choices[1].options[setting.share]} sent` : "";
  const first =
    `${workersText(setting.workers)} with ${server}${sent}: ${times(speeds[0])}, ` +
    `limited by ${limitOf(rounds[0])}.`;
  const second = best
    ? ` Fastest is ${fastest}: ${times(speeds[best])}, limited by ${limitOf(rounds[best])}.`
    : " Neither tree nor ring is faster.";
  return [
    [first + second, ""],
    [LEFT_OUT, "ll-left-out"],
  ];
}

// With more servers than workers each worker has a link of its own.
function whyBest(best, { servers }) {
  if (best > servers || servers === 1) return "half work, half sending";
  return best === servers ? "more would share links" : "work and latency take the same time";
}

// The best number is told once it has been found, for the settings it was found for.
export function verdict(state, setting, content) {
  if (state.share) return "Not yet: send all of the gradient.";
  if (state.found.includes(keyOf(state))) {
    const best = bestOf(setting);
    return `Reached: R*\u00a0=\u00a0${number(best, 3)} (★): ${whyBest(best, setting)}.`;
  }
  if (!turns(setting, content)) return "Not yet: here the server’s curve does not turn.";
  return state.found.length ? "It is another round now: look again." : "Not yet.";
}

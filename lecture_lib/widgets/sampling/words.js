// What the explorer says of a state: shares with their errors, the next word, what was tried.

import { number } from "../js/kit.js";
import { tr } from "../js/tr.js";

const SLIDERS = 3;

// The knob that is turned, or −1, and where its setting is in the arrays.
export function settingOf(state, { sliders, places, rests }) {
  const knob = sliders.slice(0, SLIDERS).findIndex(({ name }, i) => state[name] !== rests[i]);
  return { knob, setting: knob < 0 ? 0 : places[knob][state[sliders[knob].name]] };
}

// Of a knob the settings that may be seen: all once they are told, else those that were tried and
// the present one, on a line that begins where all knobs are off.
export function seenOf(knob, setting, tried, isTold, { places }) {
  const isSeen = (one) => isTold || one === setting || tried.includes(one);
  const own = places[knob].filter((one) => one && isSeen(one));
  return own.length ? places[knob].filter((one) => !one || own.includes(one)) : [];
}

// Fewer decimals where there are more digits before them: 0.04 %, 4.1 %, 41 %.
export function percent(share) {
  if (!share) return "0";
  const value = 100 * share;
  if (value < 0.01) return "<0.01";
  return value.toFixed(value < 0.995 ? 2 : value < 99.95 ? 1 : 0);
}

const measured = (share, error) =>
  `${(100 * share).toFixed(1)}\u00a0±\u00a0${(100 * error).toFixed(1)}\u00a0%`;

const nameOf = (knob, position, { sliders }) =>
  `${sliders[knob].label.split(" ")[0]}, ${sliders[knob].texts[position].replaceAll(" ", "\u00a0")}`;

export function sentence(state, { knob, setting }, content, arrays) {
  const { prompt } = state;
  const name =
    knob < 0 ? tr("All knobs off") : nameOf(knob, state[content.sliders[knob].name], content);
  const [a, v] = ["accepted", "variety"].map((one) =>
    measured(arrays[one].value(setting), arrays[`${one} error`].value(setting)),
  );
  const [drawn, wrong] = ["entropy", "wrong"].map((one) => arrays[one].value(prompt, setting));
  const least = arrays.least.value(prompt);
  const language = (100 * content.language).toFixed(1);
  const first = tr(
    "{0}: {1} of the sentences are accepted. Of {2} accepted ones {3} are different " +
      "(the language itself: {4}\u00a0%). ± is two standard errors.",
    ...[`${name[0].toUpperCase()}${name.slice(1)}`, a, arrays.compared.value(setting), v, language],
  );
  const second = tr(
    "Next word: entropy {0} nats, in truth {1}; wrong words ✗ have {2}\u00a0% of the weight.",
    ...[number(drawn, 3), number(least, 3), percent(wrong)],
  );
  return [
    [first, ""],
    [second, ""],
  ];
}

// Before the challenge is met only what is missing; then the best that each knob can do.
export function verdict({ tried, found }, { setting }, content, arrays) {
  if (!found) {
    const n = tried.length;
    if (!n) return tr("Not yet.");
    const counted = n === 1 ? tr("Not yet, {0} try", n) : tr("Not yet, {0} tries", n);
    if (!tried.includes(setting)) return `${counted}.`;
    return arrays.accepted.value(setting) < content.asked
      ? tr("{0}: here too few are accepted.", counted)
      : tr("{0}: here enough are accepted, and another setting is more varied.", counted);
  }
  const told = content.best.map(([knob, place]) => {
    const name = nameOf(knob, content.places[knob].indexOf(place), content);
    const [v, error] = [arrays.variety, arrays["variety error"]].map((one) => one.value(place));
    return `${name}: ${measured(v, error)}`;
  });
  const n = tried.length;
  const reached = n === 1 ? tr("Reached in {0} try.", n) : tr("Reached in {0} tries.", n);
  const most = tr(
    "Most varied with ≥\u00a0{0}\u00a0% accepted: {1}.",
    ...[Math.round(100 * content.asked), told.join("; ")],
  );
  return `${reached} ${most}`;
}

// The stepper's state as a link: the step, the folding, and whether it asks.

import { clamp } from "../js/kit.js";
import { readLink, writeLink } from "../js/link.js";

const STEPPER = "BackpropStepper";

export const linkOfStep = (model) =>
  writeLink(STEPPER, [
    ["position", model.get("position")],
    ["level", model.get("level")],
    ["predict", Number(model.get("predict"))],
  ]);

// What a link sets of the model; throws words. Another graph may have fewer steps.
export function stepOf(views, model, text) {
  const of = (name) => Number(model.get(name));
  const to = { position: of("position"), level: of("level"), predict: of("predict") };
  for (const [key, value] of readLink(text, STEPPER)) {
    if (!(key in to)) throw new Error(`There is no setting “${key}” here.`);
    if (!/^[0-9]+$/.test(value)) throw new Error(`${key} is “${value}”, which is no number.`);
    to[key] = Number(value);
  }
  const level = clamp(to.level, 0, views.length - 1);
  if (level !== to.level) {
    throw new Error(`level is ${to.level}; this graph has 0 to ${views.length - 1}.`);
  }
  const last = views[level].frames.length - 1;
  if (to.position > last) throw new Error(`position is ${to.position}; the last is ${last}.`);
  return { ...to, predict: to.predict > 0 };
}

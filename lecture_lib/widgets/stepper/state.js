// The stepper's state as a link: the step, the folding, and whether it asks.

import { clamp } from "../js/kit.js";
import { readLink, writeLink } from "../js/link.js";
import { tr } from "../js/tr.js";

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
    if (!(key in to)) throw new Error(tr("There is no setting “{0}” here.", key));
    if (!/^[0-9]+$/.test(value))
      throw new Error(tr("{0} is “{1}”, which is no number.", key, value));
    to[key] = Number(value);
  }
  const level = clamp(to.level, 0, views.length - 1);
  if (level !== to.level) {
    throw new Error(tr("level is {0}; this graph has 0 to {1}.", to.level, views.length - 1));
  }
  const last = views[level].frames.length - 1;
  if (to.position > last)
    throw new Error(tr("position is {0}; the last is {1}.", to.position, last));
  return { ...to, predict: to.predict > 0 };
}

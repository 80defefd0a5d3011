// A widget's state as a text that can be read aloud: ll:NoiseExplorer?batch=3&sampling=not in an epoch
// Written and read as links.py does it; a test holds the two together.

import { tr } from "./tr.js";

const LINK_TEXT = /^ll:(\w+)\?(.*)$/;

// Only what would end a part is spelled out, so that the rest can be read.
const spelled = (text) => String(text).replace(/[%&]/g, encodeURIComponent);

export const writeLink = (name, parts) =>
  `ll:${name}?${parts.map(([key, value]) => `${key}=${spelled(value)}`).join("&")}`;

// The parts of a link to a widget of this name as a map; throws words for whoever pasted it. A mail
// may have wrapped it.
export function readLink(text, name) {
  const [, of, rest] = LINK_TEXT.exec(text.trim().replace(/\s+/g, " ")) ?? [];
  if (!of) throw new Error(tr("This is no link to a widget; one begins with “ll:{0}?”.", name));
  if (of !== name) throw new Error(tr("This is a link to a {0}; here is a {1}.", of, name));
  const parts = rest ? rest.split("&").map((part) => /^([^=]*)=?(.*)$/.exec(part).slice(1)) : [];
  try {
    return new Map(parts.map(([key, value]) => [key, decodeURIComponent(value)]));
  } catch {
    throw new Error(tr("This link is damaged; copy it anew."));
  }
}

// --- of an explorer -----------------------------------------------------------------------------

// How a setting is written and read: a choice by the key of its option, which is the same in all
// languages, a slider by its value where it has some, everything else as it is.
function termsOf(content) {
  const terms = new Map();
  for (const { name, count, values } of content.sliders) {
    const all = values ?? Array.from({ length: count }, (_, i) => i);
    terms.set(name, { all: all.map(String), says: tr("{0} to {1}", all[0], all.at(-1)) });
  }
  for (const { name, options, keys } of content.choices) {
    const all = keys ?? options;
    terms.set(name, { all, says: all.join("; ") });
  }
  return terms;
}

export function linkOf(content, state) {
  const terms = termsOf(content);
  const { name, earned } = content.link;
  const isTold = (key) =>
    terms.has(key) || String(state[key]) !== String(content.initial[key] ?? "");
  const keys = Object.keys(content.initial).filter((key) => !earned.includes(key) && isTold(key));
  const text = (key) => terms.get(key)?.all[state[key]] ?? String(state[key]);
  return writeLink(
    name,
    keys.map((key) => [key, text(key)]),
  );
}

const isNumber = (text) => text.trim() !== "" && Number.isFinite(Number(text));

function valueOf(key, text, initial) {
  if (typeof initial === "string") return text;
  const texts = Array.isArray(initial) ? text.split(",").filter((one) => one) : [text];
  if (!texts.every(isNumber)) throw new Error(tr("{0} is “{1}”, which is no number.", key, text));
  return Array.isArray(initial) ? texts.map(Number) : Number(text);
}

// The state that a link means; what has been earned stays. Throws words.
export function stateOf(content, now, text) {
  const terms = termsOf(content);
  const { name, earned } = content.link;
  const state = { ...content.initial };
  for (const key of earned) state[key] = now[key];
  for (const [key, value] of readLink(text, name)) {
    if (!(key in content.initial) || earned.includes(key)) {
      throw new Error(tr("There is no setting “{0}” here.", key));
    }
    const { all, says } = terms.get(key) ?? {};
    if (all && !all.includes(value))
      throw new Error(tr("{0} is “{1}”; there is {2}.", key, value, says));
    state[key] = all ? all.indexOf(value) : valueOf(key, value, content.initial[key]);
  }
  return state;
}

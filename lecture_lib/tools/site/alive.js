// Widgets of a page, live without a kernel and without a network.
//
// An anywidget is an ES module that draws from a model. Here the model is the state saved
// when the notebook was run: what one view sets, the others hear; nothing is sent anywhere.
// State, modules and style sheets reach the page as live.py writes them.

import { followTheme } from "./theme.js";

const isPlain = (value) =>
  Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype;
const isSame = (a, b) =>
  a === b || (isPlain(a) && isPlain(b) && JSON.stringify(a) === JSON.stringify(b));

function decode(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new DataView(bytes.buffer);
}

class Model {
  #state;
  #listeners = [];

  constructor({ state, buffers }, texts) {
    this.#state = state;
    for (const { path, data } of buffers) {
      const holder = path.slice(0, -1).reduce((inner, key) => inner[key], state);
      holder[path.at(-1)] = decode(texts[data]);
    }
  }

  get(name) {
    return this.#state[name];
  }

  set(name, value) {
    const news = Object.entries(typeof name === "object" ? name : { [name]: value }).filter(
      ([key, now]) => !isSame(this.#state[key], now),
    );
    Object.assign(this.#state, Object.fromEntries(news));
    for (const [key, now] of news) this.#tell(`change:${key}`, this, now);
    if (news.length) this.#tell("change", this);
  }

  on(names, listener) {
    for (const name of names.split(/\s+/)) this.#listeners.push({ name, listener });
  }

  off(names, listener) {
    const gone = names?.split(/\s+/);
    this.#listeners = this.#listeners.filter(
      (one) => (gone && !gone.includes(one.name)) || (listener && one.listener !== listener),
    );
  }

  save_changes() {} // there is no kernel to save to

  send() {}

  #tell(name, ...news) {
    for (const one of [...this.#listeners]) if (one.name === name) one.listener(...news);
  }
}

const once =
  (make, kept = new Map()) =>
  (key) => {
    if (!kept.has(key)) kept.set(key, make(key));
    return kept.get(key);
  };

// A module of another file could not be imported where the page was opened from a file itself.
const load = once(async (name) => {
  const source = window.widgetModules[name];
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    const module = await import(address);
    const widget = module.default ?? module;
    return typeof widget === "function" ? await widget() : widget;
  } finally {
    URL.revokeObjectURL(address);
  }
});

async function unpacked(packed) {
  if (!packed) return { models: {}, data: [] };
  const stream = new Blob([decode(packed)]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("deflate"))).json();
}

// Draws every widget of the page in its place. `begin` is told the questions among them, and returns
// what to call when one may have been answered.
export async function enliven(begin) {
  followTheme();
  const { models: saved, data } = await unpacked(
    document.getElementById("widget-state")?.textContent,
  );
  const model = once((id) => new Model(saved[id], data));
  const { signal } = new AbortController();
  const widgetOf = once(async (id) => {
    const widget = await load(saved[id].module);
    await widget.initialize?.({ model: model(id), signal });
    return widget;
  });

  const failed = new Set();
  const isQuestion = ({ dataset }) =>
    model(dataset.model).get("_anywidget_id")?.endsWith(".QuestionWidget");
  const places = [...document.querySelectorAll("[data-model]")];
  const questions = places.filter(isQuestion).map((place) => {
    const asked = model(place.dataset.model);
    const isAnswered = () => place.querySelector("[data-settled]") || failed.has(place);
    return { place, asked, isAnswered };
  });
  const answered = begin(questions);
  // In a moment: the question hears of the change too, and settles first.
  const later = () => queueMicrotask(answered);
  for (const { asked } of questions) asked.on("change:response change:tries", later);

  for (const place of places) {
    const fallback = place.firstElementChild;
    const el = place.appendChild(document.createElement("div"));
    try {
      const widget = await widgetOf(place.dataset.model);
      fallback.hidden = true;
      await widget.render?.({ model: model(place.dataset.model), el, signal });
    } catch (error) {
      el.remove();
      fallback.hidden = false;
      failed.add(place);
      answered();
      console.error(error);
    }
  }
  document.documentElement.dataset.widgets = "ready";
}

// On stage a key is for what is seen. JupyterLab's letters would cut, insert or split cells whose code
// is hidden, so they are the talk's; Enter would open a cell, and arrows go over cells whose ends none
// sees. A remote control, which has but two keys, comes back from a full or a black screen.

import { helpOn } from "./help.js";

const FIELD = `input:not([type=range], [type=radio], [type=checkbox]), textarea, select,
  [contenteditable=true], .lm-CommandPalette`;
const SCREEN = ".ll-screen"; // what holds a widget or a question
const PRESSED = "button, summary, input[type=radio], input[type=checkbox], .ll-unit";
const PAGE = 0.85; // of the screen: a line or two stay seen
const LINES = 1 / 6;
const ARROW_KEYS = ["Up", "Down", "Left", "Right"].map((way) => `Arrow${way}`);
const BACK = ["Escape", " ", "PageUp", "PageDown", ...ARROW_KEYS]; // to what is covered

const root = document.documentElement;
const isBlack = () => "llBlack" in root.dataset;
const fillingNow = () => document.querySelector(".ll-filling");

// --- what keys do --------------------------------------------------------------------------------

const focusNotebook = ({ shell }) =>
  shell.currentWidget?.content?.node.focus({ preventScroll: true });
const press = (key, on) => on?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const nothing = () => {};
const blacken = () => root.toggleAttribute("data-ll-black");

function scroll(part, { shell }) {
  const pane = shell.currentWidget?.node.querySelector(".jp-WindowedPanel-outer");
  pane?.scrollBy(0, part * innerHeight);
}

// From a slider or the field of a question, too: a page is not theirs, and leaves the keys behind.
function turnPage(part, app) {
  const filling = fillingNow();
  if (filling) return press("Escape", filling);
  focusNotebook(app);
  scroll(part, app);
}

let themed = Promise.resolve(); // one change after the other
const soon = () => new Promise((done) => setTimeout(done, 50));

// The first call may do no more than end that the theme is the system's. JupyterLab covers itself
// while it changes, and stumbles over a second change before that is over.
async function turnTheme({ commands }) {
  const isLight = document.body.dataset.jpThemeLight === "true";
  const theme = `JupyterLab ${isLight ? "Dark" : "Light"}`;
  for (let call = 0; call < 2; call += 1) {
    await commands.execute("apputils:change-theme", { theme });
    do await soon();
    while (document.querySelector("#jupyterlab-splash"));
  }
}

// The widget touched last, if more than half of it is seen, or the one of which most is.
let touched = null;
function screenSeen() {
  const seenOf = (one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
  };
  if (touched?.isConnected && seenOf(touched) > touched.offsetHeight / 2) return touched;
  const all = [...document.querySelectorAll(SCREEN)];
  return all.reduce((a, b) => (seenOf(b) > seenOf(a) ? b : a), all[0]);
}

// --- where they do it ----------------------------------------------------------------------------

// By the place of the key, and its name there. What is not named is left to what it is typed in, but
// for what `LOST` matches.
function actsOf(toggleCode, help) {
  const PAGES = {
    PageDown: (app) => turnPage(PAGE, app),
    PageUp: (app) => turnPage(-PAGE, app),
  };
  // JupyterLab's would fold all that is under a heading, or leap to the next.
  const SIDEWAYS = { ArrowRight: PAGES.PageDown, ArrowLeft: PAGES.PageUp };
  const ARROWS = {
    ArrowDown: (app) => scroll(LINES, app),
    ArrowUp: (app) => scroll(-LINES, app),
  };
  const LETTERS = {
    b: blacken,
    c: ({ commands }) => commands.execute(toggleCode),
    d: (app) => (themed = themed.then(() => turnTheme(app))),
    "?": () => help.showModal(),
  };
  const STAGE = { ...LETTERS, ...PAGES, ...SIDEWAYS, f: () => press("f", screenSeen()) };
  const back = (end) => Object.fromEntries(BACK.map((key) => [key, end]));
  return {
    black: { ...back(blacken), b: blacken },
    help: { ...back(() => help.close()), "?": () => help.close() },
    field: {},
    widgetField: PAGES,
    widget: { ...LETTERS, ...PAGES },
    code: STAGE,
    notebook: { ...STAGE, ...ARROWS, Enter: nothing },
  };
}
const LOST = { black: /./, help: /./, code: /^[a-z0-9]$/i, notebook: /^[a-z0-9]$/i };

function placeOf({ target }, help) {
  if (isBlack()) return "black";
  if (help.open) return "help";
  const isInWidget = target.closest?.(SCREEN);
  if (target.closest?.(FIELD)) return isInWidget ? "widgetField" : "field";
  if (isInWidget) return "widget";
  return root.dataset.llStage === "code" ? "code" : "notebook";
}

// --- where the focus is --------------------------------------------------------------------------

// A mouse leaves the keys to the notebook: Space scrolls then, and presses nothing again. The
// widget it was on is remembered for the key that lets it fill the screen.
function giveBack({ detail, target }, app) {
  const isByKey = detail === 0;
  if (isByKey || fillingNow()) return;
  touched = target.closest(SCREEN) ?? touched;
  setTimeout(() => {
    const isPressed = document.activeElement.matches(`.jp-OutputArea :is(${PRESSED})`);
    if (isPressed) focusNotebook(app);
  });
}

// Whatever lost the focus to nothing, as a widget that filled the screen, leaves it to the notebook.
function catchFocus(app) {
  const isLost = () => document.activeElement === document.body && !fillingNow();
  setTimeout(() => isLost() && focusNotebook(app));
}

// `toggleCode` names the command that shows or hides all code.
export async function listen(app, toggleCode) {
  const help = await helpOn();
  const ACTS = actsOf(toggleCode, help);
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, shiftKey, target } = event;
    const isLeaving = key === "Escape" && target.closest?.(SCREEN) && !fillingNow();
    if (isLeaving) setTimeout(() => focusNotebook(app)); // the widget hears of it before
    const place = placeOf(event, help);
    const name = shiftKey && key.length > 1 ? `Shift+${key}` : key; // Shift+Enter runs a cell
    const act = ACTS[place][name] ?? (LOST[place]?.test(key) ? nothing : null);
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(app);
  };
  addEventListener("keydown", onKey, { capture: true });
  // What holds a widget has a use for keys on the full screen only.
  addEventListener("focusin", ({ target }) => {
    if (target.matches(SCREEN) && !fillingNow()) focusNotebook(app);
  });
  addEventListener("click", (event) => giveBack(event, app));
  // A browser that leaves a full screen by itself takes the focus before the widget knows.
  for (const type of ["focusout", "fullscreenchange"])
    addEventListener(type, () => catchFocus(app));
}

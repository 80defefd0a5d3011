// A widget that fills the screen: by the browser's full screen or, where that is refused as in a
// frame of another page, over the page.

import { iconButton, set } from "./kit.js";
import { tr } from "./tr.js";

export const TYPED = "textarea, select, input:not([type=range], [type=radio], [type=checkbox])";
// Keys that turn slides; a remote control has the first two.
export const TURN_KEYS = [
  "PageDown",
  "PageUp",
  "ArrowRight",
  "ArrowLeft",
  "ArrowDown",
  "ArrowUp",
  " ",
];
const OWN_KEYS = /^(Arrow.*|Page.*|Home|End|Enter| )$/;
const TREMBLE = 5; // px, of a hand that rests

// The widget is arranged by the room it is given. Its host is of the page, and has no style sheet.
const IN_PLACE = "container-type: inline-size";
const FILLING = `${IN_PLACE}; position: fixed; z-index: 10000; inset: 0; box-sizing: border-box;
  width: 100%; height: 100%; max-width: none; margin: 0; padding: 0; border: 0`;

// Larger type and lines: filling the screen, where a widget asks for them, or on a page that is all
// for a lecture hall, as `make present` opens one.
export const isLarge = ({ isFilling }, model) =>
  isFilling || model.get("presenter") || "llStage" in document.documentElement.dataset;

// The button that fills the screen, and what names it by what it does next. Whoever came by the
// keyboard is in the widget again, but not on the button, which Space would press; a mouse leaves the
// keys to the page.
export function presenting(screen) {
  const present = iconButton("screen", tr("Present"), screen.toggle, "f");
  const name = () => {
    const label = screen.isFilling ? tr("Leave") : tr("Present");
    const key = screen.isFilling ? "Esc" : "f";
    const isTalk = "talk" in document.documentElement.dataset; // there f is for all of it
    set(present, { "aria-label": label, title: isTalk ? label : `${label} (${key})` });
  };
  const turned = () => {
    name();
    const { host, pressed } = screen;
    if (screen.isFilling) present.focus();
    else if (!pressed) host.focus();
    else if (host.contains(document.activeElement)) document.activeElement.blur();
    if (screen.isFilling && pressed) ignoreResting(screen, present);
  };
  name();
  return { present, turned };
}

// What comes to lie under a mouse that rests where it pressed Present, an answer perhaps, is neither lit
// nor pressed until the mouse moves. The place is the screen's: the page's own moves with the window.
function ignoreResting(screen, present) {
  const { host, pressed } = screen;
  const isThere = (event) =>
    event.pointerType !== "touch" &&
    Math.hypot(event.screenX - pressed.screenX, event.screenY - pressed.screenY) < TREMBLE;
  const hold = (event) => {
    const isOther = event.detail === 0 || present.contains(event.target); // by a key, or Leave
    if (!screen.isFilling || isOther || !isThere(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const end = (event) => {
    if (screen.isFilling && isThere(event)) return;
    host.classList.remove("ll-resting");
    host.removeEventListener("click", hold, true);
    removeEventListener("pointermove", end, true);
  };
  host.classList.add("ll-resting");
  host.addEventListener("click", hold, true);
  addEventListener("pointermove", end, true);
}

// Keys that a control uses belong to it, not to the notebook or the slides around it; into a field
// all of them are typed. The others, and those with Ctrl or ⌘, pass.
export function ownKeys(root) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    if (OWN_KEYS.test(event.key) || event.target.matches(TYPED)) event.stopPropagation();
  });
}

// What stays in the page while what it holds is drawn anew. `turned(isFilling)` hears of it.
export function screenIn(el, turned) {
  const host = document.createElement("div");
  host.className = "ll-screen";
  host.style.cssText = IN_PLACE;
  host.tabIndex = -1;
  el.replaceChildren(host);
  const screen = { host, isFilling: false, pressed: null };
  const turn = (isFilling) => {
    if (screen.isFilling === isFilling) return;
    screen.isFilling = isFilling;
    el.style.minHeight = isFilling ? `${host.offsetHeight}px` : ""; // the page keeps its place
    host.style.cssText = isFilling ? FILLING : IN_PLACE;
    if (isFilling) host.style.zoom = 1 / (el.currentCSSZoom ?? 1); // a talk magnifies its slides
    turned(isFilling);
  };
  screen.enter = async () => {
    turn(true);
    try {
      await host.requestFullscreen();
      if (!screen.isFilling) await document.exitFullscreen(); // left before the browser was ready
    } catch {
      if (!screen.isFilling) return;
      host.popover = "manual"; // above all else, whatever the page does to what is around it
      host.showPopover?.();
    }
  };
  screen.leave = () => {
    if (document.fullscreenElement === host) document.exitFullscreen();
    if (host.popover) host.popover = null;
    turn(false);
  };
  screen.toggle = (event) => {
    if (screen.isFilling) return screen.leave();
    screen.pressed = event?.detail > 0 ? event : null; // a key makes a click without a count, or none
    return screen.enter();
  };
  listenOn(host, screen);
  return screen;
}

function listenOn(host, screen) {
  host.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement !== host) screen.leave();
  });
  const keys = (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isLeaving = key === "Escape" && screen.isFilling;
    if (!isLeaving && (key !== "f" || target.matches(TYPED))) return;
    event.preventDefault();
    event.stopPropagation();
    if (isLeaving) screen.leave();
    else screen.toggle();
  };
  host.addEventListener("keydown", keys, true); // before what is inside
  host.addEventListener("focusout", ({ target, relatedTarget }) => {
    const isLost = () => screen.isFilling && !host.contains(document.activeElement);
    if (screen.isFilling && !host.contains(relatedTarget))
      setTimeout(() => isLost() && target.focus()); // unless it was left meanwhile
  });
}

// A talk: widgets alive, slides cut and fitted to the projector, keys for slides and for widgets.

import { enliven } from "../site/alive.js";
import { LANGUAGE, tr } from "../../widgets/js/tr.js";
import { TURN_KEYS, TYPED } from "../../widgets/js/screen.js";
import { fit, isLegible, isWhole } from "./fit.js";
import { cut } from "./pages.js";

const { Reveal, RevealNotes } = window;
const root = document.documentElement;

await enliven(() => () => {}); // the answer to a question is on the next slide: nothing is covered
if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done));
await document.fonts.ready;
const sections = () => [...document.querySelectorAll(".slides > section > section")];
for (const slide of sections()) cut(slide);
root.dataset.talk = "cut";

// A key that was pressed in the speaker view comes without a target.
const own = (event) =>
  event.target?.closest?.(".widget, summary, a, button, input, select, textarea") ?? null;
// A slider has no use for letters: they are the talk's.
const isLetter = ({ target, key }) =>
  Boolean(target?.matches?.("input[type=range]")) && /^[a-z]$/i.test(key);

await Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  minScale: 0.1,
  maxScale: 4,
  center: false,
  controls: false,
  hash: true,
  slideNumber: "c/t",
  navigationMode: "linear", // one way through all slides
  transition: "none",
  backgroundTransition: "none",
  pdfSeparateFragments: false,
  keyboardCondition: (event) => !own(event) || isLetter(event), // arrows and space belong to the widget they are typed in
  plugins: [RevealNotes],
});

// --- sizes ---------------------------------------------------------------------------------------

// What grows on a slide, a folded part or the reply to an answer, finds room again.
const grown = new ResizeObserver(() => {
  const slide = Reveal.getCurrentSlide();
  if (slide && !Reveal.isOverview() && !isWhole(slide)) fit(slide);
});

// Code has the slide for itself where it would be small beside what it shows.
function fitCode(slide) {
  const others = [...slide.querySelectorAll(".page > :not(.folded)")];
  for (const other of others) other.hidden = false;
  fit(slide);
  const isCrowded = Number(slide.dataset.words) < 18;
  if (!isCrowded || !root.matches(".with-code") || !slide.querySelector(".folded")) return;
  for (const other of others) other.hidden = true;
  fit(slide);
}

// A question keeps room for the longest reply, so that nothing moves when one is told, if there is.
function steady(slide) {
  if (!slide.querySelector(".ll-question")) return;
  slide.classList.add("ll-steady");
  slide.classList.toggle("ll-steady", isLegible(slide));
}

function show(slide) {
  steady(slide);
  fitCode(slide);
  grown.disconnect();
  for (const item of slide.querySelectorAll(".page > *")) grown.observe(item);
}

Reveal.on("overviewshown", () => {
  for (const slide of sections()) if (!slide.dataset.words) fit(slide);
});
Reveal.on("overviewhidden", () => show(Reveal.getCurrentSlide()));
Reveal.on("slidechanged", ({ currentSlide }) => {
  // reveal.js would enter a stack where it was left, and so pass over what comes before that.
  for (const stack of root.querySelectorAll("[data-previous-indexv]"))
    stack.removeAttribute("data-previous-indexv");
  if (!Reveal.isOverview()) show(currentSlide);
});
show(Reveal.getCurrentSlide());

// What waits is told to a screen reader when it is shown, and not before with the slide.
const tell = (isShown, { fragments }) => {
  for (const one of fragments) one.setAttribute("aria-hidden", String(!isShown));
  const said = isShown ? fragments.map((one) => one.innerText).join(" ") : "";
  document.querySelector(".aria-status").textContent = said;
};
Reveal.on("fragmentshown", (event) => tell(true, event));
Reveal.on("fragmenthidden", (event) => tell(false, event));

// --- keys ----------------------------------------------------------------------------------------

// A key typed in the speaker view comes to the slide in it: the stage has to hear of it as well.
const stage = new URLSearchParams(location.search).has("receiver") ? parent.opener : null;

// On a page of reveal.js, all of which is in English.
const told = (text) => `<span lang="${LANGUAGE}">${text}</span>`;
const LETTERS = {
  c: {
    keyCode: 67,
    description: tr("Show or hide the code"),
    act() {
      root.classList.toggle("with-code");
      show(Reveal.getCurrentSlide());
    },
  },
  d: {
    keyCode: 68,
    description: tr("Light or dark"),
    act() {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    },
  },
  z: { keyCode: 90, description: tr("The picture as large as the screen"), act: () => enlarge() },
};
// A click on a picture does so as well. reveal.js has such a picture, too, but the speaker view would
// then show it and heed no key.
const PICTURES = ".stage img";
const large = document.createElement("dialog");
large.className = "large";
large.addEventListener("click", () => large.close());
root.querySelector(".reveal").append(large);
function enlarge(picture) {
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true });
  picture ??= [...Reveal.getCurrentSlide().querySelectorAll(PICTURES)].find(isSeen);
  if (!picture || stage) return;
  large.replaceChildren(picture.cloneNode());
  large.showModal();
}
addEventListener("click", ({ target }) => target.matches(PICTURES) && enlarge(target));
Reveal.on("slidechanged", () => large.close());

for (const [letter, { keyCode, description, act }] of Object.entries(LETTERS)) {
  const key = letter.toUpperCase();
  Reveal.addKeyBinding({ keyCode, key, description: told(description) }, () => {
    act();
    stage?.postMessage(JSON.stringify({ method: "triggerKey", args: [keyCode] }), "*");
  });
}

// What a remote control sends turns the slide also when a widget has the keys; Escape gives them back.
const ALWAYS = { PageDown: () => Reveal.next(), PageUp: () => Reveal.prev(), Escape: () => {} };
// By its sign, as it lies elsewhere on other keyboards.
const BY_SIGN = { "?": () => Reveal.toggleHelp() };
const anywhere = told(tr("Next or previous slide, wherever one is"));
Reveal.addKeyBinding({ keyCode: 34, key: "Page ↓ ↑", description: anywhere }, () => Reveal.next());

// What turns slides leads back to a slide that is not seen.
const BACK = [...TURN_KEYS, "Escape"];

// What a key does while a widget fills the screen. Most are the widget's.
function actOnFilling({ key, target }, filling) {
  const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
  if (key.startsWith("Page")) return () => filling.dispatchEvent(escape);
  return target.matches(TYPED) ? null : { b: () => Reveal.togglePause(), d: LETTERS.d.act }[key];
}

function actOf(event) {
  const { key } = event;
  const filling = root.querySelector(".ll-filling");
  if (Reveal.isPaused() && BACK.includes(key)) return () => Reveal.togglePause();
  if (filling) return actOnFilling(event, filling);
  if (large.open) return [...BACK, "z"].includes(key) ? () => large.close() : null;
  if (Reveal.isOverlayOpen()) return [...TURN_KEYS, "?"].includes(key) ? Reveal.hidePreview : null;
  return (own(event) ? ALWAYS : BY_SIGN)[key];
}

addEventListener(
  "keydown",
  (event) => {
    const act = actOf(event);
    const isFilled = root.querySelector(".ll-filling") !== null;
    // reveal.js heeds no key while a field is focused.
    if (isLetter(event) && !isFilled) event.target.blur();
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    if (own(event) && event.key in ALWAYS && !isFilled) document.activeElement.blur();
    act();
  },
  { capture: true },
);

// A mouse leaves the keys to the slides; whoever comes to a button by the keyboard has them there.
const PRESSED = "button, summary, input[type=radio], input[type=checkbox], .ll-told";
addEventListener("click", ({ detail }) => {
  if (!detail || root.querySelector(".ll-filling")) return;
  setTimeout(() => document.activeElement.matches(PRESSED) && document.activeElement.blur());
});

// --- speaker view --------------------------------------------------------------------------------

// What turns slides there scrolls no notes, and leads back to a slide that is not seen.
function turnInSpeaker(event) {
  const isUnseen = large.open || Reveal.isPaused();
  if (event.key.startsWith("Page")) event.preventDefault();
  if (!isUnseen || !BACK.includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  if (large.open) large.close();
  else Reveal.togglePause();
}

let speaker = null;
const open = window.open.bind(window);
window.open = (...what) => {
  speaker = open(...what);
  // reveal.js writes its document first, which takes away what listens.
  setTimeout(() => speaker.addEventListener("keydown", turnInSpeaker, { capture: true }));
  return speaker;
};

// reveal.js would leave a new note scrolled as far as the lecturer had scrolled the one before.
const noteOf = (slide) => slide?.querySelector(".notes")?.textContent;
Reveal.on("slidechanged", ({ previousSlide, currentSlide }) => {
  if (!speaker || speaker.closed || noteOf(previousSlide) === noteOf(currentSlide)) return;
  speaker.document.querySelector("#speaker-controls")?.scrollTo(0, 0);
});

root.dataset.talk = "ready";

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
  keyboard: { 27: () => Reveal.isOverview() && Reveal.toggleOverview(false) }, // Escape only ends
  // Arrows and Space belong to the widget they are typed in.
  keyboardCondition: (event) => !own(event) || isLetter(event),
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
  const isCode = root.matches(".with-code") && slide.querySelector(".folded") !== null;
  if (isCode && !isLegible(slide)) for (const other of others) other.hidden = true;
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

const pressIn = (widget, key) =>
  widget?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

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
  z: {
    keyCode: 90,
    description: tr("The picture or widget as large as the screen"),
    act: () => enlarge(),
  },
};
// A click on a picture does so as well. reveal.js has such a picture, too, but the speaker view would
// then show it and heed no key.
const PICTURES = ".stage img";
const large = document.createElement("dialog");
large.className = "large";
large.addEventListener("click", () => large.close());
root.querySelector(".reveal").append(large);
function enlarge(picture) {
  if (stage) return;
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true });
  const seen = (what) => [...Reveal.getCurrentSlide().querySelectorAll(what)].find(isSeen);
  picture ??= seen(PICTURES);
  if (!picture) return pressIn(seen(".ll-screen"), "f");
  large.replaceChildren(picture.cloneNode());
  large.showModal();
}
addEventListener("click", ({ target }) => target.matches(PICTURES) && enlarge(target));

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
Reveal.registerKeyboardShortcut("ESC, O", told(tr("All slides (O), and back (Esc)")));

// What turns slides leads back to a slide that is not seen.
const BACK = [...TURN_KEYS, "Escape"];
const fillingNow = () => root.querySelector(".ll-filling");

// What may cover a slide, how that ends, and by which keys; a widget needs most of them. Black is for
// the hall, and the others go with the slide.
const BLACK = { isOn: () => Reveal.isPaused(), end: () => Reveal.togglePause(), by: BACK };
const FILLED = {
  isOn: fillingNow,
  end: () => pressIn(fillingNow(), "Escape"),
  by: ["PageDown", "PageUp"],
};
const COVERS = [
  FILLED,
  { isOn: () => large.open, end: () => large.close(), by: [...BACK, "z"] },
  { isOn: () => Reveal.isOverlayOpen(), end: () => Reveal.hidePreview(), by: [...BACK, "?"] },
];
const coverNow = () => [BLACK, ...COVERS].find(({ isOn }) => isOn());
Reveal.on("slidechanged", () => COVERS.forEach(({ isOn, end }) => isOn() && end()));

function actOf(event) {
  const { key, target } = event;
  const cover = coverNow();
  if (cover?.by.includes(key)) return cover.end;
  if (fillingNow())
    return target.matches(TYPED) ? null : { b: BLACK.end, d: LETTERS.d.act, z: FILLED.end }[key];
  return cover ? null : (own(event) ? ALWAYS : BY_SIGN)[key];
}

addEventListener(
  "keydown",
  (event) => {
    const act = actOf(event);
    const isFilled = fillingNow() !== null;
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

// A mouse leaves the keys to the slides, but where arrows move on what it moved; whoever comes to a
// button by the keyboard has them there.
const PRESSED = "button, summary, input[type=radio], input[type=checkbox], .ll-told, .ll-unit";
addEventListener("click", ({ detail }) => {
  if (!detail || fillingNow()) return;
  setTimeout(() => document.activeElement.matches(PRESSED) && document.activeElement.blur());
});
// What holds a widget has a use for keys on the full screen only.
addEventListener("focusin", ({ target }) => {
  if (target.matches(".ll-screen") && !fillingNow()) target.blur();
});

// --- speaker view --------------------------------------------------------------------------------

// What turns slides there scrolls no notes, and leads back to a slide that is not seen. The keys are
// listed in the lecturer's own preview, not to all, until the next one: the list would take it.
function turnInSpeaker(event) {
  const { key } = event;
  if (key === "Shift") return; // before "?"
  const cover = coverNow();
  if (key.startsWith("Page")) event.preventDefault();
  tellPreview(key === "?" ? "toggleHelp" : "hidePreview");
  const isBack = cover && BACK.includes(key);
  if (key !== "?" && !isBack) return;
  event.preventDefault();
  event.stopPropagation();
  if (isBack) cover.end();
}

function tellPreview(method) {
  const preview = speaker.document.querySelector("#current-slide iframe");
  preview.contentWindow.postMessage(JSON.stringify({ method }), "*");
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

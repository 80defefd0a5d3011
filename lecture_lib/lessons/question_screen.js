// A question that fills the screen, in type as large as lets all of it be seen.

import { make } from "../widgets/js/kit.js";
import { TURN_KEYS, TYPED, presenting, screenIn } from "../widgets/js/screen.js";

const TYPE_SCALES = [1.7, 1.5, 1.3, 1.15, 1];

// The most that can be told of an answer, with and without the solution.
export function longest(content) {
  const { told = [], right = "", wrong = "", mistakes = [], solution } = content;
  const { unreadable = "", ambiguous = "", tooLarge = "" } = content; // without the solution
  const judged = [...told, right, wrong, ...mistakes.map(([, text]) => text)];
  const most = (texts) =>
    texts.reduce((one, other) => (other.length > one.length ? other : one), "");
  return {
    all: `… ${most([unreadable, ambiguous, tooLarge, ...judged.map((text) => `${text} ${solution}`)])}`,
    judged: `… ${most([unreadable, ambiguous, tooLarge, ...judged])}`,
  };
}

// On the screen a lecturer's mouse chooses what a class calls. It leaves the keys to no option, which
// an arrow and Space would choose: what would turn a slide leads back to it.
function leadBack(screen) {
  const { host } = screen;
  const isFree = () => screen.isFilling && !document.activeElement.matches(TYPED);
  host.addEventListener("click", ({ detail }) => {
    const isByKey = detail === 0;
    if (!isByKey) setTimeout(() => isFree() && host.focus()); // a label gives it away after the click
  });
  host.addEventListener("keydown", (event) => {
    if (!screen.isFilling || event.target !== host || !TURN_KEYS.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    screen.leave();
  });
}

// `el` holds the card from now on; the button is its. Returns what takes the listener away.
export function presentIn(el, card) {
  const fit = () =>
    TYPE_SCALES.some((scale) => {
      card.style.setProperty("--scale", scale);
      return card.scrollHeight <= card.clientHeight;
    });
  const screen = screenIn(el, (isFilling) => {
    card.classList.toggle("ll-filling", isFilling);
    if (isFilling) fit();
    turned();
  });
  const { present, turned } = presenting(screen);
  leadBack(screen);
  const resized = () => screen.isFilling && fit();
  addEventListener("resize", resized);
  card.append(make("span", { class: "ll-tools" }, present));
  screen.host.append(card);
  return () => removeEventListener("resize", resized);
}

// A page asks before it tells: what follows a question is covered until it is answered rightly or
// its answer shown, or until the reader asks for the page. Nothing is remembered. `?show` in the
// address opens all, and so does a link to what is covered; a page on paper is whole.

import { LANGUAGE, tr } from "../../widgets/js/tr.js";

// Each question has its place on the page, and `isAnswered`. Returns what to call when one was.
export function veil(questions) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = tr("Show the page");
  const line = document.createElement("div");
  line.className = "veil";
  line.lang = LANGUAGE;
  line.append(tr("Answer above, or show the page."), " ", button);
  let isOpen = new URLSearchParams(location.search).has("show");

  function cover() {
    line.remove();
    const asked = isOpen ? null : questions.find((question) => !question.isAnswered());
    const following = asked ? whatFollows(asked.place) : [];
    for (const element of document.querySelectorAll(".covered")) mark(element, false);
    for (const element of following) mark(element, true);
    if (following.length) asked.place.closest(".cell, main > *").after(line);
  }

  function open() {
    const next = document.querySelector(".covered");
    isOpen = true;
    cover();
    return next;
  }

  function followLink() {
    const target = document.querySelector(".covered:target, .covered :target");
    if (target && open()) target.scrollIntoView();
  }

  button.addEventListener("click", () => {
    const next = open();
    next.tabIndex = -1; // the button is gone; the keyboard goes on where it was
    next.focus({ preventScroll: true });
  });
  addEventListener("hashchange", followLink);
  cover();
  followLink();
  return cover;
}

// All that stands after an element in the text of the page, each part once.
function whatFollows(place) {
  const found = [];
  for (let at = place; !at.matches("article, main"); at = at.parentElement) {
    for (let next = at.nextElementSibling; next; next = next.nextElementSibling) found.push(next);
  }
  return found;
}

function mark(element, isCovered) {
  element.classList.toggle("covered", isCovered);
  element.inert = isCovered;
}

// Cuts a slide in two where it holds more than can be shown in sizes that are read from the last row.

import { isLegible } from "./fit.js";

const blocksOf = (slide) =>
  [...slide.querySelectorAll(".page > :not(.folded)")].flatMap((item) =>
    item.children.length > 1 ? [...item.children] : [item],
  );

// A slide to go on with: the same heading, small, an empty page, and what the lecturer reads.
function after(slide) {
  const next = slide.cloneNode(false);
  const [frame, room, page] = [".frame", ".room", ".page"].map((name) =>
    slide.querySelector(name).cloneNode(false),
  );
  const header = slide.querySelector("header").cloneNode(true);
  header.className = "running";
  for (const name of header.querySelectorAll("[id]")) name.remove(); // links lead to the first
  room.append(page);
  frame.append(header, room);
  next.append(frame, ...[...slide.querySelectorAll(".notes")].map((note) => note.cloneNode(true)));
  slide.after(next);
  return next;
}

// Moves a block and all that follows it to another page.
function move(block, page) {
  const isItem = block.parentElement.matches(".page");
  const item = isItem ? block : block.parentElement;
  const moved = [];
  for (let next = item.nextElementSibling; next; next = next.nextElementSibling) moved.push(next);
  if (isItem || !block.previousElementSibling) {
    moved.unshift(item);
    const code = item.previousElementSibling;
    if (code?.matches(".folded")) moved.unshift(code);
  } else {
    const rest = item.cloneNode(false);
    while (block.nextElementSibling) rest.prepend(item.lastElementChild);
    rest.prepend(block);
    moved.unshift(rest);
  }
  page.append(...moved);
  page.firstElementChild.classList.remove("fragment"); // the press of the key turned the slide
  page.firstElementChild.removeAttribute("aria-hidden");
}

// A line that ends in a colon stays with what it announces, a folded answer with its question.
const goesOn = (before, block) =>
  /:\s*$/.test(before.textContent) || before.matches("h3, h4, h5") || block.matches("details");

// Where to cut: before the last block with which the slide is still too full, that may begin a slide.
function lastFitting(slide) {
  const blocks = blocksOf(slide);
  const home = blocks.map((block) => [block.parentElement, block.nextSibling]);
  const putBack = (k) => home[k][0].insertBefore(blocks[k], home[k][1]);
  let at = blocks.length;
  while (at > 1 && !isLegible(slide)) blocks[(at -= 1)].remove();
  for (let k = blocks.length - 1; k >= at; k -= 1) putBack(k);
  let kept = at;
  while (kept > 1 && goesOn(blocks[kept - 1], blocks[kept])) kept -= 1;
  return blocks[kept > 1 || !goesOn(blocks[0], blocks[1]) ? kept : at];
}

export function cut(slide) {
  if (isLegible(slide)) return;
  if (blocksOf(slide).length > 1) {
    const next = after(slide);
    move(lastFitting(slide), next.querySelector(".page"));
    cut(next);
  }
  if (!isLegible(slide)) slide.querySelector("header").className = "running"; // gives it more room
}

// The text, what is read and what is to be said, over one another. An answer that is pointed at or
// chosen leaves lit what it may look at.

import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { clamp, make, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { flow, layout } from "./flow.js";
import { isCopy, isKept, sceneOf, sight } from "./scene.js";
import { chosenWords, numberWords, rowWords, verdict } from "./words.js";

const KEY = 1.4; // height of a line of the key, in units

// --- the stage ------------------------------------------------------------------------------------

// Widths of words in pixels, as the stage writes them.
function measurer(stage) {
  const probe = make("text", { class: "ll-word" });
  stage.append(probe);
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(probe);
  probe.remove();
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  const known = new Map();
  const measure = (text) => {
    if (!known.has(text)) known.set(text, context.measureText(text).width);
    return known.get(text);
  };
  return { measure, unit: parseFloat(fontSize) };
}

// How a cell that is read looks; what was left as it was is told only when it has been found.
function lookOf(scene, cell, k, tellsKept) {
  if (!cell) return "ll-nothing";
  if (scene.isExchanged(cell)) return "ll-exchanged";
  if (scene.isSpecial(cell)) return scene.isMask(cell) ? "ll-mask" : "ll-special";
  return tellsKept && isKept(scene, k) ? "ll-left" : "";
}

function cellOf({ x, y, width, inner, height, text }, name) {
  const pad = 0.07 * height;
  const box = { x: x + (width - inner) / 2, y: y + pad, width: inner, height: height - 2 * pad };
  return make(
    "g",
    { class: `ll-cell ${name}` },
    make("rect", { ...box, rx: 5 }),
    make("text", { class: "ll-word", x: x + width / 2, y: y + 0.66 * height }, text),
  );
}

// The words of the text over a cell; over a gap with a bracket, however many they are.
function aboveOf({ x, y, width, height, text }, count) {
  const word = make("text", { class: "ll-word ll-above", x: x + width / 2, y: y + 0.66 * height });
  word.textContent = count ? text : "∅";
  const [left, right, low] = [x + 6, x + width - 6, y + height - 1];
  const bracket = count === 1 ? "" : `M${left},${low - 4}V${low}H${right}V${low - 4}`;
  return make("g", { class: "ll-over" }, make("path", { class: "ll-span", d: bracket }), word);
}

// What the looks mean; only those that are there.
function keyOf(scene, y, page, tellsKept) {
  const looks = scene.reads.map((cell, k) => lookOf(scene, cell, k, tellsKept));
  const copies = scene.places.filter((place) => isCopy(scene, place)).length;
  const entries = [
    ["ll-asked", tr("answer, it counts"), copies < scene.places.length],
    ["ll-asked ll-copy", tr("answer, can be copied"), copies > 0],
    ["ll-mask", "<mask>", looks.includes("ll-mask")],
    ["ll-exchanged", tr("another word"), looks.includes("ll-exchanged")],
    ["ll-left", tr("left as it was"), looks.includes("ll-left")],
  ].filter(([, , isThere]) => isThere);
  const { unit, measure, room } = page;
  const widths = entries.map(([, text]) => 3.2 * unit + 0.85 * measure(text));
  const { at } = flow(widths, room, 0);
  const made = entries.flatMap(([name, text], i) => {
    const [x, top] = [1 + at[i].x, y + at[i].line * KEY * unit];
    const box = make("rect", { x, y: top + 2, width: 1.5 * unit, height: unit, rx: 3 });
    const label = make("text", { class: "ll-key", x: x + 1.9 * unit, y: top + 0.86 * unit }, text);
    return [make("g", { class: `ll-cell ll-lit ${name}` }, box), label];
  });
  return make("g", {}, ...made);
}

// Draws scenes; `point` hears of the answer under the hand, `choose` of the one that is clicked.
function boardOf(stage, content, { point, choose }) {
  const board = make("g", { class: "ll-board", role: "slider", tabindex: 0 });
  const ring = make("rect", { class: "ll-ring", x: -1, y: -5, rx: 6 });
  stage.append(ring, board);
  let parts = { reads: [], says: [], above: [] };

  const answer = (cell, scene) => {
    const isAsked = Boolean(scene.says[cell.k]);
    const look = isCopy(scene, cell.k) ? "ll-asked ll-copy" : "ll-asked";
    const element = cellOf({ ...cell, text: cell.text || "·" }, isAsked ? look : "ll-nothing");
    if (isAsked) {
      const at = scene.places.indexOf(cell.k);
      element.addEventListener("pointerenter", () => point(at));
      element.addEventListener("pointerleave", () => point(null));
      element.addEventListener("click", () => choose(at));
    }
    return element;
  };
  const drawn = {
    name: ({ x, y, height, text }) =>
      make("text", { class: "ll-row", x, y: y + 0.66 * height }, text),
    above: (cell, scene) => aboveOf(cell, scene.above[cell.k].length),
    reads: (cell, scene, tells) => cellOf(cell, lookOf(scene, scene.reads[cell.k], cell.k, tells)),
    says: answer,
  };

  const show = (scene, page, tellsKept) => {
    const { room, height } = page;
    const { cells } = layout(scene, page);
    parts = { reads: [], says: [], above: [], name: [] };
    for (const cell of cells) parts[cell.kind].push(drawn[cell.kind](cell, scene, tellsKept));
    const key = keyOf(scene, page.key, page, tellsKept);
    board.replaceChildren(...Object.values(parts).flat(), key);
    set(stage, { viewBox: `0 0 ${room} ${height}` });
    set(ring, { width: room + 2, height: height + 9 });
  };

  const light = (scene, place) => {
    const isOn = place != null;
    const seen = isOn ? sight(scene, place) : null;
    stage.classList.toggle("ll-pointed", isOn);
    const said = isOn ? scene.says[place] : 0;
    let end = 0;
    scene.above?.forEach(({ length }, k) => {
      end += length;
      parts.above[k].classList.toggle("ll-target", said > end - length && said <= end);
    });
    for (const kind of ["reads", "says"]) {
      parts[kind].forEach((element, k) => {
        element.classList.toggle("ll-lit", isOn && seen[kind][k]);
        element.classList.toggle("ll-now", isOn && kind === "says" && k === place);
        element.classList.toggle("ll-here", isOn && kind === "reads" && k === place);
      });
    }
  };
  return { board, show, light };
}

// --- what is operated ---------------------------------------------------------------------------

function listen({ store, stop, root }) {
  const again = () => {
    stop();
    store.go({ draw: store.now.draw + 1 });
  };
  const look = { type: "button", class: "ll-play", onclick: again };
  const button = make("button", look, tr("Draw again"));
  root.querySelector(".ll-buttons").prepend(button);
  return button;
}

// The board as a slider over the answers, for those who hear it.
function announce(board, at, count, words) {
  set(board, {
    "aria-label": tr("answer"),
    "aria-valuemin": 0,
    "aria-valuemax": count,
    "aria-valuenow": at == null ? 0 : at + 1,
    "aria-valuetext": at == null ? tr("none of {0}", count) : words,
  });
}

// Arrow keys go through the answers, Escape lets go.
function walk(board, chosen, choose, count) {
  board.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [at, last] = [chosen(), count() - 1];
    const steps = {
      ArrowRight: at == null ? 0 : at + 1,
      ArrowDown: at == null ? 0 : at + 1,
      ArrowLeft: at == null ? last : at - 1,
      ArrowUp: at == null ? last : at - 1,
      Home: 0,
      End: last,
    };
    if (event.key === "Escape") choose(null);
    else if (event.key in steps) choose(clamp(steps[event.key], 0, last));
    else return;
    event.preventDefault();
  });
}

// --- all together -------------------------------------------------------------------------------

const here = ({ objective, share, draw }) => [objective, share, draw];

// Which answer of the present draw was chosen, or null.
function chosenOf(state, scene) {
  const [at] = state.place.slice(3);
  const isHere = `${state.place.slice(0, 3)}` === `${here(state)}`;
  return isHere && at < scene.places.length ? at : null;
}

// The tallest of all scenes, so that nothing below them moves.
function tallest({ initial, objectives, ...content }, arrays, page) {
  const ends = objectives.flatMap(({ name }, objective) => {
    const [shares, draws] = arrays[name].shape;
    return range(shares * draws).map((i) => {
      const state = { ...initial, objective, share: i % shares, draw: Math.floor(i / shares) };
      return layout(sceneOf(state, { objectives, ...content }, arrays), page).end;
    });
  });
  return Math.max(...ends);
}

// The page as it is now: how much room there is, and how large words are. Forgets what was shown
// when the room changes.
function pageOf(stage, { content, arrays, cleanups, changed }) {
  let page = null;
  const resize = (room) => {
    if (room < 1 || page?.room === room) return;
    const { measure, unit } = measurer(stage);
    const isNarrow = room < 30 * unit;
    page = { room, unit, measure, left: unit * (isNarrow ? 3.9 : 4.4) };
    page.key = tallest(content, arrays, page) + 0.3 * unit;
    page.height = Math.ceil(page.key + (isNarrow ? 2 : 1) * KEY * unit);
  };
  const fit = new ResizeObserver(([{ contentRect }]) => {
    resize(Math.round(contentRect.width));
    changed();
  });
  fit.observe(stage);
  cleanups.push(() => fit.disconnect());
  return () => {
    if (!page) resize(Math.round(stage.getBoundingClientRect().width) || 720);
    return page;
  };
}

function setup(stage, tools) {
  const { content, arrays, store, root, cleanups, changed } = tools;
  root.classList.add("ll-masking");
  root.classList.toggle("ll-under", root.matches(".ll-presenter")); // words need the whole width
  const rows = make("p", { class: "ll-spoken" });
  stage.after(rows);
  const now = () => sceneOf(store.now, content, arrays);
  const chosen = () => chosenOf(store.now, now());
  let [pointed, shown] = [null, ""];
  const point = (at) => {
    pointed = at;
    changed();
  };
  const go = (at) => store.go({ place: at == null ? [] : [...here(store.now), at] });
  const choose = (at) => go(chosen() === at ? null : at);
  const { board, show, light } = boardOf(stage, content, { point, choose });
  walk(board, chosen, go, () => now().places.length);
  const again = listen(tools);
  const note = atRest(cleanups);
  const share = root.querySelector("[data-name=share] input");
  const pageNow = pageOf(stage, tools);

  return (state) => {
    const [scene, page] = [now(), pageNow()];
    const { objective, places } = scene;
    const tellsKept = Boolean(state.found) || !content.challenge;
    const wanted = `${here(state)} ${page.room} ${tellsKept}`;
    if (wanted !== shown) {
      [pointed, shown] = [null, wanted];
      show(scene, page, tellsKept);
      rows.textContent = rowWords(scene);
    }
    const at = chosen();
    const place = places[pointed ?? at];
    light(scene, place);
    const words = place == null ? objective.rule : chosenWords(scene, place);
    announce(board, at, places.length, words);
    again.disabled = !objective.drawn;
    share.disabled = !objective.shared;
    const isFound = at != null && isKept(scene, places[at]);
    note(`${state.place}`, isFound && !state.found && (() => store.go({ found: 1 })));
    return {
      says: [
        [words, ""],
        [numberWords(scene), "ll-numbers"],
      ],
      solved: Boolean(state.found),
      verdict: verdict(scene, places[at], Boolean(state.found), content.reached),
      values: { share: objective.shared ? content.shares[state.share] : tr("not used here") },
    };
  };
}

export default explorer({ setup });

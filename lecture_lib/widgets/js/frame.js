// The frame around every explorer's stage: what to do, what it says, controls, presets, challenge.
//
// `view` is {height, setup, isChallengeBeside}: setup(stage, tools) draws what never changes and
// returns a function of the state that draws the rest and returns
//   says     the sentence under the stage, or several as [text, class]
//   table    a row of texts for each series
//   solved   whether the challenge is met, if there is one
//   verdict  what is said of it, if more than "Reached."
//   values   the texts beside the sliders, for those whose text is not in the payload
// A view without a height takes it from the `content`, as everything else; see payload.py.

import { inflate, unpack } from "./arrays.js";
import { Curves } from "./curves.js";
import { keepKeys, make, set, unique } from "./kit.js";
import { linkOf, stateOf } from "./link.js";
import { Player, lastOf, panel, tell } from "./panel.js";
import { arrange, holdWords } from "./presented.js";
import { isLarge, ownKeys, screenIn } from "./screen.js";
import { sharing } from "./share.js";
import { Store } from "./store.js";
import { LANGUAGE, tr } from "./tr.js";

// A presented view may have its challenge under the controls, where they leave most room.
function assemble({ content, parts, stage, player, share, isChallengeBeside }) {
  const says = make("p", { class: "ll-says", id: unique() });
  set(stage, { "aria-describedby": says.id }); // the picture in numbers
  const spoken = make("p", { class: "ll-spoken", role: "status" });
  const presets = { class: "ll-buttons", role: "group", "aria-label": tr("Presets") };
  const rows = [...parts.sliders, ...parts.choices].map(({ row }) => row);
  const buttons = [player?.button, ...parts.presets.map((one) => one.element), parts.reset];
  const root = make(
    "div", // a <section> would be a slide of its own to reveal.js
    // A group and no landmark: a page may show the same explorer more than once.
    { class: "ll-explorer", role: "group", lang: LANGUAGE, "aria-label": content.title },
    make("p", { class: "ll-do" }, content.todo),
    stage,
    says,
    spoken,
    make(
      "div",
      { class: "ll-side" },
      make("div", { class: "ll-controls" }, ...rows),
      make("div", presets, ...buttons, share.bar),
      share.notice,
      parts.legend?.element,
      isChallengeBeside && parts.challenge?.element,
    ),
    !isChallengeBeside && parts.challenge?.element,
  );
  ownKeys(root);
  share.listen(root);
  return { root, says, spoken };
}

// What is broken in a picture shows in one of these.
const BROKEN = /NaN|Infinity|undefined/;
const drawnIn = (stage) =>
  [...stage.querySelectorAll("*")].flatMap(({ attributes, firstChild }) => [
    ...[...attributes].map(({ value }) => value),
    firstChild?.data ?? "",
  ]);

const stageOf = ({ title, height }, view, isPresented) =>
  make("svg", {
    viewBox: `0 0 720 ${view.height ?? height}`,
    role: "group",
    class: "ll-stage",
    "aria-label": title,
    "data-type": isPresented ? 1.4 : 1,
  });

function update(parts, { sliders, choices }, state, { values, table, solved, verdict }) {
  sliders.forEach((one, i) => {
    const at = state[one.name];
    parts.sliders[i].update(at, one.texts?.[at] ?? values[one.name], lastOf(one, state));
  });
  choices.forEach(({ name }, i) => parts.choices[i].update(state[name]));
  parts.presets.forEach((one) => one.update(state));
  parts.legend?.update(state.shown, table);
  parts.challenge?.update(solved, verdict);
}

// One explorer, in place or filling the screen.
function explorerOn(screen, one) {
  const { model, content, arrays, view } = one;
  const isPresented = isLarge(screen, model);
  const store = new Store(model, content);
  const player = content.play ? new Player(content, store) : null;
  const stop = () => player?.stop();
  const parts = panel(content, store, stop, isPresented);
  const stage = stageOf(content, view, isPresented);
  const open = (text) => {
    const [before, state] = [store.now, stateOf(content, store.now, text)];
    stop();
    store.put(state);
    const isDrawn = canDraw();
    store.go(isDrawn ? state : before);
    if (!isDrawn) throw new Error(tr("This link asks for what cannot be shown here."));
  };
  const share = sharing({ screen, open, link: () => linkOf(content, store.now) });
  const isChallengeBeside = isPresented && view.isChallengeBeside;
  const assembled = { content, parts, stage, player, share, isChallengeBeside };
  const { root, says, spoken } = assemble(assembled);
  root.classList.toggle("ll-presenter", isPresented);
  root.classList.toggle("ll-filling", screen.isFilling);
  let [waiting, speaking] = [0, 0];
  const cleanups = [stop, () => clearTimeout(speaking), () => cancelAnimationFrame(waiting)];
  const changed = () => {
    waiting ||= requestAnimationFrame(redraw);
  };
  const curves = new Curves(stage, content, arrays);
  const tools = { ...one, view: curves, store, stop, root, cleanups, changed };
  screen.host.replaceChildren(root);
  const draw = view.setup(stage, tools);

  function canDraw() {
    try {
      redraw();
      return !BROKEN.test([...drawnIn(stage), says.textContent].join(" "));
    } catch {
      return false;
    }
  }

  function redraw() {
    waiting = 0;
    const state = store.now;
    const drawn = draw(state);
    update(parts, content, state, drawn);
    const told = tell(says, drawn.says);
    const isMet = parts.challenge && drawn.solved;
    const verdict = drawn.verdict ?? tr("Reached.");
    const words = isMet ? `${told} ${tr("Challenge.")} ${verdict}` : told;
    clearTimeout(speaking); // read aloud once the hand rests, not at every frame
    speaking = setTimeout(() => (spoken.textContent = words), 500);
  }
  cleanups.push(store.listen(changed));
  redraw();
  clearTimeout(speaking); // nothing has changed yet
  keepKeys(root);
  if (isPresented) holdWords(stage, cleanups);
  if (screen.isFilling) arrange(root, stage, cleanups);
  return { share, leave: () => cleanups.forEach((cleanup) => cleanup()) };
}

export async function frame(model, el, view) {
  const content = model.get("content");
  const arrays = unpack(await inflate(model.get("data")), content.arrays);
  const one = { model, content, arrays, view, kept: {} }; // `kept` outlives what is drawn anew
  const screen = screenIn(el, () => {
    shown.leave();
    shown = explorerOn(screen, one);
    shown.share.turned();
  });
  let shown = explorerOn(screen, one);
  return () => shown.leave();
}

// The module of an explorer: what anywidget renders.
export const explorer = (view) => ({ render: ({ model, el }) => frame(model, el, view) });

// The pad: 64 pixels of ink, painted with a pointer or by keyboard.

import { clamp, make, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { brushed, dabbed, placeOf, SIDE } from "./ink.js";

const [PIXEL, DAB] = [27, 0.25];
const EDGE = PIXEL * SIDE;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const DABS = { " ": DAB, Enter: DAB, Backspace: -DAB, Delete: -DAB };

const box = (pixel) => {
  const [x, y] = placeOf(pixel);
  return { x: x * PIXEL, y: y * PIXEL, width: PIXEL, height: PIXEL };
};

function gridLines() {
  const inner = range(SIDE - 1).map((i) => PIXEL * (i + 1));
  return inner.map((at) => `M${at},0V${EDGE}M0,${at}H${EDGE}`).join("");
}

// The pointer paints from where it was to where it is.
function listenToPointer(pad, { store, focus }) {
  let last = null;
  const at = ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(pad.getScreenCTM().inverse());
    return [x / PIXEL, y / PIXEL];
  };
  const stroke = (from, to) =>
    store.go({ ink: brushed(store.now.ink, [from, to], store.now.rub === 1) });
  pad.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    last = at(event);
    focus(last);
    stroke(last, last);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!last) return;
    const to = at(event);
    stroke(last, to);
    last = to;
  });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => (last = null));
}

// Arrow keys move a frame, Space adds ink in it, Backspace takes some away.
function listenToKeys(pad, { store, cursor, move, tell }) {
  pad.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(key in ARROWS || key in DABS)) return;
    event.preventDefault();
    event.stopPropagation(); // Backspace and Delete are the notebook's elsewhere
    if (key in ARROWS) move(ARROWS[key]);
    else store.go({ ink: dabbed(store.now.ink, cursor.at, DABS[key]) });
    tell();
  });
}

export function inkPad(stage, { store, root }) {
  const cells = range(SIDE * SIDE).map((i) => make("rect", { class: "ll-pixel", ...box(i) }));
  const frame = make("rect", { class: "ll-cursor", ...box(0) });
  const side = { width: EDGE, height: EDGE };
  const pad = make(
    "g",
    {
      class: "ll-pad",
      transform: "translate(14 30)",
      role: "application",
      tabindex: 0,
      "aria-label": tr(
        "Ink, 8 by 8 pixels. Arrow keys move, Space adds ink, Backspace takes ink away.",
      ),
    },
    make("rect", { class: "ll-paper", ...side }),
    ...cells,
    make("path", { class: "ll-lines", d: gridLines() }),
    make("rect", { class: "ll-frame", ...side }),
    frame,
  );
  const told = make("text", { class: "ll-label ll-end", x: 14 + EDGE, y: 20 });
  const title = make("text", { class: "ll-title", x: 14, y: 20 }, tr("Ink"));
  stage.append(make("g", {}, title, told, pad));
  const heard = make("p", { class: "ll-spoken", role: "status" });
  root.append(heard);

  const cursor = { at: 27 };
  const put = (x, y) => {
    cursor.at = clamp(y, 0, SIDE - 1) * SIDE + clamp(x, 0, SIDE - 1);
    set(frame, box(cursor.at));
  };
  const move = ([dx, dy]) => {
    const [x, y] = placeOf(cursor.at);
    put(x + dx, y + dy);
  };
  const focus = ([x, y]) => {
    put(Math.floor(x), Math.floor(y));
    pad.focus({ preventScroll: true });
  };
  const tell = () => {
    const [x, y] = placeOf(cursor.at);
    const ink = store.now.ink[cursor.at].toFixed(2);
    heard.textContent = tr("row {0}, column {1}, ink {2}", y + 1, x + 1, ink);
  };
  put(...placeOf(cursor.at));
  listenToPointer(pad, { store, focus });
  listenToKeys(pad, { store, cursor, move, tell });

  return ({ ink, changed, state }) => {
    cells.forEach((cell, pixel) => set(cell, { "fill-opacity": ink[pixel] }));
    told.textContent =
      state.origin === "blank"
        ? ""
        : changed < 0.005
          ? tr("as it was")
          : tr("{0} ink changed", changed.toFixed(1));
  };
}

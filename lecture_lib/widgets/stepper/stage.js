// The picture and the camera before it.  The SVG is drawn once; a frame changes classes and texts
// of those elements only that look different from how they were left.

import { clamp, isStill, make } from "../js/kit.js";

export const ROOM = 14; // px between the picture and the rim of the stage
const FAR = 0.33; // below it no text can be read, and none is drawn

// Before any stage is built: the scale at which a picture of w × h is seen first.
export function startingScale(w, h, width, { tallest, largest, legible, reading }) {
  const whole = Math.min((width - 2 * ROOM) / w, (tallest - 2 * ROOM) / h, largest);
  return whole < legible ? reading : whole; // a whole that is too small is seen part by part
}

export class Stage {
  constructor(view, size) {
    this.size = size;
    this.svg = document.importNode(
      new DOMParser().parseFromString(view.svg, "image/svg+xml").documentElement,
      true,
    );
    const box = this.svg.viewBox.baseVal;
    this.whole = { x: box.x, y: box.y, w: box.width, h: box.height };
    // Titles would show, on hover, numbers that are still to come.
    this.svg
      .querySelectorAll("g > title, svg > title, svg > desc")
      .forEach((title) => title.remove());
    for (const name of ["role", "aria-label"]) this.svg.removeAttribute(name);
    this.svg.setAttribute("aria-hidden", "true");
    this.nodes = new Map(view.graph.nodes.map((node) => [node.id, this.#card(node)]));
    this.edges = new Map(view.graph.edges.map((edge) => [edge.id, this.#line(edge)]));
    this.arrow = make("path", {
      class: "ll-arrow",
      d: "M0 0 11 -6 11 6Z",
      visibility: "hidden",
    });
    this.svg.append(this.arrow);
    // Moved as a whole by a transform of its sheet: another viewBox, or a transform of the SVG
    // itself, would make the browser look at each of its texts again.
    this.sheet = make("div", { class: "ll-sheet" }, this.svg);
    this.camera = { ...this.whole };
    this.width = 0;
  }

  #card(node) {
    const g = this.svg.querySelector(`[id="${node.id}"]`);
    const rect = g.querySelector(".ll-card:last-of-type") ?? g.querySelector(".ll-card");
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) =>
      Number(rect.getAttribute(name)),
    );
    const card = { g, box: { x, y, w, h }, state: "", texts: {} };
    if (node.shape?.length) g.classList.add("is-array");
    for (const [role, name] of [
      ["value", "value"],
      ["gradient", "gradient-text"],
    ]) {
      const text = g.querySelector(`text.ll-${name}`);
      if (text) {
        const key = text.previousElementSibling;
        card.texts[role] = {
          text,
          key,
          word: key.textContent,
          shown: null,
          part: null,
          rows: [...text.children],
          size: Number(text.getAttribute("font-size")),
          room: w - 26 - this.widthOf(key.textContent) * Number(key.getAttribute("font-size")),
        };
      }
    }
    return card;
  }

  #line(edge) {
    const g = this.svg.querySelector(`[id="${edge.id}"]`);
    const pill = g.querySelector(".ll-local text");
    return {
      g,
      path: g.querySelector(".ll-line"),
      pill,
      state: "",
      shown: pill?.textContent ?? null,
    };
  }

  // Width of a text at a size of 1 px, without asking the page, which would lay it out.
  widthOf(text) {
    this.ruler ??= document.createElement("canvas").getContext("2d");
    this.widths ??= new Map();
    if (!this.widths.has(text)) {
      this.ruler.font = `100px ${this.svg.getAttribute("font-family")}`;
      this.widths.set(text, this.ruler.measureText(text).width / 100);
    }
    return this.widths.get(text);
  }

  // -- what a frame changes ----------------------------------------------------------------------

  mark(thing, state) {
    if (thing.state === state) return;
    for (const old of thing.state.split(" ")) if (old) thing.g.classList.remove(old);
    for (const now of state.split(" ")) if (now) thing.g.classList.add(now);
    thing.state = state;
  }

  write(card, role, text, part = "") {
    const line = card.texts[role];
    if (!line) return;
    if (line.word.startsWith("‖")) text = text.replace("norm ", ""); // the card says so already
    if (line.shown !== text) {
      // A small matrix has a line for each of its rows.
      const parts = line.rows.length ? (text.match(/\[[^[\]]*\]/g) ?? [text]) : [text];
      (line.rows.length ? line.rows : [line.text]).forEach((row, k) => {
        row.textContent = parts[k] ?? "";
      });
      // A number on the way that is longer than the last one must not leave its card.
      const widest = Math.max(...parts.map((part) => this.widthOf(part)));
      const fit = Math.min(1, line.room / (widest * line.size || 1));
      line.text.setAttribute("font-size", (line.size * fit).toFixed(1));
      line.shown = text;
    }
    if (line.part !== part) {
      line.key.textContent = part || line.word;
      line.part = part;
    }
  }

  writePill(edge, text) {
    if (!edge.pill || edge.shown === text) return;
    edge.pill.textContent = text;
    edge.shown = text;
  }

  // The gradient runs against the arrow: a head of its own says so.
  point(edge) {
    this.arrow.setAttribute("visibility", edge ? "visible" : "hidden");
    if (!edge) return;
    this.arrow.setAttribute("transform", (edge.tail ??= tail(edge.path.getAttribute("d"))));
  }

  flow(edges, backwards) {
    if (isStill()) return;
    for (const { path } of edges) {
      const length = Math.min(path.getTotalLength(), 400);
      const frames = backwards
        ? [{ strokeDashoffset: -24 }, { strokeDashoffset: 0 }]
        : [
            { strokeDasharray: `${length} ${length}`, strokeDashoffset: length },
            { strokeDasharray: `${length} ${length}`, strokeDashoffset: 0 },
          ];
      path.animate?.(frames, {
        duration: backwards ? 700 : 320,
        easing: backwards ? "linear" : "ease-out",
      });
    }
  }

  choose(id) {
    if (id === this.chosen) return;
    this.nodes.get(this.chosen)?.g.classList.remove("is-chosen");
    this.nodes.get(id)?.g.classList.add("is-chosen");
    this.chosen = id;
  }

  // -- the camera --------------------------------------------------------------------------------

  get scale() {
    return this.width / this.camera.w;
  }

  get fitting() {
    const { w, h } = this.whole;
    return Math.min((this.width - 2 * ROOM) / w, (this.height - 2 * ROOM) / h, this.size.largest);
  }

  resize(width, height) {
    const isFirst = !this.width;
    const { x, y, w, h } = this.camera;
    const middle = isFirst ? [0, y + h / 2] : [x + w / 2, y + h / 2];
    const scale = this.isTouched ? this.scale : this.size.reading;
    [this.width, this.height] = [width, height];
    if (this.isTouched ? this.isFitted : this.fitting >= this.size.legible) this.fit();
    else this.look(...middle, scale);
  }

  fit() {
    this.look(this.whole.x + this.whole.w / 2, this.whole.y + this.whole.h / 2, this.fitting);
    this.isFitted = true;
  }

  showAll() {
    this.isTouched = true;
    this.fit();
  }

  look(x, y, scale) {
    const [w, h] = [this.width / scale, this.height / scale];
    const hold = (middle, start, size, seen) =>
      size + (2 * ROOM) / scale <= seen
        ? start + size / 2
        : clamp(middle, start - ROOM / scale + seen / 2, start + size + ROOM / scale - seen / 2);
    x = hold(x, this.whole.x, this.whole.w, w);
    y = hold(y, this.whole.y, this.whole.h, h);
    this.isFitted = false;
    this.#set({ x: x - w / 2, y: y - h / 2, w, h });
  }

  #set(camera) {
    this.camera = camera;
    const [x, y] = [this.whole.x - camera.x, this.whole.y - camera.y].map(
      (length) => length * this.scale,
    );
    this.sheet.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) scale(${this.scale.toFixed(4)})`;
    this.sheet.classList.toggle("is-far", this.scale < FAR);
    this.onmove?.();
  }

  zoom(factor, at) {
    this.isTouched = true; // from now on the reader has the camera
    const scale = clamp(this.scale * factor, Math.min(this.fitting, 0.2), 3);
    const { x, y, w, h } = this.camera;
    const [px, py] = at ?? [x + w / 2, y + h / 2];
    const ratio = this.scale / scale;
    this.look(px + (x + w / 2 - px) * ratio, py + (y + h / 2 - py) * ratio, scale);
  }

  pan(dx, dy) {
    this.isTouched = true;
    const { x, y, w, h } = this.camera;
    this.look(x + w / 2 - dx / this.scale, y + h / 2 - dy / this.scale, this.scale);
  }

  // Bring what is talked about into sight; what is in sight already stays where it is.
  follow(ids, focus, isSmooth) {
    if (this.isFitted || !this.width) return;
    const boxes = ids.map((id) => this.nodes.get(id)?.box).filter(Boolean);
    if (!boxes.length) return;
    let around = frameOf(boxes);
    const { x, y, w, h } = this.camera;
    if (around.w > w || around.h > h) {
      // not all of it can be seen: its main part, or where it begins
      around = this.nodes.get(focus)?.box ?? {
        x: around.x,
        y: around.y,
        w: 1,
        h: Math.min(around.h, h),
      };
    }
    const rim = Math.min(40, (w - around.w) / 2, (h - around.h) / 2);
    const isIn =
      around.x >= x + rim &&
      around.x + around.w <= x + w - rim &&
      around.y >= y + rim &&
      around.y + around.h <= y + h - rim;
    cancelAnimationFrame(this.moving);
    if (isIn) return;
    const target = [around.x + around.w / 2, around.y + around.h / 2];
    if (!isSmooth || isStill()) return this.look(...target, this.scale);
    const [from, scale, begin] = [[x + w / 2, y + h / 2], this.scale, performance.now()];
    const move = (now) => {
      const t = clamp((now - begin) / 260, 0, 1),
        eased = t * (2 - t);
      this.look(...[0, 1].map((i) => from[i] + (target[i] - from[i]) * eased), scale);
      if (t < 1) this.moving = requestAnimationFrame(move);
    };
    this.moving = requestAnimationFrame(move);
  }

  toPicture(x, y) {
    // px in the stage -> the picture's own
    return [this.camera.x + x / this.scale, this.camera.y + y / this.scale];
  }

  toStage({ x, y, w, h }) {
    const s = this.scale;
    return { x: (x - this.camera.x) * s, y: (y - this.camera.y) * s, w: w * s, h: h * s };
  }
}

// Where a cubic curve begins and which way it goes there, as a transform.  Asking the path itself
// would make the browser lay out the picture first.
function tail(d) {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = d.match(/-?[0-9.]+/g).map(Number);
  const t = Math.min(12 / (Math.hypot(x3 - x0, y3 - y0) || 1), 1),
    s = 1 - t;
  const [dx, dy] = [
    [x0, x1, x2, x3],
    [y0, y1, y2, y3],
  ].map(([a, b, c, e]) => s ** 3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t ** 3 * e - a);
  return `translate(${x0} ${y0}) rotate(${((Math.atan2(dy, dx) * 180) / Math.PI).toFixed(1)})`;
}

function frameOf(boxes) {
  const x = Math.min(...boxes.map((b) => b.x)),
    y = Math.min(...boxes.map((b) => b.y));
  return {
    x,
    y,
    w: Math.max(...boxes.map((b) => b.x + b.w)) - x,
    h: Math.max(...boxes.map((b) => b.y + b.h)) - y,
  };
}

// Drag to pan, two fingers to zoom; the wheel zooms once the widget has the focus, and scrolls
// the page before.
export function steer(field, stageOf, isWanted) {
  const fingers = new Map();
  let moved = 0;
  const place = (event) => {
    const box = field.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const spread = () => {
    const [[ax, ay], [bx, by]] = [...fingers.values()];
    return Math.hypot(ax - bx, ay - by) || 1;
  };
  field.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, place(event));
    moved = 0;
  });
  field.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const now = place(event);
    const before = fingers.size > 1 ? spread() : 0;
    fingers.set(event.pointerId, now);
    moved += Math.abs(now[0] - last[0]) + Math.abs(now[1] - last[1]);
    if (moved < 4) return;
    if (!field.hasPointerCapture(event.pointerId)) field.setPointerCapture(event.pointerId);
    field.classList.add("is-dragged");
    if (fingers.size > 1) stageOf().zoom(spread() / before, stageOf().toPicture(...now));
    else stageOf().pan(now[0] - last[0], now[1] - last[1]);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    field.addEventListener(end, (event) => {
      fingers.delete(event.pointerId);
      if (!fingers.size) field.classList.remove("is-dragged");
    });
  }
  field.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !isWanted()) return;
      event.preventDefault();
      stageOf().zoom(
        Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)),
        stageOf().toPicture(...place(event)),
      );
    },
    { passive: false },
  );
  return { wasDragged: () => moved >= 4 };
}

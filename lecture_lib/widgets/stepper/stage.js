// The picture.  The SVG is drawn once; a frame changes classes and texts of those elements only
// that look different from how they were left.

import { isStill, make } from "../js/kit.js";
import { Camera } from "./camera.js";
import { NORM } from "./reveal.js";

export class Stage {
  constructor(view, size) {
    this.svg = document.importNode(
      new DOMParser().parseFromString(view.svg, "image/svg+xml").documentElement,
      true,
    );
    const box = this.svg.viewBox.baseVal;
    const whole = { x: box.x, y: box.y, w: box.width, h: box.height };
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
    const boxes = new Map([...this.nodes].map(([id, { box }]) => [id, box]));
    this.camera = new Camera({ whole, boxes, sheet: this.sheet, size });
  }

  #card(node) {
    const g = this.svg.querySelector(`[id="${node.id}"]`);
    const rect = g.querySelector(".ll-card:last-of-type") ?? g.querySelector(".ll-card");
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) =>
      Number(rect.getAttribute(name)),
    );
    const card = { g, box: { x, y, w, h }, state: "", texts: {} };
    if (node.shape?.length) g.classList.add("is-array");
    this.#name(g, card.box);
    const texts = {
      shape: node.shape?.length ? g.querySelectorAll("text.ll-muted:not(.ll-op)")[1] : null,
      value: g.querySelector("text.ll-value"),
      gradient: g.querySelector("text.ll-gradient-text"),
    };
    for (const [role, text] of Object.entries(texts)) {
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

  // From afar the name alone is shown, in the middle and as large as its card allows.
  #name(g, { x, y, w, h }) {
    const name = g.querySelector("text");
    name.classList.add("ll-name");
    name.style.setProperty("--fits", `${(w - 8) / (this.widthOf(name.textContent) * 1.25 || 1)}px`);
    const [left, base] = ["x", "y"].map((side) => Number(name.getAttribute(side)));
    name.style.setProperty("--dx", `${x + w / 2 - left}px`);
    name.style.setProperty("--dy", `${y + h / 2 - base}px`);
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
    if (line.word.startsWith("‖")) text = text.replace(NORM, ""); // the card says so already
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

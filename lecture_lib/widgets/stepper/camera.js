// The camera before the picture: which part of it is seen, and how large. Everything that moves it
// ends in `#set`, and whoever takes it in hand ends a move that is under way.

import { clamp, isStill } from "../js/kit.js";

export const ROOM = 14; // px between the picture and the rim of the stage
const FAR = 0.16; // below it no text can be read, and none is drawn
const OVERVIEW = 0.55; // below it cards have their names only, as large as there is room for

// Before any stage is built: the scale at which a picture of w × h is seen first.
export function startingScale(w, h, width, { tallest, largest, legible, reading }) {
  const whole = Math.min((width - 2 * ROOM) / w, (tallest - 2 * ROOM) / h, largest);
  return whole < legible ? reading : whole; // a whole that is too small is seen part by part
}

export class Camera {
  // `whole` is the picture, `boxes` are its cards by id, `sheet` is the element that is moved.
  constructor({ whole, boxes, sheet, size }) {
    Object.assign(this, { whole, boxes, sheet, size });
    this.seen = { ...whole };
    this.width = 0;
  }

  get scale() {
    return this.width / this.seen.w;
  }

  get fitting() {
    const { w, h } = this.whole;
    return Math.min((this.width - 2 * ROOM) / w, (this.height - 2 * ROOM) / h, this.size.largest);
  }

  // As it was first seen, at other sizes.
  begin(size) {
    Object.assign(this, { size, width: 0, isTouched: false, isFitted: false });
  }

  resize(width, height) {
    const isFirst = !this.width;
    const { x, y, w, h } = this.seen;
    const middle = isFirst ? [0, y + h / 2] : [x + w / 2, y + h / 2];
    const scale = this.isTouched ? this.scale : this.size.reading;
    [this.width, this.height] = [width, height];
    if (this.isTouched ? this.isFitted : this.fitting >= this.size.legible) this.fit();
    else this.look(...middle, scale);
  }

  // A move under way would undo what a hand does meanwhile.
  #take() {
    cancelAnimationFrame(this.moving);
    this.isTouched = true;
  }

  fit() {
    this.look(this.whole.x + this.whole.w / 2, this.whole.y + this.whole.h / 2, this.fitting);
    this.isFitted = true;
  }

  showAll() {
    this.#take();
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

  #set(seen) {
    this.seen = seen;
    const [x, y] = [this.whole.x - seen.x, this.whole.y - seen.y].map(
      (length) => length * this.scale,
    );
    const moved = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    this.sheet.style.transform = `${moved} scale(${this.scale.toFixed(4)})`;
    const isOverview = this.scale < OVERVIEW;
    this.sheet.classList.toggle("is-far", this.scale < FAR);
    this.sheet.classList.toggle("is-overview", isOverview);
    if (isOverview) this.sheet.style.setProperty("--scale", this.scale.toFixed(3));
    this.onmove?.();
  }

  zoom(factor, at) {
    this.#take(); // from now on the reader has the camera
    const scale = clamp(this.scale * factor, Math.min(this.fitting, 0.2), 3);
    const { x, y, w, h } = this.seen;
    const [px, py] = at ?? [x + w / 2, y + h / 2];
    const ratio = this.scale / scale;
    this.look(px + (x + w / 2 - px) * ratio, py + (y + h / 2 - py) * ratio, scale);
  }

  pan(dx, dy) {
    this.#take();
    const { x, y, w, h } = this.seen;
    this.look(x + w / 2 - dx / this.scale, y + h / 2 - dy / this.scale, this.scale);
  }

  // Bring what is talked about into sight; what is in sight already stays where it is.
  follow(ids, focus, isSmooth) {
    if (this.isFitted || !this.width) return;
    const boxes = ids.map((id) => this.boxes.get(id)).filter(Boolean);
    if (!boxes.length) return;
    let around = frameOf(boxes);
    const { x, y, w, h } = this.seen;
    if (around.w > w || around.h > h) {
      // not all of it can be seen: its main part, or where it begins
      around = this.boxes.get(focus) ?? {
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
    return [this.seen.x + x / this.scale, this.seen.y + y / this.scale];
  }

  toStage({ x, y, w, h }) {
    const s = this.scale;
    return { x: (x - this.seen.x) * s, y: (y - this.seen.y) * s, w: w * s, h: h * s };
  }
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

// Ink on 8 × 8 pixels: what a brush, a shift or a turn makes of it. An image is a row of numbers.

import { clamp, range } from "../js/kit.js";

export const SIDE = 8;
const FINEST = 64; // parts of full ink: a state stays short, and sixteenths are exact

const onGrid = (x) => Math.round(x * FINEST) / FINEST;
export const placeOf = (pixel) => [pixel % SIDE, Math.floor(pixel / SIDE)];

// From a point to a segment, in pixels.
function distance([x, y], [[x1, y1], [x2, y2]]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const square = dx * dx + dy * dy;
  const t = square ? clamp(((x - x1) * dx + (y - y1) * dy) / square, 0, 1) : 0;
  return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}

// A stroke between two points: full ink on it, none from 1.3 pixels off. The same stroke twice
// changes nothing, so that a slow hand draws no thicker line than a quick one.
export function brushed(ink, [from, to], isRubber) {
  return Array.from(ink, (one, pixel) => {
    const [x, y] = placeOf(pixel);
    const laid = onGrid(clamp(1.3 - distance([x + 0.5, y + 0.5], [from, to]), 0, 1));
    return isRubber ? Math.min(one, 1 - laid) : Math.max(one, laid);
  });
}

// One pixel, by keyboard.
export const dabbed = (ink, at, by) =>
  Array.from(ink, (one, pixel) => (pixel === at ? clamp(one + by, 0, 1) : one));

// What leaves is lost, and what comes in is empty.
export function shifted(ink, dx, dy) {
  return range(ink.length).map((pixel) => {
    const [x, y] = placeOf(pixel);
    const [u, v] = [x - dx, y - dy];
    return u >= 0 && u < SIDE && v >= 0 && v < SIDE ? ink[v * SIDE + u] : 0;
  });
}

export const upsideDown = (ink) => Array.from(ink).reverse();

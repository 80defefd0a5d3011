// Small pictures of 8 × 8 numbers: a path for each shade, none for 0.

import { make, range } from "../js/kit.js";
import { placeOf } from "./ink.js";

const SHADES = 5;

// Numbers from 0 to 1, as what to draw for each shade, the faintest first.
export function shadesOf(numbers, size) {
  const paths = Array(SHADES).fill("");
  numbers.forEach((one, pixel) => {
    const shade = Math.round(SHADES * Math.min(one, 1));
    const [x, y] = placeOf(pixel);
    if (shade > 0) paths[shade - 1] += `M${x * size},${y * size}h${size}v${size}h${-size}Z`;
  });
  return paths;
}

// Empty paths of one colour, one for each shade.
export const shadePaths = (name) =>
  range(SHADES).map((i) =>
    make("path", { class: name, "fill-opacity": ((i + 1.4) / (SHADES + 0.4)).toFixed(2) }),
  );

// A quadratic valley from above, with the directions along it (x) and across it (y).

import { glyph } from "./chart.js";
import { make, range, set } from "./kit.js";

// Level sets at heights that grow fourfold: ellipses √κ times as long as wide, lightest within.
// Returns a function of κ and the angle that draws them.
export function valley(map) {
  const [cx, cy] = map.point(0, 0);
  const [right] = map.point(1, 0);
  const unit = right - cx;
  const heights = range(9).map((i) => 0.5 * 4 ** (2 - i));
  const ellipses = heights.map((_, i) =>
    make("ellipse", { class: "ll-level", cx, cy, style: `--depth: ${(i + 1) / 9}` }),
  );
  const far = 2 * unit;
  const axes = ["along", "across"].map((role, turn) => {
    const [dx, dy] = turn ? [0, far] : [far, 0];
    return make("line", {
      class: `ll-${role}`,
      x1: cx - dx,
      x2: cx + dx,
      y1: cy - dy,
      y2: cy + dy,
    });
  });
  const [x, y, width, height] = map.place;
  map.add("rect", { class: "ll-level", x, y, width, height, style: "--depth: 0" }, map.back);
  const group = map.add("g", {}, map.back, ...ellipses, ...axes);
  map.add("path", { class: "ll-minimum", d: glyph("*", [cx, cy], 6.5) }, map.back);
  const names = ["x", "y"].map((name, i) =>
    map.add("text", { class: `ll-note ll-of-${i ? "across" : "along"}` }, map.front, name),
  );
  return (kappa, turn) => {
    heights.forEach((height, i) => {
      const rx = (unit * Math.sqrt(2 * height * kappa)).toFixed(2);
      set(ellipses[i], { rx, ry: (unit * Math.sqrt(2 * height)).toFixed(2) });
    });
    set(group, { transform: `rotate(${(-turn * 180) / Math.PI},${cx},${cy})` });
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    // On the far sides, where no path comes that does not leave.
    [
      [-1.18, 0.08],
      [0.08, -1.18],
    ].forEach(([u, v], i) => {
      const [px, py] = map.point(cos * u - sin * v, sin * u + cos * v);
      set(names[i], { x: px - 4, y: py + 4 });
    });
  };
}

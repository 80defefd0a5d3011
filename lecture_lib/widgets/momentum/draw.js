// The (α, β) map on the left; roots in the unit circle and the path on the right.

function setup(stage, { content, arrays, state, go, stop }) {
  const { paths, measured, theory, alphas, betas, roots, critical, solved } = arrays;
  const modes = range(paths.shape[0]), { steps } = content;
  const count = { alpha: alphas.shape[0], beta: betas.shape[0] };
  const [lowA, highA] = [alphas.value(0), alphas.value(count.alpha - 1)];
  const map = new Chart(stage, { place: [44, 26, 350, 320], title: "Rate: factor per step",
    x: { label: modes.length > 1 ? "αL" : "αλ", domain: [lowA, highA] },
    y: { label: "β", domain: [0, betas.value(count.beta - 1)] } });
  map.axes.querySelectorAll("line").forEach((line) => line.remove());
  const [left, top, width, height] = map.place;
  const layers = content.rings.map((rings, i) => {
    const layer = make("g", { class: `ll-map ll-map-${i}` });
    map.back.append(layer);
    ground(map, rings, arrays[`outline${i}`].part(), layer);
    return layer;
  });
  // The region that diverges: right of αL = 2(1 + β).
  const corner = map.y.domain[1];
  map.add("path", { class: "ll-lost", d: `${joined([map.point(2, 0), map.point(2 * (1 + corner), corner),
    map.point(highA, corner), map.point(highA, 0)])}Z` });
  map.add("text", { class: "ll-note", x: left + width - 12, y: top + height - 16, "text-anchor": "end" },
    map.front).textContent = "diverges";
  for (const i of modes) {
    const points = range(critical.shape[1]).map((j) => map.point(critical.value(i, j, 0), critical.value(i, j, 1)));
    map.add("path", { class: "ll-theory", d: joined(points) });
  }
  // Say what a line stands for, where it crosses the column of the best α, above the best β.
  const labels = map.add("g", {}, map.front);
  const column = range(count.alpha).reduce((best, i) =>
    (Math.abs(alphas.value(i) - content.best[0]) < Math.abs(alphas.value(best) - content.best[0]) ? i : best));
  for (const rate of content.levels[0].slice(0, 6)) {
    const above = range(count.beta).find((j) => betas.value(j) >= content.best[1] && theory.value(j, column) >= rate);
    if (above === undefined || above === 0 || theory.value(above - 1, column) >= rate) continue;
    const [x, y] = map.point(Math.min(alphas.value(column), 1.5), betas.value(above));
    labels.append(make("text", { x, y: y + 8, "text-anchor": "middle", class: "ll-note" }, String(rate)));
  }
  map.add("text", { class: "ll-note ll-muted", x: map.point(1, 0)[0], y: top + height - 24, "text-anchor": "middle" },
    map.front).textContent = modes.length > 1 ? "critical lines" : "critical line";
  if (modes.length > 1) {
    map.add("path", { class: "ll-minimum", d: glyph("*", map.point(...content.best), 6.5) }, map.front);
  }
  const cross = map.add("path", { class: "ll-now" }, map.front);
  const dot = map.add("circle", { class: "ll-start", r: 6.5 }, map.front);
  const hit = map.add("rect", { class: "ll-hit", x: left, y: top, width, height }, map.front);
  const choose = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(stage.getScreenCTM().inverse());
    const [alpha, beta] = map.inverse(at.x, at.y);
    const index = (u, low, high, n) => clamp(Math.round((u - low) / (high - low) * (n - 1)), 0, n - 1);
    stop();
    go({ alpha: index(alpha, lowA, highA, count.alpha), beta: index(beta, 0, corner, count.beta) });
  };
  hit.addEventListener("pointerdown", (event) => { hit.setPointerCapture(event.pointerId); choose(event); });
  hit.addEventListener("pointermove", (event) => { if (hit.hasPointerCapture(event.pointerId)) choose(event); });

  const plane = new Chart(stage, { place: [500, 26, 140, 140], title: "Roots, unit circle",
    x: { domain: [-1.5, 1.5] }, y: { domain: [-1.5, 1.5] } });
  const [ox, oy] = plane.point(0, 0), unit = plane.toX(1) - ox;
  plane.add("circle", { class: "ll-one ll-circle", cx: ox, cy: oy, r: unit });
  const inner = plane.add("circle", { class: "ll-theory", cx: ox, cy: oy });
  const track = new Chart(stage, { place: [450, 222, 260, 124], title: "Path from 1 (dashed: rate)",
    x: { label: "step", domain: [0, steps] }, y: { domain: [-1.15, 1.15] } });
  const envelope = track.add("path", { class: "ll-theory" });
  const walkers = content.series.map((one) => ({ ...one, on: new Series(track, one),
    marks: plane.add("path", { class: "ll-marks", style: `--color: ${one.color}` }) }));

  return ({ alpha, beta, map: shownMap, shown }) => {
    const [a, b] = [alphas.value(alpha), betas.value(beta)];
    const [x, y] = map.point(a, b);
    set(dot, { cx: x, cy: y });
    cross.setAttribute("d", `M${x},${top}V${top + height}M${left},${y}H${left + width}`);
    layers.forEach((layer, i) => layer.setAttribute("visibility", i === shownMap ? "visible" : "hidden"));
    labels.setAttribute("visibility", shownMap === 2 ? "hidden" : "visible");
    const found = measured.value(beta, alpha), rate = theory.value(beta, alpha);
    set(inner, { r: (unit * Math.min(rate, 2.5)).toFixed(2) });
    const wide = modes.some((i) => shown[i] && paths.part(i, beta, alpha).some((u) => Math.abs(u) > 1.1)) ? 2.6 : 1.15;
    if (track.y.domain[1] !== wide) track.rescale([0, steps], [-wide, wide]);
    const up = range(steps + 1).map((t) => rate ** t);
    envelope.setAttribute("d", joined(up.map((u, t) => track.point(t, Math.min(u, 50))))
      + joined(up.map((u, t) => track.point(t, -Math.min(u, 50)))));
    const table = walkers.map(({ name, marker, on, marks }, i) => {
      const [re0, im0, re1, im1] = roots.part(i, beta, alpha);
      const modulus = Math.max(Math.hypot(re0, im0), Math.hypot(re1, im1));
      const row = [Math.abs(im0) > 1e-6 ? `${number(re0, 3)} ± ${number(Math.abs(im0), 3)}i`
        : `${number(re0, 3)}, ${number(re1, 3)}`, number(modulus), number(arrays.each.value(beta, alpha, i))];
      if (!shown[i]) {
        on.hide();
        marks.setAttribute("d", "");
        return row;
      }
      const run = paths.part(i, beta, alpha);
      on.draw(range(steps + 1).map((t) => track.point(t, clamp(run[t], -1e6, 1e6))),
        { every: 2, says: `${name.split(",")[0]} diverges`, level: i, size: 3 });
      marks.setAttribute("d", [[re0, im0], [re1, im1]].map(([u, v]) =>
        glyph(marker, plane.point(clamp(u, -1.45, 1.45), v), 5)).join(""));
      return row;
    });
    const regime = rate > 1 + 1e-6 ? "the path diverges" : rate > 1 - 1e-6 ? "the path swings for ever"
      : modes.some((i) => Math.abs(roots.value(i, beta, alpha, 0, 1)) > 1e-6)
        ? "complex roots of modulus √β: the path swings as it shrinks" : "real roots: the slower one decides";
    const says = `${modes.length > 1 ? "αL" : "αλ"} = ${number(a)}, β = ${number(b)}: ${regime}. `
      + `Rate in theory ${number(rate)}, measured ${number(found)}`
      + `${rate < 1 - 1e-6 && rate > 0 ? `: ${Math.max(1, Math.round(-1 / Math.log10(rate)))} steps a decimal digit` : ""}.`;
    return { says, solved: Boolean(solved.value(beta, alpha)), table,
      values: { alpha: number(a), beta: number(b) } };
  };
}

export default {
  render({ model, el }) {
    return frame(model, el, { height: 388, setup }).done;
  },
};

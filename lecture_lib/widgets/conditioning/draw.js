// The valley on the left; mode factors over η and loss under its envelope on the right.

function setup(stage, { content, arrays }) {
  const { path, rivals, rates, kappas, angles, best, factor, ratio } = arrays;
  const { steps, L } = content, rivalSteps = rivals.shape[3] - 1, highest = 2.2 / L;
  const map = new Chart(stage, { place: [40, 26, 320, 320], title: "Seen from above",
    x: { label: "", domain: [-1.3, 1.3] }, y: { domain: [-1.3, 1.3] } });
  map.axes.querySelectorAll("line").forEach((line) => line.remove());
  const [cx, cy] = map.point(0, 0), unit = map.toX(1) - cx;
  // Level sets at heights that grow fourfold: ellipses √κ times as long as wide.
  const valley = make("g", {});
  map.back.append(valley);
  const heights = range(9).map((i) => 0.5 * 4 ** (i - 6));
  const ellipses = heights.map(() => {
    const ellipse = document.createElementNS("http://www.w3.org/2000/svg", "ellipse");
    ellipse.setAttribute("class", "ll-level");
    valley.append(ellipse);
    return ellipse;
  });
  map.add("path", { class: "ll-minimum", d: glyph("*", [cx, cy], 6.5) }, map.back);
  const start = map.add("circle", { class: "ll-start", r: 6.5 });

  const modes = new Chart(stage, { place: [424, 26, 286, 124], title: "Factor |1 − ηλ| of each mode",
    x: { label: "η", domain: [0, highest] }, y: { domain: [0, 1.25] } });
  modes.add("path", { class: "ll-one", d: joined([modes.point(0, 1), modes.point(highest, 1)]) });
  const curve = (name, extra) => ({ line: modes.add("path", { class: `ll-mode ${extra}` }),
    dot: modes.add("circle", { class: "ll-dot", r: 4.5 }), name: modes.add("text", { class: "ll-note" }, modes.front) });
  const flat = curve("μ", ""), steep = curve("L", "ll-steep");
  flat.name.textContent = "μ";
  steep.name.textContent = "L";
  const star = modes.add("path", { class: "ll-minimum" }, modes.front);
  const now = modes.add("line", { class: "ll-now" });
  const etas = range(111).map((i) => i * highest / 110);

  const losses = new Chart(stage, { place: [424, 222, 286, 124], title: "Relative loss (dashed: theory)",
    x: { label: "step", domain: [0, steps] }, y: { domain: [1e-8, 1e3], log: true } });
  const envelope = losses.add("path", { class: "ll-theory" });
  const walkers = content.series.map((one) => ({ name: one.name, on: new Series(map, one), loss: new Series(losses, one) }));

  return ({ kappa, angle, rate, shown }) => {
    const k = kappas.value(kappa), mu = L / k, eta = rates.value(kappa, rate), turn = angles.value(angle);
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const rho = factor.value(kappa, rate), optimum = 2 / (L + mu);
    heights.forEach((height, i) => set(ellipses[i], { cx, cy,
      rx: (unit * Math.sqrt(2 * height * k)).toFixed(2), ry: (unit * Math.sqrt(2 * height)).toFixed(2) }));
    valley.setAttribute("transform", `rotate(${-turn * 180 / Math.PI},${cx},${cy})`);

    const loss = (u, v) => (u * u + k * v * v) / 2; // in units of μ
    const run = path.part(kappa, rate), rivalRun = rivals.part(kappa, angle, rate);
    const first = loss(run[0], run[1]);
    const places = [
      (t) => [cos * run[2 * t] - sin * run[2 * t + 1], sin * run[2 * t] + cos * run[2 * t + 1]],
      (t) => [rivalRun[2 * t], rivalRun[2 * t + 1]]];
    const values = [(t) => loss(run[2 * t], run[2 * t + 1]) / first,
      (t) => { const [x, y] = places[1](t); return loss(cos * x + sin * y, cos * y - sin * x) / first; }];
    const lengths = [steps, rivalSteps];
    set(start, { cx: map.point(...places[0](0))[0], cy: map.point(...places[0](0))[1] });
    let level = 0;
    const table = walkers.map(({ name, on, loss: drawn }, i) => {
      const last = values[i](lengths[i]);
      const row = [number(i ? content.rivalRate * eta * L : eta),
        number(i ? last ** (1 / lengths[i]) : ratio.value(kappa, rate)), last > 1 ? "grows" : number(last, 3)];
      if (!shown[i]) {
        on.hide();
        drawn.hide();
        return row;
      }
      const until = range(lengths[i] + 1), says = `${name.split(",")[0]} ${last > 1 ? "diverges" : "leaves the map"}`;
      if (on.draw(until.map((t) => map.point(...places[i](t))), { every: 1, size: 3, says, level })) level += 1;
      drawn.draw(until.map((t) => losses.point(t, Math.max(values[i](t), 1e-8))), { every: 7, says, level: i });
      return row;
    });

    const bend = (mode, value) => {
      const at = (x) => Math.abs(1 - x * value);
      mode.line.setAttribute("d", joined(etas.map((x) => modes.point(x, at(x)))));
      const [x, y] = modes.point(eta, at(eta));
      set(mode.dot, { cx: x, cy: y });
    };
    bend(flat, mu);
    bend(steep, L);
    const tip = modes.point(highest, Math.abs(1 - highest * mu));
    set(flat.name, { x: tip[0] - 14, y: clamp(tip[1] - 7, 40, 146) });
    const foot = modes.point(0.25 / L, 0.75);
    set(steep.name, { x: foot[0] - 14, y: foot[1] + 12 });
    star.setAttribute("d", glyph("*", modes.point(optimum, (k - 1) / (k + 1)), 6.5));
    const [x] = modes.point(eta, 0);
    set(now, { x1: x, x2: x, y1: 26, y2: 150 });
    envelope.setAttribute("d", joined(range(steps + 1).map((t) =>
      losses.point(t, clamp(rho ** (2 * t), 1e-9, 1e6)))));

    const manner = eta * L > 2 + 1e-6 ? "beyond 2/L it diverges"
      : Math.abs(eta * L - 2) <= 1e-6 ? "at 2/L it bounces for ever"
        : eta * L > 1 + 1e-6 ? "above 1/L it zig-zags" : "up to 1/L it does not zig-zag";
    const says = `η = ${number(eta)}: ${manner}. In theory the loss is multiplied by ρ² = ${number(rho * rho)} `
      + `a step; measured ${number(ratio.value(kappa, rate))}. Best is η* = 2/(L + μ) = ${number(optimum)}, `
      + `ρ² = ${number(((k - 1) / (k + 1)) ** 2)}.`;
    return { says, solved: kappa === content.challengeKappa && rate === best.value(kappa), table,
      values: { kappa: `κ = ${Number(k.toPrecision(6))}`, rate: `${number(eta)} = ${(eta * L).toFixed(2)}/L`,
        angle: `${Math.round(turn * 180 / Math.PI)}°` } };
  };
}

export default {
  render({ model, el }) {
    return frame(model, el, { height: 388, setup }).done;
  },
};

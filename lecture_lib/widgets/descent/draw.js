// The race: contour map on the left, loss curves in step on the right.

function setup(stage, { model, content, arrays, state, go, stop, root, cleanups }) {
  const { paths, gone, starts, solved, minima } = arrays;
  const steps = paths.shape[3] - 1, every = Math.max(1, Math.ceil(steps / 20));
  const map = new Chart(stage, { place: [44, 26, 330, 262], title: "Seen from above",
    x: { label: "x", domain: content.box[0] }, y: { label: "y", domain: content.box[1] } });
  map.axes.querySelectorAll("line").forEach((line) => line.remove());
  ground(map, content.rings, arrays.outline.part());
  for (const i of range(minima.shape[0])) {
    map.add("path", { class: "ll-minimum",
      d: glyph("*", map.point(minima.value(i, 0), minima.value(i, 1)), 6.5) }, map.back);
  }
  const losses = new Chart(stage, { place: [448, 26, 262, 262],
    title: content.logarithmic ? "Loss above the minimum" : "Loss",
    x: { label: "step", domain: [0, steps] },
    y: { domain: content.losses, log: content.logarithmic } });
  const [left, top, width, height] = map.place;
  const hit = map.add("rect", { class: "ll-hit", x: left, y: top, width, height }, map.front);
  const places = map.add("path", { class: "ll-places" }, map.front);
  const walkers = content.series.map((one) =>
    ({ name: one.name, on: new Series(map, one), loss: new Series(losses, one) }));
  const handle = map.add("g", { class: "ll-handle", tabindex: 0, role: "button" }, map.front);
  const halo = make("circle", { class: "ll-halo", r: 16 });
  const circle = make("circle", { class: "ll-start", r: 6.5 });
  handle.append(halo, circle);

  // --- the start: anywhere with a kernel, else the nearest of those computed beforehand
  const grid = range(starts.shape[0]).map((i) => [starts.value(i, 0), starts.value(i, 1)]);
  let kernel = false, live = null, overdue = 0;
  const read = () => {
    const view = model.get("live");
    if (view?.byteLength) live = unpack(view, content.live);
  };
  function withoutKernel() {
    kernel = false;
    places.setAttribute("d", grid.map(([x, y]) => glyph("o", map.point(x, y), 3)).join(""));
    root.querySelector(".ll-do").textContent = `${content.todo} Without a kernel the start snaps to `
      + `the ${grid.length} small circles, which were computed beforehand.`;
    if (state().start < 0) snap([state().x, state().y]);
  }
  function withKernel() {
    kernel = true;
    clearTimeout(overdue);
    places.setAttribute("d", "");
    root.querySelector(".ll-do").textContent = content.todo;
  }
  const choose = (i) => go({ start: i, x: grid[i][0], y: grid[i][1] });
  function snap([x, y]) {
    const [px, py] = map.point(x, y);
    const distances = grid.map((one) => Math.hypot(...map.point(...one).map((u, axis) => u - [px, py][axis])));
    choose(distances.indexOf(Math.min(...distances)));
  }
  function begin(x, y) {
    stop();
    if (!kernel) return snap([x, y]);
    clearTimeout(overdue); // a kernel that no longer answers is none
    overdue = setTimeout(withoutKernel, 3000);
    go({ start: -1, x, y }, true);
  }
  const answered = () => { withKernel(); read(); redraw(); };
  const hello = (message) => { if (message?.kind === "hello") withKernel(); };
  let redraw = () => {};
  model.on("change:live", answered);
  model.on("msg:custom", hello);
  cleanups.push(() => {
    model.off("change:live", answered);
    model.off("msg:custom", hello);
    clearTimeout(overdue);
  });
  read();
  withoutKernel(); // until a kernel says hello
  model.send({ kind: "hello" });

  // --- mouse, touch and keys
  const under = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(stage.getScreenCTM().inverse());
    return map.inverse(at.x, at.y);
  };
  for (const target of [hit, handle]) {
    target.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.focus({ preventScroll: true });
      target.setPointerCapture(event.pointerId);
      begin(...under(event));
    });
    target.addEventListener("pointermove", (event) => {
      if (target.hasPointerCapture(event.pointerId)) begin(...under(event));
    });
  }
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  handle.addEventListener("keydown", (event) => {
    const direction = ARROWS[event.key];
    if (!direction) return;
    event.preventDefault();
    const { x, y } = state();
    if (kernel) {
      const step = event.shiftKey ? 1 / 8 : 1 / 40;
      begin(...[x, y].map((u, axis) => {
        const [low, high] = content.box[axis];
        return clamp(u + direction[axis] * step * (high - low), low, high);
      }));
      return;
    }
    // The nearest start on that side, sideways counting double.
    const [px, py] = map.point(x, y);
    const costs = grid.map((one) => {
      const [dx, dy] = map.point(...one).map((u, axis) => u - [px, py][axis]);
      const ahead = dx * direction[0] - dy * direction[1];
      return ahead > 1 ? ahead + 2 * Math.abs(dx * direction[1] + dy * direction[0]) : Infinity;
    });
    const best = Math.min(...costs);
    if (Number.isFinite(best)) choose(costs.indexOf(best));
  });

  function draw({ rate, step, start, x, y, shown }) {
    const custom = start < 0 && live;
    const from = Math.max(start, 0);
    const at = map.point(x, y);
    for (const dot of [halo, circle]) set(dot, { cx: at[0], cy: at[1] });
    handle.setAttribute("aria-label", `Start at x ${number(x, 3)}, y ${number(y, 3)}; arrow keys move it`);
    let level = 0;
    const told = walkers.map(({ name, on, loss }, k) => {
      const run = custom ? live.paths.part(k, rate) : paths.part(k, from, rate);
      const lost = custom ? live.gone.value(k, rate) : gone.value(k, from, rate);
      const height = (t) => run[3 * t + 2];
      const reached = content.logarithmic
        ? range(steps + 1).find((t) => height(t) <= content.goal * height(0)) : undefined;
      const diverged = lost >= 0 && lost <= step;
      const answer = { name, diverged: diverged ? lost : -1, height: height(step), shown: shown[k],
        row: [content.rates[k][rate], diverged ? "diverged" : number(height(step), 3),
          reached !== undefined && lost < 0 ? `step ${reached}` : "—"] };
      if (!shown[k]) {
        on.hide();
        loss.hide();
        return answer;
      }
      const until = range(step + 1);
      const worse = lost >= 0 || height(step) > height(0);
      const out = on.draw(until.map((t) => map.point(run[3 * t], run[3 * t + 1])),
        { every, says: `${name} ${worse ? "diverges" : "leaves the map"}`, level, head: true });
      const floor = content.logarithmic ? content.losses[0] : -Infinity;
      loss.draw(until.map((t) => losses.point(t, Math.max(height(t), floor))),
        { every, says: `${name} diverges`, level, head: true });
      if (out) level += 1;
      return answer;
    });
    const racing = told.filter((one) => one.shown);
    const best = racing.filter((one) => one.diverged < 0).sort((a, b) => a.height - b.height)[0];
    const lost = racing.filter((one) => one.diverged >= 0);
    const says = [
      best ? `Step ${step}: ${racing.length > 1 ? `${best.name} is lowest, ` : `${best.name} is at `}`
        + `${racing.length > 1 ? "at " : ""}a loss of ${number(best.height, 3)}.`
        : racing.length ? `Step ${step}: nothing is left on the map.` : "Tick a rule to see its path.",
      lost.length ? `Diverged: ${lost.map((one) => `${one.name} at step ${one.diverged}`).join(", ")}.` : "",
    ].join(" ").trim();
    const met = start === 0 && step === steps && shown.some((on, k) => on && solved.value(k, rate));
    return { says, solved: met, table: told.map((one) => one.row),
      values: { rate: content.factors[rate], step: `${step} of ${steps}` } };
  }
  draw.whenever = (changed) => { redraw = changed; };
  return draw;
}

export default {
  render({ model, el }) {
    return frame(model, el, { height: 330, setup }).done;
  },
};

// The network with its live and dead units on the left; outputs, their distribution and all
// subnets on the right.

function setup(stage, { content, arrays, state, go, stop, root }) {
  const { h, w, ps, sums, codes, mean, spread, bins, histogram, seen, factors, live } = arrays;
  const n = h.shape[0], all = sums.shape[0], most = codes.shape[1], last = all - 1;
  const count = histogram.shape[1], z = content.z;
  const [low, high] = [Math.min(...sums.part()), Math.max(...sums.part())];

  // --- the network; inputs on the left, hidden units in the middle, the output on the right
  const text = (x, y, layer, kind = "ll-in") => {
    const made = make("text", { class: kind, x, y });
    layer.append(made);
    return made;
  };
  stage.append(make("text", { class: "ll-title", x: 14, y: 18 }, "Network now"));
  const net = make("g", { class: "ll-net", role: "button", tabindex: 0,
    "aria-label": "Network: resample, draw another subnet" },
  make("rect", { class: "ll-field", x: 4, y: 26, width: 300, height: 338, rx: 6 }));
  stage.append(net);
  const top = 48, bottom = 326, at = (i) => top + (bottom - top) * i / (n - 1);
  const middle = (top + bottom) / 2, radius = Math.min(18, 0.46 * (bottom - top) / (n - 1));
  const inputs = [-1, 0, 1].map((i) => [34, middle + 88 * i]), end = [268, middle];
  const join = ([x1, y1], [x2, y2]) => `M${x1},${y1}L${x2},${y2}`;
  const wires = range(n).map((j) => {
    const wire = make("path", { d: inputs.map((from) => join(from, [150, at(j)])).join("")
      + join([150, at(j)], end) });
    net.append(wire);
    return wire;
  });
  for (const [cx, cy] of inputs) net.append(make("circle", { class: "ll-input", cx, cy, r: 12 }));
  const units = range(n).map((j) => {
    const [x, y] = [150, at(j)], arm = 0.5 * radius;
    const circle = make("circle", { cx: x, cy: y, r: radius });
    const cross = make("path", { class: "ll-cross",
      d: join([x - arm, y - arm], [x + arm, y + arm]) + join([x - arm, y + arm], [x + arm, y - arm]) });
    net.append(circle, cross);
    return { circle, cross, value: text(x, y + 4, net, "ll-in ll-strong") };
  });
  net.append(make("circle", { class: "ll-unit", cx: end[0], cy: end[1], r: 24 }));
  const output = text(end[0], end[1] + 4, net, "ll-in ll-strong");
  text(34, 360, net).textContent = "inputs";
  const below = text(150, 360, net);
  text(end[0], 360, net).textContent = "output y";

  // --- outputs against the draw, and beside them the same axis as a distribution
  const track = new Chart(stage, { place: [352, 26, 244, 200], title: "Output y of each draw",
    x: { label: "draw", domain: [0.5, 10] }, y: { domain: [0, 1] } });
  const side = new Chart(stage, { place: [624, 26, 88, 200], title: "Share",
    x: { domain: [0, 0.2] }, y: { domain: [0, 1] } });
  const [zero, share] = [[624, "start"], [712, "end"]].map(([x, anchor]) =>
    make("text", { class: "ll-label", x, y: 229 + 13 * side.type, "text-anchor": anchor }));
  stage.append(zero, share);
  zero.textContent = "0";
  side.axes.classList.add("ll-quiet"); // the numbers of this axis are beside the other chart
  const [means, dots, cells] = content.series;
  const band = track.add("path", { class: "ll-interval" });
  const points = track.add("path", { class: "ll-outputs", style: `--color: ${dots.color}` });
  const line = new Series(track, means);
  const level = track.add("path", { class: "ll-theory ll-over" });
  const latest = track.add("circle", { class: "ll-latest", r: 5 }, track.front);
  const bars = side.add("path", { class: "ll-bars", style: `--color: ${dots.color}` });
  const outline = side.add("path", { class: "ll-theory ll-over" });
  const beside = side.add("path", { class: "ll-now" });

  // --- every subnet a cell, in blocks by how many units live
  const blocks = range(n + 1).map((k) => range(all).filter((code) => live.value(code) === k));
  const wide = Math.ceil(Math.sqrt(Math.max(...blocks.map((block) => block.length))) * 0.8);
  const rows = Math.ceil(Math.max(...blocks.map((block) => block.length)) / wide);
  const gap = 360 / (n + 1), size = Math.min((gap - 7) / wide, 66 / rows, 12), floor = 356;
  const cell = new Map(blocks.flatMap((block, k) => block.map((code, i) => {
    const x = 352 + gap * k + (gap - Math.min(wide, block.length) * size) / 2;
    return [code, [x + size * (i % wide), floor - size * (1 + Math.floor(i / wide))]];
  })));
  const square = (code, inset = 0.5) => {
    const [x, y] = cell.get(code), side = size - 2 * inset;
    return `M${(x + inset).toFixed(1)},${(y + inset).toFixed(1)}h${side.toFixed(1)}v${side.toFixed(1)}h${(-side).toFixed(1)}Z`;
  };
  const title = make("text", { class: "ll-title", x: 352, y: 282 });
  const filled = [0.5, 0.75, 1].map((opacity) => make("path", { class: "ll-seen",
    style: `--color: ${cells.color}`, "fill-opacity": opacity }));
  const here = make("path", { class: "ll-here" });
  stage.append(title, ...filled, make("path", { class: "ll-cell", d: range(all).map((code) => square(code)).join("") }), here);
  blocks.forEach((_, k) => stage.append(make("text", { class: "ll-label", x: 352 + gap * (k + 0.5), y: floor + 15 * track.type,
    "text-anchor": "middle" }, k === n ? `${k} live` : String(k))));

  // --- another draw: a button, the space bar, a click on the network
  const resample = () => {
    stop();
    go({ draws: (state().draws + 1) % most, mode: 0 });
  };
  const button = make("button", { type: "button", class: "ll-resample", title: "Space" }, "Resample");
  button.addEventListener("click", resample);
  root.querySelector(".ll-buttons").prepend(button);
  net.addEventListener("click", resample);
  root.addEventListener("keydown", (event) => {
    const native = event.key === " " && event.target.matches("button, input:not([type=range])");
    const wanted = event.key === " " || (event.key === "Enter" && event.target === net);
    if (!wanted || native || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    resample();
  });

  const signed = (u) => `${u < 0 ? "−" : ""}${Math.abs(u).toFixed(2)}`;
  return ({ p: position, draws, mode, form, shown }) => {
    const p = ps.value(position), k = draws + 1, [training, evaluation] = factors.part(form, position);
    const still = mode === 1, code = still ? last : codes.value(position, draws);
    const factor = still ? evaluation : training;
    const [words, quiet] = content.factorWords[form];
    range(n).forEach((j) => {
      const on = Boolean((code >> (n - 1 - j)) & 1), kind = on ? "" : " ll-dead";
      wires[j].setAttribute("class", `ll-wire${kind}`);
      units[j].circle.setAttribute("class", `ll-unit${kind}`);
      units[j].cross.setAttribute("visibility", on ? "hidden" : "visible");
      units[j].value.textContent = on ? signed(h.value(j) * factor) : "";
    });
    const y = factor * sums.value(code), rest = evaluation * sums.value(last);
    output.textContent = signed(y);
    below.textContent = still ? `all × ${quiet}` : `live × ${words}`;

    const ends = [Math.min(training * low, rest), Math.max(training * high, rest)];
    const pad = 0.06 * (ends[1] - ends[0]), domain = [ends[0] - pad, ends[1] + pad];
    const length = Math.max(10, k);
    track.rescale([0, 1.03 * length], domain);
    const steps = range(k), result = (i) => (still ? rest : training * sums.value(codes.value(position, i)));
    const r = k > 100 ? 1.7 : 2.6;
    points.setAttribute("d", shown[1] ? steps.map((i) => glyph("o", track.point(i + 1, result(i)), r)).join("") : "");
    set(latest, { cx: track.point(k, 0)[0], cy: track.point(0, y)[1], visibility: shown[1] ? "visible" : "hidden" });
    const running = (i) => (still ? rest : training * mean.value(position, i));
    const half = (i) => (still || i === 0 ? 0 : training * z * spread.value(position, i) / Math.sqrt(i + 1));
    if (shown[0]) {
      line.draw(steps.map((i) => track.point(i + 1, running(i))), { every: Math.ceil(k / 12) });
      const from = steps.slice(1);
      band.setAttribute("d", k > 2 ? `${joined([...from.map((i) => track.point(i + 1, running(i) + half(i))),
        ...from.reverse().map((i) => track.point(i + 1, running(i) - half(i)))])}Z` : "");
    } else {
      line.hide();
      band.setAttribute("d", "");
    }
    level.setAttribute("d", joined([track.point(0, rest), track.point(2 * length, rest)]));

    const drawn = new Float32Array(all), found = new Float32Array(count);
    for (const i of steps) drawn[codes.value(position, i)] += 1;
    drawn.forEach((times, c) => { found[bins.value(c)] += times / k; });
    const expected = histogram.part(position), widest = 1.1 * Math.max(...expected, k > 9 ? Math.max(...found) : 0.1);
    const edge = (b) => training * (low + (high - low) * b / count);
    side.rescale([0, widest], domain);
    share.textContent = `${Math.round(100 * widest)} %`;
    const box = (share, b) => `${joined([side.point(0, edge(b)), side.point(share, edge(b)), side.point(share, edge(b + 1)), side.point(0, edge(b + 1))])}Z`;
    bars.setAttribute("d", still ? "" : [...found].map((share, b) => (share ? box(share, b) : "")).join(""));
    outline.setAttribute("d", still ? "" : joined([...expected].flatMap((share, b) => [side.point(share, edge(b)), side.point(share, edge(b + 1))])));
    beside.setAttribute("d", joined([side.point(0, rest), side.point(2 * widest, rest)]));

    const levels = [[], [], []];
    if (shown[2] && !still) drawn.forEach((times, c) => { if (times) levels[Math.min(times, 3) - 1].push(square(c)); });
    filled.forEach((path, i) => path.setAttribute("d", levels[i].join("")));
    here.setAttribute("d", square(code, -0.5));
    const visited = drawn.reduce((sum, times) => sum + (times > 0), 0);
    title.textContent = still ? `All ${all} subnets: only the whole network works`
      : `All ${all} subnets by live units: ${visited} seen`;

    const parts = range(n).map((j) => h.value(j) * w.value(j));
    const average = training * (1 - p) * sums.value(last);
    const sigma = training * Math.sqrt(p * (1 - p) * parts.reduce((sum, part) => sum + part * part, 0));
    const biased = Math.abs(average - rest) > 1e-4 * Math.abs(sums.value(last));
    const units_ = live.value(code), plus = k > 1 ? ` ± ${number(half(draws), 3)}` : "";
    const says = still
      ? `Evaluation: all ${n} units live × ${quiet}, and y = ${number(rest)} at every call. Training gives ${number(average)} on average${biased ? ": not the same!" : ", the same."}`
      : `Draw ${k}: ${units_} of ${n} units live, each × ${words}; y = ${number(y)}. Mean so far ${number(running(draws))}${plus}; `
        + (biased ? `it tends to ${number(average)}, but evaluation gives ${number(rest)}.` : `evaluation gives ${number(rest)}.`);
    const table = [
      ["mean y", number(still ? rest : average), number(running(draws))],
      ["σ of y", number(still ? 0 : sigma), still ? number(0) : k > 1 ? number(training * spread.value(position, draws)) : "—"],
      ["seen", still ? "1" : seen.value(position, draws).toFixed(1), still ? "1" : String(visited)]];
    return { says, table, solved: !still && form === 0 && position === content.goal && k > 1 && half(draws) <= sigma / 5,
      values: { p: p.toFixed(2), draws: String(k) } };
  };
}

export default {
  render({ model, el }) {
    return frame(model, el, { height: 388, setup }).done;
  },
};

// The frame around every explorer's stage: what to do, what it says, controls, presets, challenge.
// `view` is {height, setup}: setup(stage, tools) draws what never changes and returns draw(state),
// which returns {says, solved, values}. Everything else comes from the model's `content`.

function frame(model, el, { height, setup }) {
  const content = model.get("content"), id = unique();
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const cleanups = [];
  const presenter = model.get("presenter");
  const stage = make("svg", { viewBox: presenter ? `-16 -5 742 ${height + 14}` : `0 0 720 ${height}`,
    role: "group", class: "ll-stage", "aria-label": content.title, "data-type": presenter ? 1.4 : 1 });
  const says = make("p", { class: "ll-says" });
  const spoken = make("p", { class: "ll-spoken", role: "status" });
  const state = () => model.get("state");

  let saving = 0;
  function go(change, now = false) {
    model.set("state", { ...state(), ...change });
    clearTimeout(saving); // the page is drawn at once; the kernel hears when the hand rests
    if (now) model.save_changes();
    else saving = setTimeout(() => model.save_changes(), 150);
  }

  // --- sliders
  const sliders = content.sliders.map(({ name, label, count }) => {
    const input = make("input", { type: "range", min: 0, max: count - 1, step: 1, id: `${id}-${name}` });
    const output = make("output", { for: `${id}-${name}` });
    input.addEventListener("input", () => { stop(); go({ [name]: Number(input.value) }); });
    return { name, input, output, row: make("div", { class: "ll-slider", "data-name": name },
      make("label", { for: `${id}-${name}` }, label), input, output) };
  });

  // --- one of several
  const choices = (content.choices ?? []).map(({ name, label, options }) => {
    const inputs = options.map((option, i) => make("input",
      { type: "radio", name: `${id}-${name}`, id: `${id}-${name}-${i}` }));
    inputs.forEach((input, i) => input.addEventListener("change", () => go({ [name]: i })));
    return { name, inputs, row: make("fieldset", { class: "ll-choice" }, make("legend", {}, label),
      ...options.map((option, i) => make("label", {}, inputs[i], ` ${option}`))) };
  });

  // --- which series are drawn, and their numbers
  const series = (content.series ?? []).map(({ name, color, marker, dash }, i) => {
    const box = make("input", { type: "checkbox", id: `${id}-series-${i}` });
    box.addEventListener("change", () => {
      go({ shown: state().shown.map((on, k) => (k === i ? Number(box.checked) : on)) });
    });
    const swatch = make("svg", { viewBox: "0 0 34 14", class: "ll-swatch", "aria-hidden": "true" },
      make("path", { class: "ll-line", d: "M1,7L33,7", style: `--color: ${color}`, "stroke-dasharray": dash }),
      make("path", { class: "ll-marks", d: glyph(marker, [17, 7], 4.5), style: `--color: ${color}` }));
    const cells = content.columns.map(() => make("td"));
    return { box, cells, row: make("tr", {}, make("th", { scope: "row" },
      make("label", {}, box, swatch, name)), ...cells) };
  });
  const beside = presenter || series.length <= 5 ? 1 : 2, rows = Math.ceil(series.length / beside);
  const heads = () => make("thead", {}, make("tr", {}, make("th", { scope: "col" }, content.seriesLabel),
    ...content.columns.map((column) => make("th", { scope: "col" }, column))));
  const legend = make("div", { class: "ll-legends" }, ...range(beside).map((i) =>
    make("table", { class: "ll-legend" }, heads(),
      make("tbody", {}, ...series.slice(i * rows, (i + 1) * rows).map(({ row }) => row)))));
  if (series.length > 5) legend.classList.add("ll-many");

  // --- play: moves one slider, from the start if it is at its end
  let playing = 0;
  const buttons = make("div", { class: "ll-buttons", role: "group", "aria-label": "Presets" });
  const button = (text, action, more = {}) => {
    const made = make("button", { type: "button", ...more }, text);
    made.addEventListener("click", action);
    return made;
  };
  const play = content.play && button("▶ Play", () => (playing ? stop() : start()), { class: "ll-play" });
  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    if (play) play.textContent = "▶ Play";
  }
  function start() {
    const { slider, seconds } = content.play;
    const last = content.sliders.find(({ name }) => name === slider).count - 1;
    const from = state()[slider] >= last ? 0 : state()[slider];
    const begin = performance.now();
    play.textContent = "❚❚ Pause";
    const tick = (now) => {
      let at = from + (now - begin) / 1000 / seconds * last;
      if (still.matches) at = Math.floor(at / last * 6) * last / 6; // few large steps, no motion
      at = clamp(Math.round(at), from, last);
      if (at !== state()[slider]) go({ [slider]: at });
      if (at >= last) stop();
      else playing = requestAnimationFrame(tick);
    };
    playing = requestAnimationFrame(tick);
  }
  buttons.append(...(play ? [play] : []),
    ...content.presets.map(({ label, state: change }) => button(label, () => { stop(); go(change, true); })),
    button("↺ Reset", () => { stop(); go(content.initial, true); }, { class: "ll-reset" }));

  // --- challenge
  const mark = make("span", { class: "ll-mark", "aria-hidden": "true" });
  const verdict = make("span", { class: "ll-verdict" });
  const challenge = make("p", { class: "ll-challenge" }, mark, make("b", {}, "Challenge. "),
    content.challenge, " ", verdict);

  const root = make("section", { class: "ll-explorer", "aria-label": content.title },
    make("p", { class: "ll-do" }, content.todo), stage, says, spoken,
    make("div", { class: "ll-controls" }, ...sliders.map(({ row }) => row), ...choices.map(({ row }) => row)),
    buttons, legend, challenge);
  if (presenter) root.classList.add("ll-presenter");

  const draw = setup(stage, { model, content, state, go, stop, root,
    arrays: unpack(model.get("data"), content.arrays), cleanups });

  let waiting = 0, speaking = 0, met = null;
  function redraw() {
    waiting = 0;
    const now = state(), drawn = draw(now);
    for (const { name, input, output } of sliders) {
      const text = drawn.values[name];
      input.value = now[name];
      input.setAttribute("aria-valuetext", text);
      output.textContent = text;
    }
    for (const { name, inputs } of choices) inputs.forEach((input, i) => { input.checked = now[name] === i; });
    series.forEach(({ box, cells }, i) => {
      box.checked = Boolean(now.shown[i]);
      cells.forEach((cell, column) => { cell.textContent = drawn.table[i][column]; });
    });
    says.textContent = drawn.says;
    if (met !== drawn.solved) {
      met = drawn.solved;
      challenge.classList.toggle("ll-met", met);
      mark.textContent = met ? "✓ " : "○ ";
      verdict.textContent = met ? "Reached." : "Not yet.";
    }
    clearTimeout(speaking); // read aloud once the hand rests, not at every frame
    speaking = setTimeout(() => { spoken.textContent = `${drawn.says}${met ? " Challenge reached." : ""}`; }, 500);
  }
  const changed = () => { waiting ||= requestAnimationFrame(redraw); };
  model.on("change:state", changed);
  draw.whenever?.(changed); // for what changes a picture and is no state
  cleanups.push(() => { model.off("change:state", changed); stop(); clearTimeout(speaking); cancelAnimationFrame(waiting); });

  // Arrow keys belong to the control that has the focus, not to the notebook or the slides.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.replaceChildren(root);
  redraw();
  spoken.textContent = "";
  clearTimeout(speaking);
  for (const control of root.querySelectorAll("input, button, [tabindex]")) {
    control.dataset.lmSuppressShortcuts = "true";
  }
  return { done: () => cleanups.forEach((cleanup) => cleanup()) };
}

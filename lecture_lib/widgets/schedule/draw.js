// Rates on the left, losses on the right: dashed what theory expects, with markers what was run.

function setup(stage, { content, arrays }) {
  const { steps } = content;
  const rates = new Chart(stage, { place: [50, 26, 300, 240], title: "Learning rate η of each step",
    x: { label: "step", domain: [0, steps] }, y: { domain: [0, 1] } });
  const losses = new Chart(stage, { place: [414, 26, 296, 240], title: "Loss (dashed: expected)",
    x: { label: "step", domain: [0, steps] }, y: { domain: content.losses, log: true } });
  const every = Math.ceil(steps / 12);
  const walkers = content.series.map((one, i) => ({ name: one.name, uses: content.uses[i],
    rate: new Series(rates, one), expected: losses.add("path", { class: "ll-theory ll-over" }),
    loss: new Series(losses, one), tables: ["rate", "expected", "simulated"].map((kind) => arrays[`${kind}${i}`]) }));
  for (const { expected } of walkers) losses.data.append(expected); // theory over measurement
  let drawnTo = 0;

  return (now) => {
    const { shown } = now;
    const parts = walkers.map(({ uses, tables }) => tables.map((table) => table.part(...uses.map((use) => now[use]))));
    const top = 1.08 * Math.max(1e-6, ...parts.filter((_, i) => shown[i]).map(([rate]) => Math.max(...rate)));
    if (top !== drawnTo) rates.rescale([0, steps], [0, top]);
    drawnTo = top;
    let level = 0;
    const table = walkers.map(({ name, rate, expected, loss }, i) => {
      const [eta, mean, run] = parts[i];
      const row = [number(mean[steps]), number(run[steps], 3)];
      if (!shown[i]) {
        rate.hide();
        loss.hide();
        expected.setAttribute("d", "");
        return row;
      }
      const all = range(steps + 1), floor = content.losses[0];
      rate.draw(range(steps).map((t) => rates.point(t, eta[t])), { every, level: i });
      if (loss.draw(all.map((t) => losses.point(t, Math.max(run[t], floor))),
        { every, says: `${name} ${run[steps] > 2 * run[0] ? "diverges" : "is off the chart"}`, level })) level += 1;
      expected.setAttribute("d", joined(all.map((t) => losses.point(t, Math.max(mean[t], floor)))));
      return row;
    });
    const drawn = walkers.map(({ name }, i) => ({ name, last: parts[i][1][steps] })).filter((_, i) => shown[i]);
    const best = drawn.sort((a, b) => a.last - b.last)[0];
    const says = best ? `After ${steps} steps the lowest expected loss is ${number(best.last)}, of the ${best.name} schedule`
      + `${drawn.length > 1 ? `; the highest is ${number(drawn.at(-1).last)}, of ${drawn.at(-1).name}` : ""}.`
      : "Tick a schedule to see it.";
    return { says, solved: Boolean(best && best.last <= content.goal), table,
      values: Object.fromEntries(content.sliders.map(({ name }) => [name, content.texts[name][now[name]]])) };
  };
}

export default {
  render({ model, el }) {
    return frame(model, el, { height: 308, setup }).done;
  },
};

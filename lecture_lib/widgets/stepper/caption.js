// What a frame says: the sentence directly under the stage, and the equation in numbers.

// When each number appears, from frames that only say what changes.
function timeline(view) {
  const nodes = new Map(view.graph.nodes.map((node) => [node.id, { node, value: [], gradient: [] }]));
  const edges = new Map(view.graph.edges.map((edge) => [edge.id, { edge, walked: [] }]));
  view.frames.forEach((frame, at) => {
    for (const [id, news] of Object.entries(frame.reveal)) {
      for (const role of ["value", "gradient"]) {
        if (role in news) nodes.get(id)[role].push({ at, text: news[role], path: frame.path, paths: frame.paths });
      }
    }
    if (frame.edge) edges.get(frame.edge)?.walked.push(at);
  });
  for (const found of edges.values()) found.ready = nodes.get(found.edge.target).value[0]?.at ?? Infinity;
  const members = new Map(view.graph.nodes.map((node) =>
    [node.id, Math.max(...(node.members.length ? node.members : [node.id]).map((id) => Number(id.slice(1))))]));
  // Where in the engine's own sequence a frame is: what two foldings of a graph have in common.
  const clock = view.frames.map((frame) => ({
    inputs: -1, forward: members.get(frame.focus), failed: 1e9, blocked: 1e9, seed: 1e9,
  }[frame.kind] ?? 2e9 + (frame.step ?? 0)));
  return { nodes, edges, clock };
}

function latest(events, at) {
  let found = null;
  for (const event of events) {
    if (event.at > at) break;
    found = event;
  }
  return found;
}

class Caption {
  constructor() {
    this.phase = make("div", { class: "ll-phase", "aria-hidden": "true" });
    this.said = make("div", { class: "ll-said-by-frame", "aria-hidden": "true", dir: "auto" });
    this.equation = make("div", { class: "ll-equation", "aria-hidden": "true" });
    this.live = make("div", { class: "ll-unseen", "aria-live": "polite", "aria-atomic": "true" });
    this.box = make("div", { class: "ll-caption" }, this.phase, this.said, this.equation, this.live);
    this.formulas = new Map();
  }

  // Room for the longest sentence, so that nothing below moves.
  reserve(view, line, width) {
    const longest = Math.max(...view.frames.map((frame) => sentence(view, line, frame).length));
    const letter = parseFloat(getComputedStyle(this.said).fontSize) * 0.52;
    this.said.style.minHeight = `${Math.ceil(longest * letter / (this.said.clientWidth || width)) * 1.45}em`;
    this.phase.style.minWidth = `${String(view.frames.length).length * 2 + 14}ch`;
  }

  show(view, line, at, isHidden) {
    const frame = view.frames[at];
    const back = at - view.forward + 1;
    this.phase.textContent = { failed: "Stopped", blocked: "No backward pass" }[frame.kind]
      ?? (back > 0 ? `Backward ${back} / ${view.backward}` : `Forward ${at + 1} / ${view.forward}`);
    const said = isHidden ? question(line, frame) : sentence(view, line, frame);
    this.said.textContent = said;
    this.live.textContent = isHidden ? said : frame.caption;
    const plain = { inputs, forward: computation }[frame.kind];
    this.equation.replaceChildren(...(plain?.(frame, isHidden)
      ?? [this.#formula(frame, isHidden), ...paths(frame, isHidden ? "?" : frame.total)]));
  }

  #formula(frame, isHidden) {
    if (this.formulas.has(frame) && !isHidden) return this.formulas.get(frame);
    const made = formula(frame.latex);
    const numbers = [...made.firstChild.querySelectorAll(":scope > .ll-number")];
    ["contribution", "local", "upstream"].forEach((name, k) => numbers.at(-1 - k)?.classList.add(`is-${name}`));
    if (!isHidden) this.formulas.set(frame, made);
    else for (const part of made.querySelectorAll(".is-local, .is-contribution")) part.replaceChildren(math("mn", {}, "?"));
    return made;
  }
}

const nameOf = (line, id) => line.nodes.get(id).node.name;

function sentence(view, line, frame) { // beside an equation that says the rest
  if (frame.kind === "inputs") return "The inputs have their values.";
  if (frame.kind !== "forward") return frame.caption;
  const names = [...new Set(view.graph.edges.filter((edge) => edge.target === frame.focus)
    .map((edge) => nameOf(line, edge.source)))];
  const listed = names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
    : names.join(", ").replace(/, ([^,]*)$/, " and $1");
  const { node } = line.nodes.get(frame.focus);
  return `Compute ${node.name} from ${listed}.${node.anomaly === "born" ? " Here a nan or inf is born." : ""}`;
}

function question(line, frame) {
  const name = nameOf(line, frame.focus);
  if (frame.kind === "forward") return `What is ${name}?`;
  const path = frame.paths > 1 ? `Path ${frame.path} of ${frame.paths} to ${name}. ` : `To ${name}. `;
  return `${path}What has ${name} received after this edge?`;
}

function inputs(frame) {
  return [make("bdi", { class: "ll-plain" }, frame.caption.replace(/^The inputs: |\.$/g, ""))];
}

function computation(frame, isHidden) { // "u = w × x = 0.500 × 2.000 = 1.000"
  const parts = frame.caption.replace(/\.$/, "").split(" = ");
  return [make("bdi", { class: "ll-plain" }, `${parts.slice(0, -1).join(" = ")} = `,
    make("b", {}, isHidden ? "?" : parts.at(-1)))];
}

function paths(frame, sum) {
  if (!(frame.paths > 1)) return [];
  return [make("span", { class: "ll-paths" }, `path ${frame.path} of ${frame.paths}`),
    make("span", { class: "ll-total" }, frame.path === frame.paths ? "together " : "so far ", make("b", {}, sum))];
}

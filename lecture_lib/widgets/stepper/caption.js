// What a frame says: the sentence directly under the stage, and the equation in numbers.

import { formula, make } from "../js/kit.js";

export class Caption {
  constructor() {
    this.phase = make("div", { class: "ll-phase", "aria-hidden": "true" });
    this.said = make("div", { class: "ll-said-by-frame", "aria-hidden": "true", dir: "auto" });
    this.equation = make("div", { class: "ll-equation", "aria-hidden": "true" });
    this.live = make("div", { class: "ll-unseen", "aria-live": "polite", "aria-atomic": "true" });
    this.box = make(
      "div",
      { class: "ll-caption" },
      this.phase,
      this.said,
      this.equation,
      this.live,
    );
    this.formulas = new Map();
  }

  // Room for the longest sentence, so that nothing below moves.
  reserve(view, line, width) {
    const longest = Math.max(...view.frames.map((frame) => sentence(view, line, frame).length));
    const letter = parseFloat(getComputedStyle(this.said).fontSize) * 0.52;
    this.said.style.minHeight = `${Math.ceil((longest * letter) / (this.said.clientWidth || width)) * 1.45}em`;
    this.phase.style.minWidth = `${String(view.frames.length).length * 2 + 14}ch`;
  }

  show(view, line, at, isHidden) {
    const frame = view.frames[at];
    const back = at - view.forward + 1;
    this.phase.textContent =
      { failed: "Stopped", blocked: "No backward pass" }[frame.kind] ??
      (back > 0 ? `Backward ${back} / ${view.backward}` : `Forward ${at + 1} / ${view.forward}`);
    const said = isHidden ? question(line, frame) : sentence(view, line, frame);
    this.said.textContent = said;
    this.live.textContent = isHidden ? said : frame.caption;
    const plain = { inputs, forward: computation }[frame.kind];
    this.equation.replaceChildren(
      ...(plain?.(frame, isHidden) ?? [
        this.#formula(frame, view.equations[back - 1], isHidden),
        ...paths(frame, isHidden ? "?" : frame.total),
      ]),
    );
  }

  #formula(frame, mathml, isHidden) {
    if (!mathml) return "";
    if (this.formulas.has(frame) && !isHidden) return this.formulas.get(frame);
    const made = formula(mathml);
    const [upstream, local, contribution] = numbersIn(made, frame.local != null);
    for (const part of upstream) part.classList.add("is-upstream");
    for (const part of contribution) part.classList.add("is-contribution");
    if (!isHidden) this.formulas.set(frame, made);
    else for (const part of [local, contribution]) hide(part);
    return made;
  }
}

// The parts of "… = upstream · local = contribution", each a list of elements; of arrays the last.
function numbersIn(math, isScalar) {
  const parts = [[]];
  for (const element of math.firstElementChild.children) {
    if (element.localName === "mo" && "=·".includes(element.textContent)) parts.push([]);
    else parts.at(-1).push(element);
  }
  return isScalar ? parts.slice(-3) : [[], [], parts.at(-1)];
}

function hide([first, ...rest]) {
  first?.replaceChildren("?");
  for (const part of rest) part.remove();
}

const nameOf = (line, id) => line.nodes.get(id).node.name;

function sentence(view, line, frame) {
  // beside an equation that says the rest
  if (frame.kind === "inputs") return "The inputs have their values.";
  if (frame.kind !== "forward") return frame.caption;
  const names = [
    ...new Set(
      view.graph.edges
        .filter((edge) => edge.target === frame.focus)
        .map((edge) => nameOf(line, edge.source)),
    ),
  ];
  const listed =
    names.length > 4
      ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
      : names.join(", ").replace(/, ([^,]*)$/, " and $1");
  const { node } = line.nodes.get(frame.focus);
  return `Compute ${node.name} from ${listed}.${node.anomaly === "born" ? " Here a nan or inf is born." : ""}`;
}

function question(line, frame) {
  const name = nameOf(line, frame.focus);
  if (frame.kind === "forward") return `What is ${name}?`;
  const path =
    frame.paths > 1 ? `Path ${frame.path} of ${frame.paths} to ${name}. ` : `To ${name}. `;
  return `${path}What has ${name} received after this edge?`;
}

function inputs(frame) {
  return [make("bdi", { class: "ll-plain" }, frame.caption.replace(/^The inputs: |\.$/g, ""))];
}

function computation(frame, isHidden) {
  // "u = w × x = 0.500 × 2.000 = 1.000"
  const parts = frame.caption.replace(/\.$/, "").split(" = ");
  return [
    make(
      "bdi",
      { class: "ll-plain" },
      `${parts.slice(0, -1).join(" = ")} = `,
      make("b", {}, isHidden ? "?" : parts.at(-1)),
    ),
  ];
}

function paths(frame, sum) {
  if (!(frame.paths > 1)) return [];
  return [
    make("span", { class: "ll-paths" }, `path ${frame.path} of ${frame.paths}`),
    make(
      "span",
      { class: "ll-total" },
      frame.path === frame.paths ? "together " : "so far ",
      make("b", {}, sum),
    ),
  ];
}

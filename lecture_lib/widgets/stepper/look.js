// One node looked at: by hover, by a click, by arrow keys. The card says only what has appeared.

import { clamp } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { Detail } from "./detail.js";
import { NORM, latest } from "./reveal.js";

const ODD = {
  born: tr("a nan or inf first appears here"),
  inherited: tr("nan or inf, from an operand"),
  gradient: tr("nan or inf in the gradient"),
};

// What may be told of a node at a moment: nothing that is still to come or to be predicted.
export function facts({ node, value, gradient }, now, { rule, maps, edges, nameOf }) {
  const { at, frame, isBackward, isHidden, isPredicting } = now;
  const [v, g] = [latest(value, at), latest(gradient, at)];
  const isAsked = isHidden && node.id === frame.focus;
  const [hasValue, hasGradient] = [v && !(isAsked && !isBackward), g && !(isAsked && isBackward)];
  const isWhole = hasGradient && (!g.paths || g.path === g.paths);
  const slopes = edges
    .filter((edge) => edge.target === node.id && edge.local !== null)
    .map((edge) => `∂/∂${nameOf(edge.source)} = ${edge.local}`);
  const isArray = node.shape?.length > 0;
  const shape = node.shape && `${node.shape.join(" × ") || "()"} ${node.dtype ?? ""}`;
  return {
    node,
    rule,
    value: isAsked && !isBackward ? "?" : (v?.text ?? tr("not computed yet")),
    gradient: isAsked && isBackward ? "?" : (g?.text ?? (isBackward ? tr("nothing yet") : "")),
    part: g && g.paths > 1 ? tr("{0} of {1} arrows", g.path, g.paths) : "",
    shape: isPredicting && !hasValue ? "?" : shape,
    norm: isArray && hasValue && !v.text.includes(NORM) ? node.norm : "",
    locals: isPredicting || !isBackward ? "" : slopes.join(", "),
    note: (hasValue && ODD[node.anomaly]) || "",
    maps: maps && hasValue && { value: maps.value, gradient: isWhole ? maps.gradient : null },
  };
}

export class Look {
  constructor(stepper) {
    this.stepper = stepper;
    this.detail = new Detail();
    this.forget();
  }

  forget() {
    this.selected = this.hovered = null;
  }

  listen(field, steering) {
    const nodeAt = (event) => event.target.closest?.(".ll-node")?.id ?? null;
    const hover = (id) => {
      if (id === this.hovered) return;
      this.hovered = id;
      this.tell();
    };
    field.addEventListener("pointerover", (event) => hover(nodeAt(event)));
    field.addEventListener("pointerleave", () => hover(null));
    field.addEventListener("click", (event) => {
      if (steering.wasDragged()) return;
      const id = nodeAt(event);
      this.selected = id === this.selected ? null : id;
      this.tell();
    });
    field.addEventListener("dblclick", (event) => {
      const id = nodeAt(event);
      if (id && this.stepper.line.nodes.get(id).node.kind === "scope") this.stepper.switchLevel(1);
    });
  }

  choose(change) {
    const { view, frame, stage } = this.stepper;
    const ids = view.graph.nodes.map((node) => node.id);
    const now = ids.indexOf(this.selected ?? frame.focus);
    this.selected = ids[this.selected ? clamp(now + change, 0, ids.length - 1) : now];
    stage?.camera.follow([this.selected], this.selected, true);
    this.tell();
  }

  tell() {
    const { view, line, stage, field, root } = this.stepper;
    const id = this.hovered ?? this.selected;
    const known = id && line.nodes.get(id);
    stage?.choose(this.selected);
    if (!known || !stage) return this.detail.hide();
    const nameOf = (other) => line.nodes.get(other).node.name;
    const { edges } = view.graph;
    const told = { rule: view.rules?.[id], maps: view.arrays[id], edges, nameOf };
    const placed = ({ box }) => {
      const { x, y, w, h } = stage.camera.toStage(box);
      return { x: x + field.offsetLeft, y: y + field.offsetTop, w, h };
    };
    const joined = edges.flatMap(({ source, target }) =>
      source === id ? target : target === id ? source : [],
    );
    const others = [...stage.nodes]
      .filter(([other]) => other !== id)
      .map(([other, card]) => ({ ...placed(card), weight: joined.includes(other) ? 8 : 1 }));
    this.detail.show(
      facts(known, this.stepper.now, told),
      placed(stage.nodes.get(id)),
      others,
      { w: root.clientWidth, h: field.offsetTop + Math.max(field.clientHeight, 340) },
      id === this.selected,
    );
  }
}

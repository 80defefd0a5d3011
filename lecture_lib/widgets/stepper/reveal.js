// What is to be seen at a position of the slider: which numbers, which marks, what is hidden.

import { tr } from "../js/tr.js";

// What stands beside the number where a large array is told by its norm; graph/words.py writes it.
export const NORM = tr("norm {0}", "");

// When each number appears, from frames that only say what changes.
export function timeline(view) {
  const nodes = new Map(
    view.graph.nodes.map((node) => [node.id, { node, value: [], gradient: [] }]),
  );
  const edges = new Map(view.graph.edges.map((edge) => [edge.id, { edge, walked: [] }]));
  view.frames.forEach((frame, at) => {
    for (const [id, news] of Object.entries(frame.reveal)) {
      for (const role of ["value", "gradient"]) {
        if (role in news)
          nodes.get(id)[role].push({ at, text: news[role], path: frame.path, paths: frame.paths });
      }
    }
    if (frame.edge) edges.get(frame.edge)?.walked.push(at);
  });
  for (const found of edges.values())
    found.ready = nodes.get(found.edge.target).value[0]?.at ?? Infinity;
  // Where in the engine's own sequence a frame is: what two foldings of a graph have in common.
  const clock = view.frames.map(
    (frame) =>
      ({
        inputs: -1,
        forward: view.places[frame.focus],
        failed: 1e9,
        blocked: 1e9,
        seed: 1e9,
      })[frame.kind] ?? 2e9 + (frame.step ?? 0),
  );
  return { nodes, edges, clock };
}

export function latest(events, at) {
  let found = null;
  for (const event of events) {
    if (event.at > at) break;
    found = event;
  }
  return found;
}

const joined = (...classes) => classes.filter(Boolean).join(" ");

// The moment: position, frame, whether it is of the backward pass, whether its number is still to
// be predicted, and whether predict mode is on at all.
export function moment(view, at, { isHidden, isPredicting }) {
  const frame = view.frames[at];
  const isBackward = at >= view.forward;
  return {
    at,
    frame,
    isBackward,
    isHidden,
    isPredicting,
    way: isBackward ? "is-backward" : "is-forward",
    phase: frame.kind === "failed" ? "failed" : isBackward ? "backward" : "forward",
  };
}

// Texts and marks of a node's card. Its shape is hidden with its value, where both are asked for.
export function cardAt(id, { node, value, gradient }, now) {
  const { at, frame, isBackward, isHidden, isPredicting, way } = now;
  const [v, g] = [latest(value, at), latest(gradient, at)];
  const isFocus = id === frame.focus;
  const isAsked = isHidden && isFocus;
  const isKnown = v || !value.length;
  const isShapeSecret =
    isPredicting && node.shape?.length && (!isKnown || (isAsked && !isBackward));
  return {
    shape: node.shape?.length ? (isShapeSecret ? "?" : node.shape.join("×")) : "",
    value: isAsked && !isBackward ? "?" : (v?.text ?? ""),
    gradient: isAsked && isBackward ? "?" : (g?.text ?? ""),
    part: g && g.path < g.paths ? `${g.path}/${g.paths}` : "",
    marks: joined(
      !isKnown && "is-waiting",
      frame.active.includes(id) && way,
      isFocus && "is-focus",
      isFocus && frame.kind === "failed" && "is-failed",
    ),
  };
}

// Text of an edge's pill, its marks, and whether it is talked about now.
export function edgeAt(id, { edge, ready, walked }, { at, frame, isHidden, isPredicting, way }) {
  const isActive = frame.active.includes(id);
  const isWalked = walked.length > 0 && walked.at(-1) <= at;
  const isSecret = isPredicting && walked.length > 0 && (!isWalked || (isHidden && isActive));
  return {
    pill: isSecret ? "?" : (edge.local ?? (edge.count > 1 ? `×${edge.count}` : "")),
    marks: joined(at < ready && "is-waiting", isActive ? way : isWalked && "is-walked"),
    isActive,
  };
}

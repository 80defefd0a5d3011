// A film: a drawing from Python, and what of it is different in each frame.

import { explorer } from "../js/frame.js";
import { make, parsed } from "../js/kit.js";

const SVG_IS = 'xmlns="http://www.w3.org/2000/svg"';

function setup(stage, { content, root, kept }) {
  root.classList.add("ll-film");
  const drawing = parsed(`<svg ${SVG_IS}>${content.drawing}</svg>`, "image/svg+xml");
  stage.append(make("g", { transform: `scale(${content.scale})` }, ...drawing.childNodes));
  const parts = new Map(
    [...stage.querySelectorAll("[data-id]")].map((part) => [part.dataset.id, part]),
  );

  // What stays of a scene once it has been seen to its end.
  const stays = [...stage.querySelectorAll("[data-after]")];
  const seen = (kept.seen ??= new Set());

  return ({ scene, frame }) => {
    if (frame === content.sliders[0].lasts[1][scene]) seen.add(scene);
    for (const part of stays) {
      part.style.display = seen.has(Number(part.dataset.after)) ? "" : "none";
    }
    const words = [];
    const values = { frame: "" };
    for (const [key, all] of Object.entries(content.scenes[scene])) {
      const [id, attribute] = key.split(".");
      const value = all[Math.min(frame, all.length - 1)];
      if (attribute === "text") words.push(value);
      if (id === "at") values.frame = value;
      else if (attribute === "text") parts.get(id).textContent = value;
      else parts.get(id).setAttribute(attribute, value);
    }
    return { says: words.filter(Boolean).join(". "), values };
  };
}

export default explorer({ setup });

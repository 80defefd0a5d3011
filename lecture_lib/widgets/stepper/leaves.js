// Sliders for the leaves of a live graph.  The kernel recomputes; at most one question is on its
// way to it, and a slider that moves on meanwhile is asked about when the answer is there.

import { make } from "../js/kit.js";
import { tr } from "../js/tr.js";

const PATIENCE = 4000; // ms without an answer before we say that there is no kernel
const NO_KERNEL = tr("These sliders need a kernel: open the notebook in JupyterLab to move them.");

export class Leaves {
  constructor(stepper) {
    this.model = stepper.model;
    this.level = () => this.model.get("level");
    this.rows = stepper.content.leaves.map((leaf) => this.#row(leaf));
    this.told = make("span", { class: "ll-told ll-note", role: "status" });
    const reset = { type: "button", class: "ll-word", onclick: () => this.reset() };
    this.resetting = make("button", reset, tr("↺ Reset"));
    this.panel = make(
      "div",
      { class: "ll-leaves", role: "group", "aria-label": tr("Inputs of the graph") },
      make("div", { class: "ll-leaf-rows" }, ...this.rows.map(({ row }) => row)),
      make("div", { class: "ll-row" }, this.resetting, this.told),
    );
    // An exported page has no widget manager, and so no one who could compute.
    if (!this.model.widget_manager) this.stop();
  }

  // Sliders that nothing follows look so, and stand where the numbers are.
  stop() {
    for (const { leaf, slider, write } of this.rows) {
      slider.value = leaf.value;
      slider.disabled = true;
      write();
    }
    this.resetting.disabled = true;
    this.told.textContent = NO_KERNEL;
  }

  answered({ says = "" }) {
    // a number outside an operation's domain is answered in words
    clearTimeout(this.waiting);
    for (const { slider } of this.rows) slider.disabled = false;
    this.told.textContent = says;
    this.resetting.disabled = false;
    this.isAsking = false;
    if (this.isLate) this.request();
  }

  #row(leaf) {
    const slider = make("input", {
      type: "range",
      class: "ll-leaf",
      min: leaf.low,
      max: leaf.high,
      step: leaf.step,
      "aria-label": leaf.label,
    });
    slider.value = leaf.value;
    const shown = make("output", { "aria-live": "off" }, "");
    const write = () => {
      shown.textContent = Number(slider.value).toFixed(leaf.digits).replace("-", "\u2212");
      slider.style.setProperty("--at", (slider.value - leaf.low) / (leaf.high - leaf.low));
    };
    slider.addEventListener("input", () => {
      write();
      this.request();
    });
    write();
    const start = slider.value;
    return {
      leaf,
      start,
      slider,
      write,
      row: make("label", { class: "ll-leaf-row" }, make("bdi", {}, leaf.label), slider, shown),
    };
  }

  reset() {
    for (const { leaf, slider, write } of this.rows) {
      slider.value = leaf.value;
      write();
    }
    this.request();
  }

  request() {
    if (this.isAsking) {
      this.isLate = true;
      return;
    }
    this.isLate = false;
    this.isAsking = true;
    this.waiting = setTimeout(() => {
      this.isAsking = false;
      this.told.textContent = tr("No kernel answers: run the notebook to use these sliders.");
    }, PATIENCE);
    // A slider that was not touched says nothing, so that its number keeps all of its digits.
    const values = this.rows.map(({ start, slider }) =>
      slider.value === start ? null : Number(slider.value),
    );
    this.model.send({ kind: "set", values, level: this.level() });
  }
}

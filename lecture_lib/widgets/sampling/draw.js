// The next word on the left, drawn or cut off, beside the truth. What is said then on the right:
// how much of it is accepted, and how varied that is; in the page under it some sentences.

import { Chart, glyph, joined } from "../js/chart.js";
import { foldWhenNarrow } from "../js/fold.js";
import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { make, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { barsOn } from "./bars.js";
import { seenOf, sentence, settingOf, verdict } from "./words.js";

// --- how much is accepted, and how varied it is ----------------------------------------------------

function keyOf(chart, series) {
  const [left, top, , height] = chart.place;
  const line = 17 * chart.type;
  const off = { name: tr("all off"), color: "var(--ll-text)", marker: "o" };
  [...series, off].forEach(({ name, color, marker }, i) => {
    const y = top + height - 14 - line * (series.length - i);
    const style = `--color: ${color}`;
    chart.add("path", { class: "ll-marks", style, d: glyph(marker, [left + 16, y], 5) });
    chart.add("text", { class: "ll-entry", x: left + 28, y: y + 4 }, chart.front, name);
  });
}

// Large type needs more room between the numbers on the left and the ticks on the right, and for
// words that are as wide as the chart there is none: the text under it tells what is counted.
function largeOf({ group }, { place: [left, top, width, height], x, ...more }) {
  group.replaceChildren();
  const place = [left + 20, top, width - 20, height];
  const [label] = x.label.split(":");
  return Object.assign(new Chart(group, { ...more, place, x: { ...x, label } }), { group });
}

// What the dashed line is: level beside its foot, behind the key, if there is room; else along it.
function nameOfLanguage(chart, x) {
  const [left, top, , height] = chart.place;
  const bottom = top + height;
  const isLevel = chart.type > 1 && x - left > 260;
  const place = isLevel
    ? { x: x - 6, y: bottom - 10, "text-anchor": "end" }
    : { transform: `translate(${x + 13},${bottom - 8})rotate(-90)` };
  const name = { class: "ll-note ll-muted", ...place };
  chart.add("text", name, chart.front, tr("the language itself"));
}

function sharesOn(chart, content, { accepted, variety, ...arrays }) {
  const [left, top, width, height] = chart.place;
  const at = (setting) => chart.point(variety.value(setting), accepted.value(setting));
  const lineAt = (from, to, name) =>
    chart.add("path", { class: name, d: joined([from, to]) }, chart.back);
  const [x] = chart.point(content.language, 1);
  const [, asked] = chart.point(0, content.asked);
  lineAt([x, top], [x, top + height], "ll-theory");
  lineAt([left, asked], [left + width, asked], "ll-asked");
  const note = { class: "ll-note ll-muted" };
  nameOfLanguage(chart, x);
  const line = `${Math.round(100 * content.asked)} %`;
  chart.add("text", { ...note, x: left + 6, y: asked + 14 * chart.type }, chart.front, line);
  keyOf(chart, content.series);
  const knobs = content.series.map(({ color, marker, dash }) => {
    const style = `--color: ${color}`;
    const path = chart.add("path", { class: "ll-line", style, "stroke-dasharray": dash });
    return { marker, style, path, marks: chart.add("path", { class: "ll-marks", style }) };
  });
  const off = { class: "ll-marks", style: "--color: var(--ll-text)" };
  chart.add("path", { ...off, d: glyph("o", at(0), 3.4) }, chart.front);
  const error = chart.add("path", { class: "ll-error" }, chart.front);
  const now = chart.add("path", { class: "ll-marks ll-present" }, chart.front);
  const star = chart.add("path", { class: "ll-minimum" }, chart.front);
  return (state, setting, { knob, isTold }) => {
    knobs.forEach(({ marker, path, marks }, i) => {
      const seen = seenOf(i, setting, state.tried, isTold, content);
      set(path, { d: joined(seen.map(at)) });
      const own = seen.filter((one) => one); // all off is of no knob
      set(marks, { d: own.map((one) => glyph(marker, at(one), 3.4)).join("") });
    });
    const [u, v] = [variety.value(setting), accepted.value(setting)];
    const [du, dv] = ["variety error", "accepted error"].map((name) => arrays[name].value(setting));
    const across = [chart.point(u - du, v), chart.point(u + du, v)];
    const along = [chart.point(u, v - dv), chart.point(u, v + dv)];
    set(error, { d: joined(across) + joined(along) });
    const { marker, style } = knobs[knob] ?? { marker: "o", style: "--color: var(--ll-text)" };
    set(now, { d: glyph(marker, at(setting), 7), style });
    const [best] = content.best.map(([, place]) => place);
    set(star, { d: isTold && best && best !== setting ? glyph("*", at(best), 7) : "" });
  };
}

// --- what is said ---------------------------------------------------------------------------------

// A sentence, with a mark for the eye and a word for the ear, and the word where it goes wrong.
function written([text, place, reason]) {
  const isRight = place < 0;
  const words = text.split(" ");
  const mark = make("span", { class: "ll-mark", "aria-hidden": "true" }, isRight ? "✓ " : "✗ ");
  const spoken = isRight ? tr("Accepted:") : tr("Refused:");
  const told = make("span", { class: "ll-spoken" }, `${spoken} `);
  const parts = isRight
    ? [text]
    : [
        words.slice(0, place).join(" "),
        " ",
        make("mark", {}, words[place] ?? tr("(no end)")),
        " ",
        words.slice(place + 1).join(" "),
      ];
  return make(
    "li",
    { class: isRight ? "" : "ll-refused", title: reason || null },
    mark,
    told,
    ...parts,
  );
}

function textOf(root, content) {
  const list = make("ol", { class: "ll-said", "aria-label": tr("What the model says") });
  const caption = make(
    "p",
    { class: "ll-caption" },
    tr("Said at this setting, one after the other:"),
  );
  const text = make("div", { class: "ll-text" }, caption, list);
  // Presented, it stands under the controls, where there is room.
  if (root.matches(".ll-presenter")) root.querySelector(".ll-side").append(text);
  else root.querySelector(".ll-stage").after(text);
  let before = -1;
  return (state, setting) => {
    if (setting !== before) list.replaceChildren(...content.said[setting].map(written));
    before = setting;
  };
}

// --- all together ---------------------------------------------------------------------------------

function setup(stage, { content, arrays, view, store, root, cleanups }) {
  const isLarge = root.matches(".ll-presenter");
  const { words } = view.charts;
  const shares = isLarge ? largeOf(view.charts.shares, view.axes.shares) : view.charts.shares;
  root.classList.add("ll-sampling");
  const parts = [
    barsOn(words, content, arrays),
    sharesOn(shares, content, arrays),
    textOf(root, content),
  ];
  const rests = atRest(cleanups);
  rests(String(settingOf(store.now, content).setting)); // nobody has chosen where it starts
  if (!isLarge) {
    const narrow = { narrow: 520, box: "0 0 372 612", under: "translate(-366,304)" };
    foldWhenNarrow(stage, narrow, [shares.group], cleanups);
  }
  // Where the hand rests is tried.
  const note = (setting, isClose) => {
    const { tried, found } = store.now;
    store.go({ tried: [...tried, setting], found: isClose ? 1 : found });
  };
  return (state) => {
    const { setting, knob } = settingOf(state, content);
    const isClose = Boolean(arrays.close.value(setting));
    const isNew = !state.tried.includes(setting);
    rests(String(setting), isNew && (() => note(setting, isClose)));
    const facts = { setting, knob, isTold: Boolean(state.found) || !content.challenge };
    for (const draw of parts) draw(state, setting, facts);
    return {
      says: sentence(state, facts, content, arrays),
      solved: Boolean(state.found),
      verdict: verdict(state, facts, content, arrays),
      values: {},
    };
  };
}

export default explorer({ height: 306, setup });

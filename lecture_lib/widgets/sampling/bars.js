// The next word: a bar for what is drawn from, an outline for what was cut off, a line for the truth.

import { range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";
import { percent } from "./words.js";

const THICK = 12; // of a bar

const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

// What the bars show: the words that have one of their own, and the others together.
export function barsOf({ prompt }, setting, { words, others }, { drawn, whole, truth }) {
  const own = words[prompt];
  const parts = [drawn.part(prompt, setting), whole.part(prompt, setting), truth.part(prompt)];
  const bar = (word, [now, before, real]) => ({
    ...{ word, drawn: now, whole: before, truth: real },
    isWrong: !real,
    isCut: !now,
  });
  const bars = own.map((word, i) =>
    bar(
      word,
      parts.map((one) => one[i]),
    ),
  );
  const rest = parts.map((one) => sum([...one.subarray(own.length)]));
  return others ? [...bars, bar(tr("{0} others", others), rest)] : bars;
}

export function barsOn(chart, content, arrays) {
  const [left, top, width] = chart.place;
  const [own, real] = [left + width + 51, left + width + 98];
  const heads = [
    [tr("model"), own],
    [tr("true"), real],
  ];
  for (const [text, x] of heads) {
    chart.add("text", { class: "ll-label ll-end", x, y: top - 8 }, chart.front, text);
  }
  const count = content.words[0].length + (content.others ? 1 : 0);
  const rows = range(count).map((i) => {
    const y = chart.toY(i);
    const text = (x) => chart.add("text", { class: "ll-end", x, y: y + 4 }, chart.front);
    return {
      y,
      cut: chart.add("rect", { class: "ll-cut", x: left, y: y - THICK / 2, height: THICK }),
      bar: chart.add("rect", { class: "ll-bar", x: left, y: y - THICK / 2, height: THICK }),
      tick: chart.add("path", { class: "ll-true" }),
      word: text(left - 7),
      own: text(own),
      real: text(real),
    };
  });
  return (state, setting) => {
    barsOf(state, setting, content, arrays).forEach((one, i) => {
      const { y, cut, bar, tick, word, own: mine, real: true_ } = rows[i];
      const name = `${one.isWrong ? " ll-wrong" : ""}${one.isCut ? " ll-gone" : ""}`;
      const long = (share) => (share ? Math.max(1, chart.toX(100 * share) - left) : 0);
      set(cut, { width: one.isCut ? Math.max(3, long(one.whole)) : 0 }); // two lines and a gap
      set(bar, { width: long(one.drawn), class: `ll-bar${name}` });
      const x = chart.toX(100 * one.truth);
      set(tick, { d: one.truth ? `M${x},${y - 8}V${y + 8}` : "" });
      set(word, { class: `ll-end${name}` });
      word.textContent = `${one.isWrong ? "✗ " : ""}${one.word}`;
      set(mine, { class: `ll-end${name}` });
      mine.textContent = one.isCut ? tr("cut") : percent(one.drawn);
      true_.textContent = percent(one.truth);
    });
  };
}

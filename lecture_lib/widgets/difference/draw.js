// The digits of a quotient on the left: what is subtracted, what is left. Its error over h on the
// right: faint where the hand passes, with the error of steps close by where it rests, and as a
// whole once the best h is found.

import { glyph, joined } from "../js/chart.js";
import { foldWhenNarrow } from "../js/fold.js";
import { atRest } from "../js/found.js";
import { explorer } from "../js/frame.js";
import { make, number, range, set } from "../js/kit.js";
import { tr } from "../js/tr.js";

const COMPLEX = 2;
const [LABEL, DIGITS] = [14, 122]; // where the columns of the digits begin

// --- digits -----------------------------------------------------------------------------------

// Characters in pieces, each of a class: [[text, class], …]. Blanks keep the columns.
function write(element, pieces) {
  const spans = pieces.map(([text, name]) =>
    make("tspan", { class: name }, text.replaceAll(" ", "\u00a0")),
  );
  element.replaceChildren(...spans);
}

const halves = (text, at, first, second) => [
  [text.slice(0, at), first],
  [text.slice(at), second],
];

// The zeros in front of a difference are what became of the digits that cancelled.
const zeros = (text) => /^[-−]?[0.]*/.exec(text)[0].length;

// Rows of digits; returns what writes a quotient into them.
function sheetOf(group, content) {
  const add = (tag, attributes, text = "") => {
    const made = make(tag, attributes, text);
    group.append(made);
    return made;
  };
  const row = (y, label = "") => ({
    label: add("text", { class: "ll-name", x: LABEL, y }, label),
    digits: add("text", { class: "ll-digits", x: DIGITS, y }),
  });
  add("text", { class: "ll-title", x: LABEL, y: 18 }, tr("Digits"));
  const [first, second] = [row(58), row(86)];
  const rule = add("line", { class: "ll-rule", x1: LABEL, x2: 396, y1: 102, y2: 102 });
  const difference = row(130, tr("difference"));
  const cancelled = add("text", { class: "ll-note ll-muted", x: DIGITS, y: 152 });
  const divided = row(206);
  const slope = row(234, "f′(x)");
  const right = add("text", { class: "ll-note ll-muted", x: DIGITS, y: 256 });
  return (state, { same, hits }) => {
    const { function: f, scheme, h } = state;
    const [a, b, left, value] = content.digits[f][scheme][h];
    const [over, under, by] = content.values[scheme];
    const isComplex = scheme === COMPLEX;
    [first, second, divided].forEach((one, i) => (one.label.textContent = [over, under, by][i]));
    write(first.digits, halves(a, same, "ll-same", "ll-differ"));
    write(second.digits, halves(b, same, "ll-same", "ll-differ"));
    set(rule, { visibility: isComplex ? "hidden" : "visible" });
    difference.label.textContent = isComplex ? "" : tr("difference");
    write(difference.digits, halves(left, zeros(left), "ll-same", "ll-differ"));
    const bold = count(value, hits) ? hits : 0; // "0." in front is no digit
    write(divided.digits, halves(value, bold, "ll-right", "ll-wrong"));
    write(slope.digits, [[content.slopes[f], ""]]);
    cancelled.textContent = isComplex ? tr("nothing is subtracted") : lost(count(a, same));
    right.textContent = kept(count(value, hits));
  };
}

// Digits among the first characters; zeros at the front are none.
const count = (text, length) =>
  text
    .slice(0, length)
    .replace(/^[-−0.]*/, "")
    .replace(/[^0-9]/g, "").length;

const lost = (digits) => (digits === 1 ? tr("1 digit cancels") : tr("{0} digits cancel", digits));
const kept = (digits) => (digits === 1 ? tr("1 digit right") : tr("{0} digits right", digits));

// --- errors -----------------------------------------------------------------------------------

function errorsOf(chart, { series, lowest, bounds }, { error, typical, truncation, rounding, h }) {
  const style = `--color: ${series[0].color}`;
  const names = [0, 1].map(() => chart.add("text", { class: "ll-note ll-muted" }, chart.front));
  const curve = chart.add("path", { class: "ll-line", style });
  const lines = [0, 1].map(() => chart.add("path", { class: "ll-theory" }));
  const close = chart.add("path", { class: "ll-line ll-close", style });
  const faint = chart.add("path", { class: "ll-marks ll-passed", style });
  const dots = chart.add("path", { class: "ll-marks", style });
  const now = chart.add("circle", { class: "ll-start", r: 6.5 }, chart.front);
  const exact = chart.add("text", { class: "ll-note ll-muted" }, chart.front);
  set(exact, { x: chart.place[0] + 8, y: chart.toY(lowest) - 10 });
  const all = range(h.shape[0]);
  return ({ function: f, scheme, h: at }, { isFound, isTried, isPassed }) => {
    const on = (errors) => (k) =>
      chart.point(h.value(k), Math.max(errors.value(f, scheme, k), lowest));
    const [place, usual] = [on(error), on(typical)];
    const seen = all.filter((k) => isFound || isTried(k));
    const passed = all.filter((k) => isPassed(k) && !seen.includes(k));
    set(dots, { d: seen.map((k) => glyph("o", place(k), 3.4)).join("") });
    set(faint, { d: passed.map((k) => glyph("o", place(k), 3)).join("") });
    set(close, { d: seen.map((k) => joined([place(k), usual(k)])).join("") });
    set(curve, { d: isFound ? joined(all.map(usual)) : "" });
    const isExact = [at, ...seen].some((k) => error.value(f, scheme, k) < lowest);
    exact.textContent = isExact ? tr("all digits right") : "";
    const [cx, cy] = place(at);
    set(now, { cx, cy });
    const [c, power] = truncation.part(f, scheme);
    const r = rounding.value(f, scheme);
    const theories = [(u) => c * u ** power, (u) => r / u];
    theories.forEach((theory, i) => {
      const isDrawn = isFound && (i === 0 || r > 0);
      // From where it comes into the frame: a point far below would be moved, and bend the line.
      const from = i ? 1e-16 : Math.max(1e-16, (chart.y.domain[0] / c) ** (1 / power));
      set(lines[i], { d: isDrawn ? joined([from, 1].map((u) => chart.point(u, theory(u)))) : "" });
      names[i].textContent = isDrawn ? bounds[f][scheme][i] : "";
      // Where the line is in the frame, and away from the curve.
      const named = i ? Math.max(1e-14, 10 * r) : (1e-13 / c) ** (1 / power);
      const [x, y] = chart.point(named, theory(named));
      set(names[i], { x: x + (i ? 8 : -10), y: y - 6, "text-anchor": i ? "start" : "end" });
    });
  };
}

// --- words ------------------------------------------------------------------------------------

function sentence({ scheme }, { agree, hits, error, typical, size }) {
  const [own, usual] = [error, typical].map((one) => (one ? number(one, 2) : "0"));
  const right =
    hits === 1
      ? tr(
          "Of the quotient 1 digit is right: relative error {0}, typically {1} close to this h.",
          ...[own, usual],
        )
      : tr(
          "Of the quotient {0} digits are right: relative error {1}, " +
            "typically {2} close to this h.",
          ...[hits, own, usual],
        );
  return `${subtracted(scheme, agree, size)} ${right}`;
}

function subtracted(scheme, agree, size) {
  if (scheme === COMPLEX) return tr("The step is imaginary: nothing is subtracted.");
  if (!agree) return tr("The values have no leading digit in common.");
  return tr("The values agree in {0} of {1} digits: these cancel.", agree, size);
}

function verdict({ scheme }, { isFound, isLucky, tries }) {
  if (!isFound) {
    if (!tries) return tr("Not yet.");
    const sofar = tr("Not yet: {0} tried.", tries);
    return isLucky
      ? `${sofar} ${tr("Here the last digits were lucky: steps close by err more.")}`
      : sofar;
  }
  const reached = tries === 1 ? tr("Reached in 1 try.") : tr("Reached in {0} tries.", tries);
  return scheme === COMPLEX ? `${reached} ${tr("Any small h will do: nothing cancels.")}` : reached;
}

// --- all together -----------------------------------------------------------------------------

function factsOf(state, content, { error, typical, good, lucky, same, right, h }) {
  const { function: f, scheme, h: at, tried, found } = state;
  const curve = f * good.shape[1] + scheme;
  const place = (k) => curve * h.shape[0] + k;
  const [a, b, , value] = content.digits[f][scheme][at];
  const [shared, hits] = [same.value(f, scheme, at), right.value(f, scheme, at)];
  const isTried = (k) => tried.includes(place(k));
  return {
    curve,
    place: place(at),
    placeOf: place,
    isGood: Boolean(good.value(f, scheme, at)),
    isFound: found.includes(curve),
    isTried,
    isLucky: isTried(at) && Boolean(lucky.value(f, scheme, at)),
    tries: tried.filter((one) => Math.floor(one / h.shape[0]) === curve).length,
    same: shared,
    hits,
    agree: count(a, shared),
    size: Math.max(count(a, a.length), count(b, b.length)),
    error: error.value(f, scheme, at),
    typical: typical.value(f, scheme, at),
    right: count(value, hits),
  };
}

function setup(stage, { content, arrays, view, store, root, cleanups }) {
  const { errors } = view.charts;
  root.classList.add("ll-difference");
  const digits = make("g", {});
  stage.append(digits);
  const parts = [sheetOf(digits, content), errorsOf(errors, content, arrays)];
  const rests = atRest(cleanups);
  const start = factsOf(content.initial, content, arrays).place;
  if (!root.matches(".ll-presenter")) {
    const narrow = { narrow: 520, box: "0 0 410 640", under: "translate(-390,290)" };
    foldWhenNarrow(stage, narrow, [errors.group], cleanups);
  }
  // Where the hand rests is tried; the best of a curve, once tried, is found.
  const note = ({ place, curve, isGood }) => {
    const { tried, found } = store.now;
    store.go({ tried: [...tried, place], found: isGood ? [...found, curve] : found });
  };

  // Where the hand went by: for the eye, no tries. Whoever resets begins without them.
  const passed = new Set();
  const isFresh = ({ tried, found }, here) => here === start && !tried.length && !found.length;
  const pass = (state, here) => (isFresh(state, here) ? passed.clear() : passed.add(here));

  // The h that is left over from another curve is no try: nobody has chosen it for this one.
  const left = { curve: null, h: null };
  const isLeft = (state, { curve, place }) => {
    if (curve !== left.curve || isFresh(state, place)) Object.assign(left, { curve, h: state.h });
    else if (state.h !== left.h) left.h = null;
    return state.h === left.h;
  };

  return (state) => {
    const facts = factsOf(state, content, arrays);
    pass(state, facts.place);
    const now = { ...facts, isPassed: (k) => passed.has(facts.placeOf(k)) };
    const isNew = !isLeft(state, now) && !state.tried.includes(now.place) && !now.isFound;
    rests(String(now.place), isNew && (() => note(now)));
    for (const draw of parts) draw(state, now);
    return {
      says: sentence(state, { ...now, hits: now.right }),
      solved: now.isFound,
      verdict: verdict(state, now),
      values: {},
    };
  };
}

export default explorer({ height: 336, setup });

// What every widget is built from: elements, icons, numbers written and read, formulas. Text goes
// into text nodes; nothing here takes markup as a string but `parsed`, which reads it as XML.

const SVG = new Set(
  "svg g path line text circle ellipse rect clipPath title defs tspan".split(" "),
);

// An element of HTML or SVG, by its tag. `on…` is a listener; false and null leave an attribute
// or a child out.
export function make(tag, attributes = {}, ...children) {
  const made = SVG.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null && child !== false));
  return made;
}

export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

export const range = (n) => Array.from({ length: n }, (_, i) => i);

// Each widget is a module of its own on one page, so counting would give ids twice.
export const unique = () => `ll-${Math.random().toString(36).slice(2)}`;

export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// JupyterLab takes keys from whatever does not say that it wants them itself. It gets those that
// come with Ctrl or ⌘, to save for one: while such a key is down nothing is kept from it.
export function keepKeys(root) {
  const controls = root.querySelectorAll("button, input, select, [tabindex]");
  const keep = (isKept) => {
    for (const control of controls) {
      if (isKept) control.dataset.lmSuppressShortcuts = "true";
      else delete control.dataset.lmSuppressShortcuts;
    }
  };
  keep(true);
  root.addEventListener("keydown", ({ ctrlKey, metaKey }) => keep(!ctrlKey && !metaKey));
  for (const event of ["keyup", "focusin"]) root.addEventListener(event, () => keep(true));
}

// --- numbers --------------------------------------------------------------------------------

// Halfway between two texts Python takes the even one and JavaScript the larger: step below.
function untied(x, digits) {
  const written = (n) => x.toExponential(n - 1).replace(/e.*|[.-]/g, "");
  const isTie = /^50*$/.test(written(digits + 25).slice(digits));
  return isTie && written(digits).at(-1) % 2 ? x * (1 - 10 ** -(digits + 2)) : x;
}

// As style.number writes it.
export function number(x, digits = 4) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "−inf";
  if (x === 0) return (0).toFixed(digits - 1);
  const exponentAt = (n) => Number(x.toExponential(n - 1).split("e")[1]);
  let [exponent, significant] = [exponentAt(digits), digits];
  if (exponent < 0) {
    exponent = exponentAt(digits - 1);
    significant = exponent === 0 ? digits : digits - 1;
  }
  const isFixed = exponent > -4 && exponent < digits + 1;
  const value = untied(x, isFixed ? Math.max(significant, exponent + 1) : significant);
  const text = isFixed
    ? value.toFixed(Math.max(significant - 1 - exponent, 0))
    : value.toExponential(significant - 1).replace("e+", "e");
  return text.replaceAll("-", "−");
}

// One grammar for whatever is typed, that of lessons/questions/reading.py: −.5, 0,5, 1/3, 2e-3,
// 5%; and for a single number also about ten steps, 1 000, 1,000. Only 1,386 may be two numbers.
export const NUMBER = String.raw`(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?`;
const FRACTION = new RegExp(
  `^([+-]?${NUMBER})(?:\\^([+-]?[0-9]{1,4}))?(?:/([+-]?${NUMBER}))?(%?)$`,
);
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SEVERAL = /[\p{L}_][\p{L}\p{N}_]*\s*=|\band\b/gu; // z₁ = −1.3 and z₂ = 0.39
const BETWEEN = /\s*;\s*|\s*,\s+|\s+|,(?=[-+.])/;
const LONGEST = 200;

export const plainMinus = (text) => text.replace(/[\u2212\u2013]/g, "-");
const lowered = (raised) =>
  raised.replaceAll("⁻", "-").replace(/[⁰¹²³⁴-⁹]/g, (d) => RAISED.indexOf(d));
const MODULE = /(?<![a-z0-9_.])(?:np|numpy|math)\.(?=[a-z])/gi;
// 2**20 and 2²⁰ as 2^20, and np.log as log.
const plainPower = (text) =>
  text
    .replaceAll("**", "^")
    .replace(/(?<=[0-9])[⁰¹²³⁴-⁹⁻]+/g, (raised) => `^${lowered(raised)}`)
    .replace(MODULE, "");
export const decimal = (digits) => Number(digits.replace(",", "."));
const CALL = new RegExp(
  `(?<![a-z0-9.,)])(?:([+-])\\s*)?(ln|√|sqrt|exp|e\\^)\\s*` +
    `(?:\\(\\s*([+-]?${NUMBER})\\s*\\)|([+-]?${NUMBER}))`,
  "gi",
);

const FUNCTIONS = {
  ln: Math.log,
  "√": Math.sqrt,
  sqrt: Math.sqrt,
  exp: Math.exp,
  "e^": Math.exp,
};

// The value of ln 3, √2 or e^2; where there is none, what was typed.
function called(call, sign, name, inside, after) {
  const value = FUNCTIONS[name.toLowerCase()](decimal(inside ?? after));
  return Number.isFinite(value) ? String(sign === "-" ? -value : value) : call;
}

// −2^2 is −(2^2); what has three hundred digits is no number here.
function power(base, exponent) {
  if (exponent === undefined) return base;
  const size = Math.abs(base);
  const isHuge = size ? Math.abs(exponent * Math.log10(size)) > 300 : exponent < 0;
  return isHuge ? NaN : Math.sign(base) * size ** Number(exponent);
}

export function readNumber(token) {
  const found = FRACTION.exec(plainMinus(token));
  if (!found) return NaN;
  const [, top, exponent, bottom, percent] = found;
  return power(decimal(top), exponent) / decimal(bottom ?? "1") / (percent ? 100 : 1);
}

const NAMES = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const SCALES = new Map([
  ["percent", 0.01],
  ["hundred", 1e2],
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
]);
const NAMED = NAMES.join("|");
const SCALED = [...SCALES.keys()].join("|");
const ABOUT = /^(?:(?:about|around|roughly|approximately|approx\.?|circa|ca\.)\s+|[≈~=]\s*)/;
const NAME = new RegExp(`^(-?)(${NAMED})(?![a-z])`);
const A_SCALE = new RegExp(`^(-?)a\\s+(?=(?:${SCALED})(?![a-z]))`);
const UNITS = /((?:\s+[a-z]{3,})+)\.?$/;
// Words after a number that change it: no units.
const NO_UNIT = new RegExp(
  `^(?:(?:${NAMED}|${SCALED}|half|third|quarter|fifth|tenth|hundredth|thousandth|dozen|halve)s?` +
    "|squared|cubed|plus|minus|over|and|root|sqrt|tau|percentage" +
    "|(?:kilo|mega|giga|tera|milli|micro|nano).*)$",
);
const THOUSANDS =
  /(?<![0-9.,])[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+(?![0-9,])|(?:\s[0-9]{3})+(?![0-9]))/g;

// A text without words and without thousands apart, a factor, and whether 1,386 is in it.
function bare(text) {
  let plain = text
    .toLowerCase()
    .replace(ABOUT, "")
    .replace(/^minus\s+/, "-");
  plain = plain.replace(NAME, (_, sign, name) => sign + NAMES.indexOf(name));
  plain = plain.replace(A_SCALE, "$11 ").replace(/\s+%$/, "%");
  let scale = 1;
  const units = UNITS.exec(plain);
  if (units) {
    const words = units[1].trim().split(/\s+/);
    if (SCALES.has(words[0])) scale = SCALES.get(words.shift());
    if (words.some((word) => NO_UNIT.test(word))) return { plain: text, scale: 1 };
    plain = plain.slice(0, units.index);
  }
  let isAmbiguous = false;
  const joined = plain.replace(THOUSANDS, (grouped, at) => {
    const hasPoint = /^\.[0-9]/.test(plain.slice(at + grouped.length));
    isAmbiguous ||= /^[0-9]+,(?!000)[0-9]{3}$/.test(grouped) && !hasPoint;
    return grouped.replace(/[,\s]/g, "");
  });
  return { plain: joined, scale, isAmbiguous };
}

// Whether a comma in the text may be a decimal one or set thousands apart.
export const isAmbiguous = (text) =>
  Boolean(bare(plainMinus(text.slice(0, LONGEST)).trim()).isAmbiguous);

// So many numbers, or null.
export function readNumbers(text, count) {
  const typed = plainPower(plainMinus(text).trim()).replace(CALL, called);
  const read = count === 1 ? bare(typed) : { plain: typed.replace(SEVERAL, " "), scale: 1 };
  if (read.isAmbiguous) return null;
  const plain = read.plain.replace(/^[()[\]{} ]+|[()[\]{} ]+$/g, "").replace(/\s*([/^])\s*/g, "$1");
  let tokens = plain.split(BETWEEN).filter((token) => token);
  if (tokens.length !== count && count > 1) tokens = plain.split(",");
  const numbers = tokens.map((token) => readNumber(token) * read.scale);
  if (text.length > LONGEST) return null;
  if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
  if (count > 1) return eachWorked(read.plain.trim(), count);
  const value = worked(read.plain) * read.scale;
  return Number.isFinite(value) ? [value] : null;
}

// So many calculations that stand side by side, in brackets or not; or null.
function eachWorked(text, count) {
  for (const inside of [text, /^[([{]/.test(text) ? text.slice(1, -1) : ""]) {
    const values = parts(inside).map(worked);
    if (values.length === count && values.every(Number.isFinite)) return values;
  }
  return null;
}

// Calculations apart, at what stands between them: no space within parentheses or by a sign.
function parts(text) {
  let depth = 0;
  let joined = "";
  for (const sign of text) {
    depth += /[([{]/.test(sign) - /[)\]}]/.test(sign);
    joined += depth > 0 && /\s/.test(sign) ? "" : sign;
  }
  for (const by of [/\s*([*/^·×÷])\s*/g, /\s+([-+])\s+/g, /(ln|log|sqrt|√|exp)\s+/gi])
    joined = joined.replace(by, "$1");
  return joined.split(BETWEEN).filter((part) => part);
}

// A number as above, or what is worked out from some, so that "−2.366 × 0.514" can be typed as it
// is read. NaN for anything else.
export function calculate(text) {
  const single = readNumbers(text, 1);
  if (single) return single[0];
  const value = text.length > LONGEST ? NaN : worked(plainPower(plainMinus(text)));
  return Number.isFinite(value) ? value : NaN;
}

// Whether a single number, as it is typed, is beyond what a float holds.
export const isTooLarge = (text) => {
  if (text.length > LONGEST) return false;
  const { plain, scale } = bare(plainPower(plainMinus(text).trim()).replace(CALL, called));
  return Math.abs(worked(plain) * scale) === Infinity;
};

// --- arithmetic, as lessons/questions/arithmetic.py reads it ----------------------------------

const ARITHMETIC = new RegExp(`${NUMBER}%?|√|[a-zπ]+|\\S`, "gu");
// How tightly an operator binds, and what it does.
const OPERATORS = new Map([
  ["+", [1, (a, b) => a + b]],
  ["-", [1, (a, b) => a - b]],
  ["*", [2, (a, b) => a * b]],
  ["/", [2, (a, b) => (b ? a / b : NaN)]],
  ["^", [3, (a, b) => (a || b >= 0 ? a ** b : NaN)]],
]);
const POWER = 3;
const logarithm = (x) => (x > 0 ? Math.log(x) : NaN);
const WORKING = new Map([
  ["sqrt", Math.sqrt],
  ["√", Math.sqrt],
  ["ln", logarithm],
  ["log", logarithm],
  ["exp", Math.exp],
]);
const CONSTANTS = new Map([
  ["pi", Math.PI],
  ["π", Math.PI],
  ["e", Math.E],
]);

// The result; NaN for what is no calculation or has none, ±Infinity for one that is too large.
function worked(text) {
  const same = text.toLowerCase().replace(/[×·]/g, "*").replaceAll("÷", "/");
  const tokens = (same.match(ARITHMETIC) ?? []).reverse();
  try {
    const result = worth(tokens, 1);
    return tokens.length ? NaN : result;
  } catch (stopped) {
    if (typeof stopped !== "number") throw stopped;
    return stopped;
  }
}

const finite = (x) => {
  if (!Number.isFinite(x)) throw x;
  return x;
};

// What the next tokens are worth, up to an operator that binds less than `least`.
function worth(tokens, least) {
  let left = operand(tokens);
  let most = POWER;
  for (;;) {
    const [level, work] = OPERATORS.get(tokens.at(-1)) ?? [0];
    if (level < least || level > most) return left;
    tokens.pop();
    left = finite(work(left, worth(tokens, level + 1)));
    most = level === POWER ? POWER - 1 : level; // after a power no second one
  }
}

function operand(tokens) {
  const token = tokens.pop() ?? "";
  const following = tokens.at(-1) ?? "";
  if (/^[-+]$/.test(token) && !/^[-+]$/.test(following)) {
    const size = worth(tokens, POWER); // a minus binds less than a power
    if (tokens.at(-1) === "^") throw NaN;
    return token === "-" ? -size : size;
  }
  if (CONSTANTS.has(token)) return CONSTANTS.get(token);
  if (WORKING.has(token)) {
    const argument = operand(tokens);
    if (following !== "(" && tokens.at(-1) === "^") throw NaN; // a power of what?
    return finite(WORKING.get(token)(argument));
  }
  if (token === "(") {
    const inside = worth(tokens, 1);
    if (tokens.pop() !== ")") throw NaN;
    return inside;
  }
  if (!/^[.,]?[0-9]/.test(token)) throw NaN;
  return finite(decimal(token.replace("%", "")) / (token.endsWith("%") ? 100 : 1));
}

// --- icons, on a 20 × 20 grid ---------------------------------------------------------------

const ICONS = {
  first: "M5 4v12M15.5 4.5 8 10l7.5 5.5Z",
  back: "M13.5 4.5 6 10l7.5 5.5Z",
  play: "M6 3.8v12.4L16 10Z",
  pause: "M6 4h3v12H6ZM11 4h3v12h-3Z",
  forward: "M6.5 4.5 14 10l-7.5 5.5Z",
  last: "M15 4v12M4.5 4.5 12 10l-7.5 5.5Z",
  fold: "M4 10h12M10 2v5.5M7.5 5.5 10 8l2.5-2.5M10 18v-5.5M7.5 14.5 10 12l2.5 2.5",
  unfold: "M4 10h12M10 8V2.5M7.5 5 10 2.5 12.5 5M10 12v5.5M7.5 15l2.5 2.5 2.5-2.5",
  smaller: "M4.5 10h11",
  larger: "M4.5 10h11M10 4.5v11",
  fit: "M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4",
  copy: "M7.5 7.5h9v9h-9ZM12.5 4.5v-1h-9v9h1",
  paste: "M7 4.5h-2.5v12.5h11v-12.5h-2.5M7 3h6v3h-6ZM10 9v4.5M8 11.8l2 2 2-2",
  screen: "M2.5 3.5h15v10h-15ZM10 13.5v3M6.5 17h7M8.3 6.3v4.4l3.6-2.2Z",
};
const OUTLINED = new Set("fold unfold smaller larger fit copy paste screen".split(" "));

export function icon(name) {
  const kind = OUTLINED.has(name) ? "ll-outline" : "ll-solid";
  const path = make("path", { d: ICONS[name] });
  return make("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: kind }, path);
}

export function iconButton(name, label, onclick, keys = "") {
  const title = keys ? `${label} (${keys})` : label;
  const shown = { class: `ll-button ll-${name}`, "aria-label": label, title };
  return make("button", { type: "button", ...shown, onclick }, icon(name));
}

// --- formulas -------------------------------------------------------------------------------

// Markup as an element. Parsed as XML, so that nothing in it can become HTML, or a program.
export function parsed(markup, type) {
  const root = new DOMParser().parseFromString(markup, type).documentElement;
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const { name } of [...element.attributes]) {
      if (/^on|href/i.test(name)) element.removeAttribute(name);
    }
  }
  return document.importNode(root, true);
}

// MathML of style/maths.py as an element.
export function formula(mathml) {
  const element = parsed(mathml, "application/xml");
  set(element, { display: "inline", displaystyle: "true" });
  return element;
}

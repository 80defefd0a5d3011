// Elements, icons and formulas: what every widget is built from.  Text always goes into text
// nodes; nothing here takes markup as a string, so a name can never become an element.

const SVG = "http://www.w3.org/2000/svg";
const MATH = "http://www.w3.org/1998/Math/MathML";

function make(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

function makeSvg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

// On a 20 × 20 grid.
const ICONS = {
  first: "M5 4v12M15.5 4.5 8 10l7.5 5.5Z",
  back: "M13.5 4.5 6 10l7.5 5.5Z",
  play: "M6 3.8v12.4L16 10Z",
  pause: "M6 4h3v12H6ZM11 4h3v12h-3Z",
  forward: "M6.500 4.5 14 10l-7.5 5.500Z",
  last: "M15 4v12M4.5 4.5 12 10l-7.5 5.5Z",
  fold: "M4 10h12M10 2v5.500M7.500 5.500 10 8l2.500-2.500M10 18v-5.500M7.500 14.500 10 12l2.500 2.500",
  unfold: "M4 10h12M10 8V2.500M7.500 5 10 2.500 12.500 5M10 12v5.500M7.500 15l2.500 2.500 2.500-2.500",
  smaller: "M4.500 10h11",
  larger: "M4.500 10h11M10 4.500v11",
  fit: "M3.500 7.500v-4h4M12.500 3.500h4v4M16.500 12.500v4h-4M7.500 16.500h-4v-4",
};
const OUTLINED = new Set(["fold", "unfold", "smaller", "larger", "fit"]);

function icon(name) {
  const path = makeSvg("path", { d: ICONS[name] });
  return makeSvg("svg", {
    viewBox: "0 0 20 20", "aria-hidden": "true", class: OUTLINED.has(name) ? "ll-outline" : "ll-solid",
  }, path);
}

function button(name, label, onclick, keys = "") {
  return make("button", {
    type: "button", class: `ll-button ll-${name}`, "aria-label": label,
    title: keys ? `${label} (${keys})` : label, onclick,
  }, icon(name));
}

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

const toNumber = (text) => Number(String(text).replaceAll("\u2212", "-"));

// -- formulas: the few commands of LaTeX that the frames use, as MathML ---------------------------

const TOKENS = /\\[A-Za-z]+|\\.|-?[0-9]+(?:\.[0-9]+)?|[{}^_]|[A-Za-z]|\s+|[^]/gu;
const SIGNS = {
  "\\cdot": "·", "\\times": "×", "\\top": "⊤", "\\|": "‖", "\\mid": "|", "\\infty": "∞",
};
const LETTERS = { "\\partial": "∂" };
"alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"
  .split(" ").forEach((name, k) => { LETTERS[`\\${name}`] = [..."αβγδεζηθκλμνξπρστφχψω"][k]; });

function math(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(MATH, tag), attributes, children);
}

function formula(latex) {
  const tokens = latex.match(TOKENS) ?? [];
  let at = 0;

  function group() { // {…} as one element
    while (/^\s+$/.test(tokens[at] ?? "")) at += 1;
    if (tokens[at] !== "{") return atom() ?? math("mrow");
    at += 1;
    const inside = row("}");
    at += 1;
    return math("mrow", {}, ...inside);
  }

  function verbatim() { // the argument of \text
    let text = "", depth = 0;
    for (; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token === "{" && !depth++) continue;
      if (token === "}" && !--depth) break;
      text += /^\\[^A-Za-z]$/.test(token) ? token[1] : token;
    }
    at += 1;
    return text;
  }

  function atom() {
    const token = tokens[at];
    at += 1;
    if (/^\s+$/.test(token) || token === "\\!") return null;
    if (token === "\\,") return math("mspace", { width: "0.17em" });
    if (token === "\\quad") return math("mspace", { width: "1em" });
    if (token === "\\frac") return math("mfrac", {}, group(), group());
    if (token === "\\text") return math("mi", { mathvariant: "normal" }, verbatim());
    if (token === "\\mathbf") return math("mrow", { class: "ll-bold" }, group());
    if (token === "\\mathrel") {
      const relation = math("mo", { lspace: "0.3em", rspace: "0.3em" });
      const sign = group().textContent;
      if (tokens[at] === "=") { relation.textContent = `${sign}=`; at += 1; } else relation.textContent = sign;
      return relation;
    }
    if (token === "\\left") {
      const open = tokens[at]; at += 1;
      const inside = row("\\right");
      at += 1;
      const close = tokens[at]; at += 1;
      const fence = (sign) => math("mo", { fence: "true", stretchy: "true" }, SIGNS[sign] ?? sign);
      return math("mrow", {}, fence(open), ...inside, fence(close));
    }
    if (token === "\\sum") return math("mo", { largeop: "true", movablelimits: "false" }, "∑");
    if (token in LETTERS) return math("mi", { mathvariant: token === "\\partial" ? "normal" : null }, LETTERS[token]);
    if (token in SIGNS) return math("mo", {}, SIGNS[token]);
    if (/^-?[0-9]/.test(token)) return number(token);
    if (/^[A-Za-z]$/.test(token)) return math("mi", {}, token);
    if (/^\\[^A-Za-z]$/.test(token)) return math("mo", {}, token[1]);
    return math("mo", /^[()]$/.test(token) ? { stretchy: "false" } : {}, token.replace(/^\\/, ""));
  }

  function number(text) {
    const digits = math("mn", {}, text.replace("-", "\u2212"));
    if (tokens[at] === "\\times" && tokens[at + 1] === "10" && tokens[at + 2] === "^") {
      at += 3;
      return math("mrow", { class: "ll-number" }, digits, math("mo", { lspace: "0.1em", rspace: "0.1em" }, "×"),
        math("msup", {}, math("mn", {}, "10"), group()));
    }
    return math("mrow", { class: "ll-number" }, digits);
  }

  function row(end) {
    const made = [];
    while (at < tokens.length && tokens[at] !== end) {
      const token = tokens[at];
      if (token === "^" || token === "_") {
        at += 1;
        const [base, script] = [made.pop() ?? math("mrow"), group()];
        const isBoth = base.localName === "msub" && token === "^";
        const large = (base.localName === "mo" && base.textContent === "∑")
          || (base.localName === "munder");
        if (large && base.localName === "munder") {
          made.push(math("munderover", {}, ...base.childNodes, script));
        } else if (large) {
          made.push(math(token === "_" ? "munder" : "mover", {}, base, script));
        } else if (isBoth) {
          made.push(math("msubsup", {}, ...base.childNodes, script));
        } else {
          made.push(math(token === "_" ? "msub" : "msup", {}, base, script));
        }
      } else {
        const found = atom();
        if (found) made.push(found);
      }
    }
    return made;
  }

  return math("math", { display: "inline" }, math("mrow", { displaystyle: "true" }, ...row(null)));
}

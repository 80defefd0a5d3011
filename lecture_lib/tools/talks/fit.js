// Makes a slide as large as its room allows, so that nothing on it is cut off.
//
// Lengths on a slide are for text of 18 pixels, the smallest that is read from the last row, and
// words are magnified from there. What is looked at, the stage, has a scale of its own. Words and
// stage stand one above the other, or side by side; whichever comes out larger is shown.

const MOST_WORDS = { alone: 1.75, withStage: 1.35 };
const PICTURE = { least: 0.7, most: 1.8 };
// An explorer fills the width that it is given, in type for a projector; larger type would take the
// room from its charts.
const WIDGET = { least: 0.9, most: 1 }; // of type of 20 pixels
const SHARES = [0.4, 0.52]; // of the width, for words beside a stage

const roomOf = (slide) => slide.querySelector(".room");
const isWide = (box) => box.scrollWidth > box.clientWidth + 1;

const hasRoom = (room) =>
  room.scrollHeight <= room.clientHeight + 1 &&
  !isWide(room) &&
  ![...room.querySelectorAll(".words")].some(isWide);

export const isWhole = (slide) => hasRoom(roomOf(slide));

// Sets sizes, and tells whether they fit. Without a share of the width, the stage stands below. The
// shift of the last time would take room.
function holds(room, { share, words, stage }) {
  room.style.setProperty("--above", "0px");
  room.classList.toggle("beside", share !== undefined);
  room.style.setProperty("--share", share ?? 1);
  room.style.setProperty("--words", words);
  room.style.setProperty("--stage", stage);
  return hasRoom(room);
}

// The largest number between two for which something is true, if it is true of the smaller one.
function largest(low, high, isTrue) {
  if (isTrue(high)) return high;
  if (!isTrue(low)) return null;
  for (let k = 0; k < 7; k += 1) {
    const middle = (low + high) / 2;
    if (isTrue(middle)) low = middle;
    else high = middle;
  }
  return low;
}

// What may be tried on a slide: the limits of its stage, if it has one, and arrangements.
function choices(room) {
  const stages = room.querySelectorAll(".stage:not([hidden])").length;
  const isWidget = room.querySelector(".stage:not([hidden]) .widget") !== null;
  const canBeBeside =
    stages === 1 && !isWidget && room.querySelector(".words:not(.folded, [hidden])") !== null;
  return {
    limits: stages ? (isWidget ? WIDGET : PICTURE) : null,
    shares: [undefined, ...(canBeBeside ? SHARES : [])],
  };
}

// Lengths on the slide, of which the browser tells how long they are on the screen.
const height = (box) => box.getBoundingClientRect().height;
const onSlide = (length, room) => (length / height(room)) * room.clientHeight;

// How large pictures are beside their own size: a narrow column may make them smaller than asked.
function shownScale(room, stage) {
  const scales = [...room.querySelectorAll(".stage img:not([hidden] *)")].map(
    (image) => onSlide(height(image), room) / (image.naturalHeight || 1),
  );
  return Math.min(stage, ...scales);
}

// Whether a slide can be shown in sizes that are read from the last row.
export function isLegible(slide) {
  const room = roomOf(slide);
  const { limits, shares } = choices(room);
  const least = limits?.least ?? 1;
  return shares.some(
    (share) =>
      holds(room, { share, words: 1, stage: least }) && shownScale(room, least) > 0.97 * least,
  );
}

function arranged(room, limits, share) {
  const most = limits ? MOST_WORDS.withStage : MOST_WORDS.alone;
  const start = Math.min(1, limits?.most ?? 1);
  const test = (words, stage) => holds(room, { share, words, stage });
  let stage = start;
  let words = largest(1, most, (size) => test(size, start));
  if (words === null && limits) {
    stage = largest(0.3, start, (size) => test(1, size));
    words = stage && 1;
  }
  if (words === null) {
    stage = limits?.least ?? 1;
    words = largest(0.2, 1, (size) => test(size, stage)) ?? 0.2;
  }
  if (limits) {
    stage = largest(stage, Math.max(stage, limits.most), (size) => test(words, size)) ?? stage;
  }
  test(words, stage);
  const shown = limits ? shownScale(room, stage) : 1;
  const isLegibleSo = words >= 1 && (!limits || shown > 0.97 * limits.least);
  return { share, words, stage, score: 100 * isLegibleSo + words * Math.min(shown, 1.4) ** 1.5 };
}

// Finds and sets the sizes of a slide that is displayed.
export function fit(slide) {
  const room = roomOf(slide);
  const { limits, shares } = choices(room);
  const found = shares.map((share) => arranged(room, limits, share));
  const best = found.reduce((a, b) => (b.score > a.score ? b : a));
  slide.dataset.fits = String(holds(room, best));
  // What leaves much room stands a little lower.
  const free = room.clientHeight - onSlide(height(room.firstElementChild), room);
  room.style.setProperty("--above", `${Math.max(0, free * (limits ? 0.4 : 0.25))}px`);
  slide.dataset.words = (18 * best.words).toFixed(1);
  slide.dataset.stage = limits ? shownScale(room, best.stage).toFixed(2) : "";
}

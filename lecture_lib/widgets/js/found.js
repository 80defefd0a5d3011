// A challenge is met where the hand rests, not where it passes by.

const REST = 600; // ms

// Call what it returns with each setting: it acts, if there is something to do, where one stays.
export function atRest(cleanups) {
  let [before, resting] = ["", 0];
  cleanups.push(() => clearTimeout(resting));
  return (setting, act) => {
    if (setting === before) return;
    before = setting;
    clearTimeout(resting);
    if (act) resting = setTimeout(act, REST);
  };
}

// Notes the position of the first of `settings` once the hand rests where `isClose(state)`; the
// challenge is met anew for each such position, and stays met for it. Call what it returns with
// each state.
export function finder(store, settings, isClose, cleanups) {
  const [owner] = settings;
  const rests = atRest(cleanups);
  return (state) => {
    const now = state[owner];
    const isNew = !state.found.includes(now) && isClose(state);
    const here = settings.map((name) => state[name]).join(" ");
    rests(here, isNew && (() => store.go({ found: [...store.now.found, now] })));
  };
}

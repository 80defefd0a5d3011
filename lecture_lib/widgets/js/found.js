// A challenge that is met anew for each position of one setting, and then stays met for it.

const REST = 600; // ms at a place until it counts as chosen: who only passes by has not found it

// Notes the position of the first of `settings` once the hand rests where `isClose(state)`; the
// settings together are a place. Call what it returns with each state.
export function finder(store, settings, isClose, cleanups) {
  const [owner] = settings;
  let [before, resting] = ["", 0];
  cleanups.push(() => clearTimeout(resting));
  return (state) => {
    const here = settings.map((name) => state[name]).join(" ");
    if (here === before) return;
    before = here;
    clearTimeout(resting);
    const { found, [owner]: now } = state;
    if (found.includes(now) || !isClose(state)) return;
    resting = setTimeout(() => store.go({ found: [...store.now.found, now] }), REST);
  };
}

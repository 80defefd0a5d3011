// What a round takes: the sums of CostModel.round in Python, from what a second, a message and a
// copy cost each.

const DECISIVE = ["work", "size", "network", "servers"]; // for the best number of workers

// The numbers that a state stands for.
export function settingOf(state, content) {
  const { workers, works, bytes, serverCounts, networks } = content;
  const network = networks[state.network];
  return {
    ...network,
    terms: [content.terms.work[state.work], content.terms.size[state.size], ...network.terms],
    workers: workers[state.workers],
    work: works[state.work],
    bytes: bytes[state.size],
    servers: serverCounts[state.servers],
    share: state.share,
    isFitted: network.isMeasured && state.servers === 0 && state.share === 0,
  };
}

// Seconds of work, latency and bytes of a round, for a position of `counts`.
export function partsAt(pattern, i, setting, { counts, messages, copies }) {
  const { work, latency, bytes, bandwidth, servers, share } = setting;
  const isServer = pattern === 0; // only it has servers, and sends less
  const shared = isServer ? Math.min(servers, counts[i]) : 1; // a worker's link has its own two
  const copied = copies[pattern][isServer ? share : 0][i] / shared;
  return [work / counts[i], messages[pattern][i] * latency, (copied * bytes) / bandwidth];
}

export const totalOf = (parts) => parts.reduce((sum, one) => sum + one, 0);

// The parts of a round now, of each pattern.
export function roundsOf(setting, content) {
  const at = content.counts.indexOf(setting.workers);
  return content.messages.map((_, pattern) => partsAt(pattern, at, setting, content));
}

// Points [R, times as fast] of each pattern.
export function speedsOf(setting, content) {
  const speed = (pattern, i) => setting.work / totalOf(partsAt(pattern, i, setting, content));
  return content.messages.map((_, pattern) => content.counts.map((r, i) => [r, speed(pattern, i)]));
}

// Where one more worker takes as much off the work as it adds to the sending; with more servers
// than workers it adds a message, and no bytes to anybody's link.
export function bestOf({ work, latency, bytes, bandwidth, servers }) {
  const shared = Math.sqrt(work / (2 * (latency + bytes / (servers * bandwidth))));
  return Math.max(shared, Math.min(servers, Math.sqrt(work / (2 * latency))));
}

// How many times as fast R workers with servers are, whether or not there is a position for R.
export const speedWith = (count, { work, latency, bytes, bandwidth, servers }) =>
  work /
  (work / count + 2 * count * latency + (Math.max((2 * count) / servers, 2) * bytes) / bandwidth);

// The position of whatever is nearest by its factor.
export function nearest(values, to) {
  const far = (x) => Math.abs(Math.log(x / to));
  return values.reduce((best, x, i) => (far(x) < far(values[best]) ? i : best), 0);
}

// Whether the server's curve turns within the picture.
export function turns(setting, { workers }) {
  const notch = nearest(workers, bestOf(setting));
  return notch > 0 && notch < workers.length - 1;
}

export const isNear = (state, setting, content) =>
  state.share === 0 &&
  turns(setting, content) &&
  Math.abs(state.workers - nearest(content.workers, bestOf(setting))) <= 1;

export const keyOf = (state) => DECISIVE.map((name) => state[name]).join(" ");

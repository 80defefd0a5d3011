// Say a message in the page's language. The catalogue is that of Python, translation.py; which
// language it is, and the messages that this module says, are filled in as assets.py writes it.

export const LANGUAGE = "en";
const MESSAGES = {};

// tr("{0} of {1} steps", done, all): in English, a literal, so that the catalogue finds it.
export const tr = (message, ...values) =>
  (MESSAGES[message] ?? message).replace(/\{(\d)\}/g, (_, place) => values[place]);

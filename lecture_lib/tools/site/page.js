// A page of the site: its widgets, and a veil over what follows a question.

import { enliven } from "./alive.js";
import { nameSigns } from "./names.js";
import { veil } from "./veil.js";

nameSigns();
await enliven(veil);

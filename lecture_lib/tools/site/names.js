// What the theme shows as a sign alone gets a name for who hears the page.

import { LANGUAGE, tr } from "../../widgets/js/tr.js";
export function nameSigns() {
  for (const sign of document.querySelectorAll("summary:has(> .toctree-toggle)")) {
    const link = sign.closest("li")?.querySelector("a");
    const title = link?.textContent.trim();
    sign.ariaLabel = title ? tr("Pages of {0}", title) : tr("Pages of this part");
    sign.lang = LANGUAGE;
  }
}

// What the theme shows as a sign alone gets a name for who hears the page.
export function nameSigns() {
  for (const sign of document.querySelectorAll("summary:has(> .toctree-toggle)")) {
    const link = sign.closest("li")?.querySelector("a");
    sign.ariaLabel = `Pages of ${link?.textContent.trim() ?? "this part"}`;
  }
}

// The keys, over all else until the next one.

export async function helpOn() {
  const keys = await (await fetch(new URL("keys.json", import.meta.url))).json();
  const list = document.createElement("dl");
  for (const [key, does] of Object.entries(keys))
    for (const [tag, text] of [
      ["dt", key],
      ["dd", does],
    ])
      list.append(Object.assign(document.createElement(tag), { textContent: text }));
  const help = document.createElement("dialog");
  help.id = "lecture-lib-keys";
  help.setAttribute("aria-label", "Keys");
  help.append(list);
  help.addEventListener("click", () => help.close());
  document.body.append(help);
  return help;
}

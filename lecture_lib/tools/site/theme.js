// Widgets look for JupyterLab's mark of a light or dark theme. Where the page has a switch of its
// own, it sets that mark.
export function followTheme() {
  const { documentElement: root, body } = document;
  const follow = () => {
    if (root.dataset.theme) body.dataset.jpThemeLight = String(root.dataset.theme !== "dark");
  };
  new MutationObserver(follow).observe(root, { attributeFilter: ["data-theme"] });
  follow();
}

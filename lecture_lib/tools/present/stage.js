// JupyterLab on stage. A prebuilt extension, written as its bundler would leave one: JupyterLab asks
// the container at the end for a plugin, and hands itself to that. Only its public API is used.
{
  const NAME = "lecture-lib-present";
  const TOGGLE = `${NAME}:toggle-code`;
  const KEY = "Accel E"; // free in JupyterLab; with Ctrl or ⌘ no widget keeps it to itself
  const ABOVE = ["jp-top-panel", "jp-menu-panel"];
  const SHEET = new URL("stage.css", document.currentScript.src);

  const root = document.documentElement;

  // What is of no use on stage. Every command is still in the palette, Ctrl+Shift+C.
  function clear({ shell }) {
    shell.mode = "single-document";
    shell.collapseLeft();
    shell.collapseRight();
    for (const side of ["left", "right"])
      if (shell.isSideTabBarVisible(side)) shell.toggleSideTabBarVisibility(side);
    for (const part of shell.layout) if (ABOVE.includes(part.id)) part.hide();
  }

  // For the lecturer alone, small and below: the key that shows code, and how far the cells have run.
  function strip({ commands }) {
    const keys = /Mac/.test(navigator.platform) ? "⌘E" : "Ctrl+E";
    const [line, running, button] = ["div", "span", "button"].map((tag) =>
      document.createElement(tag),
    );
    line.id = NAME;
    running.setAttribute("role", "status");
    button.type = "button";
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
    button.addEventListener("click", () => commands.execute(TOGGLE));
    const show = (isCode) => {
      root.dataset.llStage = isCode ? "code" : "";
      button.textContent = `${isCode ? "Hide" : "Show"} code · ${keys}`;
    };
    show(false);
    line.append(running, button);
    document.body.append(line);
    return { show, tell: (text) => (running.textContent = text) };
  }

  // The cell of the first slide, on top; where it lies is known when what is above it is drawn.
  async function begin({ content }) {
    const isSlide = ({ model }) => model.getMetadata("slideshow")?.slide_type === "slide";
    const first = Math.max(content.widgets.findIndex(isSlide), 0);
    content.activeCellIndex = first;
    await Promise.all(content.widgets.slice(0, first).map(({ ready }) => ready));
    content.widgets[first].node.scrollIntoView({ block: "start" });
  }

  // The stored notebook has widgets as text only, so all cells run, one after the other: what is
  // stored stands until then. An output that is hidden because it answers a question stays so.
  async function run({ content, sessionContext }, tell) {
    const cells = content.widgets.filter(({ model }) => model.type === "code");
    for (const [i, cell] of cells.entries()) {
      if (!sessionContext.session?.kernel) throw new Error("there is no kernel"); // keep outputs
      if (cell.isDisposed) continue;
      tell(`Running ${i + 1} of ${cells.length}`);
      const isHidden = cell.outputHidden;
      const done = cell.constructor.execute(cell, sessionContext); // CodeCell.execute
      cell.outputHidden = isHidden;
      await done;
    }
    tell("");
  }

  async function present(panel, tell) {
    panel.toolbar.hide();
    await panel.context.ready;
    await begin(panel);
    await panel.sessionContext.ready;
    // A kernel that died or was restarted forgets what it was asked.
    await run(panel, tell).catch(({ message }) => tell(`Not all cells ran: ${message}`));
  }

  // On stage a key is for what is seen. Letters would cut, insert or split cells whose code is hidden,
  // so they are the talk's; Enter would open a cell, and arrows go over cells whose ends none sees.
  // A remote control, which has but two keys, comes back from a full screen.
  const TYPED =
    "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable=true]";
  const SCREEN = ".ll-screen"; // what holds a widget or a question
  const fillingNow = () => document.querySelector(".ll-filling");
  const press = (key, on) =>
    on?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

  const LETTERS = {
    b: () => root.toggleAttribute("data-ll-black"),
    c: ({ commands }) => commands.execute(TOGGLE),
    d: (app) => (turned = turned.then(() => turnTheme(app))),
    f: () => press("f", screenSeen()),
  };
  const SCROLLS = { ArrowDown: 1, ArrowUp: -1 };

  let turned = Promise.resolve(); // one change after the other
  const soon = () => new Promise((done) => setTimeout(done, 50));

  // The first call may do no more than end that the theme is the system's. JupyterLab covers itself
  // while it changes, and stumbles over a second change before that is over.
  async function turnTheme({ commands }) {
    const isLight = document.body.dataset.jpThemeLight === "true";
    const theme = `JupyterLab ${isLight ? "Dark" : "Light"}`;
    for (let call = 0; call < 2; call += 1) {
      await commands.execute("apputils:change-theme", { theme });
      do await soon();
      while (document.querySelector("#jupyterlab-splash"));
    }
  }

  // The widget touched last, if more than half of it is seen, or the one of which most is.
  function screenSeen() {
    const seenOf = (one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
    };
    if (touched?.isConnected && seenOf(touched) > touched.offsetHeight / 2) return touched;
    const all = [...document.querySelectorAll(SCREEN)];
    return all.reduce((a, b) => (seenOf(b) > seenOf(a) ? b : a), all[0]);
  }

  // What the key does here, if it is not for what it is typed in; nothing where that is best.
  function actOf({ key, target, shiftKey }, { shell }) {
    const filling = fillingNow();
    const turns = /^Page(Up|Down)$/.test(key);
    if (root.dataset.llBlack !== undefined) return turns || key === "b" ? LETTERS.b : () => {};
    if (filling && turns) return () => press("Escape", filling);
    if (target.closest?.(`${TYPED}, .lm-CommandPalette`)) return null;
    const isInside = target.closest?.(SCREEN);
    const pane = shell.currentWidget?.node.querySelector(".jp-WindowedPanel-outer");
    const scroll = (part) => () => pane?.scrollBy(0, part * innerHeight);
    if (isInside && turns) return scroll(key === "PageDown" ? 0.85 : -0.85); // a slider takes it, too
    if (isInside && !(key in LETTERS && key !== "f")) return null;
    if (/^[a-z0-9]$/i.test(key)) return LETTERS[key] ?? (() => {});
    if (root.dataset.llStage === "code") return null;
    if (key === "Enter" && !shiftKey) return () => {};
    return key in SCROLLS ? scroll(SCROLLS[key] / 6) : null;
  }

  function guard(event, app) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isLeaving = event.key === "Escape" && event.target.closest?.(SCREEN) && !fillingNow();
    if (isLeaving) setTimeout(() => focusNotebook(app)); // the widget hears of it before
    const act = actOf(event, app);
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(app);
  }

  // A mouse leaves the keys to the notebook: Space scrolls then, and presses nothing again. The
  // widget it was on is remembered for the key that lets it fill the screen.
  let touched = null;
  function giveBack({ detail, target }, app) {
    const pressed = "button, summary, input[type=radio], input[type=checkbox]";
    if (!detail || fillingNow()) return;
    touched = target.closest(SCREEN) ?? touched;
    setTimeout(() => {
      const isPressed = document.activeElement.matches(`.jp-OutputArea :is(${pressed})`);
      if (isPressed) focusNotebook(app);
    });
  }

  const focusNotebook = ({ shell }) =>
    shell.currentWidget?.content?.node.focus({ preventScroll: true });

  // Whatever lost the focus to nothing, as a widget that filled the screen, leaves it to the notebook.
  function catchFocus(app) {
    const isLost = () => document.activeElement === document.body && !fillingNow();
    setTimeout(() => isLost() && focusNotebook(app));
  }

  function activate(app) {
    addEventListener("keydown", (event) => guard(event, app), { capture: true });
    addEventListener("click", (event) => giveBack(event, app));
    // A browser that leaves a full screen by itself takes the focus before the widget knows.
    for (const type of ["focusout", "fullscreenchange"])
      addEventListener(type, () => catchFocus(app));
    document.head.append(
      Object.assign(document.createElement("link"), { rel: "stylesheet", href: SHEET }),
    );
    const { show, tell } = strip(app);
    const label = "Show or Hide All Code";
    const execute = () => {
      show(root.dataset.llStage !== "code");
      // Keys typed into code that is hidden would be lost, those that scroll among them.
      if (document.activeElement?.closest(".cm-editor"))
        app.commands.execute("notebook:enter-command-mode");
    };
    app.commands.addCommand(TOGGLE, { label, execute });
    app.commands.addKeyBinding({ command: TOGGLE, keys: [KEY], selector: "body" });
    const met = new WeakSet();
    const meet = () => {
      const panel = app.shell.currentWidget;
      if (!panel?.sessionContext || !panel.content.widgets || met.has(panel)) return;
      met.add(panel);
      present(panel, tell);
    };
    app.restored.then(() => {
      clear(app);
      app.shell.currentChanged.connect(meet);
      meet();
    });
  }

  const plugin = { id: `${NAME}:plugin`, autoStart: true, activate };
  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB[NAME] = { init() {}, get: () => () => plugin };
}

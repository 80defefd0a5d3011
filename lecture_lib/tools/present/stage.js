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

  function activate(app, listen) {
    listen(app, TOGGLE);
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

  async function get() {
    const { listen } = await import("./keys.js");
    const plugin = {
      id: `${NAME}:plugin`,
      autoStart: true,
      activate: (app) => activate(app, listen),
    };
    return () => plugin;
  }
  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB[NAME] = { init() {}, get };
}

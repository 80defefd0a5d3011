"""Drive JupyterLab and offline pages in Chromium: the small vocabulary of the browser tests.

>>> with browser(path) as chromium, jupyterlab(notebooks, scratch) as server:  # doctest: +SKIP
...     notebook = Lab(chromium, server).open("02_duck_duck_goose.ipynb")
...     notebook.run_all()
...     notebook.output("BackpropStepper").get_by_role("slider").press("ArrowRight")
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .server import Server, write_notebook

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

SCREENSHOTS = Path(__file__).parent / "screenshots"
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
PROJECTOR = {"width": 1280, "height": 720}
MILLISECONDS = 60_000

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The network is off for good: no name resolves, and no address but our own is reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# The session context rather than the page: JupyterLab may show a kernel as idle and then
# replace it, so it must be the same one, idle and connected, for a while.
OPEN_NOTEBOOK = """async ([path, milliseconds]) => {
    const pause = time => new Promise(resolve => setTimeout(resolve, time));
    const deadline = Date.now() + milliseconds;
    const lab = window.jupyterapp;
    await lab.commands.execute("apputils:change-theme", {theme: "JupyterLab Light"});
    window.notebook = await lab.commands.execute(
        "docmanager:open", {path, factory: "Notebook"});
    if (!window.notebook) throw new Error(`no notebook ${path}`);
    await window.notebook.context.ready;
    await window.notebook.sessionContext.ready;
    const idle = () => {
        const kernel = window.notebook.sessionContext.session?.kernel;
        return kernel?.status === "idle" && kernel.connectionStatus === "connected" && kernel.id;
    };
    while (Date.now() < deadline) {
        const before = idle();
        await pause(before ? 200 : 50);
        if (before && idle() === before) return;
    }
    throw new Error(`the kernel of ${path} did not become idle`);
}"""
MISSING_VIEWS = """async milliseconds => {
    const view = "application/vnd.jupyter.widget-view+json";
    const drawn = area => area?.node.querySelector(".jp-OutputArea-output > .lm-Widget > *")
        && !area.node.querySelector(".jupyter-error-widget");
    const missing = () => window.notebook.content.widgets.flatMap(cell =>
        (cell.model.outputs?.toJSON() ?? [])
            .filter((output, i) => output.data?.[view] && !drawn(cell.outputArea.widgets[i]))
            .map(output => String(output.data["text/plain"])));
    const deadline = Date.now() + milliseconds;
    while (missing().length && Date.now() < deadline)
        await new Promise(resolve => setTimeout(resolve, 50));
    return missing();
}"""
ACTIVATE_CELL = """key => {
    const notebook = window.notebook.content;
    const index = notebook.widgets.findIndex(({model}) => model.id === key
        || (model.type === "code" && model.sharedModel.getSource().includes(key)));
    if (index < 0) return null;
    notebook.activeCellIndex = index;
    const cell = notebook.widgets[index];
    cell.node.setAttribute("data-cell-id", cell.model.id);
    return cell.model.id;
}"""
RESTART_KERNEL = """async () => {
    const session = window.notebook.sessionContext;
    await session.restartKernel();
    while (session.session.kernel.status !== "idle")
        await new Promise(resolve => setTimeout(resolve, 50));
}"""
ASK_KERNEL = """async expression => {
    const kernel = window.notebook.sessionContext.session.kernel;
    const reply = await kernel.requestExecute({
        code: "", silent: true, user_expressions: {answer: expression}}).done;
    return reply.content.user_expressions.answer;
}"""
CLOSE_NOTEBOOK = """async () => {
    const notebook = window.notebook;
    window.notebook = undefined;
    await notebook?.sessionContext.shutdown();
    notebook?.dispose();
    return Boolean(window.jupyterapp) && !document.querySelector(".jp-Dialog");
}"""


@contextmanager
def browser(executable: str, **options: object) -> Iterator[BrowserContext]:
    """Start a headless Chromium with a fresh profile and no way to the network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        try:
            yield chromium.new_context(viewport=PROJECTOR, **options)
        finally:
            chromium.close()


def eventually(condition: Callable[[], object], seconds: float = 10) -> bool:
    """Return True as soon as a condition holds, and False if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class OpenPage:
    """A page in Chromium that keeps what went wrong in it.

    Attributes
    ----------
    page : playwright.sync_api.Page
        For locators, the keyboard and the mouse.
    console_errors : list of str
        Console messages of level error, and uncaught exceptions.
    external_requests : list of str
        Addresses on other machines that the page asked for. None of them was answered.
    """

    def __init__(self, chromium: BrowserContext) -> None:
        self.page: Page = chromium.new_page()
        self.page.set_default_timeout(MILLISECONDS)
        self.console_errors: list[str] = []
        self.external_requests: list[str] = []
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("websocket", lambda socket: self._note_request(socket.url))

    def _note_console(self, message) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.console_errors.append(f"{message.text} ({where})" if where else message.text)

    def _note_request(self, url: str) -> None:
        scheme, _, rest = url.partition("://")
        if scheme in ("http", "https", "ws", "wss") and not rest.startswith("127.0.0.1:"):
            self.external_requests.append(url)

    def screenshot(self, name: str, of: Locator | None = None) -> Path:
        """Save ``screenshots/<name>.png`` (not committed) of the page or of one element."""
        path = SCREENSHOTS / f"{name}.png"
        (of or self.page).screenshot(path=path, animations="disabled")
        return path

    def close(self) -> None:
        """Close the page."""
        self.page.close()


class Lab(OpenPage):
    """JupyterLab in one page, which opens notebooks one after the other.

    Loading JupyterLab takes seconds and opening one more notebook in it a second, hence one
    page for all of them; each has a kernel of its own.
    """

    def __init__(self, chromium: BrowserContext, server: Server) -> None:
        self._chromium = chromium
        self._server = server
        self.folder = server.folder
        self._load()

    def _load(self) -> None:
        super().__init__(self._chromium)
        # A workspace of its own: two pages on one workspace make JupyterLab redirect.
        path = f"lab/workspaces/{secrets.token_hex(4)}"
        self.page.goto(f"{self._server.address}/{path}?token={self._server.token}")
        self.page.wait_for_function("() => window.jupyterapp")
        self.page.evaluate(
            """async () => {
                await window.jupyterapp.allPluginsActivated;
                await window.jupyterapp.restored;
                window.jupyterapp.shell.mode = "single-document";
                window.jupyterapp.shell.collapseLeft();
                window.jupyterapp.shell.collapseRight();
            }"""
        )

    def open(self, name: str) -> Notebook:
        """Open a notebook by its path below the served folder and wait for its idle kernel.

        The notebook that was open is closed.
        """
        self.close_notebook()
        self.console_errors.clear()
        self.external_requests.clear()
        self.page.evaluate(OPEN_NOTEBOOK, [name, MILLISECONDS])
        return Notebook(self)

    def open_cells(self, *sources: str) -> Notebook:
        """Open a new notebook of these code cells."""
        name = f"cells-{secrets.token_hex(4)}.ipynb"
        write_notebook(self._server.folder / name, *sources)
        return self.open(name)

    def close_notebook(self) -> None:
        """Shut the notebook's kernel down and drop it with its changes."""
        try:
            clean = self.page.evaluate(CLOSE_NOTEBOOK)
        except Exception:  # the page crashed, or JupyterLab in it is in disorder
            clean = False
        if not clean:
            self.page.close()
            self._load()


class Notebook:
    """A notebook open in JupyterLab: run by commands, read from its model.

    Attributes
    ----------
    page : playwright.sync_api.Page
        For locators, the keyboard and the mouse.
    console_errors, external_requests : list of str
        What went wrong in the page since this notebook was opened, see `OpenPage`.
    """

    def __init__(self, lab: Lab) -> None:
        self.page = lab.page
        self.console_errors = lab.console_errors
        self.external_requests = lab.external_requests
        self.screenshot = lab.screenshot

    def run_all(self, seconds: float = 300) -> None:
        """Run all cells and wait until they are done or one has failed."""
        self.command("notebook:run-all-cells", seconds=seconds)

    def command(self, name: str, arguments: dict | None = None, seconds: float = 60) -> None:
        """Run a JupyterLab command and wait for it, e.g. ``"kernelmenu:restart"``."""
        self.page.evaluate(
            """([name, args]) => {
                window.commandState = "running";
                window.jupyterapp.commands.execute(name, args).then(
                    () => { window.commandState = "done"; },
                    error => { window.commandState = `failed: ${error}`; });
            }""",
            [name, arguments or {}],
        )
        self.page.wait_for_function(
            "() => window.commandState !== 'running'", timeout=seconds * 1000
        )
        if (state := self.page.evaluate("window.commandState")) != "done":
            raise RuntimeError(f"{name}: {state}")

    def run_cell(self, cell: str, seconds: float = 60) -> None:
        """Run one cell, given as in `output`, and wait until it is done."""
        self._activate(cell)
        self.command("notebook:run-cell", seconds=seconds)

    def ask(self, expression: str) -> str:
        """Return what an expression is in the kernel, as its ``repr``, without running a cell.

        What a widget sends arrives some moments later: wait with `eventually`.
        """
        answer = self.page.evaluate(ASK_KERNEL, expression)
        if answer["status"] != "ok":
            raise RuntimeError(f"ask: {expression!r}: {answer['ename']}: {answer['evalue']}")
        return answer["data"]["text/plain"]

    def restart_kernel(self) -> None:
        """Restart the kernel; cells keep their outputs."""
        self.page.evaluate(RESTART_KERNEL)

    def cells(self) -> list[dict]:
        """Return the cells with their outputs, as nbformat has them."""
        return self.page.evaluate("() => window.notebook.content.model.toJSON().cells")

    def outputs(self) -> list[dict]:
        """Return the outputs of all cells in order."""
        return [output for cell in self.cells() for output in cell.get("outputs", ())]

    def errors(self) -> list[str]:
        """Return the errors that cells ended in, as ``"Type: message"``."""
        return [
            f"{output['ename']}: {output['evalue']}"
            for output in self.outputs()
            if output["output_type"] == "error"
        ]

    def not_run(self) -> list[str]:
        """Return the sources of code cells that were not run to their end."""
        return [
            cell["source"]
            for cell in self.cells()
            if cell["cell_type"] == "code"
            and cell["source"].strip()
            and not cell["execution_count"]
        ]

    def stderr(self) -> str:
        """Return all that cells printed to stderr."""
        return "".join(
            "".join(output["text"]) for output in self.outputs() if output.get("name") == "stderr"
        )

    def missing_views(self, seconds: float = 10) -> list[str]:
        """Return the widgets (as plain text) that did not show up in their cell's output."""
        return self.page.evaluate(MISSING_VIEWS, seconds * 1000)

    def output(self, cell: str) -> Locator:
        """Return the output area of a cell, scrolled into view.

        Parameters
        ----------
        cell : str
            The cell's id, or any part of its source (the first cell that has it).
        """
        area = self.page.locator(f"[data-cell-id='{self._activate(cell)}'] .jp-Cell-outputArea")
        area.scroll_into_view_if_needed()
        return area

    def _activate(self, cell: str) -> str:
        found = self.page.evaluate(ACTIVATE_CELL, cell)
        if found is None:
            raise LookupError(f"no cell has the id or the text {cell!r}")
        return found

    def theme(self, name: str) -> None:
        """Switch JupyterLab's theme: `LIGHT` or `DARK`."""
        self.command("apputils:change-theme", {"theme": name})
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)


class OfflinePage(OpenPage):
    """An exported page opened from its file, with neither kernel nor network.

    A query stands behind the address, e.g. ``?show``. Options go to a new browser context, e.g.
    ``color_scheme="dark"`` or ``reduced_motion="reduce"``.
    """

    def __init__(
        self, chromium: BrowserContext, path: Path, query: str = "", **options: object
    ) -> None:
        assert chromium.browser is not None
        self._context = chromium.browser.new_context(viewport=PROJECTOR, offline=True, **options)
        super().__init__(self._context)
        self.page.goto(path.resolve().as_uri() + query)

    def close(self) -> None:
        """Close the page and its context."""
        self._context.close()

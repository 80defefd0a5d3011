"""How many times as fast many workers are, and what holds them up: work, latency or bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ... import style
from ...scale import PATTERNS, CostModel
from ...style import PALETTE, number
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..memory.words import size_text
from ..payload import Choice, Content, Preset, Slider, series
from .costs import NAMED, NETWORKS, SERVERS, SHARES, WIDTH, WORKERS, Parts, coefficients, parts
from .costs import positions as positions_of
from .words import count_text, seconds_text, short_text, whole_seconds

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ScaleExplorer"]

_OURS = tr_noop("measured")
_LOOKS = (
    style.Mark(PALETTE["blue"], "o", (0, (7, 4))),
    style.Mark(PALETTE["bluish green"], "s", (0, (2, 3))),
    style.Mark(PALETTE["vermilion"], "D", (0, (9, 3, 2, 3))),
)
_SENT = (tr_noop("all of it"), "10 %", "1 %", "0.1 %")
_ONE_SERVER, _SERVERS = tr_noop("one server"), tr_noop("{0} servers")
_TREE, _RING = tr_noop("tree"), tr_noop("ring")
_WORKER = tr_noop("{0} worker, {1} of work, {2} parameters, {3}")
_WORKERS = tr_noop("{0} workers, {1} of work, {2} parameters, {3}")
_PART_SENT = tr_noop("{0}, {1} of the gradient")
_DIGITS = 3  # of measured work and sizes, which become positions of their sliders
#: Seconds of a round on one accelerator at 7·10¹³ a second: 6 operations a parameter and token,
#: half a million tokens of GPT-2 small, 3.2 million of GPT-3 (Brown et al. 2020, table 2.1).
_GPT2, _GPT3 = 5.0, 5e4


class ScaleExplorer(Explorer):
    """See how many workers pay, and what a round of theirs is made of.

    Curves show how many times as fast R workers are as one machine that sends nothing, when they
    send through a server (or several), up and down a tree, or round a ring. They are a model: solid
    only where it was fitted, dashed beyond. Bars under them take one round apart, into work,
    latency and bytes. The best number of workers is told once it has been found.

    Parameters
    ----------
    model : CostModel, optional
        A network that was measured, to stand beside an Ethernet and the inside of a machine.
    measured : (workers, work, size, seconds), optional
        The runs, arrays that broadcast, as :meth:`lecture_lib.scale.CostModel.fit` takes them for
        one server: seconds of work, bytes, seconds of a round. Their work and sizes become
        positions of the sliders; where these stand there, the runs are drawn.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    workers, work, size, servers, network, share : int
        Positions of the settings; in step with ``state``, which also has the settings for which
        the challenge has been ``found``.

    Raises
    ------
    ValueError
        Runs without a model, or of a time, a size or a number of workers that is not positive.

    Notes
    -----
    The numbers are those of :class:`lecture_lib.scale.CostModel`, with what that leaves out. A
    parameter has 4 bytes.

    Examples
    --------
    >>> print(ScaleExplorer())
    ScaleExplorer: 60 workers, 5 s of work, 124 million parameters, 100 Gbit/s Ethernet
    a round by  takes   times as fast  work  latency  bytes
    one server  4.86 s  1.03           2 %   0 %      98 %
    tree        561 ms  8.91           15 %  0 %      85 %
    ring        163 ms  30.7           51 %  1 %      48 %
    """

    _esm = Script("widgets/scale/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/scale/draw.css")

    workers, work, size, servers, network, share = (Setting() for _ in range(6))

    def __init__(
        self, model: CostModel | None = None,
        measured: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike] | None = None, *,
        presenter: bool = False,
    ) -> None:  # fmt: skip
        if measured is not None and model is None:
            raise ValueError(
                "ScaleExplorer: measured runs stand beside the model that was fitted to them; "
                "give it too, CostModel.fit(*measured)."
            )
        runs = _runs(measured)
        self.runs = runs
        self.networks: dict[str, CostModel] = {
            **({} if model is None else {_OURS: model}),
            **NETWORKS,
        }
        self.works = positions_of(-3, 5, runs["work"])
        self.sizes = positions_of(3, 12, [*NAMED.values(), *runs["size"] / WIDTH])
        super().__init__(presenter=presenter)
        arrays: dict[str, ArrayLike] = {"workers": WORKERS, "work": self.works, "size": self.sizes}
        first = self._at(60, _GPT2, NAMED["GPT-2 small"], "100 Gbit/s Ethernet")
        if model is not None:
            first = self._at(2, 1e-3, NAMED["digits"], _OURS)
        if len(runs["work"]):
            first = self._at(2, runs["work"][0], runs["size"][0] / WIDTH, _OURS)
        self._fill(self._content(), arrays, {**first, "found": []}, _LOOKS)

    # --- numbers

    @property
    def model(self) -> CostModel:
        """The network of the present state."""
        networks = [*self.networks.values()]
        return networks[int(self.state["network"])]

    def rounds(self) -> dict[str, Parts]:
        """Return what a round of the present state takes, by pattern."""
        at = self.state
        return {
            pattern: parts(self.model, WORKERS[at["workers"]], self._work, self._bytes, pattern,
                           SERVERS[at["servers"]], SHARES[at["share"]])
            for pattern in PATTERNS
        }  # fmt: skip

    def measured(self) -> list[tuple[int, float]]:
        """Return the runs that the present state is of: workers, and how many times as fast."""
        at, runs = self.state, self.runs
        if not self.is_fitted:
            return []
        here = (runs["work"] == self.works[at["work"]]) & (
            runs["size"] == self.sizes[at["size"]] * WIDTH
        )
        return [(int(r), float(speed)) for r, speed in
                zip(runs["workers"][here], runs["speed"][here], strict=True)]  # fmt: skip

    @property
    def is_fitted(self) -> bool:
        """Whether the present state is of the kind that was measured: one server, all sent."""
        at = self.state
        is_ours = [*self.networks][at["network"]] == _OURS
        return is_ours and not (at["servers"] or at["share"])

    def best(self) -> float | None:
        """Return the best number of workers for the server, if it has been found."""
        at = self.state
        if at["share"]:
            return None
        best = float(self.model.best_workers(self._work, self._bytes, SERVERS[at["servers"]]))
        notch = int(np.abs(np.log(np.array(WORKERS) / best)).argmin())
        is_inside = 0 < notch < len(WORKERS) - 1
        key = " ".join(str(at[name]) for name in ("work", "size", "network", "servers"))
        if key in at["found"] or (is_inside and abs(at["workers"] - notch) <= 1):
            return best
        return None

    def speed_at(self, workers: float) -> float:
        """Return how many times as fast so many workers are with the servers, all sent."""
        servers = SERVERS[self.state["servers"]]
        seconds = self.model.round(workers, self._work, self._bytes, servers=servers)
        return float(self._work / seconds)

    @property
    def _work(self) -> float:
        return float(self.works[self.state["work"]])

    @property
    def _bytes(self) -> float:
        return float(self.sizes[self.state["size"]] * WIDTH)

    def _at(
        self, workers: int, work: float, size: float, network: str, servers: int = 1,
        share: float = 1.0,
    ) -> dict[str, int]:  # fmt: skip
        """A whole state: of work and size the nearest positions."""
        return {
            "workers": WORKERS.index(workers),
            "work": int(np.abs(np.log(self.works / work)).argmin()),
            "size": int(np.abs(np.log(self.sizes / size)).argmin()),
            "servers": SERVERS.index(servers), "network": [*self.networks].index(network),
            "share": SHARES.index(share),
        }  # fmt: skip

    # --- the page

    def _content(self) -> Content:
        return Content(
            title=tr("How many times as fast are many workers?"),
            todo=tr("How many workers would you take? Say it first, then drag R."),
            challenge=tr("With how many workers is a server's round shortest? Work it out from C, "
                         "b, α, β, then drag R there."),
            series=series([tr("server"), tr("tree"), tr("ring")], _LOOKS),
            seriesLabel="", columns=[],
            sliders=[
                Slider("workers", tr("workers R"), len(WORKERS), [f"{n:,}" for n in WORKERS]),
                Slider("work", tr("work of a round"), len(self.works),
                       [whole_seconds(t) for t in self.works]),
                Slider("size", tr("parameters of 4 bytes"), len(self.sizes),
                       [count_text(n, tr) for n in self.sizes]),
                Slider("servers", tr("servers"), len(SERVERS), [f"{n}" for n in SERVERS]),
            ],
            choices=[
                Choice("network", tr("network"),
                       [tr(name).removesuffix(" Ethernet") for name in self.networks],
                       keys=[name.removesuffix(" Ethernet") for name in self.networks]),
                Choice("share", tr("of a gradient, send"), [tr(sent) for sent in _SENT],
                       keys=_SENT),
            ],
            presets=self._presets(),
            charts={},
            more={
                **coefficients(), "workers": WORKERS, "works": self.works.tolist(),
                "bytes": (self.sizes * WIDTH).tolist(), "serverCounts": SERVERS,
                "terms": {"work": [f"C = {whole_seconds(t)}" for t in self.works],
                          "size": [f"b = {short_text(size_text(n * WIDTH))}" for n in self.sizes]},
                "networks": [
                    {"latency": m.latency, "bandwidth": m.bandwidth, "fitted": m.fitted,
                     "isMeasured": name == _OURS, "terms": _terms(m), "source": _source(name, m)}
                    for name, m in self.networks.items()
                ],
                "runs": [
                    {"workers": float(r), "speed": float(speed), "work": float(c),
                     "bytes": float(b)}
                    for r, c, b, speed in zip(*(self.runs[name] for name in
                                                ("workers", "work", "size", "speed")), strict=True)
                ],
            },
        )  # fmt: skip

    def _presets(self) -> list[Preset]:
        """Complete states, none of them an answer."""
        here = next(iter(self.networks))
        large, gpt3 = "100 Gbit/s Ethernet", NAMED["GPT-3 175B"]
        return [
            Preset(tr("Digits"), self._at(4, 1e-3, NAMED["digits"], here)),
            Preset(tr("Digits, 100 ms"), self._at(4, 0.1, NAMED["digits"], here)),
            Preset("GPT-2", self._at(8, _GPT2, NAMED["GPT-2 small"], "inside one machine")),
            Preset("GPT-3", self._at(1000, _GPT3, gpt3, large)),
            Preset(tr("GPT-3, 64 servers"), self._at(1000, _GPT3, gpt3, large, servers=64)),
        ]  # fmt: skip

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        head = ("a round by", "takes", "times as fast", *Parts._fields)
        rows: list[tuple[str, ...]] = [head]
        for name, found in zip(self.names, self.rounds().values(), strict=True):
            shares = (f"{100 * one / found.total:.0f} %" for one in found)
            speed = number(self._work / found.total, 3)
            rows.append((name, seconds_text(found.total), speed, *shares))
        rows += [
            (f"measured, R = {r}", seconds_text(self._work / speed), number(speed, 3), "", "", "")
            for r, speed in self.measured()
        ]
        if (best := self.best()) is not None:
            rows.append(
                (f"best is R = {number(best, 3)}", "", number(self.speed_at(best), 3), "", "", "")
            )
        return self.title, rows

    @property
    def names(self) -> tuple[str, str, str]:
        """What the three patterns are called in the present state."""
        return self.said_names(str.format)

    @property
    def title(self) -> str:
        """The present state in one line."""
        return self.said_title(str.format)

    def said_names(self, say: Callable[..., str]) -> tuple[str, str, str]:
        """Return ``names`` as `say` puts their values in: `tr`, or ``str.format`` for English."""
        servers = SERVERS[self.state["servers"]]
        server = say(_ONE_SERVER) if servers == 1 else say(_SERVERS, servers)
        return server, say(_TREE), say(_RING)

    def said_title(self, say: Callable[..., str]) -> str:
        """Return ``title`` as `say` puts its values in."""
        at = self.state
        workers = WORKERS[at["workers"]]
        told = say(
            _WORKERS if workers > 1 else _WORKER, f"{workers:,}", whole_seconds(self._work),
            count_text(self._bytes / WIDTH, say), say([*self.networks][at["network"]]),
        )  # fmt: skip
        return say(_PART_SENT, told, _SENT[at["share"]]) if at["share"] else told

    def figure(self) -> Figure:
        """Return the present state as a figure: the curves, and one round taken apart."""
        from .figure import draw

        return draw(self)


def _terms(model: CostModel) -> list[str]:
    return [f"α = {short_text(seconds_text(model.latency))}",
            f"β = {short_text(size_text(model.bandwidth))}/s"]  # fmt: skip


def _source(name: str, model: CostModel) -> list[str]:
    """What a network is, and where its two numbers are from."""
    if name != _OURS:
        return [tr(name), tr("orders of magnitude")]
    if model.fitted is None:
        return [tr(name)]
    low, high = (f"{n:.0f}" for n in model.fitted)
    fitted = tr("fitted to R = {0}", low if high == low else tr("{0} to {1}", low, high))
    return [fitted, tr("dashed: a model")]


def _runs(measured: tuple[ArrayLike, ...] | None) -> Mapping[str, Any]:
    """The runs as arrays; their work and sizes rounded, so that equal ones are equal."""
    if measured is None:
        measured = ((), (), (), ())
    if len(measured) != 4:
        raise ValueError(
            f"ScaleExplorer: measured has {len(measured)} arrays; it is workers, work, size, "
            "seconds."
        )
    arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(a, float)) for a in measured))
    workers, work, size, seconds = (array.ravel() for array in arrays)
    smallest = [a.min(initial=np.inf) for a in (workers - 1 + 1e-9, work, size, seconds)]
    if min(smallest) <= 0 or not all(np.isfinite(a).all() for a in arrays):
        raise ValueError(
            "ScaleExplorer: a measured run has at least one worker, and its work, size and "
            f"seconds are above 0; the smallest are {workers.min()}, {work.min()}, {size.min()}, "
            f"{seconds.min()}."
        )
    return {
        "workers": workers, "speed": work / seconds,
        "work": np.array([_rounded(t) for t in work]),
        "size": np.array([WIDTH * _rounded(b / WIDTH) for b in size]),
    }  # fmt: skip


def _rounded(x: float) -> float:
    return float(f"{x:.{_DIGITS}g}")

"""How large signals and gradients are in thirty layers, by their weights and the kind of block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import style
from ...style import PALETTE, number
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..packing import rounded
from ..payload import Axis, Chart, Choice, Content, Curve, Preset, Slider, series
from .signals import BLOCKS, measured

__all__ = ["VARIANCES", "DepthExplorer"]

#: Positions of the slider of n·v; 1/3 is that of U(±1/√n).
VARIANCES = np.sort([*2.0 ** (np.delete(np.arange(-4, 9), 1) / 2), 1 / 3])
LAYERS, UNITS = 30, 64
#: Within a factor of 10 of the size 1 of what goes in, at both ends.
BAND = (0.1, 10.0)
#: What Adam adds to the root of its average of squares.
EPSILON = 1e-8
_SEEN = (1e-15, 1e15)  # nothing leaves it
_BIASES = (tr_noop("none"), "U(±1/√n)")
_LOOKS = (
    style.Mark(PALETTE["blue"], "o", "-"),
    style.Mark(PALETTE["orange"], "s", "-"),
    style.Mark(PALETTE["vermilion"], "D", "-"),
)
_TITLES = {
    "size": tr_noop("Size of a signal"),
    "apart": tr_noop("Difference of two"),
    "slope": tr_noop("Gradient of weights"),
}


class DepthExplorer(Explorer):
    """See what becomes of signals and gradients in thirty layers of 64 units.

    With f(x) = W ReLU(x) + b each layer passes on f(x), x + f(x), or x + f(x̂) with x̂ shifted and
    scaled to mean 0 and variance 1. Three charts show root mean squares over the layers: of a
    signal, of the difference of two, and of the gradient of each layer's weights. What goes in at
    either end has size 1.

    Parameters
    ----------
    variance : float
        n·v at first, the variance of a weight times the number of inputs: the nearest position.
    biases : bool
        Whether the layers have biases at first, from U(±1/√n).
    seed : int
        Of all weights and inputs.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    variance, block, biases : int
        Positions in ``VARIANCES`` and ``BLOCKS``, and 0 or 1; in step with ``state``, which also
        has the blocks for which the challenge has been ``found``.

    Notes
    -----
    Means are over 16 networks: a single one of 64 units strays far from them.

    Examples
    --------
    >>> print(DepthExplorer())
    DepthExplorer: n·v = 0.33, without biases, f(x)
    root mean square                 first  layer 15  layer 30
    size of a signal                 1.0    1e−6      2e−12
    difference of two                1.4    8e−7      1e−12
    gradient of the layer's weights  5e−12  4e−12     3e−12
    """

    _esm = Script("widgets/depth/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/depth/draw.css")

    variance, block, biases = (Setting() for _ in range(3))

    def __init__(
        self, variance: float = 1 / 3, *, biases: bool = False, seed: int = 0,
        presenter: bool = False,
    ) -> None:  # fmt: skip
        self.signals = measured(VARIANCES, LAYERS, units=UNITS, bias=UNITS**-0.5, seed=seed)
        super().__init__(presenter=presenter)
        at = int(np.abs(VARIANCES - variance).argmin())
        self._compose({"variance": at, "block": 0, "biases": int(biases)})

    # --- the page

    def _compose(self, first: Mapping[str, int]) -> None:
        found = dict(zip(_TITLES, self.signals, strict=True))
        layers = np.arange(1.0, LAYERS + 1)
        kept = [np.all((BAND[0] < x) & (x < BAND[1]), axis=-1) for x in self.signals]
        arrays = {
            **found,
            "slope": np.stack(np.broadcast_arrays(layers, found["slope"]), axis=-2),
            "kept": np.all(kept, axis=0),
        }
        coarse = {name: rounded(array, 8) for name, array in arrays.items()}
        initial = {**first, "shown": [1] * 3, "found": []}
        self._fill(self._content(), arrays, initial, _LOOKS, coarse)

    def _content(self) -> Content:
        layers = Axis(tr("layer"), (0, LAYERS))
        titles = {name: tr(title) for name, title in _TITLES.items()}
        seen = Axis("", _SEEN, log=True)
        return Content(
            title=tr("Signals and gradients in thirty layers"),
            todo=tr("Drag n·v, the variance of a weight times the number of inputs. Then take "
                    "another block."),
            challenge=tr("Keep all three curves in the grey band, between 0.1 and 10, in all "
                         "layers: once with each kind of block."),
            series=series(list(titles.values()), _LOOKS), seriesLabel="", columns=[],
            sliders=[
                Slider("variance", "n·v", len(VARIANCES),
                       [f"n·v = {x:.2g}" for x in VARIANCES]),
            ],
            choices=[
                Choice("block", tr("a layer passes on"), list(BLOCKS)),
                Choice("biases", tr("biases"), [tr(one) for one in _BIASES], keys=_BIASES),
            ],
            presets=[
                Preset(name, {
                    "variance": int(np.abs(VARIANCES - at).argmin()), "biases": biases,
                    "block": 0,  # each is known as a start of the plain stack
                })
                for name, at, biases in ((tr("PyTorch's default"), 1 / 3, 1), ("LeCun", 1, 0),
                                         ("He", 2, 0), (tr("Too large"), 8, 0))
            ],
            charts={
                name: Chart(title, (44 + 242 * i, 26, 182, 270), layers, seen)
                for i, (name, title) in enumerate(titles.items())
            },
            curves=[
                Curve(name, name, ("block", "biases", "variance"), series=i, plane=name == "slope",
                      spacing=3, size=3)
                for i, name in enumerate(_TITLES)
            ],
            more={"band": BAND, "epsilon": EPSILON, "blocks": BLOCKS},
        )  # fmt: skip

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        state = self.state
        at = state["block"], state["biases"], state["variance"]
        middle = LAYERS // 2
        head = ("root mean square", "first", f"layer {middle}", f"layer {LAYERS}")
        rows: list[tuple[str, ...]] = [head]
        for (name, title), found in zip(_TITLES.items(), self.signals, strict=True):
            run = found[at]
            shift = len(run) - LAYERS - 1  # gradients begin with layer 1
            told = [number(x, 2) for x in (run[0], run[middle + shift], run[-1])]
            label = "gradient of the layer's weights" if name == "slope" else title
            rows.append((label[0].lower() + label[1:], *told))
        biases = "with" if state["biases"] else "without"
        return f"n·v = {VARIANCES[at[2]]:.2g}, {biases} biases, {BLOCKS[at[0]]}", rows

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        muted = style.LIGHT["muted"]
        for ax in axes.values():
            ax.axhspan(*BAND, color=style.LIGHT["sunken"], zorder=0)
        axes["slope"].axhline(EPSILON, color=muted, linestyle=(0, (5, 3)), linewidth=1.2)
        axes["slope"].text(1, 1.6 * EPSILON, tr("Adam's ε"), color=muted)

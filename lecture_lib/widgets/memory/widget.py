"""What training takes of a device's memory, by model, batch, precision, rule and sharing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ...scale import Memory
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..payload import Choice, Content, Preset, Slider
from .needs import (
    BATCHES,
    COUNTS,
    DEVICES,
    FORMS,
    LENGTHS,
    OURS,
    ROOM,
    RULES,
    coefficients,
    fewest,
    longest,
    measured,
    need,
)
from .words import size_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["MemoryExplorer"]

_PARTS = (
    tr_noop("parameters"), tr_noop("gradients"), tr_noop("optimiser state"), tr_noop("activations"),
)  # fmt: skip
_KINDS = ("parameters", "gradients", "states", "activations")
_PRECISIONS = ("float32", tr_noop("mixed"))
_WIDTHS = ("float32", tr_noop("16 bits, with a float32 copy"))
_AGAIN = (tr_noop("nothing"), tr_noop("attention"), tr_noop("whole blocks"))
_SHARED = (
    tr_noop("nothing"), tr_noop("state"), tr_noop("+ gradients"), tr_noop("+ parameters"),
)  # fmt: skip
#: The same in the line above a figure.
_REPEATING = ("", tr_noop("attention again"), tr_noop("whole blocks again"))
_SHARING = (
    "", tr_noop("sharing state"), tr_noop("sharing state and gradients"), tr_noop("sharing all"),
)  # fmt: skip
_ORDER = ("model", "rule", "batch", "length", "precision", "again", "stage", "devices")
_ASKED = ("GPT-3 13B", "data centre", ("Adam", "Adafactor"))
_NAMES = [*FORMS]
_RULES = [*RULES]


class MemoryExplorer(Explorer):
    """See what fills a device's memory in training, and what makes it fit.

    One bar stands for a device: parameters, gradients, optimiser state with the float32 copy, and
    activations, on an axis that begins with 0. Lines mark what a laptop has (8 GB), a desktop
    computer's graphics card (24 GB) and an accelerator of a data centre (80 GB). Of the smallest
    model, this package's own, the bytes measured stand beside the formula's.

    Parameters
    ----------
    model : str
        One of ten published models, or "our tiny GPT".
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    model, batch, length, devices, precision, rule, again, stage : int
        Positions of the settings; in step with ``state``, which also has the rules with which the
        challenge has been ``found``. A `length` beyond what the model has places for stands for
        its longest.

    Raises
    ------
    ValueError
        There is no such model.

    Notes
    -----
    The numbers are those of :func:`lecture_lib.scale.training_memory`, with what that leaves out;
    a GB has 10⁹ bytes. The batch is that of each device.

    Examples
    --------
    >>> print(MemoryExplorer())
    MemoryExplorer: GPT-3 13B, 12,853,386,240 parameters, Adam, mixed, 1 × 2,048 tokens, 1 device
    on each device   size     share
    parameters       25.7 GB  10 %
    gradients        25.7 GB  10 %
    optimiser state  154 GB   61 %
    activations      48.3 GB  19 %
    together         254 GB   100 %
    fits into 8 GB   no
    fits into 24 GB  no
    fits into 80 GB  no
    """

    _esm = Script("widgets/memory/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/memory/draw.css")

    model, batch, length, devices = (Setting() for _ in range(4))
    precision, rule, again, stage = (Setting() for _ in range(4))

    def __init__(self, model: str = "GPT-3 13B", *, presenter: bool = False) -> None:
        if model not in FORMS:
            raise ValueError(
                f"MemoryExplorer: there is no model {model!r}; it has {', '.join(FORMS)}."
            )
        super().__init__(presenter=presenter)
        arrays = {"batch": BATCHES, "length": LENGTHS, "devices": DEVICES}
        initial = {**_at(model, length=len(LENGTHS) - 1), "found": []}
        self._fill(self._content(), arrays, initial, ())

    parts = _PARTS

    # --- numbers

    def need(self) -> Memory:
        """Return what the present state takes of each device."""
        return need(*(self.state[name] for name in _ORDER))

    def measured(self) -> Memory | None:
        """Return what was measured in the present state: of the tiny model, in float32, alone."""
        at = self.state
        if at["model"] or at["precision"] or at["again"] or (at["stage"] and at["devices"]):
            return None
        states, kept = measured()
        parameters, gradients, state = states[at["rule"]]
        return Memory(parameters, gradients, state, kept[at["batch"]])

    # --- the page

    def _content(self) -> Content:
        model, room, rules = _ASKED
        best = {_RULES.index(name): fewest(_NAMES.index(model), _RULES.index(name), ROOM[room])
                for name in rules}  # fmt: skip
        models, rule_names = _shown(_NAMES), _shown(_RULES)
        return Content(
            title=tr("What fills a device's memory in training"),
            todo=tr("Which part is the largest? Before you change a setting, say which part it "
                    "will shrink."),
            challenge=tr(
                "Train {0} on texts of {1} tokens on as few devices of {2} GB as can be: once with "
                "{3}, once with {4}.",
                *(model, f"{LENGTHS[-1]:,}", ROOM[room] // 10**9, *rules),
            ),
            series=[], seriesLabel="", columns=[],
            sliders=[
                Slider("model", tr("model"), len(FORMS), models),
                Slider("batch", tr("sequences on a device"), len(BATCHES),
                       [f"{n}" for n in BATCHES]),
                Slider("length", tr("length of a sequence"), len(LENGTHS),
                       lasts=("model", [longest(form) for form in FORMS.values()])),
                Slider("devices", tr("devices"), len(DEVICES), [f"{n:,}" for n in DEVICES]),
            ],
            choices=[
                Choice("precision", tr("precision"), _shown(_WIDTHS), keys=_WIDTHS),
                Choice("rule", tr("optimiser"), rule_names, keys=_RULES),
                Choice("again", tr("compute again"), _shown(_AGAIN), keys=_AGAIN),
                Choice("stage", tr("devices share (ZeRO)"), _shown(_SHARED), keys=_SHARED),
            ],
            presets=self._presets(),
            charts={},
            more={
                **coefficients(), "models": models, "rules": rule_names, "batches": BATCHES,
                "lengths": LENGTHS, "devices": DEVICES,
                "rooms": {tr(name): size for name, size in ROOM.items()}, "measured": measured(),
                "parts": [{"name": tr(name), "kind": kind}
                          for name, kind in zip(_PARTS, _KINDS, strict=True)],
                "challenged": {"model": _NAMES.index(model), "room": tr(room), "best": best},
            },
        )  # fmt: skip

    def _presets(self) -> list[Preset]:
        """Complete settings, none of them an answer."""
        last = len(LENGTHS) - 1
        many = {"devices": DEVICES.index(64), "length": last}
        return [
            Preset(tr("Ours"), _at(OURS, batch=4, precision=0)),
            Preset("GPT-2 small", _at("GPT-2 small", batch=3, length=last)),
            Preset("BERT-large", _at("BERT-large", batch=5, length=last)),
            Preset(tr("13B on 64"), _at("GPT-3 13B", stage=1, **many)),
            Preset(tr("175B on 1,024"),
                   _at("GPT-3 175B", stage=3, devices=len(DEVICES) - 1, length=last)),
        ]  # fmt: skip

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        found = self.need()
        rows: list[tuple[str, ...]] = [("on each device", "size", "share")]
        for name, size in zip((*_PARTS, "together"), (*found, found.total), strict=True):
            rows.append((name, size_text(size), f"{100 * size / found.total:.0f} %"))
        rows += [(f"fits into {room // 10**9} GB", "yes" if found.total <= room else "no", "")
                 for room in ROOM.values()]  # fmt: skip
        if (known := self.measured()) is not None:
            rows += [(f"measured {name}", f"{size:,} bytes", "")
                     for name, size in zip(_PARTS, known, strict=True)]  # fmt: skip
        return self._line(str.format), rows

    def _line(self, say: Callable[..., str]) -> str:
        """The present state in one line, for print in English, or said by `tr`."""
        at = self.state
        form = FORMS[_NAMES[at["model"]]]
        length = LENGTHS[min(at["length"], longest(form))]
        devices = DEVICES[at["devices"]]
        counted = tr_noop("{0} devices") if devices > 1 else tr_noop("{0} device")
        extras = (_REPEATING[at["again"]], _SHARING[at["stage"]])
        told = [
            say(_NAMES[at["model"]]), say(tr_noop("{0} parameters"), f"{COUNTS[at['model']]:,}"),
            say(_RULES[at["rule"]]), say(_PRECISIONS[at["precision"]]),
            say(tr_noop("{0} × {1} tokens"), BATCHES[at["batch"]], f"{length:,}"),
            *map(say, filter(None, extras)), say(counted, f"{devices:,}"),
        ]  # fmt: skip
        return ", ".join(told)

    @property
    def title(self) -> str:
        """The present state in one line, in the current language."""
        return self._line(tr)

    def figure(self) -> Figure:
        """Return the present state as a figure: the bar, its parts and the devices."""
        from .figure import draw

        return draw(self)


def _shown(names: Sequence[str]) -> list[str]:
    return [tr(name) for name in names]


def _at(model: str, **settings: int) -> dict[str, int]:
    """A whole state: Adam in mixed precision on one device, but for what is said."""
    first = {"batch": 0, "length": 0, "devices": 0, "precision": 1, "rule": _RULES.index("Adam"),
             "again": 0, "stage": 0}  # fmt: skip
    return {"model": _NAMES.index(model), **first, **settings}

"""Which earlier word does a word look at, in which head, and since when in training?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...nn import Inspection
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..payload import Choice, Content, Preset, Slider
from .layout import Layout, arrange

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CANDIDATES", "AttentionExplorer", "percent"]

Array = NDArray[Any]

#: How many words that may come next are shown, the one that does come among them.
CANDIDATES = 8
_SHADES = 512  # of a probability on the page: a word is 25 px high
_LONGEST, _LAYERS, _HEADS = 64, 6, 8
_MOST = 200_000  # weights above 0 on a page, about a third of a megabyte
_ROUNDED = 1e-3  # by how much float32 may miss a sum of 1
#: What a challenge asks for, and its words: the first that some head reaches.
_ASKED = ((0.5, tr_noop("half")), (0.25, tr_noop("a quarter")), (0.1, tr_noop("a tenth")))
_WORK = (tr_noop("at work"), tr_noop("switched off"))
_STAGES = {"wide": (720.0, 15.0), "presented": (720.0, 18.0), "narrow": (380.0, 15.0)}


def percent(p: float) -> str:
    """Write a probability in whole per cent, as the page does.

    >>> percent(0.125), percent(0.0)
    ('13 %', '0 %')
    """
    return f"{int(np.floor(100 * p + 0.5))} %"


@dataclass(frozen=True)
class _Challenge:
    """From which word to which a head shall look, and how much at least; words by their place."""

    asks: int
    seeks: int
    share: float
    words: str


class AttentionExplorer(Explorer):
    r"""See which word a word looks at, in every head of a Transformer, while it learns.

    A head gives each word t a new vector, the mean of what all words s say, with weights

    .. math:: p_{ts} = \operatorname{softmax}_s\left(\frac{q_t^\top k_s}{\sqrt m}\right),
              \qquad \sum_s p_{ts} = 1.

    The text is set in words, and each is filled as high as its weight for the one that asks. Under
    it are the same weights in all heads, as bars, so that those stand out that look at one word
    alone. Beside them is what the model says next, and what it says when this head is switched off:
    that a head looks somewhere does not yet mean that it matters.

    Parameters
    ----------
    words : sequence of str
        The T words of one text, 2 to 64.
    heads : mapping of int to array_like or Inspection
        For each step of training the weights p (layers, heads, T, T), rows asking, at most 6 layers
        of 8 heads; or what :func:`~lecture_lib.nn.inspect_heads` found, with which the next words
        are shown too. Where no word looks at a later one, s > t, the mask was causal, and the model
        says what comes next; else it says what stands here.
    vocabulary : sequence of str, optional
        The words that predictions are about.
    targets : sequence of str, optional
        The true word of each prediction. With a causal mask they are the words, one later;
        without one they have to be given, for the text may hide them.
    asks, seeks : int, optional
        Places, from 0, of two words: the challenge is to find a head in which the first puts more
        than half of its weight on the second, or a smaller share if no head comes so far. Without
        them there is no challenge.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    step, word, head, off : int
        Which of the steps, which word asks, which head (layer after layer), and 1 if it is switched
        off; in step with ``state``, which also has ``found``, 1 once the challenge was met.

    Raises
    ------
    ValueError
        Weights that are no probabilities or do not fit the words; predictions without a vocabulary;
        places that are not in the text.

    Notes
    -----
    Vig, *A multiscale visualization of attention in the Transformer model* (2019), draws the same
    weights as lines between two copies of the text.

    Examples
    --------
    >>> even = np.tri(3) / [[1], [2], [3]]  # before training
    >>> sharp = [[1, 0, 0], [0.9, 0.1, 0], [0.98, 0.01, 0.01]]
    >>> weights = {0: [[even, even]], 100: [[even, sharp]]}
    >>> explorer = AttentionExplorer(["duck", ".", "it"], weights)
    >>> explorer.state = {**explorer.state, "step": 1, "head": 1}
    >>> print(explorer)
    AttentionExplorer: step 100 of 100, layer 1, head 2; “it” (word 3 of 3) asks
    looks at    weight
    duck (1)     98 %
    . (2)         1 %
    it (3)        1 %
    """

    _esm = Script("widgets/attention/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/attention/draw.css")

    step, word, head, off = (Setting() for _ in range(4))

    def __init__(
        self, words: Sequence[str], heads: Mapping[int, Any], *,
        vocabulary: Sequence[str] | None = None, targets: Sequence[str] | None = None,
        asks: int | None = None, seeks: int | None = None, presenter: bool = False,
    ) -> None:  # fmt: skip
        self.words = [str(word) for word in words]
        self.vocabulary = None if vocabulary is None else [str(word) for word in vocabulary]
        self.steps = sorted(heads)
        _check_sizes(self.words, self.steps)
        found = [heads[step] for step in self.steps]
        inspected = all(isinstance(one, Inspection) for one in found)
        #: Weights: (step, layer, head, asks, looked at).
        self.weights = _checked_weights(
            self.words, [one[0] if isinstance(one, Inspection) else one for one in found]
        )
        self.layers, self.heads = self.weights.shape[1:3]
        self.causal = not np.triu(self.weights, 1).any()
        #: The true word of each prediction, or "".
        self.targets: list[str] = self._targets(targets)
        self.challenge = self._challenge(asks, seeks)
        #: How many words that may come next are shown.
        self.rows = min(CANDIDATES, len(self.vocabulary or ())) if inspected else 0
        super().__init__(presenter=presenter)
        self._compose(found if inspected else [])

    # --- numbers

    def _challenge(self, asks: int | None, seeks: int | None) -> _Challenge | None:
        if asks is None and seeks is None:
            return None
        for name, at in (("asks", asks), ("seeks", seeks)):
            if not isinstance(at, int | np.integer) or not 0 <= at < len(self.words):
                raise ValueError(
                    f"AttentionExplorer: {name} is {at!r}; give both, each the place of a word, "
                    f"0 to {len(self.words) - 1}."
                )
        assert asks is not None and seeks is not None
        best = self.weights[..., asks, seeks].max()
        reached = [(share, words) for share, words in _ASKED if best > 1.05 * share]
        return _Challenge(int(asks), int(seeks), *reached[0]) if reached else None

    def _targets(self, given: Sequence[str] | None) -> list[str]:
        """The true word of each prediction, or "" where it is not known."""
        known = [*self.words[1:], ""] if self.causal else [""] * len(self.words)
        targets = known if given is None else [str(word) for word in given]
        if len(targets) != len(self.words):
            raise ValueError(
                f"AttentionExplorer: {len(targets)} targets for {len(self.words)} words; each word "
                "has the one that is to be said there."
            )
        return [word if word in (self.vocabulary or ()) else "" for word in targets]

    def _close(self) -> Array:
        """Whether a head does what the challenge asks: (step, layer · head)."""
        one = self.challenge
        if one is None:
            return np.zeros((len(self.steps), self.layers * self.heads), bool)
        shares = self.weights[..., one.asks, one.seeks].reshape(len(self.steps), -1)
        return np.asarray(shares > one.share)

    def looked_at(self) -> Array:
        """Return the weights of all words for the one that asks, in the present state: (T,)."""
        state = self.state
        return np.asarray(self.arrays["weights"][state["step"], state["head"], state["word"]])

    def said(self) -> list[tuple[str, float, float]]:
        """Return words that may come next, with their probabilities, with this head and without."""
        if "said" not in self.arrays:
            return []
        at = self.state
        said = self.arrays["said"][at["step"], at["word"]]
        without = self.arrays["without"][at["step"], at["head"], at["word"]]
        names = self.content["candidates"][at["word"]]
        return [(n, float(p), float(q)) for n, p, q in zip(names, said, without, strict=True)]

    def truth(self) -> str:
        """Return the true word of the prediction that is shown, or "" if it is not known."""
        at: int = self.state["word"]
        return self.targets[at]

    # --- the page

    def _compose(self, found: Sequence[Inspection]) -> None:
        heads = self.layers * self.heads
        close = self._close()
        first = self.challenge.asks if self.challenge else len(self.words) - 1
        arrays = {"weights": self.weights.reshape(len(self.steps), heads, *[len(self.words)] * 2)}
        candidates: list[list[str]] = []
        if found:
            said, without = self._checked_predictions(found)
            shown, candidates = self._candidates(said, without)
            arrays["said"] = np.take_along_axis(said, shown[None], -1)
            arrays["without"] = np.take_along_axis(without, shown[None, None], -1)
        # Whoever reads the numbers as text gets those of the page.
        arrays = {name: np.rint(_SHADES * a) / _SHADES for name, a in arrays.items()}
        # A preset that met the challenge would do it for them.
        head = int(np.flatnonzero(~close.any(axis=0))[0]) if not close.any(axis=0).all() else 0
        initial = {"step": 0, "word": first, "head": head, "off": 0, "found": 0}
        self._fill(self._content(initial, candidates), {**arrays, "close": close}, initial, ())

    def _checked_predictions(self, found: Sequence[Inspection]) -> tuple[Array, Array]:
        """Predictions (step, T, V), and without each head (step, layer · head, T, V)."""
        V = 0 if self.vocabulary is None else len(self.vocabulary)
        said = np.stack([np.asarray(one.predictions, float) for one in found])
        without = np.stack([np.asarray(one.without, float) for one in found])
        T, shape = len(self.words), (self.layers, self.heads)
        if said.shape[1:] != (T, V) or without.shape[1:] != (*shape, T, V):
            raise ValueError(
                f"AttentionExplorer: predictions are {said.shape[1:]} and without a head "
                f"{without.shape[1:]}; for {T} words, {shape[0]} layers of {shape[1]} heads and a "
                f"vocabulary of {V} words they must be {(T, V)} and {(*shape, T, V)}. "
                "Is vocabulary= that of the model?"
            )
        return said, without.reshape(len(found), -1, T, V)

    def _candidates(self, said: Array, without: Array) -> tuple[Array, list[list[str]]]:
        """Which words to show at each place, (T, n), the likelier at the end the higher; names.

        The true one and those that the model thinks likely, with all heads or without one.
        """
        assert self.vocabulary is not None
        last = said[-1]
        likely = last + without[-1].max(axis=0)
        for place, target in enumerate(self.targets):
            if target:
                likely[place, self.vocabulary.index(target)] = np.inf
        shown = np.argsort(-likely, axis=-1, kind="stable")[:, : self.rows]
        order = np.argsort(-np.take_along_axis(last, shown, -1), axis=-1, kind="stable")
        shown = np.take_along_axis(shown, order, -1)
        return shown, [[self.vocabulary[word] for word in row] for row in shown]

    def layout(self, width: float, size: float) -> Layout:
        """Return where everything stands on a stage of this width, its words in type of a size."""
        return arrange(self.words, self.layers, self.heads, self.rows, width, size)

    def _presets(self, initial: Mapping[str, int]) -> list[Preset]:
        """Moments of training; the first is what Reset gives."""
        last = len(self.steps) - 1
        moments = {(last + 1) // 2: tr("Halfway"), last: tr("Trained")}
        whole = {name: at for name, at in initial.items() if name != "found"}
        return [Preset(moments[step], {**whole, "step": step}) for step in sorted(moments) if step]

    def _content(self, initial: Mapping[str, int], candidates: list[list[str]]) -> Content:
        T, steps = len(self.words), self.steps
        names = [tr("layer {0}, head {1}", n // self.heads + 1, n % self.heads + 1)
                 for n in range(self.layers * self.heads)]  # fmt: skip
        layouts = {name: self.layout(*stage) for name, stage in _STAGES.items()}
        one = self.challenge
        return Content(
            title=tr("Which word does a head look at?"),
            todo=tr(
                "Press Play and watch the heads learn. Click a word to let it ask, a head to see "
                "where it looks: the fuller a word, the more weight."
            ),
            challenge=self._asked(), series=[], seriesLabel="", columns=[],
            sliders=[
                *([Slider("step", tr("step of training"), len(steps),
                          [tr("{0} of {1}", step, steps[-1]) for step in steps])]
                  if len(steps) > 1 else []),
                Slider("word", tr("word that asks"), T,
                       [tr("“{0}”, {1} of {2}", word, at, T)
                        for at, word in enumerate(self.words, 1)]),
                Slider("head", tr("head"), len(names), names),
            ],
            choices=[Choice("off", tr("this head"), [tr(one) for one in _WORK], keys=_WORK)]
            if candidates else [],
            presets=self._presets(initial), charts={},
            play={"slider": "step", "seconds": 6} if len(steps) > 1 else None,
            more={
                "height": layouts["wide"].height,
                "words": self.words, "steps": steps, "layers": self.layers, "heads": self.heads,
                "causal": bool(self.causal), "candidates": candidates,
                "targets": self.targets,
                "seeks": None if one is None else
                {"asks": one.asks, "word": one.seeks, "share": one.share},
                "layouts": {name: place._asdict() for name, place in layouts.items()},
            },
        )  # fmt: skip

    def _asked(self) -> str:
        """The challenge in words, if there is one."""
        one = self.challenge
        if one is None:
            return ""
        asks, seeks = self.words[one.asks], self.words[one.seeks]
        told = asks, one.asks + 1, tr(one.words), seeks, one.seeks + 1
        if len(self.steps) == 1:
            return tr(
                "Find a head in which “{0}” (word\u00a0{1}) puts more than {2} of its weight on "
                "“{3}” (word\u00a0{4}).",
                *told,
            )
        return tr(
            "Find a head, and a moment in training, in which “{0}” (word\u00a0{1}) puts more than "
            "{2} of its weight on “{3}” (word\u00a0{4}).",
            *told,
        )

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        state, weights = self.state, self.looked_at()
        layer, head = divmod(state["head"], self.heads)
        word = state["word"]
        most = [at for at in np.argsort(-weights, kind="stable")[:3] if weights[at] > 0]
        rows = [("looks at", "weight")]
        rows += [(f"{self.words[at]} ({at + 1})", percent(weights[at])) for at in most]
        rows += [
            (f"says {name}", percent(q if state["off"] else p))
            for name, p, q in self.said()
            if name == self.truth()
        ]
        off = ", switched off" if state["off"] else ""
        return (
            f"step {self.steps[state['step']]} of {self.steps[-1]}, layer {layer + 1}, head "
            f"{head + 1}{off}; “{self.words[word]}” (word {word + 1} of {len(self.words)}) asks"
        ), rows

    def figure(self) -> Figure:
        """Return the present state as a figure: the text, all heads, the next words."""
        from .figure import draw

        return draw(self)


def _check_sizes(words: Sequence[str], steps: Sequence[int]) -> None:
    if not 2 <= len(words) <= _LONGEST:
        raise ValueError(
            f"AttentionExplorer: {len(words)} words; a text of 2 to {_LONGEST} can be shown."
        )
    if not steps:
        raise ValueError("AttentionExplorer: there is no step of training; give at least one.")


def _checked_weights(words: Sequence[str], found: Sequence[ArrayLike]) -> Array:
    """All weights as one array (step, layer, head, T, T), or ValueError."""
    given = [np.asarray(one, float) for one in found]
    shapes = {one.shape for one in given}
    shape, T = given[0].shape, len(words)
    fits = len(shape) == 4 and shape[2:] == (T, T) and shape[0] <= _LAYERS and shape[1] <= _HEADS
    if len(shapes) > 1 or not fits or not given[0].size:
        told = " and ".join(str(shape) for shape in sorted(shapes))
        raise ValueError(
            f"AttentionExplorer: weights are {told} for {T} words; each step needs (layers, heads, "
            f"{T}, {T}), at most {_LAYERS} layers of {_HEADS} heads."
        )
    weights = np.stack(given)
    sums = weights.sum(axis=-1)
    wrong = ~((np.abs(sums - 1) <= _ROUNDED) & (weights.min(axis=-1) >= 0))  # NaN is neither
    if wrong.any():
        at = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"AttentionExplorer: the weights {at}, of (step, layer, head, word), sum to "
            f"{sums[at]:g} and go down to {weights[at].min():g}; they are at least 0 and sum to 1 "
            "over the last axis, as after a softmax."
        )
    if (count := np.count_nonzero(weights)) > _MOST:
        raise ValueError(
            f"AttentionExplorer: {len(weights)} steps have {count:,} weights, more than the "
            f"{_MOST:,} that a page should carry; leave out some steps."
        )
    return weights

"""Temperature, top-k and top-p beside the truth: the next word, what is right, how varied it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from ... import style
from ...language import Source, distribution, entropy, judge, sentences
from ...language.windows import Logits, logits_of
from ...style import PALETTE, number
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows, Setting
from ..packing import rounded
from ..payload import Axis, Chart, Choice, Content, Preset, Slider, series
from .figure import draw_shares, draw_words
from .generated import (
    COMPARED,
    Generated,
    Knob,
    before,
    different,
    generated,
    knobs,
    settings,
)
from .words import percent, quoted, text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["SamplingExplorer"]

Array = NDArray[Any]

#: So many sentences in a hundred the challenge asks to be accepted.
_ASKED = 0.98
_CHALLENGE = tr_noop(
    "Find a setting at which at least {0} % of the sentences are accepted and variety is as large "
    "as it can be then. Predict first which knob gets there."
)
#: Words that have a bar of their own; the rest share one.
_BARS = 12
_REACH = 16  # words before a prompt, for a model that does not say how many it is shown
_TRUTH = 60_000  # words of the language, whose variety is then known to a hundredth
_LEAST = 1e-30  # what float32 still tells from 0
_LOOKS = (
    style.Mark(PALETTE["vermilion"], "o", "-"),
    style.Mark(PALETTE["orange"], "s", "--"),
    style.Mark(PALETTE["blue"], "^", "-"),
)


class SamplingExplorer(Explorer):
    r"""Draw the next word with more or less daring, and see what becomes of right and of varied.

    On the left the probabilities of the word that follows a prompt, the model's beside the true
    ones, at a temperature, with top-k or with top-p; what is cut off stays as an outline. On the
    right is what the model then says: the share of its sentences that the language accepts, over
    their variety, the share of different ones among 400 accepted sentences. Where the hand has
    rested a point stays. The curves of all three knobs are told once a setting has been found
    that is accepted often enough and, within the errors of measurement, as varied as any of those;
    at once, if the model has no such setting.

    Parameters
    ----------
    model : callable
        From tokens (B, T) to logits of the next word, (B, V) or (B, T, V): a
        :class:`~lecture_lib.language.NeuralLM`, or a causal
        :class:`~lecture_lib.nn.Transformer`.
    source : Source
        The language it has learnt; its words are numbered as the model's tokens are.
    prompts : sequence of str, or of sequence of str
        1 to 4 beginnings of a sentence: words, or one text with blanks between them.
    texts : int
        Texts of 64 words that are generated at each setting, 16 to 1,000. The errors fall as
        1/√texts.
    seed : int
        Of what is said before a prompt, and of what is drawn.
    presenter : bool
        Larger type and lines.

    Attributes
    ----------
    temperature, top_k, top_p : float
        The knobs; the nearest position when one is set, which puts the two others back to *off*.
    prompt : int
        Which of the prompts. In step with ``state``, which also has the settings that were
        ``tried``, and ``found``, 1 once the challenge was met.

    Raises
    ------
    ValueError
        A prompt that the language cannot begin with, none or too many of them, logits that are not
        of its words, or texts out of range.

    Notes
    -----
    One knob at a time: what two do together is not measured here. Before each text and before a
    prompt stand whole sentences of the language, the same at every setting, since a model that has
    learnt from a long text is at home in the middle of one. A sentence counts when it has ended.
    With the probabilities q that are drawn from and the true ones p, *entropy* is
    :math:`-\sum q \ln q` in nats, and the wrong words have the weight :math:`\sum_{p = 0} q`.
    Errors are two standard errors, by a jackknife over texts. All settings are drawn with the same
    random numbers, so that their differences are known better than that. A NeuralLM of 11,000
    parameters takes a second, a Transformer of 60,000 with 48 texts half a minute.

    Examples
    --------
    A model that knows how often one word follows another:

    >>> from lecture_lib.language import pond
    >>> language = pond()
    >>> text = language.numbers(language.sample(20_000, np.random.default_rng(0)))
    >>> counts = np.full((39, 39), 0.01)
    >>> np.add.at(counts, (text[:-1], text[1:]), 1.0)
    >>> explorer = SamplingExplorer(
    ...     lambda tokens: np.log(counts)[tokens[..., -1]], language, ["two little"], texts=16)
    >>> explorer.top_k = 4
    >>> print(explorer)  # doctest: +ELLIPSIS
    SamplingExplorer: top-k, k = 4, after “two little”
    quantity                          model  truth
    entropy of the next word, nats    ...
    """

    _esm = Script("widgets/sampling/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/sampling/draw.css")

    temperature, top_k, top_p = (traitlets.Float(1.0).tag(sync=True) for _ in range(3))
    prompt = Setting()

    def __init__(
        self, model: Logits, source: Source, prompts: Sequence[str | Sequence[str]], *,
        texts: int = 128, seed: int = 0, presenter: bool = False,
    ) -> None:  # fmt: skip
        if isinstance(prompts, str) or not 1 <= len(prompts) <= 4:
            raise ValueError(f"SamplingExplorer: prompts={prompts!r}; give a list of 1 to 4.")
        if not 16 <= texts <= 1000:
            raise ValueError(f"SamplingExplorer: texts is {texts}; take 16 to 1000.")
        self.source, self._model = source, model
        self.prompts = [
            tuple(given.split() if isinstance(given, str) else given) for given in prompts
        ]
        #: What is true after each prompt: (prompt, word).
        self.truth: Array = np.array([source.next_probabilities(words) for words in self.prompts])
        self.knobs = knobs(len(source.words))
        #: The knobs of each setting, and of each knob the settings of its positions.
        self.table, self.places = settings(self.knobs)
        rng = np.random.default_rng(seed)
        reach = getattr(model, "context", None) or _REACH
        said = before(source, texts, reach, rng)
        self._logits = self._after(said[0], reach)
        self.measured: Generated = generated(model, source, self.table, said, rng)
        #: The variety of the language itself.
        self.variety = different(
            np.array([*Counter(sentences(source, source.sample(_TRUTH, rng))).values()])
        )
        super().__init__(presenter=presenter)
        self._compose()

    # --- numbers

    def _after(self, said: Array, reach: int) -> Array:
        """The logits of the word after each prompt: (prompt, word)."""
        found = []
        for words in self.prompts:
            tokens = np.concatenate([said, self.source.numbers(words)])[None, -reach:]
            logits = logits_of(self._model, tokens)
            found.append(np.asarray(logits[0, -1] if logits.ndim == 3 else logits[0], float))
        if len(found[0]) != len(self.source.words):
            raise ValueError(
                f"SamplingExplorer: the model has logits of {len(found[0])} words, the language "
                f"has {len(self.source.words)}; number the tokens as the language does."
            )
        return np.array(found)

    def next_words(self, *, cut: bool = True) -> Array:
        """Return the probabilities of the next word at each setting: (prompt, setting, word).

        Parameters
        ----------
        cut : bool
            Whether what top-k, top-p or temperature 0 leave out is left out.
        """
        tau, k, p = self.table.T
        logits = np.broadcast_to(
            self._logits[:, None], (len(self.prompts), len(self.table), len(self.source.words))
        )
        if cut:
            return distribution(logits, temperature=tau, top_k=k, top_p=p)
        return distribution(logits, temperature=np.where(tau > 0, tau, 1.0))

    @traitlets.validate("temperature", "top_k", "top_p")
    def _nearest(self, proposal: Mapping[str, Any]) -> float:
        values = next(k.values for k in self.knobs if k.name == proposal["trait"].name)
        return float(min(values, key=lambda value: abs(value - proposal["value"])))

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        turned = [knob.name for knob in self.knobs if state[knob.name] != knob.rest]
        if len(turned) > 1:
            raise traitlets.TraitError(
                f"SamplingExplorer: {' and '.join(turned)} are both turned; what two knobs do "
                "together was not measured. Put one of them back."
            )
        return state

    def setting(self) -> int:
        """Return the place of the present setting in ``table``."""
        return next((self.places[i][self.state[knob.name]] for i, knob in self._turned()), 0)

    def _turned(self) -> list[tuple[int, Knob]]:
        return [(i, k) for i, k in enumerate(self.knobs) if self.state[k.name] != k.rest]

    def meets(self) -> Array:
        """Return whether each setting meets the challenge: (setting,).

        Enough is accepted, and no other setting of which that is true is more varied, by more than
        two standard errors of the difference, which all have the same chances.
        """
        found = self.measured
        enough = found.accepted >= _ASKED
        best = int(np.argmax(np.where(enough, found.variety, -1.0)))
        return np.asarray(enough & (found.behind(best) <= 2))

    def best(self) -> list[tuple[int, int]]:
        """Return each knob that gets there with its most varied setting, the most varied first."""
        found = self.measured
        tops = []
        for i, places in enumerate(self.places):
            enough = [place for place in places if found.accepted[place] >= _ASKED]
            if enough:
                tops.append((i, max(enough, key=lambda place: found.variety[place])))
        return sorted(tops, key=lambda top: -found.variety[top[1]])

    def _is_told(self) -> bool:
        """Whether the curves may be seen: the challenge was met, or there is none."""
        return bool(self.state["found"]) or not self.content["challenge"]

    def _seen(self, knob: int) -> list[int]:
        """Of a knob the settings that may be seen, from where all are off."""
        shown = {self.setting(), *(self.places[knob] if self._is_told() else self.state["tried"])}
        own = [place for place in self.places[knob] if place and place in shown]
        return [place for place in self.places[knob] if not place or place in own] if own else []

    # --- the page

    def _compose(self) -> None:
        found, truth = self.measured, self.truth
        order = np.argsort(-self._logits, axis=-1, kind="stable")
        drawn, whole = self.next_words(), self.next_words(cut=False)
        drawn = np.where(drawn > 0, np.maximum(drawn, _LEAST), 0)  # 0 says that it was cut

        def ordered(array: Array) -> Array:
            places = order if array.ndim == 2 else order[:, None]
            return np.take_along_axis(array, np.broadcast_to(places, array.shape), axis=-1)

        arrays = {
            "drawn": ordered(drawn),
            "whole": ordered(whole),
            "truth": ordered(truth),
            "entropy": entropy(drawn),
            "least": entropy(truth),
            "wrong": (drawn * (truth == 0)[:, None]).sum(axis=-1),
            "accepted": found.accepted,
            "accepted error": 2 * found.accepted_error,
            "variety": found.variety,
            "variety error": 2 * found.variety_error,
            "compared": np.minimum(COMPARED, np.rint(found.accepted * found.count)),
            "close": self.meets(),
        }
        coarse = {name: rounded(arrays[name]) for name in ("drawn", "whole", "truth")}
        initial = {
            **{knob.name: knob.rest for knob in self.knobs}, "prompt": 0, "tried": [], "found": 0,
            "shown": [1] * len(self.knobs),
        }  # fmt: skip
        self._fill(self._content(order), arrays, initial, _LOOKS, coarse)

    def _presets(self) -> list[Preset]:
        """All knobs, and none at a setting that is asked for; the prompt stays, to be compared."""
        chosen: dict[str, dict[str, float]] = {
            tr("As it is"): {}, tr("Greedy"): {"temperature": 0.0},
            tr("Cold"): {"temperature": 0.5}, tr("Hot"): {"temperature": 1.3},
            tr("Top-k"): {"top_k": 4}, tr("Top-p"): {"top_p": 0.6},
        }  # fmt: skip
        return [
            Preset(label, {knob.name: self._position(knob, at) for knob in self.knobs})
            for label, at in chosen.items()
        ]

    def _position(self, knob: Knob, at: Mapping[str, float]) -> int:
        """Where a knob is put, at rest unless it is named; a small language has no k = 4."""
        value = at.get(knob.name, knob.off)
        return knob.values.index(value) if value in knob.values else knob.rest - 1

    def _slider(self, knob: Knob) -> Slider:
        others = {other.name: other.rest for other in self.knobs if other is not knob}
        texts = [text(knob, value, tr) for value in knob.values]
        return Slider(knob.name, tr(knob.label), len(knob.values), texts, knob.values, also=others)

    def _content(self, order: Array) -> Content:
        words = self.source.words
        most = min(1.0, np.ceil(10 * max(self.variety, *self.measured.variety) + 0.5) / 10)
        low = min(0.9, float(np.floor(10 * self.measured.accepted.min()) / 10))
        rows = min(_BARS, len(words)) + (len(words) > _BARS)
        return Content(
            title=tr("What the next word is drawn from, and what is said then"),
            todo=tr("Turn one knob; the others go back to off. Where you rest, a point stays on "
                    "the right."),
            challenge=tr(_CHALLENGE, f"{100 * _ASKED:.0f}") if self.meets().any() else "",
            series=series([tr(knob.label) for knob in self.knobs], _LOOKS),
            seriesLabel="", columns=[],
            sliders=[self._slider(knob) for knob in self.knobs],
            choices=[
                Choice("prompt", tr("words so far"),
                       [quoted(words, tr) for words in self.prompts],
                       keys=[quoted(words) for words in self.prompts]),
            ],
            presets=self._presets(),
            charts={
                "words": Chart(tr("Next word, %"), (96, 26, 176, 18 * rows),
                               Axis(tr("bar: model, line: truth"), (0, 100)),
                               Axis("", (rows - 0.5, -0.5)), bare=True),
                "shares": Chart(tr("Share of sentences accepted"), (408, 26, 306, 18 * rows),
                                Axis(tr("variety: different ones of {0} accepted", COMPARED),
                                     (0, most)),
                                Axis("", (low, 1 + 0.04 * (1 - low)))),
            },
            more={
                "words": [[words[i] for i in row[:_BARS]] for row in order],
                "others": max(0, len(words) - _BARS),
                "places": self.places,
                "rests": [knob.rest for knob in self.knobs],
                "said": [[self._judged(one) for one in some] for some in self.measured.examples],
                "language": self.variety,
                "asked": _ASKED,
                "best": self.best(),
            },
        )  # fmt: skip

    def _judged(self, sentence: Sequence[str]) -> tuple[str, int, str]:
        """A sentence, the first word that is refused or −1, and why it is refused."""
        verdict = judge(self.source, sentence)
        place = -1 if verdict.place is None else verdict.place
        return " ".join(sentence), place, verdict.reason

    # --- words and print

    def _facts(self) -> tuple[str, Rows]:
        at, prompt, found = self.setting(), self.state["prompt"], self.measured
        drawn, least, wrong = (
            self.arrays[name][prompt] if name == "least" else self.arrays[name][prompt, at]
            for name in ("entropy", "least", "wrong")
        )
        rows: list[tuple[str, ...]] = [
            ("quantity", "model", "truth"),
            ("entropy of the next word, nats", number(drawn, 3), number(least, 3)),
            ("weight on wrong words", percent(wrong), "0 %"),
            ("sentences accepted", percent(found.accepted[at], found.accepted_error[at]), "100 %"),
            (f"different of {COMPARED} accepted",
             percent(found.variety[at], found.variety_error[at]), percent(self.variety)),
        ]  # fmt: skip
        if self._is_told():
            for i, place in self.best():
                name = text(self.knobs[i], self.table[place, i])
                told = percent(found.variety[place], found.variety_error[place])
                rows.append((f"most with ≥ {100 * _ASKED:.0f} % accepted: {name}", told, ""))
        return f"{self._name()}, after {quoted(self.prompts[prompt])}", rows

    def _name(self) -> str:
        for i, knob in self._turned():
            return f"{knob.label.split(' ')[0]}, {text(knob, self.table[self.setting(), i])}"
        return "all knobs off"

    def figure(self) -> Figure:
        """Return the present state as a Matplotlib figure, for print."""
        drawing = super().figure()
        rows = self._rows()
        drawing.axes[0].set_yticks(range(len(rows)), [name for name, *_ in rows])
        return drawing

    def _rows(self) -> list[tuple[str, float, float, float, bool]]:
        """The bars: a word, drawn, before anything was cut, true, and whether it is wrong."""
        prompt, n = self.state["prompt"], _BARS
        drawn, whole, truth = (
            np.append(values[:n], values[n:].sum()) if len(values) > n else values
            for values in (self.arrays["drawn"][prompt, self.setting()],
                           self.arrays["whole"][prompt, self.setting()],
                           self.arrays["truth"][prompt])
        )  # fmt: skip
        names = [*self.content["words"][prompt], tr("{0} others", self.content["others"])]
        wrong = truth == 0
        return [
            (f"✗ {name}" if bad else name, float(q), float(before), float(p), bool(bad))
            for name, q, before, p, bad in zip(names, drawn, whole, truth, wrong, strict=False)
        ]

    def _illustrate(self, axes: Mapping[str, Any]) -> None:
        draw_words(axes["words"], self._rows())
        looks = zip(self.knobs, _LOOKS, strict=True)
        tried = [(tr(knob.label), look, self._seen(i)) for i, (knob, look) in enumerate(looks)]
        draw_shares(axes["shares"], self.measured, tried, self.setting(), self.variety, _ASKED)

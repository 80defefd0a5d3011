"""What each objective hides, shows and asks, on one text: draw after draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from ...language import Vocabulary, pond
from ...language.example import words_of
from ...style import number
from ...style.text import columns, pad, width
from ...translation import tr, tr_noop
from ..assets import Script, sheet
from ..explorer import SHEETS, Explorer, Rows
from ..payload import Content, Preset, Slider
from .given import check_objectives, checked, possible, text_of
from .objectives import OBJECTIVES
from .scenes import OTHERS, SHARES, Scene, is_exchanged, packed, scenes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["MaskingExplorer"]

_LINE = 84  # columns of the text summary
#: The beginning of a story at the pond: to draw one would take longer than all the rest.
_STORY = (
    "once a duck lived near the island . a swan hisses near the pond . it swims near the island ."
)

_CHALLENGE = tr_noop(
    "Does a masked model ever have to say a word that it reads, unchanged, at that very place? "
    "Guess, then draw until you see one, and choose it."
)
_REACHED = tr_noop(
    "One in ten chosen words is left as it was, one in ten is exchanged. The model cannot tell "
    "which words are right, so it has to know them all."
)


class MaskingExplorer(Explorer):
    """See what each objective hides and asks on one text, and what an answer may look at.

    One over the other stand the text, what the model reads, and what it has to say. Where an
    encoder reads and a decoder says, these are two texts. A chosen answer leaves lit what it may
    look at: with :math:`T` words, left to right gives :math:`T - 1` answers that see :math:`T/2`
    words on average; masked gives :math:`0.15\\,T` that see all which is not masked.

    Parameters
    ----------
    words : str or sequence of str, optional
        A text of 2 to 48 words; left out: the beginning of a story at the pond. Next sentence and
        shuffled sentences need two sentences; the former takes the second from the pond where it
        does not follow. Table to text needs a ``:`` behind the table; where there is none it has a
        text of its own.
    objectives : sequence of str, optional
        Names of functions of :mod:`lecture_lib.language`, the first is shown; left out: all that
        the text allows.
    vocabulary : Vocabulary, optional
        Where exchanged words come from; left out: the pond, and the text.
    seed : int
        Of all draws.
    presenter : bool
        Larger type.

    Attributes
    ----------
    share : float
        The share of the words that is hidden; the nearest position of the slider when it is set.
    texts : dict of str to Text
        The text of each objective.
    scenes : dict of str to list of list of Scene
        By objective, then by share, where there is one to choose, and by draw.

    Raises
    ------
    ValueError
        A text that is too short or too long, has unknown or special words, an unknown objective,
        or one that the text does not allow.

    Notes
    -----
    State: ``objective`` (an index), ``share`` (a position), ``draw`` (counts on, after the last
    comes the first), ``place`` (empty, or the objective, share and draw in which an answer was
    chosen, and which of its answers), ``found`` (1 once the challenge was met).

    The objectives are those of Radford et al. (2018), Devlin et al. (2019), Lewis et al. (2020) and
    Raffel et al. (2020); see the docstrings of the functions.

    Examples
    --------
    >>> explorer = MaskingExplorer("a duck swims near the pond .", ["span_corruption"], seed=1)
    >>> explorer.share = 0.4
    >>> print(explorer)
    MaskingExplorer: Spans · T5, 40 % hidden, draw 1 of 20
    text           a  duck  swims near the  pond  .
    encoder reads  a  duck  <0>             pond  .
    decoder says   <0>  swims  near  the  <1>
    answers in one pass    5
    words among them       3 of 7
    an answer may look at  5.20 words on average
    """

    _esm = Script("widgets/masking/draw.js")
    _css = sheet(".ll-explorer", *SHEETS, "widgets/masking/draw.css")

    share = traitlets.Float(0.0).tag(sync=True)

    def __init__(
        self,
        words: str | Sequence[str] = _STORY,
        objectives: Sequence[str] | None = None,
        *,
        vocabulary: Vocabulary | None = None,
        seed: int = 22,
        presenter: bool = False,
    ) -> None:
        text = checked(words, vocabulary)
        names = possible(text) if objectives is None else list(objectives)
        check_objectives(names, text)
        known = (*pond().words, *text) if vocabulary is None else vocabulary.tokens
        if vocabulary is not None:
            known = known[: words_of(vocabulary)]
        self.texts = {name: text_of(name, text, tuple(dict.fromkeys(known)), seed)
                      for name in names}  # fmt: skip
        self.scenes = {
            name: [
                scenes(name, self.texts[name], share, seed)
                for share in (SHARES if OBJECTIVES[name].shared else SHARES[:1])
            ]
            for name in names
        }
        super().__init__(presenter=presenter)
        self._compose(names)

    # --- the state

    @traitlets.validate("share")
    def _nearest(self, proposal: Mapping[str, Any]) -> float:
        return float(SHARES[np.abs(np.array(SHARES) - proposal["value"]).argmin()])

    def _adjusted(self, state: dict[str, Any]) -> dict[str, Any]:
        objective, draw, place = state["objective"], state["draw"], state["place"]
        counts = [objective, draw, *place]
        if (
            any(not isinstance(at, int) or at < 0 for at in counts)
            or objective >= len(self.scenes)
            or len(place) not in (0, 4)
        ):
            raise traitlets.TraitError(
                f"MaskingExplorer: objective is {objective!r}, draw {draw!r} and place {place!r}; "
                f"there are the objectives 0 to {len(self.scenes) - 1}, draws count from 0, and "
                "place is empty or has four whole numbers."
            )
        return state

    @property
    def name(self) -> str:
        """The objective of the present state."""
        at: int = self.state["objective"]
        return list(self.scenes)[at]

    def scene(self) -> Scene:
        """Return what is shown now."""
        share, draw = int(self.state["share"]), int(self.state["draw"])
        by_share = self.scenes[self.name]
        draws = by_share[share % len(by_share)]
        return draws[draw % len(draws)]

    def chosen(self) -> int | None:
        """Return which place of what is said was chosen in the present draw, or None."""
        state, places = self.state, self.scene().predicted()
        *when, at = state["place"] or (0,)
        is_here = when == [state["objective"], state["share"], state["draw"]]
        return places[at] if is_here and at < len(places) else None

    def told(self, cell: int | None) -> str:
        """Return what stands in a cell, a dot for nothing."""
        text = self.texts[self.name]
        if cell is None:
            return "·"
        return text.words[cell] if cell >= 0 else (*OTHERS, *text.vocabulary)[-1 - cell]

    # --- the page

    def _compose(self, names: Sequence[str]) -> None:
        initial = {"objective": 0, "share": SHARES.index(0.15), "draw": 0, "place": [], "found": 0}
        arrays = {name: packed(self.scenes[name]) for name in names}
        self._fill(self._content(names), arrays, initial, ())

    def _content(self, names: Sequence[str]) -> Content:
        has_kept = any(is_kept(scene, place) for scene in self._all("masked")
                       for place in scene.predicted())  # fmt: skip
        usual = {0.15: "15 % (BERT, T5)", 0.3: "30 % (BART)"}
        texts = [usual.get(share, f"{100 * share:.0f} %") for share in SHARES]
        return Content(
            title=tr("What is hidden, shown and asked"),
            todo=tr("Choose an objective. Point at an answer, or press ← and →: what it may look "
                    "at stays lit."),
            challenge=tr(_CHALLENGE) if has_kept else "",
            series=[], seriesLabel="", columns=[],
            sliders=[Slider("share", tr("share that is hidden"), len(SHARES), None, list(SHARES))],
            presets=[Preset(tr(OBJECTIVES[name].label), {"objective": at})
                     for at, name in enumerate(names)],
            charts={},
            more={
                "height": 260,
                "others": [tr(other) for other in OTHERS], "shares": texts,
                "reached": tr(_REACHED),
                "objectives": [
                    {"name": name, **asdict(OBJECTIVES[name]), "rule": tr(OBJECTIVES[name].rule),
                     "label": tr(OBJECTIVES[name].label), "words": self.texts[name].words,
                     "vocabulary": self.texts[name].vocabulary if name == "masked" else ()}
                    for name in names
                ],
            },
        )  # fmt: skip

    def _all(self, name: str) -> list[Scene]:
        """All scenes of an objective, of every share and draw; none where it is left out."""
        return [scene for draws in self.scenes.get(name, []) for scene in draws]

    # --- words and print

    def numbers(self) -> dict[str, int | float]:
        """Return the numbers of the present scene.

        Returns
        -------
        dict
            How many ``answers`` one pass gives, how many of them are ``words``, of how many words
            ``of`` the text, and how many an answer may look at on average, ``context``.
        """
        scene, decoder = self.scene(), OBJECTIVES[self.name].decoder
        places = scene.predicted()
        return {
            "answers": len(places),
            "words": sum((scene.says[place] or 0) >= 0 for place in places),
            "of": scene.words(),
            "context": float(np.mean([scene.context(p, decoder=decoder) for p in places])),
        }

    def _facts(self) -> tuple[str, Rows]:
        found, objective = self.numbers(), OBJECTIVES[self.name]
        rows: list[tuple[str, ...]] = [
            ("answers in one pass", str(found["answers"])),
            ("words among them", f"{found['words']} of {found['of']}"),
            ("an answer may look at", f"{number(found['context'], 3)} words on average"),
        ]
        place = self.chosen()
        if place is not None:
            scene = self.scene()
            many = scene.context(place, decoder=objective.decoder)
            rows.append((f"“{self.told(scene.says[place])}” may look at", f"{many} words"))
        return self.head(), rows

    def blocks(
        self, say: Callable[[str], str] = str
    ) -> list[list[tuple[str, list[tuple[str, str]]]]]:
        """Return the rows of the present scene: those that stand over one another together.

        Parameters
        ----------
        say : callable
            What makes the names of rows and answers that are no words of the text out of English.

        Returns
        -------
        list of list of (str, list of (str, str))
            The name of a row, and its words, each with its look: text, word, special, exchanged,
            kept (once it was found), answer or nothing.
        """
        scene, text = self.scene(), self.texts[self.name].words
        ends = np.cumsum(scene.above)
        above = [(" ".join(text[end - n : end]) or "∅", "text")
                 for n, end in zip(scene.above, ends, strict=True)]  # fmt: skip
        reads = [(self.told(cell), self._look(place)) for place, cell in enumerate(scene.reads)]
        said = [self.told(c) if c is None or c >= 0 else say(self.told(c)) for c in scene.says]
        says = [(word, "nothing" if c is None else "answer")
                for word, c in zip(said, scene.says, strict=True)]  # fmt: skip
        over = [(say(tr_noop("text")), above)] if above else []
        if OBJECTIVES[self.name].decoder:
            return [
                [*over, (say(tr_noop("encoder reads")), reads)],
                [(say(tr_noop("decoder says")), says)],
            ]
        return [[*over, (say(tr_noop("reads")), reads), (say(tr_noop("says")), says)]]

    def _look(self, place: int) -> str:
        """How a cell that is read looks; what was left as it was looks so when it was found."""
        scene = self.scene()
        cell = scene.reads[place]
        if cell is None:
            return "nothing"
        if cell < 0:
            return "exchanged" if is_exchanged(cell) else "special"
        tells = self.state["found"] or not self.content["challenge"]
        return "kept" if tells and self.name == "masked" and is_kept(scene, place) else "word"

    def summary(self) -> str:
        """Return the rows of the present state and its numbers in words; ≠ marks what is wrong."""
        head, facts = self._facts()
        signs = {"exchanged": "≠", "kept": "="}
        blocks = [
            [(name, [signs.get(look, "") + word for word, look in row]) for name, row in rows]
            for rows in self.blocks()
        ]
        size = max(len(name) for rows in blocks for name, _ in rows)
        lines = [line for rows in blocks for line in _aligned(rows, size)]
        return "\n".join([f"{type(self).__name__}: {head}", *lines, columns(facts)])

    def head(self, say: Callable[..., str] = str.format) -> str:
        """Return the objective, the share and the draw that are shown.

        Parameters
        ----------
        say : callable
            What puts values into English, or `tr`.
        """
        objective, draws = OBJECTIVES[self.name], len(self.scenes[self.name][0])
        parts = [say(objective.label)]
        if objective.shared:
            parts.append(say(tr_noop("{0} % hidden"), f"{100 * self.share:.0f}"))
        if objective.drawn:
            at = 1 + self.state["draw"] % draws
            parts.append(say(tr_noop("draw {0} of {1}"), at, draws))
        return ", ".join(parts)

    def figure(self) -> Figure:
        """Return the present state as a figure: its rows, word over word."""
        from .figure import draw

        return draw(self)


def is_kept(scene: Scene, place: int) -> bool:
    """Whether the word to be said stands at its very place.

    >>> is_kept(Scene((0, -1), (0, 1), 2), 0), is_kept(Scene((0, -1), (0, 1), 2), 1)
    (True, False)
    """
    return scene.says[place] == scene.reads[place]


def _aligned(rows: Sequence[tuple[str, Sequence[str]]], size: int) -> list[str]:
    """Write rows word over word, in lines that are short enough, each with the row's name.

    >>> print("\\n".join(_aligned([("text", ["a", "duck"]), ("reads", ["<mask>", "duck"])], 5)))
    text   a       duck
    reads  <mask>  duck
    """
    names = [pad(name, size) for name, _ in rows]
    lines: list[list[tuple[str, ...]]] = []
    left = 0
    for cell in zip(*(row for _, row in rows), strict=True):
        needs = 2 + max(map(width, cell))
        if left < needs:
            lines, left = [*lines, []], _LINE - size
        lines[-1].append(cell)
        left -= needs
    tables = [[[name, *row] for name, row in zip(names, zip(*line, strict=True), strict=True)]
              for line in lines]  # fmt: skip
    return [text for table in tables for text in columns(table).split("\n")]

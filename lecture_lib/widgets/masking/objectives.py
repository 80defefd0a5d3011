"""What is said of each objective of pre-training, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...translation import tr_noop

__all__ = ["OBJECTIVES", "Objective"]


@dataclass(frozen=True)
class Objective:
    """What is said of an objective, and how it is drawn.

    Attributes
    ----------
    label : str
        On its button.
    rule : str
        What it asks, in one or two sentences.
    decoder : bool
        What is said is written by a decoder, behind a text that an encoder reads; else it stands
        under what is read.
    shared : bool
        A share of the words is hidden, which the slider chooses.
    drawn : bool
        Something is left to chance.
    """

    label: str
    rule: str
    decoder: bool = False
    shared: bool = False
    drawn: bool = True


#: By the names of their functions in `lecture_lib.language`.
OBJECTIVES: Mapping[str, Objective] = {
    "left_to_right": Objective(
        tr_noop("Left to right · GPT"),
        tr_noop(
            "Each place says the next word, from the words up to itself: one text is an example "
            "for every word but the first."
        ),
        drawn=False,
    ),
    "prefix": Objective(
        tr_noop("Prefix · T5"),
        tr_noop(
            "The beginning is read from both sides at once; the rest is said word by word, each "
            "from all that stands before it."
        ),
    ),
    "masked": Objective(
        tr_noop("Masked · BERT"),
        tr_noop(
            "Only the words that were chosen are said, each from both sides. The loss is an "
            "average over these."
        ),
        shared=True,
    ),
    "next_sentence": Objective(
        tr_noop("Next sentence · BERT"),
        tr_noop(
            "Two sentences give one answer, said at <cls>: does the second follow the first, or "
            "does it come from another text?"
        ),
    ),
    "infilling": Objective(
        tr_noop("Infilling · BART"),
        tr_noop(
            "One <mask> stands for a span of any length, even for none. All of the text is "
            "written, so the model has to say how much is missing; most it can copy."
        ),
        decoder=True, shared=True,
    ),
    "permute_sentences": Objective(
        tr_noop("Shuffled sentences · BART"),
        tr_noop(
            "No word is hidden: the sentences stand in another order, and the text is written in "
            "the right one."
        ),
        decoder=True,
    ),
    "span_corruption": Objective(
        tr_noop("Spans · T5"),
        tr_noop(
            "Each span is replaced by a mark of its own. Only what is missing is written, behind "
            "the mark of its span: a short answer."
        ),
        decoder=True, shared=True,
    ),
    "table_to_text": Objective(
        tr_noop("Table to text"),
        tr_noop("Nothing is hidden: a table is read, and the sentence that tells it is written."),
        decoder=True, drawn=False,
    ),
}  # fmt: skip

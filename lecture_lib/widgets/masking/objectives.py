"""What is said of each objective of pre-training, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
        "Left to right · GPT",
        "Each place says the next word, from the words up to itself: one text is an example for "
        "every word but the first.",
        drawn=False,
    ),
    "prefix": Objective(
        "Prefix · T5",
        "The beginning is read from both sides at once; the rest is said word by word, each from "
        "all that stands before it.",
    ),
    "masked": Objective(
        "Masked · BERT",
        "Only the words that were chosen are said, each from both sides. The loss is an average "
        "over these.",
        shared=True,
    ),
    "next_sentence": Objective(
        "Next sentence · BERT",
        "Two sentences give one answer, said at <cls>: does the second follow the first, or does "
        "it come from another text?",
    ),
    "infilling": Objective(
        "Infilling · BART",
        "One <mask> stands for a span of any length, even for none. All of the text is written, so "
        "the model has to say how much is missing; most it can copy.",
        decoder=True, shared=True,
    ),
    "permute_sentences": Objective(
        "Shuffled sentences · BART",
        "No word is hidden: the sentences stand in another order, and the text is written in the "
        "right one.",
        decoder=True,
    ),
    "span_corruption": Objective(
        "Spans · T5",
        "Each span is replaced by a mark of its own. Only what is missing is written, behind the "
        "mark of its span: a short answer.",
        decoder=True, shared=True,
    ),
    "table_to_text": Objective(
        "Table to text",
        "Nothing is hidden: a table is read, and the sentence that tells it is written.",
        decoder=True, drawn=False,
    ),
}  # fmt: skip

"""What a prediction and a quiz have in common: asked, answered, kept, shown.

A wrong try is told what may have gone wrong, and no more. The answer comes with a right one, after
the third wrong one, or when the student asks for it, which uses up the tries.

A question without an answer is a whole and stable output, so notebooks run with nobody there.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...style.lang import NOTEBOOK, attribute, marked
from ...style.text import clean, escape
from ...translation import tr
from ..answers import ANSWERS, student
from ..card import card

__all__ = ["TRIES", "TRIES_OF_A_CLASS", "VARIABLE", "Feedback", "Question"]

#: Names another number of tries.
VARIABLE = "LECTURE_LIB_TRIES"
#: A class calls out many answers before one is right.
TRIES_OF_A_CLASS = 1000


def _limit(asked: str | None) -> int:
    if not asked:
        return 3
    if not asked.isdecimal() or int(asked) == 0:
        raise ValueError(
            f"{VARIABLE} is {asked!r} in the environment: it is the number of wrong tries after "
            "which a question tells its answer, 1 or more; without it that is 3"
        )
    return int(asked)


#: Wrong tries after which the answer is told.
TRIES = _limit(os.environ.get(VARIABLE))


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a student is told.

    Attributes
    ----------
    kind : {"good", "bad", "note"}
        Right, wrong, or not to be judged.
    text : str
        One or two sentences.

    Examples
    --------
    >>> from lecture_lib.lessons import predict
    >>> predict("half", "½ as a decimal?", answer=0.5).feedback("0,5").kind
    'good'
    """

    kind: str
    text: str


class Question(ABC):
    """A question in a notebook; `Prediction` and `Quiz` are the two sorts.

    Parameters
    ----------
    id : str
        Its name among the answers; a copied cell shares the answer.
    question : str
        What is asked, in plain text.

    Raises
    ------
    TypeError
        When either is no text, or the id is empty.
    """

    #: "Predict" or "Quiz": printed before the question, translated; and part of the key of the
    #: answer, as it is.
    sort: str

    def __init__(self, id: Any, question: Any) -> None:
        if not isinstance(id, str) or not id.strip():
            raise TypeError(f"{self._name()}: the id is {id!r}; give a text such as 'best-step'")
        if not isinstance(question, str):
            raise TypeError(
                f"{self._name()}({id!r}, …): the question is {question!r}; give it as text, and "
                "the rest by keyword: answer=…"
            )
        self.id: str = id
        self.question: str = question

    @classmethod
    def _name(cls) -> str:
        return cls.sort.lower()

    @property
    def _key(self) -> str:
        return f"{self._name()} {self.id}"

    def _kept(self, key: str) -> Any:
        return ANSWERS.get(student().name, key)

    @property
    def response(self) -> str:
        """What the student answered, ``""`` while unanswered."""
        kept = self._kept(self._key)
        if not isinstance(kept, str) or self.feedback(kept).kind == "note":
            return ""
        return kept

    @property
    def tries(self) -> int:
        """Wrong tries so far, from 0 to :data:`TRIES`; those that were given up count."""
        kept = self._kept(f"tries {self._key}")
        return min(max(kept, 0), TRIES) if type(kept) is int else 0

    @property
    def shown(self) -> bool:
        """Whether the answer was told without being given."""
        return self.tries == TRIES

    @property
    def ok(self) -> bool | None:
        """Whether the answer is right, and was not shown before; None while there is none."""
        if self.shown:
            return False
        response = self.response
        return self.feedback(response).kind == "good" if response else None

    def answer(self, response: str) -> Feedback:
        """Answer from code, as the widget does; ``""`` takes an answer and its tries back.

        A right answer stays: who then tries another one is told about that one, and keeps it not.

        Returns
        -------
        Feedback
            Right; wrong, after the last try with the answer; or of kind "note": not to be
            understood, and nothing is kept, or right after the answer was shown.
        """
        response = str(response).strip()
        told = self.feedback(response)
        if not response:
            self._keep("", 0)
        elif told.kind != "note" and not self.ok:
            is_try = told.kind == "bad" and response != self.response
            self._keep(response, min(self.tries + is_try, TRIES))
            return self.verdict()
        return told

    def show(self) -> Feedback:
        """Give up: use up the tries and tell the answer, unless it is right already."""
        if not self.ok:
            self._keep(self.response, TRIES)
        return self.verdict()

    def verdict(self) -> Feedback:
        """Return what is told to the answer that is kept, after as many tries."""
        told = self.feedback(self.response)
        if not self.shown:
            return told
        if told.kind == "bad":
            return Feedback("bad", f"{told.text} {self.solution()}")
        return Feedback("note", self.solution())

    def _keep(self, response: str, tries: int) -> None:
        # The verdict is kept too: what is right stands in the notebook, and a report reads answers.
        right = self.feedback(response).kind == "good" and tries < TRIES
        kept = {
            self._key: response or None,
            f"tries {self._key}": tries or None,
            f"right {self._key}": right if response or tries else None,
        }
        ANSWERS.update(student().name, kept)
        if "widget" in self.__dict__:
            with self.widget.hold_trait_notifications():
                self.widget.response, self.widget.tries = response, tries

    @abstractmethod
    def feedback(self, response: str) -> Feedback:
        """Judge a response without keeping it; what is wrong is not given the answer."""

    @abstractmethod
    def solution(self) -> str:
        """Return the answer and its explanation, as they are shown to who gives up."""

    @abstractmethod
    def quoted(self) -> tuple[str, ...]:
        """Return what of the notebook's words may stand in what is told."""

    def state(self) -> dict[str, Any]:
        """Return what ``question.js`` needs to ask and to judge without a kernel."""
        return {
            "sort": tr(self.sort),
            "language": NOTEBOOK,
            "quoted": [words for words in self.quoted() if words],
            "question": self.question or self.id,
            "choices": list(self.choices_shown()),
            "unreadable": self.feedback("").text,
            "solution": self.solution(),
            "limit": TRIES,
        }

    def choices_shown(self) -> tuple[str, ...]:
        """Return what there is to choose from, for the static forms."""
        return ()

    def __repr__(self) -> str:
        response = self.response
        asked = f"{tr(self.sort)}: {clean(self.question) or clean(self.id)}"
        if response or self.shown:
            state = tr("you answered {0}", clean(response, 80)) if response else tr("shown")
            return f"{asked} — {state}. {clean(self.verdict().text)}"
        lines = [asked + " — " + tr("not answered yet")]
        return "\n".join(lines + [f"  ( ) {clean(choice)}" for choice in self.choices_shown()])

    def to_html(self) -> str:
        """Return the form shown where no widget can be: before a notebook is run, and in print."""
        response = self.response
        told = self.verdict().text if response or self.shown else tr("Run this cell to answer.")
        choices = "".join(f"<li>{escape(choice)}</li>" for choice in self.choices_shown())
        answer = (
            marked(tr("You answered {0}.", clean(response, 80)), [response]) if response else ""
        )
        question = f"<bdi{attribute(NOTEBOOK)}>{escape(self.question or self.id)}</bdi>"
        return card(
            "value",
            f"<p><strong>{tr(self.sort)}.</strong> {question}</p>"
            + (f"<ul{attribute(NOTEBOOK)}>{choices}</ul>" if choices else "")
            + (f"<p>{answer}</p>" if answer else "")
            + f"<p><em>{marked(told, self.quoted())}</em></p>",
        )

    @cached_property
    def widget(self) -> Any:
        """The interactive form; loads anywidget when it is first asked for."""
        from ..question_widget import QuestionWidget

        widget = QuestionWidget(content=self.state(), response=self.response, tries=self.tries)

        def keep(_: Any) -> None:  # the page has judged, and counted
            if not widget.response or self.feedback(widget.response).kind != "note":
                self._keep(widget.response, widget.tries)

        widget.observe(keep, names=["response", "tries"])
        return widget

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        static = {"text/plain": repr(self), "text/html": self.to_html()}
        try:
            shown = self.widget._repr_mimebundle_(**options)
        except ImportError:
            return static
        data = shown[0] if isinstance(shown, tuple) else shown or {}
        return {**data, **static}

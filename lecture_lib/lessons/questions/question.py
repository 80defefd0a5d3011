"""What a prediction and a quiz have in common: asked, answered, kept, shown.

A question without an answer is a whole and stable output, so notebooks run with nobody there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...style.text import clean, escape
from ..answers import ANSWERS, student
from ..card import card

__all__ = ["Feedback", "Question"]


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

    #: "Predict" or "Quiz": printed before the question, and part of the key of the answer.
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

    @property
    def response(self) -> str:
        """What the student answered, ``""`` while unanswered."""
        kept = ANSWERS.get(student().name, self._key)
        if not isinstance(kept, str) or self.feedback(kept).kind == "note":
            return ""
        return kept

    @property
    def ok(self) -> bool | None:
        """Whether the answer is right; None while there is none."""
        response = self.response
        return self.feedback(response).kind == "good" if response else None

    def answer(self, response: str) -> Feedback:
        """Answer from code, as the widget does; ``""`` takes an answer back.

        Returns
        -------
        Feedback
            Right, wrong, or (of kind "note", and nothing is kept) not to be understood.
        """
        response = str(response).strip()
        told = self.feedback(response)
        if told.kind != "note":
            ANSWERS.put(student().name, self._key, response)
        elif not response:
            ANSWERS.put(student().name, self._key, None)
        if "widget" in self.__dict__ and (told.kind != "note" or not response):
            self.widget.response = response
        return told

    @abstractmethod
    def feedback(self, response: str) -> Feedback:
        """Judge a response without keeping it."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Return what ``question.js`` needs to ask and to judge without a kernel."""

    def choices_shown(self) -> tuple[str, ...]:
        """Return what there is to choose from, for the static forms."""
        return ()

    def __repr__(self) -> str:
        response = self.response
        asked = f"{self.sort}: {clean(self.question) or clean(self.id)}"
        if response:
            told = self.feedback(response)
            return f"{asked} — you answered {clean(response, 80)}. {clean(told.text)}"
        lines = [f"{asked} — not answered yet"]
        return "\n".join(lines + [f"  ( ) {clean(choice)}" for choice in self.choices_shown()])

    def to_html(self) -> str:
        """Return the form shown where no widget can be: before a notebook is run, and in print."""
        response = self.response
        told = self.feedback(response).text if response else "Run this cell to answer."
        choices = "".join(f"<li>{escape(choice)}</li>" for choice in self.choices_shown())
        answered = f"<p>You answered {escape(response, 80)}.</p>" if response else ""
        return card(
            "value",
            f"<p><strong>{self.sort}.</strong> <bdi>{escape(self.question or self.id)}</bdi></p>"
            + (f"<ul>{choices}</ul>" if choices else "")
            + f"{answered}<p><em>{escape(told)}</em></p>",
        )

    @cached_property
    def widget(self) -> Any:
        """The interactive form; loads anywidget when it is first asked for."""
        from ..question_widget import QuestionWidget

        widget = QuestionWidget(content=self.state(), response=self.response)
        widget.observe(lambda change: self.answer(change["new"]), names="response")
        return widget

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        static = {"text/plain": repr(self), "text/html": self.to_html()}
        try:
            shown = self.widget._repr_mimebundle_(**options)
        except ImportError:
            return static
        data = shown[0] if isinstance(shown, tuple) else shown or {}
        return {**data, **static}

"""Multiple choice, with a word for every wrong choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...translation import tr, tr_noop
from .question import Feedback, Question

__all__ = ["Quiz", "quiz"]


class Quiz(Question):
    """A question with choices; made by :func:`quiz`, which documents it."""

    sort = tr_noop("Quiz")

    def __init__(
        self,
        id: str,
        question: str,
        choices: Any,
        answer: Any,
        explanations: Any,
    ) -> None:
        super().__init__(id, question)
        where = f"quiz({id!r}, …)"
        if isinstance(choices, str) or not all(isinstance(c, str) and c.strip() for c in choices):
            raise TypeError(f"{where}: choices are {choices!r}; give a list of texts")
        choices = tuple(choices)
        if len(set(choices)) != len(choices) or len(choices) < 2:
            raise ValueError(f"{where}: choices are {choices!r}; give two or more different texts")
        if isinstance(answer, int) and 0 <= answer < len(choices):
            answer = choices[answer]
        if not isinstance(explanations, Mapping):
            if len(explanations) != len(choices):
                raise ValueError(
                    f"{where}: {len(choices)} choices and {len(explanations)} explanations"
                )
            explanations = dict(zip(choices, explanations, strict=True))
        if answer not in choices:
            raise ValueError(f"{where}: the answer {answer!r} is none of the choices {choices!r}")
        silent = [c for c in choices if c != answer and not explanations.get(c, "").strip()]
        if silent:
            raise ValueError(f"{where}: explain why these are wrong: {silent!r}")
        if unknown := [c for c in explanations if c not in choices]:
            raise ValueError(f"{where}: explanations of what is no choice: {unknown!r}")
        self.choices: tuple[str, ...] = choices
        self._answer = answer
        self._explanations = dict(explanations)

    def feedback(self, response: str) -> Feedback:
        """Judge a choice, given by its text."""
        if response not in self.choices:
            return Feedback("note", tr("Choose one of the answers."))
        why = self._explanations.get(response, "")
        if response == self._answer:
            return Feedback("good", " ".join([tr("Right."), why]).strip())
        return Feedback("bad", " ".join([tr("Not quite."), why]))

    def solution(self) -> str:
        """Return the right choice and its explanation."""
        right = tr("Right is: {0}.", self._answer)
        return f"{right} {self._explanations.get(self._answer, '')}".strip()

    def quoted(self) -> tuple[str, ...]:
        """Return the choices and what is said to each."""
        return (*self.choices, *self._explanations.values())

    def choices_shown(self) -> tuple[str, ...]:
        """Return the choices."""
        return self.choices

    def state(self) -> dict[str, Any]:
        """Return the choices and what is said to each."""
        told = [self.feedback(choice) for choice in self.choices]
        return super().state() | {"kinds": [t.kind for t in told], "told": [t.text for t in told]}


def quiz(
    id: str,
    question: str,
    choices: Sequence[str],
    answer: str | int,
    explanations: Mapping[str, str] | Sequence[str],
) -> Quiz:
    """Ask a question with choices.

    Parameters
    ----------
    id : str
        Names the answer in ``.answers.json``.
    question : str
        Plain text.
    choices : sequence of str
        Two or more different texts.
    answer : str or int
        The right choice, or its position from 0.
    explanations : mapping or sequence of str
        For each wrong choice why it is wrong, by the choice or in the order of the choices; one
        for the right choice is welcome (``""`` for none).

    Raises
    ------
    ValueError, TypeError
        When the answer is no choice, or a wrong choice has no explanation.

    Examples
    --------
    >>> quiz("two-paths", "b = a + a. What is ∂b/∂a?", ["1", "2"], "2",
    ...      {"1": "a reaches b along two edges, and each contributes 1."})
    Quiz: b = a + a. What is ∂b/∂a? — not answered yet
      ( ) 1
      ( ) 2
    """
    return Quiz(id, question, choices, answer, explanations)

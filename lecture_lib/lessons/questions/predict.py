"""Predict, then run: a number written down before the cell that computes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...style import number
from ...translation import tr, tr_noop
from ..numeric import as_numbers
from ..tolerance import Tolerance, read_tolerance
from .question import Feedback, Question
from .reading import AMBIGUOUS, EXAMPLES, TOO_LARGE, Unreadable, read_numbers

__all__ = ["Prediction", "predict"]

_SIGN = tr_noop("the sign is wrong")


class Prediction(Question):
    """A question for one number or a few; made by :func:`predict`, which documents it."""

    sort = tr_noop("Predict")

    def __init__(
        self,
        id: str,
        question: str,
        answer: Any,
        tolerance: float | str,
        mistakes: Mapping[str, Any],
        explanation: str,
    ) -> None:
        super().__init__(id, question)
        where = f"predict({id!r}, …)"
        self._targets = _vector(answer, f"{where}: answer")
        allowance = read_tolerance(tolerance, f"{where}: tolerance")
        self._allowed = _allowed(allowance, self._targets)
        self._explanation = explanation
        known = {
            name: _vector(value, f"{where}: mistake {name!r}") for name, value in mistakes.items()
        }
        for name, values in known.items():
            if len(values) != len(self._targets):
                raise ValueError(
                    f"{where}: the mistake {name!r} has {len(values)} numbers and the "
                    f"answer {len(self._targets)}"
                )
            if _near(values, self._targets, self._allowed):
                raise ValueError(
                    f"{where}: the mistake {name!r} is within the tolerance of the "
                    "answer, so it would count as right"
                )
        flipped = tuple(-t for t in self._targets)
        if not _near(flipped, self._targets, self._allowed):
            known.setdefault(_SIGN, flipped)
        self._mistakes = [
            (words, wrong, _own(allowance, wrong, self._targets)) for words, wrong in known.items()
        ]

    def feedback(self, response: str) -> Feedback:
        """Judge a response; one that cannot be read gets examples of what can."""
        try:
            values = read_numbers(response, len(self._targets))
        except Unreadable as error:
            return Feedback("note", str(error))
        if _near(values, self._targets, self._allowed):
            return Feedback("good", self._right())
        likely = next((w for w, wrong, own in self._mistakes if _near(values, wrong, own)), None)
        return Feedback("bad", self._wrong(likely))

    def state(self) -> dict[str, Any]:
        """Return targets, tolerances, and every sentence the page may have to say."""
        return super().state() | {
            "targets": self._targets,
            "allowed": self._allowed,
            "mistakes": [[wrong, self._wrong(words), own] for words, wrong, own in self._mistakes],
            "right": self._right(),
            "wrong": self._wrong(None),
            "ambiguous": tr(AMBIGUOUS),
            "tooLarge": tr(TOO_LARGE, EXAMPLES),
        }

    def quoted(self) -> tuple[str, ...]:
        """Return the explanation and the names of mistakes."""
        names = (words.rstrip(".") for words, *_ in self._mistakes if words != _SIGN)
        return (self._explanation, *names)

    def solution(self) -> str:
        """Return the numbers and the explanation."""
        answer = tr("The answer is {0}.", self._written())
        return f"{answer} {self._explanation}".strip()

    def _written(self) -> str:
        written = [_brief(t) for t in self._targets]
        return written[0] if len(written) == 1 else f"({', '.join(written)})"

    def _right(self) -> str:
        right = tr("Right: the answer is {0}.", self._written())
        return f"{right} {self._explanation}".strip()

    def _wrong(self, likely: str | None) -> str:
        if not likely:
            return tr("Not yet.")
        if likely.endswith(("?", "!")):
            return tr("Not yet: {0}", likely)
        return tr("Not yet: {0}.", tr(_SIGN) if likely == _SIGN else likely.rstrip("."))


def predict(
    id: str,
    question: str = "",
    answer: Any = None,
    tolerance: float | str = "2%",
    *,
    mistakes: Mapping[str, Any] | None = None,
    explanation: str = "",
) -> Prediction:
    """Ask for a prediction, to be made before the cells below are run.

    Parameters
    ----------
    id : str
        Names the answer in ``.answers.json``.
    question : str
        Plain text; may be left out where the text above asks.
    answer : number, or array of a few
        What is right.  Told with a right prediction, after the third wrong one, or on *Show*.
    tolerance : float or str
        Absolute, or a share of each number, ``"5%"``.
    mistakes : mapping of str to number, optional
        What a likely wrong answer tells: ``{"forgot the factor 2": 0.36}``.  It is all that who
        makes it is told at first.  A wrong sign is recognised anyway.
    explanation : str
        A sentence that follows the answer.

    Returns
    -------
    Prediction
        Shown as a small form; ``.response``, ``.tries`` and ``.ok`` tell what was answered.

    Raises
    ------
    TypeError, ValueError
        When the answer is no finite number, the tolerance is none, or a mistake is right.

    Examples
    --------
    >>> predict("best-step", "At which η does it shrink fastest?", answer=0.476)
    Predict: At which η does it shrink fastest? — not answered yet
    """
    return Prediction(id, question, answer, tolerance, mistakes or {}, explanation)


def _brief(x: float) -> str:
    """Write a number without zeros at its end.

    >>> _brief(-0.06), _brief(6e-6), _brief(2.0), _brief(12.345)
    ('−0.06', '6e−6', '2', '12.35')
    """
    digits, e, exponent = number(int(x) if x == int(x) and abs(x) < 1e9 else x).partition("e")
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + e + exponent


def _near(values: Sequence[float], targets: Sequence[float], allowed: Sequence[float]) -> bool:
    return all(abs(v - t) <= a for v, t, a in zip(values, targets, allowed, strict=True))


def _vector(values: Any, name: str) -> tuple[float, ...]:
    found = as_numbers(values, name).astype(float)
    if found.ndim > 1 or not 1 <= found.size <= 12 or not np.isfinite(found).all():
        raise ValueError(f"{name} is {values!r}; give one finite number, or a row of up to twelve")
    return tuple(found.ravel().tolist())


def _allowed(tolerance: Tolerance, targets: Sequence[float]) -> tuple[float, ...]:
    # What was typed from a screen has three digits; never ask for more than that of a zero.
    scale = _scale(targets)
    return tuple(
        tolerance.size * (abs(t) or scale)
        if tolerance.relative
        else max(tolerance.size, 1e-9 * scale)
        for t in targets
    )


def _own(
    tolerance: Tolerance, mistake: Sequence[float], targets: Sequence[float]
) -> tuple[float, ...]:
    """Return what is allowed around a mistake: the same share of it as of the answer.

    With the answer's own, 2 % of 10, a typed 0.9 would be the mistake 1; and 0 is only 0.
    """
    share = tolerance.size if tolerance.relative else tolerance.size / _scale(targets)
    largest = max(map(abs, mistake))
    return tuple(max(share * (abs(m) or largest), 1e-9 * _scale(targets)) for m in mistake)


def _scale(targets: Sequence[float]) -> float:
    return max(map(abs, targets)) or 1.0

"""What a lesson is made of: predictions, quizzes, checked exercises, comparisons, claims."""

from __future__ import annotations

from .answers import student
from .check import check, hint
from .claims import claim
from .compare import compare
from .exercise import Exercise, Mistake, given, register
from .ledger import claims
from .predict import predict
from .quiz import quiz

__all__ = [
    "Exercise",
    "Mistake",
    "check",
    "claim",
    "claims",
    "compare",
    "given",
    "hint",
    "predict",
    "quiz",
    "register",
    "student",
]

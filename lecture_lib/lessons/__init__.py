"""What a lesson is made of, each idea a folder or a file of its own.

``answers`` keeps what a student answered. ``questions/`` asks for a number or a choice,
``checking/`` judges an exercise, ``compare`` puts theory beside a measurement, and ``ledger/``
recomputes what a lecture states.
"""

from __future__ import annotations

from .answers import student
from .checking import Exercise, Mistake, check, given, hint, register
from .compare import compare
from .ledger import claim, claims
from .questions import predict, quiz

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

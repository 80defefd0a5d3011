"""What a lesson is made of, each idea a folder or a file of its own.

``answers`` keeps what a student answered. ``questions/`` asks for a number or a choice,
``checking/`` judges an exercise, ``compare`` puts theory beside a measurement, ``ledger/``
recomputes what a lecture states, ``doctor`` looks whether all is here that notebooks need, and
``report`` makes a table of all that was answered, to hand in.
"""

from __future__ import annotations

from .answers import student
from .checking import Exercise, Mistake, check, given, hint, register
from .compare import compare
from .doctor import doctor
from .ledger import claim, claims
from .questions import predict, quiz
from .report import report

__all__ = [
    "Exercise",
    "Mistake",
    "check",
    "claim",
    "claims",
    "compare",
    "doctor",
    "given",
    "hint",
    "predict",
    "quiz",
    "register",
    "report",
    "student",
]

"""Exercises and how an attempt at one is judged: a reference, known mistakes, hints."""

from __future__ import annotations

from .check import Hint, Report, check, hint
from .exercise import Exercise, Inputs, Mistake
from .given import Given, given, shown
from .registry import EXERCISES, UnknownExercise, find, load, register

__all__ = [
    "EXERCISES",
    "Exercise",
    "Given",
    "Hint",
    "Inputs",
    "Mistake",
    "Report",
    "UnknownExercise",
    "check",
    "find",
    "given",
    "hint",
    "load",
    "register",
    "shown",
]

"""Teaching: claims of the lectures, theory beside measurement, predictions, quizzes, exercises."""

from __future__ import annotations

from lecture_lib.teaching.answers import student
from lecture_lib.teaching.check import check, hint
from lecture_lib.teaching.claims import claim
from lecture_lib.teaching.compare import compare
from lecture_lib.teaching.exercises import EXERCISES, Exercise, Mistake, given, register
from lecture_lib.teaching.exercises_adaptive import ADAPTIVE_EXERCISES
from lecture_lib.teaching.exercises_arrays import ARRAY_EXERCISES
from lecture_lib.teaching.exercises_descent import DESCENT_EXERCISES
from lecture_lib.teaching.exercises_dropout import DROPOUT_EXERCISES
from lecture_lib.teaching.exercises_duck import DUCK_EXERCISES
from lecture_lib.teaching.exercises_gradient import GRADIENT_EXERCISES
from lecture_lib.teaching.exercises_losses import LOSSES_EXERCISES
from lecture_lib.teaching.exercises_momentum import MOMENTUM_EXERCISES
from lecture_lib.teaching.exercises_noise import NOISE_EXERCISES
from lecture_lib.teaching.exercises_schedules import SCHEDULE_EXERCISES
from lecture_lib.teaching.exercises_selection import SELECTION_EXERCISES
from lecture_lib.teaching.exercises_stability import STABILITY_EXERCISES
from lecture_lib.teaching.exercises_zigzag import ZIGZAG_EXERCISES
from lecture_lib.teaching.ledger import claims
from lecture_lib.teaching.predict import predict
from lecture_lib.teaching.quiz import quiz

__all__ = [
    "EXERCISES",
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

register(GRADIENT_EXERCISES + DUCK_EXERCISES + ARRAY_EXERCISES)
register(DESCENT_EXERCISES + NOISE_EXERCISES + ZIGZAG_EXERCISES)
register(MOMENTUM_EXERCISES)
register(ADAPTIVE_EXERCISES + SCHEDULE_EXERCISES)
register(DROPOUT_EXERCISES)
register(LOSSES_EXERCISES + STABILITY_EXERCISES)
register(SELECTION_EXERCISES)

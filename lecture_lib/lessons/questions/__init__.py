"""Questions that a notebook asks: a number to predict, or a choice; judged on the page itself."""

from __future__ import annotations

from .predict import Prediction, predict
from .question import Feedback, Question
from .quiz import Quiz, quiz

__all__ = ["Feedback", "Prediction", "Question", "Quiz", "predict", "quiz"]

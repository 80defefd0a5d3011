"""Views that move: thin widgets over what was computed before, alive without a kernel too."""

from .stepper import BackpropStepper

__all__ = ["BackpropStepper"]

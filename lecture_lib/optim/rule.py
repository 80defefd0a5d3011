"""Update rules: the manner of all of them, gradient descent and its momenta.

A rule is a frozen set of hyper-parameters with two pure functions, ``init`` and ``update``.
Hyper-parameters may be arrays that broadcast against θ, so a whole slider runs in one call, and
a learning rate (or a β) may be a schedule, a function of the number of steps already taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["GradientDescent", "Momentum", "Nesterov", "Rule", "Steps", "Velocity"]

Array = NDArray[Any]
Setting = float | Array | Callable[[int], Any]

# Hyper-parameter -> (upper limit, exclusive; advice). The lower limit is 0 for all of them.
_LIMITS: Mapping[str, tuple[float, str]] = {
    "learning_rate": (np.inf, "Steps go downhill, so take a small positive rate such as 0.01"),
    "multiplier": (np.inf, "Take 1 for no schedule"),
    "epsilon": (np.inf, "Take a tiny positive number such as 1e-8"),
    "weight_decay": (np.inf, "Take 0 for no decay"),
    "momentum_decay": (np.inf, "Dozat's value is 0.004"),
    "learning_rate_decay": (np.inf, "Take 0 for no decay"),
    "initial_accumulator": (np.inf, "Take 0 as in the paper"),
    "max_norm": (np.inf, "Take a positive norm such as 1"),
    "sigma": (np.inf, "The authors' value is 0.01"),
    "threshold": (np.inf, "Take 1 as in the paper"),
    "smallest_scale": (np.inf, "Take 1e-3 as in the paper"),
    "factor": (np.inf, "Take 0.5 to halve the rate"),
    **dict.fromkeys(("beta", "beta1", "beta2", "momentum"),
                    (1.0, "It is the weight of the past: 0 forgets everything, 0.9 is usual")),
}


def _checked(owner: str, name: str, value: Any, where: str = "") -> float | Array:
    """Return a hyper-parameter as a float or a read-only array, or say what is wrong with it."""
    limit, advice = _LIMITS[name]
    try:
        array = np.array(value)
        array = array if array.dtype.kind == "f" else array.astype(float)
    except (TypeError, ValueError):
        raise TypeError(f"{owner}: {name} is {value!r}{where}, which is not a number.") from None
    fine = (array >= 0) & (array < limit)  # false for NaN
    if not fine.all():
        wrong = array[~fine].ravel()[0] if array.ndim else array[()]
        below = f"below {limit:g}" if np.isfinite(limit) else "finite"
        raise ValueError(f"{owner}: {name} is {wrong:g}{where}; it must be at least 0 and {below}. "
                         f"{advice}.")
    array.flags.writeable = False
    # A Python float, unlike a NumPy one, leaves float32 parameters in float32.
    return array if array.ndim else float(array)


class Steps(NamedTuple):
    """State of a rule that remembers nothing but how many steps it has taken."""

    step: int


class Velocity(NamedTuple):
    """State of momentum: steps taken, and the decaying sum of gradients."""

    step: int
    velocity: Array


@dataclass(frozen=True, eq=False)  # compared by identity: == on array settings has no truth value
class Rule:
    """What every update rule offers; the rules below are its examples.

    ``init(theta)`` gives the state before the first step; ``update(theta, gradient, state)``
    gives the next ``(theta, state)`` and changes nothing in place. Shapes are free.

    Raises
    ------
    ValueError
        A hyper-parameter outside its range or NaN (also when a schedule returns it), an unknown
        form, or, in ``init``, array hyper-parameters that do not broadcast against θ.
    """

    #: LaTeX of each form; the keys are the forms a rule knows, the usual one first.
    equations: ClassVar[Mapping[str, str]] = {}

    def __post_init__(self) -> None:
        for name, value in self._settings().items():
            if name in _LIMITS and not callable(value):
                object.__setattr__(self, name, _checked(self.name, name, value))
        form = getattr(self, "form", None)
        if form is not None and form not in self.equations:
            raise ValueError(f"{self.name}: there is no form {form!r}. "
                             f"Choose one of {', '.join(map(repr, self.equations))}.")

    def init(self, theta: Any) -> Any:
        """Return the state before the first step from ``theta``, an array of any shape."""
        self._zeros(theta)
        return Steps(0)

    def update(self, theta: Array, gradient: Array, state: Any) -> tuple[Array, Any]:
        """Return θ and the state after one step, given the gradient at ``theta``."""
        raise NotImplementedError(f"{self.name} has no update of its own yet.")

    @property
    def name(self) -> str:
        """The name of the rule, which also keys its colour and marker."""
        return type(self).__name__

    @property
    def label(self) -> str:
        """The name and, where it is not the usual one, the form."""
        usual = next(iter(self.equations), "")
        form = getattr(self, "form", usual)
        inside = "ε inside the root" if getattr(self, "epsilon_inside", False) else ""
        return ", ".join(part for part in (self.name, "" if form == usual else form, inside)
                         if part)

    @property
    def equation(self) -> str:
        """The update in LaTeX, without dollar signs."""
        tex = self.equations[getattr(self, "form", next(iter(self.equations)))]
        if getattr(self, "epsilon_inside", False):
            for root in (r"\hat v", r"\hat s", "v", "s"):
                tex = tex.replace(rf"\sqrt{{{root}}}+\varepsilon", rf"\sqrt{{{root}+\varepsilon}}")
        return tex

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape all array hyper-parameters broadcast to; ``()`` when all are numbers."""
        shapes = {name: value.batch_shape if isinstance(value, Rule) else np.shape(value)
                  for name, value in self._settings().items()
                  if isinstance(value, np.ndarray | Rule)}
        return self._broadcast(shapes)

    def over(self, axis: int | tuple[int, ...]) -> Self:
        """Return the rule with its norms and sums, if it has any, taken over ``axis`` only.

        A batch of starts is an array too; ``over(-1)`` keeps its rows apart.
        """
        changes: dict[str, Any] = {}
        for name, value in self._settings().items():
            if isinstance(value, Rule):
                changes[name] = value.over(axis)
            elif name == "axis" and value is None:
                changes[name] = axis
        return replace(self, **changes) if changes else self

    def _settings(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def _at(self, name: str, step: int) -> Any:
        """A hyper-parameter at a step: schedules are asked, numbers pass through."""
        setting = getattr(self, name)
        if not callable(setting):
            return setting
        return _checked(self.name, name, setting(step), f" at step {step} of its schedule")

    def _broadcast(self, shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
        try:
            return np.broadcast_shapes(*shapes.values())
        except ValueError:
            listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
            raise ValueError(
                f"{self.name}: these shapes do not broadcast: {listed}. "
                "Give a slider of n values the shape (n, 1): learning_rate=rates[:, None]."
            ) from None

    def _zeros(self, theta: Any) -> Array:
        theta = np.asarray(theta)
        self._broadcast({"theta": theta.shape, "hyper-parameters": self.batch_shape})
        return np.zeros(theta.shape, theta.dtype if theta.dtype.kind == "f" else float)

    def _penalised(self, theta: Array, gradient: Array) -> Array:
        """Add the gradient λθ of the penalty ½λ‖θ‖² (the weight decay of ``torch.optim``)."""
        decay = self.weight_decay  # type: ignore[attr-defined]
        return gradient if isinstance(decay, float) and not decay else gradient + decay * theta


@dataclass(frozen=True, eq=False)
class GradientDescent(Rule):
    r"""Step against the gradient.

    .. math:: \theta \leftarrow \theta - \eta g

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    weight_decay : float or ndarray
        λ adds λθ to the gradient, the slope of ½λ‖θ‖²; Kuhlmann's λ‖θ‖² is λ twice this one
        (erratum E-K3).

    Notes
    -----
    Equal to ``torch.optim.SGD``; on the gradient of a mini-batch it is called SGD.

    Examples
    --------
    >>> rule = GradientDescent(learning_rate=0.1)
    >>> theta = np.array([1.0, -2.0])
    >>> rule.update(theta, 2 * theta, rule.init(theta))
    (array([ 0.8, -1.6]), Steps(step=1))
    """

    learning_rate: Setting = 1e-3
    weight_decay: float | Array = 0.0
    equations: ClassVar = {"torch": r"\theta \leftarrow \theta - \eta g"}

    def update(self, theta: Array, gradient: Array, state: Steps) -> tuple[Array, Steps]:
        gradient = self._penalised(theta, gradient)
        return theta - self._at("learning_rate", state.step) * gradient, Steps(state.step + 1)


@dataclass(frozen=True, eq=False)
class Momentum(Rule):
    r"""Heavy ball: the step is a decaying sum, or average, of past gradients.

    .. math:: v \leftarrow \beta v + g, \qquad \theta \leftarrow \theta - \eta v

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta : float, ndarray or schedule
        β, the weight of the past, 0 ≤ β < 1 (in the printed form: the weight of the present).
    form : {"torch", "polyak", "averaged", "printed"}
        ``"torch"`` as above. ``"polyak"`` (Polyak 1964; Flanigan) keeps η inside,
        v ← βv + ηg, θ ← θ − v: the same path for constant η, another as soon as η changes
        (erratum E-F9). ``"averaged"`` is v ← βv + (1−β)g with η outside, whose long-run step is
        η and not η/(1−β). ``"printed"`` is Glavaš's slide, v ← βηg + (1−β)v: β and 1−β are
        exchanged against its own words (erratum E-G5).
    initial : {"zero", "first", "debiased"}, optional
        How an average starts: at 0, at the first gradient with its full weight (the slide, and
        ``torch.optim.SGD(dampening=beta)``; erratum E-G6), or at 0 and divided by 1 − βᵗ.
        Default: "first" for the printed form, otherwise "zero".
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Notes
    -----
    The default equals ``torch.optim.SGD(momentum=beta)``. Flanigan's m is −v of form "polyak".

    Examples
    --------
    >>> rule = Momentum(learning_rate=0.1, beta=0.5)
    >>> theta, state = np.array(1.0), rule.init(1.0)
    >>> for _ in range(3):
    ...     theta, state = rule.update(theta, theta, state)
    >>> print(f"{theta:.4f} {state.velocity:.4f}")
    0.6140 1.4600
    """

    learning_rate: Setting = 1e-3
    beta: Setting = 0.9
    form: str = "torch"
    initial: str | None = None
    weight_decay: float | Array = 0.0
    equations: ClassVar = {
        "torch": r"v \leftarrow \beta v + g, \quad \theta \leftarrow \theta - \eta v",
        "polyak": r"v \leftarrow \beta v + \eta g, \quad \theta \leftarrow \theta - v",
        "averaged":
            r"v \leftarrow \beta v + (1-\beta) g, \quad \theta \leftarrow \theta - \eta v",
        "printed":
            r"v \leftarrow \beta \eta g + (1-\beta) v, \quad \theta \leftarrow \theta - v",
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        initial = self.initial or ("first" if self.form == "printed" else "zero")
        if initial not in ("zero", "first", "debiased"):
            raise ValueError(f"Momentum: initial is {initial!r}. "
                             "Choose one of 'zero', 'first', 'debiased'.")
        if initial == "debiased" and self.form in ("torch", "polyak"):
            raise ValueError(f"Momentum: form {self.form!r} is a sum and has no bias to correct. "
                             "Take form='averaged'.")
        object.__setattr__(self, "initial", initial)

    def init(self, theta: Any) -> Velocity:
        return Velocity(0, self._zeros(theta))

    def update(self, theta: Array, gradient: Array, state: Velocity) -> tuple[Array, Velocity]:
        step, velocity = state
        rate, beta = self._at("learning_rate", step), self._at("beta", step)
        push = self._penalised(theta, gradient)
        past = 1 - beta if self.form == "printed" else beta
        inside = self.form in ("polyak", "printed")
        if inside:
            push = rate * push
        if step == 0 and self.initial == "first":
            velocity = velocity + push  # still zero here; the sum does not alias the gradient
        else:
            average = self.form in ("averaged", "printed")
            velocity = past * velocity + ((1 - past) * push if average else push)
        change = velocity / (1 - past ** (step + 1)) if self.initial == "debiased" else velocity
        return theta - (change if inside else rate * change), Velocity(step + 1, velocity)


@dataclass(frozen=True, eq=False)
class Nesterov(Rule):
    r"""Momentum that measures the slope where the momentum is about to take it.

    .. math:: v \leftarrow \beta v + g, \qquad \theta \leftarrow \theta - \eta (g + \beta v)

    The θ of this form is the look-ahead point: the slide's m ← βm − ηg(θ + βm), θ ← θ + m has
    its own θ at :meth:`position` (erratum E-F9).

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta : float, ndarray or schedule
        β; :func:`~lecture_lib.optim.schedules.growing_momentum` for the (k−1)/(k+2) that the
        rate O(1/k²) needs and a constant β does not give (erratum E-F1). With a schedule, step
        t adds with β(t) and looks ahead with β(t+1).
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Notes
    -----
    Equal to ``torch.optim.SGD(momentum=beta, nesterov=True)``. Source: Nesterov (1983),
    Sutskever et al. (2013).

    Examples
    --------
    >>> rule = Nesterov(learning_rate=0.1, beta=0.5)
    >>> theta, state = rule.update(np.array(1.0), np.array(1.0), rule.init(1.0))
    >>> print(f"{theta:.4f} {rule.position(theta, state):.4f}")
    0.8500 0.9000
    """

    learning_rate: Setting = 1e-3
    beta: Setting = 0.9
    weight_decay: float | Array = 0.0
    equations: ClassVar = {
        "torch": r"v \leftarrow \beta v + g, \quad \theta \leftarrow \theta - \eta (g + \beta v)"}

    def init(self, theta: Any) -> Velocity:
        return Velocity(0, self._zeros(theta))

    def update(self, theta: Array, gradient: Array, state: Velocity) -> tuple[Array, Velocity]:
        step, velocity = state
        gradient = self._penalised(theta, gradient)
        velocity = self._at("beta", step) * velocity + gradient
        ahead = gradient + self._at("beta", step + 1) * velocity
        return theta - self._at("learning_rate", step) * ahead, Velocity(step + 1, velocity)

    def position(self, theta: Array, state: Velocity) -> Any:
        """Return the θ of the slide, from which ``theta`` looks ahead by one momentum step."""
        rate = self._at("learning_rate", max(state.step - 1, 0))
        return theta + rate * self._at("beta", state.step) * state.velocity

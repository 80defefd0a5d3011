"""Hunts of notebook 17, *the ledger*: clipping, stopping, averages over copies, a double factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .suspects import Suspect, hunt, wrong_tests

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]


def _array(x: ArrayLike) -> Array:
    return np.atleast_1d(np.asarray(x, dtype=float))


# --- clipping: E-S1 -----------------------------------------------------------------------------


def _clipped(factor: Callable[[float], float]) -> Callable[[ArrayLike], Array]:
    """A gradient times a factor that its norm decides."""

    def run(g: ArrayLike) -> Array:
        g = _array(g)
        return np.asarray(g * factor(max(float(np.linalg.norm(g)), 1e-300)))

    return run


def _length(f: Suspect, *g: float) -> float:
    return float(np.linalg.norm(f(np.array(g))))


def _clips(f: Suspect) -> bool:
    """Long ones become 1 long and keep their direction, short ones stay: in any size."""
    directions = (np.array([3.0, -4.0]) / 5, np.array([0.48, 0.6, -0.64]), np.array([-1.0]))
    return all(
        np.allclose(f(size * e), min(size, 1) * e, atol=1e-4)
        for e in directions
        for size in (1e-2, 0.5, 0.9, 1.5, 3.0, 200.0)
    )


_CLIP = hunt(
    "hunt-clip",
    "clip takes a gradient g and should return it clipped at the norm 1: a longer one is shortened "
    "to length 1 and keeps its direction, a shorter one stays. Return True if clip does so.",
    "clip",
    (
        Suspect(_clipped(lambda n: 1 / max(1.0, n)), True, "g / max(1, ‖g‖)"),
        Suspect(
            _clipped(lambda n: min(1.0, 1 / (n + 1e-6))),
            True,
            "PyTorch’s, which adds 0.000001 to the norm",
        ),
        Suspect(_clipped(lambda n: 1 / min(1.0, n)), False, "the printed g / min(1, ‖g‖)"),
        Suspect(_clipped(lambda n: 1 / n), False, "it makes short gradients longer, up to 1"),
        Suspect(lambda g: np.clip(_array(g), -1, 1), False, "it cuts each entry by itself"),
        Suspect(
            lambda g: np.abs(_clipped(lambda n: 1 / max(1.0, n))(g)),
            False,
            "it loses the signs",
        ),
    ),
    (
        Suspect(
            lambda g: _array(g) / max(1.0, float(np.abs(_array(g)).sum())),
            False,
            "its norm adds up sizes instead of squares",
        ),
        Suspect(
            lambda g: _array(g) / max(1.0, float(np.square(g).sum())),
            False,
            "it divides by the squared norm",
        ),
    ),
    _clips,
    wrong_tests(
        {
            "only a long one": (
                lambda f: abs(_length(f, 3.0, -4.0) - 1) < 1e-4,
                "Long ones must get shorter, and what of short ones? And is the length all there "
                "is to a gradient?",
            ),
            "only a short one": (
                lambda f: np.allclose(f(np.array([0.3, -0.4])), [0.3, -0.4]),
                "That short ones stay is half of it. One suspect never shortens anything well.",
            ),
            "only lengths": (
                lambda f: (
                    abs(_length(f, 3.0, -4.0) - 1) < 1e-4
                    and abs(_length(f, 0.3, -0.4) - 0.5) < 1e-4
                ),
                "One suspect keeps the lengths, and not the signs. Compare entry by entry, with "
                "entries of both signs.",
            ),
            "one number in each entry": (
                lambda f: bool(f(np.array([5.0]))[0] == 1 and f(np.array([0.5]))[0] == 0.5),
                "Where all but one entry are 0, cutting each entry is clipping. Take several, of "
                "both signs. And one that is right is off by a millionth.",
            ),
            "a single entry": (
                lambda f: bool(
                    np.allclose(f(np.array([5.0])), 1, atol=1e-4)
                    and np.allclose(f(np.array([0.5])), 0.5)
                ),
                "Where all but one entry are 0, cutting each entry is clipping. Take several, of "
                "both signs.",
            ),
        }
    ),
    (
        "What does clipping promise for a long gradient, what for a short one?",
        "Make one of each, with entries of both signs, and compare entry by entry with what you "
        "know must come out.",
        "np.allclose with atol=1e-4, for g itself if it is short, and for g over its norm if it is "
        "long.",
    ),
)


# --- stopping: E-T7 -----------------------------------------------------------------------------


def _stop(rule: Callable[[Array, Array, float], Any]) -> Callable[..., bool]:
    def run(old: ArrayLike, new: ArrayLike, tau: float) -> bool:
        return bool(rule(_array(old), _array(new), tau))

    return run


def _stops(f: Suspect) -> bool:
    """Short moves stop it, long ones never do: down, up, turning, cancelling, in any place."""
    start = np.array([3.0, -4.0, 0.5])
    moves = (
        np.array([-1.0, -1.0, -1.0]),
        np.array([1.0, 1.0, 1.0]),
        np.array([1.0, -1.0, 0.0]),
        np.array([0.0, 0.0, 1.0]),
        np.array([-1.0, 0.0, 0.0]),
        np.array([1.0, 7.0, 0.0]),  # to (4, 3): as far from 0 as before
    )
    long = any(f(start, start + m, 0.1) for m in moves)
    short = all(f(start, start + 1e-3 * m, 0.1) for m in moves)
    sizes = f([0.0], [0.5], 1.0) and not f([0.0], [0.5], 0.2)
    return bool(short and sizes and not long)


_ONE = np.array([5.0])

_STOP = hunt(
    "hunt-stop",
    "stops(old, new, tau) should say whether the step from old to new is shorter than tau; old and "
    "new are arrays of parameters. Return True if it does so.",
    "stops",
    (
        Suspect(_stop(lambda a, b, t: np.linalg.norm(b - a) < t), True, "‖new − old‖ < τ"),
        Suspect(_stop(lambda a, b, t: np.all(b - a < t)), False, "the printed new − old < τ"),
        Suspect(
            _stop(lambda a, b, t: abs(np.linalg.norm(b) - np.linalg.norm(a)) < t),
            False,
            "it compares how long the two arrays are",
        ),
        Suspect(
            _stop(lambda a, b, t: abs((b - a).sum()) < t),
            False,
            "it adds up the changes, which may cancel",
        ),
        Suspect(_stop(lambda a, b, t: False), False, "it never stops"),
        Suspect(
            _stop(lambda a, b, t: np.sqrt(np.square(b - a).sum()) < 0.1),
            False,
            "its tau is 0.1, whatever it is given",
        ),
    ),
    (
        Suspect(
            _stop(lambda a, b, t: abs((b - a)[0]) < t), False, "it looks at the first entry alone"
        ),
        Suspect(
            _stop(lambda a, b, t: np.any(np.abs(b - a) < t)),
            False,
            "it stops as soon as one entry keeps still",
        ),
    ),
    _stops,
    wrong_tests(
        {
            "only downwards": (
                lambda f: not f(_ONE, _ONE - 1, 0.1),
                "A long step down does not stop it: good. What else must not, and what must?",
            ),
            "no short step": (
                lambda f: not any(
                    f(np.array([3.0, 4.0]), np.array([3.0, 4.0]) + m, 0.1)
                    for m in ((-1.0, -1.0), (1.0, 1.0), (1.0, -1.0), (0.0, 1.0), (1.0, 0.0))
                ),
                "Long steps do not stop it: good. But one suspect never stops at all.",
            ),
            "a single entry": (
                lambda f: (
                    not f(_ONE, _ONE - 1, 0.1)
                    and not f(_ONE, _ONE + 1, 0.1)
                    and f(_ONE, _ONE + 0.01, 0.1)
                ),
                "Steps in which all parameters rise, or all fall, are told from short ones. But "
                "with several parameters a step can turn, and its changes can cancel.",
            ),
            "one tau": (
                lambda f: (
                    not any(
                        f(np.array([3.0, 4.0]), np.array([3.0, 4.0]) + m, 0.1)
                        for m in (
                            (-1.0, -1.0), (1.0, 1.0), (1.0, -1.0), (0.0, 1.0), (1.0, 0.0),
                            (1.0, -7.0),
                        )
                    )
                    and f(np.array([3.0, 4.0]), np.array([3.01, 4.0]), 0.1)
                ),
                "Nearly. One suspect does not listen to tau: try two of them.",
            ),
        }
    ),
    (
        "In how many ways can a step be long? And must nothing stop it?",
        "Take two parameters or more. Let both fall, both rise, one rise while the other falls, "
        "and one move alone; then one short step. Use two values of tau.",
        "From (3, 4) to (4, 3) is a step, though both points are equally far from 0, and the "
        "changes add up to 0.",
    ),
)  # fmt: skip


# --- copies: E-G1 -------------------------------------------------------------------------------


def _gradient(over: Callable[[int, int], float]) -> Callable[..., Array]:
    """The gradient of Σ ½(x·w − y)², divided by something."""

    def run(w: ArrayLike, X: ArrayLike, y: ArrayLike) -> Array:
        w, X, y = _array(w), np.atleast_2d(np.asarray(X, dtype=float)), _array(y)
        return np.asarray(X.T @ (X @ w - y) / over(*X.shape))

    return run


_mean = _gradient(lambda n, d: n)


def _in_float32(w: ArrayLike, X: ArrayLike, y: ArrayLike) -> Array:
    w, X, y = (np.asarray(a, dtype=np.float32) for a in (w, X, y))
    X = np.atleast_2d(X)
    return np.asarray(X.T @ (X @ np.atleast_1d(w) - np.atleast_1d(y)) / np.float32(len(X)))


def _data(n: int, d: int = 2, seed: int = 0) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng([seed, n, d])
    return rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=n)


def _averages(f: Suspect) -> bool:
    """One example by hand; and a whole is the mean of its halves, in several sizes."""
    w, X, y = _data(1, 3)
    if not np.allclose(f(w, X, y), (X[0] @ w - y[0]) * X[0], rtol=1e-3, atol=1e-5):
        return False
    for n, d in ((2, 2), (6, 3), (20, 1)):
        w, X, y = _data(n, d)
        each = np.mean([f(w, X[k : k + 1], y[k : k + 1]) for k in range(n)], axis=0)
        if not np.allclose(f(w, X, y), each, rtol=1e-3, atol=1e-5):
            return False
    return True


def _copies(f: Suspect, n: int = 4) -> bool:
    w, X, y = _data(n)
    return bool(
        np.allclose(f(w, np.tile(X, (3, 1)), np.tile(y, 3)), f(w, X, y), rtol=1e-3, atol=1e-5)
    )


def _one_example(f: Suspect) -> bool:
    w, X, y = _data(1)
    return bool(np.allclose(f(w, X, y), (X[0] @ w - y[0]) * X[0], rtol=1e-4, atol=1e-6))


def _as_mean(f: Suspect, n: int) -> bool:
    return bool(np.allclose(f(*_data(n)), _mean(*_data(n)), rtol=1e-4, atol=1e-6))


_COPIES = hunt(
    "hunt-copies",
    "gradient(w, X, y) should return the gradient, with respect to w, of the average of "
    "½(x·w − y)² over the examples; X has one in each row. Return True if it does so.",
    "gradient",
    (
        Suspect(_mean, True, "Xᵀ(Xw − y) / n"),
        Suspect(_in_float32, True, "the right one, in float32, which rounds after seven digits"),
        Suspect(_gradient(lambda n, d: 1), False, "the printed sum, called an average"),
        Suspect(_gradient(lambda n, d: 3), False, "it divides by 3, however many there are"),
        Suspect(_gradient(lambda n, d: min(n, 3)), False, "it never divides by more than 3"),
        Suspect(_gradient(lambda n, d: max(n, 3)), False, "it never divides by less than 3"),
        Suspect(
            lambda w, X, y: np.zeros_like(_array(w)), False, "it returns 0, which copies leave 0"
        ),
        Suspect(
            lambda w, X, y: -_mean(w, X, y), False, "its sign is turned round, which copies keep"
        ),
        Suspect(
            lambda w, X, y: _mean(w, np.atleast_2d(X)[:1], _array(y)[:1]),
            False,
            "it looks at the first example alone",
        ),
    ),
    (
        Suspect(_gradient(lambda n, d: n * d), False, "it divides by all entries of X"),
        Suspect(_gradient(lambda n, d: n**0.5), False, "it divides by √n"),
    ),
    _averages,
    wrong_tests(
        {
            "only copies": (
                _copies,
                "An average does not change when all examples are copied: a good idea, which finds "
                "the printed one. But 0 does not change either, nor does a turned sign.",
            ),
            "one example": (
                _one_example,
                "With one example the sum is the average. Take several, too.",
            ),
            "two examples": (
                lambda f: _as_mean(f, 2),
                "One suspect is right for so few examples, and wrong for more. Try both.",
            ),
            "three examples": (
                lambda f: _as_mean(f, 3),
                "Some suspects are right for that number of examples, and wrong for others. Try "
                "a few examples, and many.",
            ),
            "four examples": (
                lambda f: _as_mean(f, 4),
                "One suspect is right for so many examples, and wrong for fewer. Try both.",
            ),
            "to the last digit": (
                lambda f: all(
                    np.allclose(f(*_data(n)), _mean(*_data(n)), rtol=1e-12, atol=1e-14)
                    for n in (1, 3, 7)
                ),
                "You convict one that rounds after seven digits. How close do you ask it to be?",
            ),
        }
    ),
    (
        "What does an average do that a sum does not, when all examples come twice?",
        "Copies alone let 0 pass, and a turned sign. Work out one example on paper, and compare "
        "that too.",
        "The gradient of several examples must be the mean of those of each alone, and of one "
        "alone it is (x·w − y)·x.",
    ),
)  # fmt: skip


# --- a double factor: E-G9 ----------------------------------------------------------------------


def _products(a: ArrayLike, x: float) -> Array:
    """Slopes of a₁·a₂·…·x with respect to each a."""
    a = _array(a)
    return np.array([np.prod(np.delete(a, k)) * x for k in range(len(a))])


def _twice(a: ArrayLike, x: float) -> Array:
    """As printed: the factor from the next layer comes in once more."""
    a = _array(a)
    return np.asarray(_products(a, x) * np.append(a[1:], 1.0))


def _nudged(a: ArrayLike, x: float) -> Array:
    a = _array(a)
    h = 1e-4 * np.eye(len(a))
    up, down = (np.prod(a + sign * h, axis=1) * x for sign in (1, -1))
    return np.asarray((up - down) / 2e-4)


def _chains(f: Suspect) -> bool:
    cases = (
        ([2.0, -3.0, 0.5], 4.0), ([3.0], -2.0), ([2.0, 5.0], 1.0), ([2.0, 0.0, 5.0], 3.0),
        ([0.0, 0.0], 1.0), ([-1.5, 2.0, -0.5, 3.0], -2.0),
    )  # fmt: skip
    return all(np.allclose(f(np.array(a), x), _products(a, x), rtol=1e-4, atol=1e-5)
               for a, x in cases)  # fmt: skip


def _identity(f: Suspect, a: ArrayLike, x: float) -> bool:
    """Whether a · ∂y/∂a is y for every a, as for any product."""
    a = _array(a)
    return bool(np.allclose(a * f(a, x), np.prod(a) * x, rtol=1e-4, atol=1e-5))


_CHAIN = hunt(
    "hunt-chain",
    "A chain of layers multiplies: h₁ = a₁x, h₂ = a₂h₁, and so on up to y. slopes(a, x) should "
    "return ∂y/∂a for each of the numbers in the array a. Return True if it does so.",
    "slopes",
    (
        Suspect(_products, True, "the product of x and all other a"),
        Suspect(_nudged, True, "the right one by nudges, good to some seven digits"),
        Suspect(_twice, False, "the printed one: the factor of the next layer comes in twice"),
        Suspect(lambda a, x: _products(a, x)[::-1], False, "right numbers, last layer first"),
        Suspect(
            lambda a, x: np.prod(_array(a)) * x / _array(a),
            False,
            "y / a, which fails where a is 0",
        ),
        Suspect(lambda a, x: _products(a, 1.0), False, "it leaves x out"),
    ),
    (
        Suspect(lambda a, x: np.abs(_products(a, x)), False, "it loses signs"),
        Suspect(
            lambda a, x: np.append(np.zeros(len(_array(a)) - 1), _products(a, x)[-1:]),
            False,
            "only the last layer gets a slope",
        ),
    ),
    _chains,
    wrong_tests(
        {
            "one layer, or all ones": (
                lambda f: bool(np.allclose(f(np.ones(3), 2.0), 2, atol=1e-5)),
                "Ones hide every factor, and one layer has no next one. Take three layers, all "
                "different.",
            ),
            "no zero": (
                lambda f: _identity(f, [2.0, -3.0, 0.5], 4.0) and _identity(f, [5.0, 7.0], -2.0),
                "Nearly: what holds everywhere is found. But one suspect divides by a: is there an "
                "a for which it must not?",
            ),
            "neither a zero nor a sign": (
                lambda f: _identity(f, [2.0, 3.0, 4.0], 5.0),
                "All your numbers are positive, so a lost sign goes unseen. And one suspect "
                "divides by a: is there an a for which it must not?",
            ),
            "x is 1": (
                lambda f: (
                    _identity(f, [2.0, -3.0, 0.5], 1.0)
                    and bool(np.allclose(f(np.array([2.0, 0.0, 5.0]), 1.0), [0, 10, 0], atol=1e-4))
                ),
                "An x of 1 hides whether x is there. Take another.",
            ),
        }
    ),
    (
        "Which numbers would hide a factor that is there twice, or missing?",
        "Three layers with different numbers, one negative, and an x that is not 1: what is y / a "
        "then? And what happens to y / a if an a is 0?",
        "For a = (2, 0, 5) and x = 3 the slopes are 0, 30 and 0. Compare with a tolerance: one "
        "that is right was found by nudges.",
    ),
)

EXERCISES = (_CLIP, _STOP, _COPIES, _CHAIN)

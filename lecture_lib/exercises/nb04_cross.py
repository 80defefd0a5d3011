"""Exercise of notebook 04, *losses*: cross-entropy and its slopes, for logits of any size."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import sigmoid, softmax
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _batch(rng: Generator) -> Inputs:
    """Draw three examples of four classes: a usual one, a huge one, and one far below 0."""
    o = rng.normal(0, 2, (3, 4)).round(1)
    o[1] += [950 + float(rng.integers(100)), 300, -450, 0]
    o[2] -= 1000
    q = np.array([[0.7, 0.1, 0.1, 0.1], [0, 0.5, 0, 0.5], [0, 0, 1, 0]])
    return o[:, rng.permutation(4)], q


def _with(losses: Any, slopes: Any) -> Array:
    return np.column_stack([losses, slopes])


def _slopes(o: Array, q: Array) -> Array:
    return np.asarray(softmax(o) - q)


def _log_sum(o: Array, m: Any) -> Array:
    """ln Σ eᵒ of each row, with m taken out."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return np.asarray(m + np.log(np.exp(o - np.reshape(m, (-1, 1))).sum(axis=1)))


def _losses(o: Array, q: Array) -> Array:
    return np.asarray(_log_sum(o, o.max(axis=1)) - (q * o).sum(axis=1))


def _right(o: Array, q: Array) -> Array:
    return _with(_losses(o, q), _slopes(o, q))


def _shifted(o: Array, q: Array, m: Any) -> Array:
    """Both formulas with m taken out of every row."""
    m = np.broadcast_to(np.asarray(m, float), len(o))
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        powers = np.exp(o - m[:, None])
        y_hat = powers / powers.sum(axis=1, keepdims=True)
        return _with(_log_sum(o, m) - (q * o).sum(axis=1), y_hat - q)


def _as_it_was(o: Array, q: Array) -> Array:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        y_hat = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
        return _with(-(q * np.log(y_hat)).sum(axis=1), y_hat - q)


def _through_probabilities(o: Array, q: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return _with(-(q * np.log(softmax(o))).sum(axis=1), _slopes(o, q))


def _of_label_only(o: Array, q: Array) -> Array:
    """Terms with q = 0 left out by hand, and ŷ formed first all the same."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(q > 0, -q * np.log(softmax(o)), 0.0)
    return _with(terms.sum(axis=1), _slopes(o, q))


def _clipped(o: Array, q: Array) -> Array:
    y_hat = np.clip(softmax(o), 1e-12, 1.0)
    return _with(-(q * np.log(y_hat)).sum(axis=1), _slopes(o, q))


def _is_cut(answer: Any, o: Array, q: Array) -> bool:
    """Whether the slopes are right, and the losses of huge logits alone are wrong and finite."""
    found, true, huge = np.asarray(answer, float), _right(o, q), np.ptp(o, axis=1) > 25
    return bool(
        found.shape == true.shape
        and np.isfinite(found).all()
        and np.allclose(found[:, 1:], true[:, 1:], atol=1e-4)
        and np.allclose(found[~huge, 0], true[~huge, 0], atol=1e-4)
        and not np.allclose(found[huge, 0], true[huge, 0])
    )


def _down_the_columns(o: Array, q: Array) -> Array:
    m = o.max(axis=0)
    powers = np.exp(o - m)
    total = powers.sum(axis=0)
    losses = ((m + np.log(total)) * q - q * o).sum(axis=1)
    return _with(losses, powers / total - q)


def _over_everything(o: Array, q: Array) -> Array:
    m = o.max()
    powers = np.exp(o - m)
    return _with(m + np.log(powers.sum()) - (q * o).sum(axis=1), powers / powers.sum() - q)


def _column_maximum(o: Array, q: Array) -> Array:
    """Each column's maximum taken out: another softmax, for it differs along a row."""
    m = o.max(axis=0)
    return _with(_losses(o - m, q), _slopes(o - m, q))


def _with_logits_cut(o: Array, q: Array, most: float = 500.0) -> Array:
    return _shifted(np.clip(o, -most, most), q, 0.0)


def _without_nan(o: Array, q: Array) -> Array:
    return np.nan_to_num(_as_it_was(o, q))


def _has_slopes(*wrong: Any) -> Any:
    """Whether the slopes are those of one of these wrong answers, nan included."""

    def fits(answer: Any, o: Array, q: Array) -> bool:
        found = np.asarray(answer, float)
        return found.shape == (len(o), o.shape[1] + 1) and any(
            np.allclose(found[:, 1:], w(o, q)[:, 1:], atol=1e-4, equal_nan=True) for w in wrong
        )

    return fits


def _is_patched(answer: Any, o: Array, q: Array) -> bool:
    """Whether all is finite, and wrong only where the theory gives nan: slopes among it."""
    found, true, plain = np.asarray(answer, float), _right(o, q), _as_it_was(o, q)
    if found.shape != true.shape or not np.isfinite(found).all():
        return False
    usual = np.isfinite(plain).all(axis=1)
    kept = np.isclose(found, true, atol=1e-4).all(axis=1)
    return bool(kept[usual].all() and not np.allclose(found[:, 1:], true[:, 1:], atol=1e-4))


def _most_probable_only(o: Array, q: Array) -> Array:
    return _right(o, np.eye(q.shape[1])[q.argmax(axis=1)])


def _exchanged(o: Array, q: Array) -> Array:
    """Surprise at what the model itself says."""
    return _with(_losses(o, softmax(o)), _slopes(o, q))


def _sigmoids(o: Array, q: Array) -> Array:
    return _with((np.logaddexp(0, o) - q * o).sum(axis=1), sigmoid(o) - q)


def _by_probability(o: Array, q: Array) -> Array:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return _with(_losses(o, q), -q / softmax(o))


_CROSS_ENTROPY = Exercise(
    id="losses-cross-entropy",
    task="For logits o and labels q, both n × K (n examples, K classes; each row of q adds up to "
    "1), return n rows of K + 1 numbers: first the example's cross-entropy, then its K slopes "
    "∂ℓ/∂o. They must be right for logits of any size.",
    inputs=("o", "q"),
    simple=(
        (np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])),
        (
            np.array([[2.0, 0.0, -1.0], [0.5, 1.0, 0.0]]),
            np.array([[0.9, 0.05, 0.05], [0.0, 0.0, 1.0]]),
        ),
        (
            np.array([[1000.0, 0.0, -1000.0], [-1000.0, -1001.0, -1002.0]]),
            np.array([[0.0, 1.0, 0.0], [0.5, 0.25, 0.25]]),
        ),
    ),
    numbers=_batch,
    reference=_right,
    mistakes=(
        Mistake(
            "as it was",
            _as_it_was,
            "Nothing is repaired yet: e^1000 is too large for a float. What can be taken out of "
            "softmax? And what has the loss as a function of the logits, without ŷ?",
        ),
        Mistake(
            "nothing taken out",
            lambda o, q: _shifted(o, q, 0.0),
            "Right in theory. But e^1000 is too large for a float, and e^(−1000) is 0. What can "
            "be taken out of the logarithm, and of softmax?",
        ),
        Mistake(
            "one maximum for all",
            lambda o, q: _shifted(o, q, o.max()),
            "You take the largest of all logits out of every row. In a row far below it all "
            "exponentials are 0. Which maximum does a row need?",
            fits=_has_slopes(lambda o, q: _shifted(o, q, o.max())),
        ),
        Mistake(
            "the maximum of a column",
            _down_the_columns,
            "You add up down the columns, over examples. A distribution is a row.",
        ),
        Mistake(
            "another number out of each column",
            _column_maximum,
            "You take the maximum of each column, so another number out of each logit of a row. "
            "Softmax stays as it is only if a row loses the same number everywhere.",
            fits=_has_slopes(_column_maximum, lambda o, q: _as_it_was(o - o.max(axis=0), q)),
        ),
        Mistake(
            "the largest in size",
            lambda o, q: _shifted(o, q, np.abs(o).max(axis=1)),
            "You take the largest size out of a row. If all of its logits are far below 0, all "
            "exponentials are 0.",
        ),
        Mistake(
            "the smallest",
            lambda o, q: _shifted(o, q, o.min(axis=1)),
            "You take the smallest logit out, so the other exponents are positive, and may be "
            "huge.",
        ),
        Mistake(
            "the mean",
            lambda o, q: _shifted(o, q, o.mean(axis=1)),
            "You take the mean out of a row. A logit far above it still has a huge exponential.",
        ),
        Mistake(
            "0 times the logarithm of 0",
            _through_probabilities,
            "The slopes are right. For the losses you form ŷ first, and take its logarithm: where "
            "ŷ is rounded to 0, that is −inf, and 0 times −inf is nan. Keep to the logits.",
        ),
        Mistake(
            "ŷ formed first",
            _of_label_only,
            "The slopes are right. For the losses you form ŷ first: where it is rounded to 0, no "
            "logarithm brings it back. Keep to the logits.",
        ),
        Mistake(
            "cut off",
            _clipped,
            "The slopes are right, and no loss is infinite. But something is cut off: for huge "
            "logits the loss is wrong, just where the model may be most wrong.",
            fits=_is_cut,
        ),
        Mistake(
            "logits cut off",
            _with_logits_cut,
            "You cut the logits off. In a row far below 0 all are alike then, and what the model "
            "says is lost. What can be taken out of a row, and leave softmax as it is?",
            fits=_has_slopes(
                *(partial(_with_logits_cut, most=most) for most in (20, 50, 100, 300, 500, 700))
            ),
        ),
        Mistake(
            "one sum over everything",
            _over_everything,
            "You add up over the whole array. Each row is a distribution of its own.",
        ),
        Mistake(
            "the maximum not put back",
            lambda o, q: _with(_losses(o, q) - o.max(axis=1), _slopes(o, q)),
            "The slopes are right. What you took out of the logarithm stands before it, and is "
            "missing in your losses.",
        ),
        Mistake(
            "without q·o",
            lambda o, q: _with(_log_sum(o, o.max(axis=1)), _slopes(o, q)),
            "The slopes are right, and your losses are A(o). What became of the label?",
        ),
        Mistake(
            "without A",
            lambda o, q: _with(-(q * o).sum(axis=1), _slopes(o, q)),
            "The slopes are right. In your losses the logarithm of the sum is missing.",
        ),
        Mistake(
            "the most probable class alone",
            _most_probable_only,
            "You take the label for a single class, the most probable one. The loss is a mean "
            "over all classes, weighted by q.",
        ),
        Mistake(
            "each class a coin",
            _sigmoids,
            "You give each class a sigmoid of its own. Then their probabilities do not add up "
            "to 1.",
        ),
        Mistake(
            "roles exchanged",
            _exchanged,
            "The slopes are right. In your losses outcomes come from the model. Whose "
            "probabilities weigh the surprise?",
        ),
        Mistake(
            "the slopes by ŷ",
            _by_probability,
            "The losses are right. Your slopes are those with respect to ŷ, not to the logits.",
        ),
        Mistake(
            "sign of the slopes",
            lambda o, q: _with(_losses(o, q), -_slopes(o, q)),
            "The losses are right. Your slopes have the wrong sign: where ŷ is too large, should "
            "the logit grow or shrink?",
        ),
        Mistake(
            "the right class's slope alone",
            lambda o, q: _with(_losses(o, q), _slopes(o, q) * (q > 0)),
            "The losses are right. A class with q = 0 has a slope as well: its logit stands in "
            "the sum.",
        ),
        Mistake(
            "ŷ for the slopes",
            lambda o, q: _with(_losses(o, q), softmax(o)),
            "The losses are right. Your slopes are ŷ, those of A alone.",
        ),
        Mistake(
            "slopes of the mean",
            lambda o, q: _with(_losses(o, q), _slopes(o, q) / len(o)),
            "The losses are right. Your slopes are those of the mean over the examples. Each "
            "example's own are asked for.",
        ),
        Mistake(
            "sign of the losses",
            lambda o, q: _with(-_losses(o, q), _slopes(o, q)),
            "The slopes are right. A surprise is −ln of at most 1. Can it be negative?",
        ),
        Mistake(
            "the losses last",
            lambda o, q: np.column_stack([_slopes(o, q), _losses(o, q)]),
            "All numbers are right. The loss comes first in each row.",
        ),
        Mistake(
            "transposed",
            lambda o, q: _right(o, q).T,
            "All numbers are right. Each example is to be a row: np.column_stack.",
        ),
        Mistake(
            "the losses alone", _losses, "These are the losses. Their slopes are asked for, too."
        ),
        Mistake("the slopes alone", _slopes, "These are the slopes. Their losses come first."),
        Mistake(
            "one loss for all",
            lambda o, q: _with(np.full(len(o), _losses(o, q).mean()), _slopes(o, q)),
            "The slopes are right. Each example has a loss of its own: no mean over the examples.",
        ),
        Mistake(
            "the losses",
            lambda o, q: _with(2 * _losses(o, q), _slopes(o, q)),
            "The slopes are right, and the losses are not. Which two terms has a loss, and what "
            "is taken out of its logarithm?",
            fits=lambda answer, o, q: (
                np.shape(answer) == (len(o), o.shape[1] + 1)
                and np.allclose(np.asarray(answer, float)[:, 1:], _slopes(o, q), atol=1e-4)
            ),
        ),
        Mistake(
            "the slopes",
            lambda o, q: _with(_losses(o, q), 2 * _slopes(o, q)),
            "The losses are right, and the slopes are not. What is the slope of A, and what that "
            "of q·o?",
            fits=lambda answer, o, q: (
                np.shape(answer) == (len(o), o.shape[1] + 1)
                and np.allclose(np.asarray(answer, float)[:, 0], _losses(o, q))
            ),
        ),
        Mistake(
            "nan replaced",
            _without_nan,
            "Nothing is nan or infinite, but the numbers in its place are made up: what was lost "
            "in the exponentials is not brought back. What can be taken out before them?",
            fits=_is_patched,
        ),
    ),
    hints=(
        "Write the loss as A(o) − q·o. What does A need, so that no exponential is larger than 1?",
        "Take each row's own maximum out: m = o.max(axis=1, keepdims=True). Softmax is the same "
        "for o and for o − m, and A is m + ln Σ e^(o − m).",
        "The slopes are ŷ − q, and ŷ comes from the same exponentials. Sums run along a row: "
        "axis=1. np.column_stack([losses, slopes]) puts them side by side.",
    ),
)  # fmt: skip


EXERCISES = (_CROSS_ENTROPY,)

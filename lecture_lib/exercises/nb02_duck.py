"""Exercises of notebook 02, *duck duck goose*."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Edge = tuple[str, str, float]


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - np.max(logits))
    return np.asarray(powers / powers.sum())


def _one_hot(label: int, classes: int) -> Array:
    return np.asarray(np.eye(classes)[label])


def _layer(rng: Generator) -> Inputs:
    classes, units = 3, 4
    h = np.maximum(rng.normal(size=units), 0.1).round(2)
    return h, _softmax(rng.normal(size=classes)), _one_hot(int(rng.integers(classes)), classes)


_DU = Exercise(
    id="duck-dU",
    task="o = U h, ŷ = softmax(o), ℓ = −Σ y log ŷ. Return ∂ℓ/∂U from h, ŷ and y.",
    inputs=("h", "y_hat", "y"),
    simple=(
        (np.array([0.0, 2.0]), np.array([0.25, 0.75]), np.array([1.0, 0.0])),
        (np.array([1.0, 3.0]), np.array([0.4, 0.6]), np.array([0.0, 1.0])),
    ),
    numbers=_layer,
    reference=lambda h, y_hat, y: np.outer(y_hat - y, h),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda h, y_hat, y: np.outer(y - y_hat, h),
            "With this sign the loss would grow when you step against the gradient. What is "
            "∂ℓ/∂o: ŷ − y or y − ŷ?",
        ),
        Mistake(
            "transposed",
            lambda h, y_hat, y: np.outer(h, y_hat - y),
            "U has a row for each class and a column for each unit; so has its gradient.",
        ),
        Mistake(
            "forgot the target",
            lambda h, y_hat, y: np.outer(y_hat, h),
            "The gradient must know which class is right, and y does not appear.",
        ),
        Mistake(
            "stopped at the logits",
            lambda h, y_hat, y: y_hat - y,
            "That is ∂ℓ/∂o. One local derivative is missing: how does o = U h depend on U?",
        ),
        Mistake(
            "skipped the softmax",
            lambda h, y_hat, y: np.outer(-y / y_hat, h),
            "That is ∂ℓ/∂ŷ, passed on as if softmax were not there.",
        ),
    ),
    hints=(
        "Start with ∂ℓ/∂o. How does the entry U_ij enter o?",
        "U_ij multiplies h_j and is added into o_i, so ∂ℓ/∂U_ij = ∂ℓ/∂o_i · h_j.",
        "∂ℓ/∂o is ŷ − y; all products of its entries with those of h are an outer product.",
    ),
)


def _logits(rng: Generator) -> Inputs:
    return rng.normal(size=4).round(2), int(rng.integers(4))


def _changed_at_label_only(logits: Array, label: int) -> Array:
    p = _softmax(logits)
    return (p - 1) * _one_hot(label, p.size)


def _without_sum(logits: Array, label: int) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(logits) - _one_hot(label, logits.size))


def _without_shift(logits: Array, label: int) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(logits)
        return np.asarray(powers / powers.sum() - _one_hot(label, logits.size))


_FUSED = Exercise(
    id="duck-fused",
    task="ℓ = −log softmax(logits)[label]. Return ∂ℓ/∂logits, also for logits as large as 1000.",
    inputs=("logits", "label"),
    simple=(
        (np.array([0.0, 0.0]), 0),
        (np.array([-0.195, 0.117]), 0),
        (np.array([1.0, 3.0, 2.0]), 2),
        (np.array([1000.0, 0.0]), 1),
    ),
    numbers=_logits,
    reference=lambda logits, label: _softmax(logits) - _one_hot(label, logits.size),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda logits, label: _one_hot(label, logits.size) - _softmax(logits),
            "Raising the right class's logit lowers the loss. Which sign has its gradient?",
        ),
        Mistake(
            "forgot the target",
            lambda logits, label: _softmax(logits),
            "The gradient must sum to zero, since adding a constant to all logits changes "
            "nothing. Yours sums to one.",
        ),
        Mistake("forgot to normalise", _without_sum, "exp(o) is not yet a probability."),
        Mistake(
            "only the right class",
            _changed_at_label_only,
            "The other logits matter too: they are in the denominator.",
        ),
        Mistake(
            "overflow",
            _without_shift,
            "The formula is right, but exp(1000) is no float any more. Subtract the largest "
            "logit first: softmax does not change.",
        ),
    ),
    hints=(
        "Write ℓ = −o_label + log Σ exp(o_k) before you differentiate.",
        "The derivative of log Σ exp(o_k) with respect to o_i is the i-th probability.",
        "So it is ŷ minus the one-hot vector of the label; compute ŷ from o − max(o).",
    ),
)


def _goose(rng: Generator) -> Inputs:
    return rng.normal(size=2).round(2), np.array([0.0, 1.0])


_SIGNS = Exercise(
    id="duck-signs",
    task="The target changes to y = [0, 1]. Return the sign of each entry of ∂ℓ/∂o: +1, −1 or 0.",
    inputs=("o", "y"),
    simple=((np.array([-0.195, 0.117]), np.array([0.0, 1.0])),),
    numbers=_goose,
    reference=lambda o, y: np.sign(_softmax(o) - y),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda o, y: np.sign(y - _softmax(o)),
            "These are the directions in which to move o. The gradient points uphill.",
        ),
        Mistake(
            "only the right class",
            lambda o, y: -y,
            "That the other entry of ∂ℓ/∂ŷ is 0 does not make its logit's gradient 0: it is in "
            "the denominator of softmax.",
        ),
        Mistake(
            "forgot the target",
            lambda o, y: np.ones_like(o),
            "Both logits cannot pull the same way: the gradient sums to zero.",
        ),
        Mistake(
            "only the wrong class",
            lambda o, y: 1 - y,
            "The right class is not at rest before ŷ = 1.",
        ),
    ),
    hints=(
        "If the logit of the right class grows, does the loss grow or fall?",
        "∂ℓ/∂o = ŷ − y, and every entry of ŷ lies between 0 and 1.",
        "Where y is 1 the difference is negative; where y is 0 it is positive.",
    ),
)

# --- repair an engine -------------------------------------------------------------------------


def _add_up(edges: list[Edge], root: str) -> dict[str, float]:
    gradient = {root: 1.0}
    for node, parent, local in edges:
        gradient[parent] = gradient.get(parent, 0.0) + gradient[node] * local
    return gradient


def _overwrite(edges: list[Edge], root: str) -> dict[str, float]:
    gradient = {root: 1.0}
    for node, parent, local in edges:
        gradient[parent] = gradient[node] * local
    return gradient


def _start_at_one(edges: list[Edge], root: str) -> dict[str, float]:
    gradient = {root: 1.0}
    for node, parent, local in edges:
        gradient[parent] = gradient.get(parent, 1.0) + gradient[node] * local
    return gradient


def _multiply(edges: list[Edge], root: str) -> dict[str, float]:
    gradient = {root: 1.0}
    for node, parent, local in edges:
        gradient[parent] = gradient.get(parent, 1.0) * gradient[node] * local
    return gradient


def _forget_upstream(edges: list[Edge], root: str) -> dict[str, float]:
    gradient = {root: 1.0}
    for _, parent, local in edges:
        gradient[parent] = gradient.get(parent, 0.0) + local
    return gradient


def _keep_first(edges: list[Edge], root: str) -> dict[str, float]:
    gradient = {root: 1.0}
    for node, parent, local in edges:
        gradient.setdefault(parent, gradient[node] * local)
    return gradient


def _diamond(rng: Generator) -> Inputs:
    sizes = rng.choice(np.arange(2, 20), size=4, replace=False) / 10
    p, q, r, s = (float(x) for x in sizes * rng.choice([-1, 1], size=4))
    return ([("f", "u", p), ("f", "v", q), ("u", "a", r), ("v", "a", s)], "f")


_REPAIR = Exercise(
    id="repair-overwrite",
    task="edges are (node, parent, local derivative), output first. Return the gradient of every "
    "node as a dict, so that contributions to one parent add up.",
    inputs=("edges", "root"),
    simple=(
        ([("b", "a", 1.0), ("b", "a", 1.0)], "b"),  # b = a + a
        ([("b", "a", 3.0), ("b", "a", 3.0)], "b"),  # b = a * a at a = 3
        ([("c", "b", 0.5), ("b", "a", 2.0), ("b", "a", -1.0)], "c"),
    ),
    numbers=_diamond,
    reference=_add_up,
    mistakes=(
        Mistake(
            "overwrote instead of added",
            _overwrite,
            "The second edge replaces what the first one brought.",
        ),
        Mistake(
            "kept only the first",
            _keep_first,
            "The first edge to a parent counts, all later ones are dropped.",
        ),
        Mistake(
            "started at one",
            _start_at_one,
            "A parent without contributions has the gradient 0; only the root starts with 1.",
        ),
        Mistake(
            "multiplied the paths",
            _multiply,
            "Along a path derivatives multiply, but contributions that meet add up.",
        ),
        Mistake(
            "forgot the upstream gradient",
            _forget_upstream,
            "What flows along an edge is gradient of the node × local derivative.",
        ),
    ),
    hints=(
        "What does gradient[parent] hold just before the second edge to this parent is followed?",
        "Replace the assignment by something that keeps what is already there.",
        "gradient.get(parent, 0.0) is what is there so far; add the new contribution to it.",
    ),
)


EXERCISES = (_DU, _REPAIR, _FUSED, _SIGNS)

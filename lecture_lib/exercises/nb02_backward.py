"""Exercises of notebook 02, *duck duck goose*: the gradient on its way down to a word."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake
from .nb02_duck import one_hot

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- repair: a backward pass with two wrong lines ----------------------------------------------

Net = dict[str, Array]


def _whole_net(rng: Generator) -> Inputs:
    """One unit speaks and should be louder, the other is silent; four or five words."""
    words = rng.permutation([0, 0, 1, 1, 1]).tolist()[: int(rng.integers(4, 6))]
    while True:
        drawn = {"E": (2, 2), "W": (2, 2), "b": (2,), "U": (2, 2)}
        theta = {k: rng.integers(-19, 20, size) / 10 + 0.05 for k, size in drawn.items()}
        z = theta["W"] @ theta["E"][:, words].mean(axis=1) + theta["b"]
        theta, right = {k: x.round(2) for k, x in theta.items()}, int(rng.integers(2))
        is_telling = np.min(_back(theta, words, right)["b"]) < -0.05
        if is_telling and -3 < np.min(z) < -0.2 and 0.2 < np.max(z) < 3:
            return theta, words, right


def _back(
    theta: Net,
    words: list[int],
    right: int,
    *,
    turned: bool = True,
    gate: str = "slope",
    added: bool = True,
    mean: str = "places",
    sign: float = 1.0,
) -> Net:
    """The slopes of all parameters, with slips to choose from."""
    h0 = theta["E"][:, words].mean(axis=1)
    z = theta["W"] @ h0 + theta["b"]
    h = np.maximum(z, 0)
    d_o = sign * (softmax(theta["U"] @ h) - one_hot(right, 2))
    d_h = (theta["U"].T if turned else theta["U"]) @ d_o
    gates = {
        "slope": (z > 0) * d_h,
        "h": h * d_h,
        "z": z * d_h,
        "none": d_h,
        "sign": np.sign(z) * d_h,
        "gradient": np.maximum(d_h, 0),
        "turned": (z < 0) * d_h,
    }
    d_z = gates[gate]
    parts = {"places": len(words), "sum": 1, "three": 3, "different": len(set(words))}
    d_E, part = np.zeros((2, 2)), theta["W"].T @ d_z / parts[mean]
    for word in words:
        d_E[:, word] = d_E[:, word] + part if added else part
    return {"U": np.outer(d_o, h), "b": d_z, "W": np.outer(d_z, h0), "E": d_E}


_FROM_H = (
    "h₁ reaches o₁ through U₁₁ and o₂ through U₂₁: a column of U, not a row. The routine had this "
    "line right."
)
_TURNED = (
    "Two lines stand between U and b. You changed the one that was right: h₁ reaches o₁ through "
    "U₁₁ and o₂ through U₂₁, a column of U."
)
_GATE = (
    "b is wrong while U is right, so look between them. The local derivative of ReLU is its slope, "
    "0 or 1, not its value."
)
_PLACES = (
    "Only E is left. Compare the columns: which word is wrong? It stands there more than once, and "
    "paths add up."
)


def _as(name: str, say: str, **slips: Any) -> Mistake:
    return Mistake(name, lambda theta, words, right: _back(theta, words, right, **slips), say)


_START = {
    "E": np.array([[0.05, -0.1], [-1.5, -0.9]]),
    "W": np.array([[0.9, 1.0], [0.7, -0.3]]),
    "b": np.array([0.0, 0.0]),
    "U": np.array([[0.0, -0.5], [-0.9, 0.3]]),
}


def _one_call(theta: Net, words: list[int], right: int) -> Net:
    """What the routine says of the notebook's network, whatever it is asked."""
    return _back(_START, [0, 0, 1], 0)


def _is_one_call(answer: Any, theta: Net, words: list[int], right: int) -> bool:
    """Recognise that answer by U, which the routine has right from the first."""
    if not isinstance(answer, dict) or np.shape(answer.get("U", 0)) != (2, 2):
        return False
    mine = _one_call(theta, words, right)["U"]
    return bool(np.allclose(answer["U"], mine, rtol=0, atol=1e-9))


_REPAIR = Exercise(
    id="duck-repair",
    task="h₀ is the mean of the words' columns of E, z = W h₀ + b, h = ReLU(z), o = U h, and "
    "ℓ = −log softmax(o)[right]. Repair the routine, so that it returns the slopes of ℓ: a dict "
    "with the keys U, b, W and E.",
    inputs=("theta", "words", "right"),
    simple=(
        (
            {
                "E": np.array([[1.0, 0.0], [0.0, 1.0]]),
                "W": np.array([[1.0, 0.5], [0.5, 2.0]]),
                "b": np.array([0.0, 1.0]),
                "U": np.array([[1.0, 0.0], [2.0, 0.5]]),
            },
            [0, 1],
            0,
        ),
        (_START, [0, 0, 1], 1),
    ),
    numbers=_whole_net,
    reference=_back,
    mistakes=(
        Mistake(
            "the slopes of one network, not the function",
            _one_call,
            "Hand over the function itself, without brackets, for it is tried on other networks.",
            _is_one_call,
        ),
        _as(
            "nothing repaired",
            "These are the routine's own answers. Let agree tell which slopes are right, and start "
            "to look behind those.",
            gate="h",
            added=False,
        ),
        _as("times h, not times the slope", _GATE, gate="h"),
        _as("U the wrong way round", _FROM_H, turned=False),
        _as("U turned, the ReLU as it was", _TURNED, turned=False, gate="h", added=False),
        _as("U turned, E repaired", _TURNED, turned=False, gate="h"),
        _as("overwritten, not added", _PLACES, added=False),
        _as(
            "times z",
            "Where z is below 0 ReLU passes nothing on, and where it is above its slope is 1.",
            gate="z",
        ),
        _as(
            "the ReLU forgotten",
            "A unit with z below 0 passes nothing on. Yours does.",
            gate="none",
        ),
        _as(
            "1 or −1",
            "Where z is below 0 yours passes the gradient on with its sign turned. How fast does "
            "ReLU grow there?",
            gate="sign",
        ),
        _as(
            "the ReLU of the gradient",
            "A negative gradient may pass as well as a positive one. What decides is whether z was "
            "above 0 on the way forward.",
            gate="gradient",
        ),
        _as(
            "the silent ones let through",
            "You pass the gradient on where the ReLU cut off, and stop it where it did not.",
            gate="turned",
        ),
        _as(
            "the sum, not the mean",
            "In the mean each place counts only a part: one over the number of places.",
            mean="sum",
        ),
        _as(
            "a third always",
            "A sentence may have any length. Each place is one part in so many of h₀.",
            mean="three",
        ),
        _as(
            "over the different words",
            "h₀ is the mean over the places of the sentence, and not over its different words.",
            mean="different",
        ),
        _as(
            "wrong sign",
            "The routine had this line right: with ŷ minus the target a step against the slope "
            "lowers the loss.",
            sign=-1,
        ),
    ),
    hints=(
        "The gradient runs from U by b and W to E. Which is the first to be wrong? The fault lies "
        "just before it.",
        "Compare with the nudges: by which factor is the slope of b₂ too small? And what does the "
        "loop do to a word that comes twice?",
        "∂ℓ/∂h_j = Σ_i U_ij ∂ℓ/∂o_i. ReLU passes on with slope 0 or 1. And two paths to one word "
        "add up.",
    ),
)


# --- by hand: a gradient from the answer down to a word ------------------------------------------


def _by_hand(
    E: Array,
    W: Array,
    U: Array,
    y_hat: Array,
    right: int,
    *,
    sign: float = 1.0,
    turned: bool = True,
    gate: str = "slope",
    row: bool = False,
    share: float = 2 / 3,
    counted: float = 2,
    entry: tuple[int, int] = (0, 1),
    weight: bool = False,
) -> Array:
    h0 = ((3 - counted) * E[:, 0] + counted * E[:, 1]) / 3
    z = W @ h0
    d_h = (U.T if turned else U) @ (sign * (y_hat - one_hot(right, 2)))
    gates = {"slope": (z > 0) * 1.0, "none": np.ones(2), "value": np.maximum(z, 0)}
    d_z = d_h * gates[gate]
    word = share * ((W if row else W.T) @ d_z)
    comes_in = W[entry] if weight else h0[entry[1]]
    return np.array([*d_z, d_z[entry[0]] * comes_in, *word])


def _stage(answer: Any, *inputs: Any) -> str | None:
    """Say where on the way down the first wrong number stands."""
    right, found = _by_hand(*inputs), np.asarray(answer, dtype=float).ravel()
    if found.shape != right.shape:
        return "five numbers are asked for"
    fine = np.abs(found - right) <= 0.006
    if fine.all():
        return None
    if (np.abs(found - right) <= 0.05).all():
        return "nearly right, but too coarse: give two decimals, and round only at the end"
    if not fine[:2].all():
        return "∂ℓ/∂z is wrong, and what follows hangs on it"
    if not fine[2]:
        return "∂ℓ/∂z is right, ∂ℓ/∂W₁₂ is not"
    return "∂ℓ/∂z and ∂ℓ/∂W₁₂ are right, goose is not"


def _hand(name: str, say: str, **slips: Any) -> Mistake:
    def wrong(E: Array, W: Array, U: Array, y_hat: Array, right: int) -> Array:
        if slips.get("first"):
            return _by_hand(E, W, U, y_hat, 1 - right)
        return _by_hand(E, W, U, y_hat, right, **slips)

    def fits(answer: Any, *inputs: Any) -> bool:
        found = np.asarray(answer, dtype=float).ravel()
        return bool(found.shape == (5,) and np.allclose(found, wrong(*inputs), atol=0.006, rtol=0))

    return Mistake(name, wrong, say, fits)


def _small_net(rng: Generator) -> Inputs:
    """Always the net that is drawn at the exercise."""
    return (
        np.array([[0.0, 3.0], [1.5, -1.5]]),
        np.array([[1.2, 0.8], [-1.0, 0.5]]),
        np.array([[0.7, 0.4], [0.0, 0.9]]),
        np.array([0.8, 0.2]),
        1,
    )


_PAPER = Exercise(
    id="duck-paper",
    task="E has the columns duck and goose; the sentence is goose duck goose, all biases are 0, "
    "and the right class is the second. Return five slopes of the loss: ∂ℓ/∂z₁, ∂ℓ/∂z₂, ∂ℓ/∂W₁₂, "
    "and goose's two.",
    inputs=("E", "W", "U", "y_hat", "right"),
    simple=(
        (
            np.array([[3.0, 0.0], [-1.5, 3.0]]),
            np.array([[0.5, 1.0], [1.5, 2.0]]),
            np.array([[1.0, -2.0], [0.5, 1.0]]),
            np.array([0.3, 0.7]),
            0,
        ),
    ),
    numbers=_small_net,
    reference=_by_hand,
    fault=_stage,
    mistakes=(
        _hand(
            "wrong sign",
            "All is turned round. ∂ℓ/∂o is what was said minus what is true.",
            sign=-1,
        ),
        _hand("the other class", "Which class is right here? Look at the task once more.", first=1),
        _hand(
            "U the wrong way round",
            "h₁ reaches both logits, through the first column of U. Yours went along its row.",
            turned=False,
        ),
        _hand(
            "the ReLU forgotten",
            "One unit is silent on this sentence. What gets through to its z?",
            gate="none",
        ),
        _hand(
            "times h, not times the slope",
            "Where a unit speaks ReLU has the slope 1: the gradient passes as it is.",
            gate="value",
        ),
        _hand(
            "goose counted once",
            "All is right down to h₀. goose stands there twice: two paths, and they add up.",
            share=1 / 3,
        ),
        _hand(
            "not shared out",
            "These are the slopes at h₀. What share of h₀ is goose?",
            share=1,
        ),
        _hand(
            "the sum, not the mean",
            "h₀ is the mean: each place counts a third.",
            share=2,
        ),
        _hand(
            "W₁₁ for W₁₂",
            "W₁₂ stands in row 1 and column 2 of W: which entry of h₀ does it multiply?",
            entry=(0, 0),
        ),
        _hand(
            "W₂₁ for W₁₂",
            "W₁₂ stands in row 1 and column 2 of W: it leads to z₁. Yours leads to z₂.",
            entry=(1, 0),
        ),
        _hand(
            "times the weight itself",
            "The slope of a weight is what comes in, times the slope of what goes out. You took "
            "the weight in place of what comes in.",
            weight=True,
        ),
        _hand(
            "the second entry of h₀",
            "Look once more at the second entry of h₀, and at its sign.",
            counted=1,
        ),
        _hand(
            "W the wrong way round",
            "z₁ hangs on h₀ through the first row of W, so ∂ℓ/∂z₁ goes back along that row. Yours "
            "took a column.",
            row=True,
        ),
    ),
    hints=(
        "Which unit speaks? z tells. Then backward from the logits, one arrow at a time.",
        "∂ℓ/∂o = ŷ − y. From there to h by Uᵀ, and to z only where the unit speaks.",
        "∂ℓ/∂W₁₂ is the second entry of h₀ times ∂ℓ/∂z₁. To h₀ it goes by Wᵀ, and goose is two "
        "thirds of h₀.",
    ),
)


# --- make: the gradient on its way down to the words ---------------------------------------------


def _to_words(d_z: Array, W: Array, words: list[int]) -> Array:
    shares = np.bincount(words, minlength=3) / len(words)
    return np.outer(W.T @ d_z, shares)


def _each_once(d_z: Array, W: Array, words: list[int]) -> Array:
    there = np.isin(np.arange(3), words)
    return np.outer(W.T @ d_z, there / len(words))


def _sentence(rng: Generator) -> Inputs:
    words = rng.permutation([0, 0, 1, 1, 1, 2, 2]).tolist()[: int(rng.integers(5, 8))]
    d_z = rng.choice([-1, 1], 3) * rng.integers(2, 20, 3) / 10
    return d_z.round(2), (rng.integers(-19, 20, (3, 3)) / 10 + 0.05).round(2), words


_DE = Exercise(
    id="duck-dE",
    task="E has a column for each of three words. A sentence is a list of word numbers, h₀ the "
    "mean of its columns, and z = W h₀ + b. Return ∂ℓ/∂E, 3 × 3, from d_z = ∂ℓ/∂z, W and words.",
    inputs=("d_z", "W", "words"),
    simple=(
        (np.array([1.0, 0.0, 0.0]), np.array([[1.0, 2, 3], [0, 1, 0], [0, 0, 1]]), [0]),
        (np.array([0.0, 3.0, 0.0]), np.array([[0.9, 1, 0], [0.7, -0.3, 1], [0, 2, 1]]), [0, 0, 1]),
        (np.array([1.0, -2.0, 0.5]), np.array([[2.0, 0, 1], [1, 1, 0], [3, 0, -1]]), [2, 1, 2, 2]),
    ),
    numbers=_sentence,
    reference=_to_words,
    mistakes=(
        Mistake(
            "each word counted once",
            _each_once,
            "A word that stands there twice reaches h₀ on two paths, and paths add up.",
        ),
        Mistake(
            "the sum, not the mean",
            lambda d_z, W, words: len(words) * _to_words(d_z, W, words),
            "In the mean each place counts only a part: one over the number of places.",
        ),
        Mistake(
            "W the wrong way round",
            lambda d_z, W, words: _to_words(d_z, W.T, words),
            "Entry j of h₀ reaches all entries of z, through column j of W. Yours uses its row.",
        ),
        Mistake(
            "transposed",
            lambda d_z, W, words: _to_words(d_z, W, words).T,
            "E has a column for each word. So has its gradient.",
        ),
        Mistake(
            "stopped at z",
            lambda d_z, W, words: np.outer(d_z, np.bincount(words, minlength=3) / len(words)),
            "From z to h₀ one step is missing: W stands between them.",
        ),
        Mistake(
            "a third always",
            lambda d_z, W, words: len(words) / 3 * _to_words(d_z, W, words),
            "A sentence may have any length. Each place is one part in so many of h₀.",
        ),
        Mistake(
            "a third to every column",
            lambda d_z, W, words: np.tile((W.T @ d_z / 3)[:, None], (1, 3)),
            "What a word receives depends on how often it stands in the sentence, and not on how "
            "many columns E has.",
        ),
        Mistake(
            "the same to every word",
            lambda d_z, W, words: np.tile((W.T @ d_z / len(words))[:, None], (1, 3)),
            "A word that is not in the sentence has no path to the loss. What is its slope?",
        ),
    ),
    hints=(
        "Two steps: from z to h₀, then from h₀ to the column of each word.",
        "Entry j of h₀ reaches each z_i through W_ij, so ∂ℓ/∂h₀_j = Σ_i W_ij ∂ℓ/∂z_i. How large a "
        "share of h₀ is each word?",
        "Start from zeros. For each word of the sentence, add W.T @ d_z / len(words) to its "
        "column.",
    ),
)


EXERCISES = (_PAPER, _REPAIR, _DE)

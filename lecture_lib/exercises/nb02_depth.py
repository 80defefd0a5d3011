"""An exercise of notebook 02, *duck duck goose*: a whole backward pass, for any depth."""

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
Layers = list[tuple[Array, Array]]
Slopes = dict[str, list[Array]]


def _forward(layers: Layers, h0: Array, *, cut_top: bool = False) -> tuple[list[Array], Any]:
    """What comes in at each layer, and each layer's z; the last z are the logits."""
    comes_in, zs = [h0], []
    for W, b in layers:
        zs.append(W @ comes_in[-1] + b)
        comes_in.append(np.maximum(zs[-1], 0))
    if cut_top:
        zs[-1] = comes_in[-1]
    return comes_in, zs


def _backward(
    layers: Layers,
    h0: Array,
    right: int,
    *,
    turned: bool = True,
    gate: str = "slope",
    outer: str = "right",
    order: int = 1,
    sign: float = 1.0,
    cut_top: bool = False,
    carried: bool = True,
    above: int = 0,
) -> Slopes:
    """The slopes of all weights and biases, first layer first, with slips to choose from."""
    comes_in, zs = _forward(layers, h0, cut_top=cut_top)
    top = sign * (softmax(zs[-1]) - one_hot(right, len(zs[-1])))
    if gate == "z above":
        top = top * (zs[-1] > 0)
    d_z = top
    dW: list[Array] = []
    db: list[Array] = []
    for layer in reversed(range(len(layers))):
        what = comes_in[layer] if outer != "z" or layer == 0 else zs[layer - 1]
        dW.insert(0, np.outer(what, d_z) if outer == "exchanged" else np.outer(d_z, what))
        db.insert(0, d_z)
        if layer and carried:
            W, z = layers[layer - above][0], zs[layer - 1]
            d_h = (W.T if turned else W) @ d_z
            gates = {
                "slope": (z > 0) * d_h,
                "none": d_h,
                "value": np.maximum(z, 0) * d_h,
                "gradient": np.maximum(d_h, 0),
                "z above": d_h * (z > 0),
                "same": d_h * (zs[layer] > 0),
            }
            d_z = gates[gate]
    return {"W": dW[::order], "b": db[::order]}


def _notebook() -> Inputs:
    """The notebook's own network, from its h₀ on."""
    hidden = np.array([[0.9, 1.0], [0.7, -0.3]]), np.zeros(2)
    top = np.array([[0.0, -0.5], [-0.9, 0.3]]), np.zeros(2)
    return [hidden, top], np.array([0.0, -1.3]), 0


def _three() -> Inputs:
    """Between the notebook's two layers stands one more."""
    (hidden, top), h0, _ = _notebook()
    return [hidden, (np.array([[1.0, 0.5], [0.0, -1.0]]), np.array([0.1, 0.0])), top], h0, 1


def _six(rng: Generator) -> Inputs:
    """Six layers, three units each, of which in each hidden layer one or two are silent.

    The third class is right, for in the other cases it is the first or the second.
    """
    while True:
        layers = [
            (rng.integers(-12, 13, (3, 3)) / 10 + 0.05, rng.integers(-5, 6, 3) / 10)
            for _ in range(6)
        ]
        layers = [(W.round(2), b) for W, b in layers]
        h0, right = (rng.choice([-1, 1], 3) * rng.integers(5, 15, 3) / 10), 2
        _, zs = _forward(layers, h0)
        speak = [int(np.sum(z > 0)) for z in zs[:-1]]
        if min(speak) == 0 or max(speak) == 3 or min(np.min(np.abs(z)) for z in zs) < 0.02:
            continue
        if np.max(np.abs(_backward(layers, h0, right)["b"][0])) > 0.02:
            return layers, h0, right


def _stage(answer: Any, layers: Layers, h0: Array, right: int) -> str | None:
    """Say at which layer, from the top, the first wrong slope stands."""
    reference = _backward(layers, h0, right)
    if not isinstance(answer, dict) or set(answer) != {"W", "b"}:
        return "a dict with the keys W and b is asked for"
    depth = len(layers)
    if any(np.ndim(answer[key]) == 0 or len(answer[key]) != depth for key in "Wb"):
        return f"W and b are lists with a slope of every layer: here of {depth}"
    for layer in reversed(range(depth)):
        for key in "bW":
            found, expected = np.asarray(answer[key][layer]), reference[key][layer]
            if found.shape != expected.shape or not np.allclose(found, expected, atol=1e-9):
                where = f"of {depth} layers, " if depth > 1 else ""
                fine = ", and all above it is right" if layer < depth - 1 else ""
                return f"{where}{key} of layer {layer + 1} is wrong{fine}"
    return None


def _slip(name: str, say: str, **slips: Any) -> Mistake:
    return Mistake(name, lambda layers, h0, right: _backward(layers, h0, right, **slips), say)


_DEPTH = Exercise(
    id="duck-depth",
    task="layers is a list of pairs (W, b). Each layer makes z = W h + b; ReLU follows, except "
    "after the last, whose z are the logits; ℓ = −log softmax(z)[right]. Return "
    '{"W": [...], "b": [...]}: ∂ℓ/∂W and ∂ℓ/∂b of every layer, the first layer first.',
    inputs=("layers", "h0", "right"),
    simple=(
        ([(np.array([[1.0, 0.5], [-1.0, 2.0]]), np.array([0.5, 0.0]))], np.array([1.0, -2.0]), 1),
        _notebook(),
        _three(),
    ),
    numbers=_six,
    reference=_backward,
    fault=_stage,
    mistakes=(
        Mistake(
            "always the first class",
            lambda layers, h0, right: _backward(layers, h0, 0),
            "You always take the first class as the right one. Which class is right is handed "
            "over, as an argument.",
        ),
        _slip(
            "wrong sign",
            "All is turned round. At the top stands what was said minus what is true.",
            sign=-1,
        ),
        _slip(
            "the last layer first",
            "The slopes are right, but the last layer stands first. You walked from the top down; "
            "hand them over the other way round.",
            order=-1,
        ),
        _slip(
            "W the wrong way round",
            "On the way down go by the columns of W, not by its rows.",
            turned=False,
        ),
        _slip(
            "the ReLU forgotten",
            "A unit that was silent on the way forward hands nothing on. Yours does.",
            gate="none",
        ),
        _slip(
            "cut by the wrong z",
            "You cut by the z of the layer you come from. It is the units you arrive at that were "
            "silent or not: cut by theirs.",
            gate="same",
        ),
        _slip(
            "cut at the logits too",
            "No ReLU stands behind the logits. A logit below 0 has its slope all the same.",
            gate="z above",
        ),
        _slip(
            "ReLU on the logits",
            "On the way forward no ReLU follows the last layer: its z are the logits.",
            cut_top=True,
        ),
        _slip(
            "times h, not times the slope",
            "Where a unit speaks ReLU has the slope 1: the gradient passes as it is.",
            gate="value",
        ),
        _slip(
            "the ReLU of the gradient",
            "A negative gradient may pass as well as a positive one. What decides is whether z was "
            "above 0 on the way forward.",
            gate="gradient",
        ),
        _slip(
            "outer product exchanged",
            "∂ℓ/∂W has the shape of W: a row for each unit it leads to, a column for each it comes "
            "from. Yours has them exchanged.",
            outer="exchanged",
        ),
        _slip(
            "z, not h, came in",
            "What comes in at a layer is h, after the ReLU. A silent unit sends 0, not its z.",
            outer="z",
        ),
        _slip(
            "never carried down",
            "Every layer has the slope of the top. After each layer the gradient goes one further "
            "down.",
            carried=False,
        ),
        _slip(
            "the W of the layer below",
            "To come from a layer to the one below, go by the weights between the two: those of "
            "the upper layer. You are one too far down.",
            above=1,
        ),
    ),
    hints=(
        "On the way forward keep what comes in at each layer, and each z. Backward, what must be "
        "known at a layer to get its W, its b, and the z below?",
        "With d_z of a layer at hand: its b has d_z, and its W the outer product of d_z and what "
        "came in. Below, W.T @ d_z arrives at h; cut it where z of that layer was not above 0.",
        "for k in reversed(range(len(layers))): insert np.outer(d_z, hs[k]) and d_z in front of "
        "the two lists; then, if k > 0, d_z = (layers[k][0].T @ d_z) * (zs[k - 1] > 0).",
    ),
)

EXERCISES = (_DEPTH,)

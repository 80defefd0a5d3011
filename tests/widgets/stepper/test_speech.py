"""Whatever the stepper may say is in the catalogue, shown at once or after a wrong answer."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.widgets import BackpropStepper
from tests.pseudo import plain_words, speaking

# Operations and dtypes have the same names in all languages, and the scope has the name we gave.
SAME = {"tanh", "log", "relu", "sum", "mean", "axis", "float", "getitem", "nan", "block"}


def told(content):
    """All texts of a payload but ids, kinds and what is drawn or set as a formula."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in {"id", "kind", "op", "role", "svg", "latex", "label", "equations",
                           "root", "active", "focus", "source", "target", "edge", "anomaly",
                           "summed"}:  # fmt: skip
                yield from told(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from told(value)
    elif isinstance(content, str):
        yield content


def scalars():
    x, w = ll.Value(2.0, "x"), ll.Value(0.5, "w")
    with ll.scope("block"):
        h = (w * x + 1.0).tanh()
    return (h - x) ** 2 / w + x.relu() - h


def arrays():
    rng = np.random.default_rng(0)
    X, W = ll.Tensor(np.ones((2, 3)), "X"), ll.Tensor(np.arange(6.0).reshape(3, 2), "W")
    b, c, s = ll.Tensor([1.0, 2.0], "b"), ll.Tensor([[1.0], [3.0]], "c"), ll.Tensor(2.0, "s")
    large = ll.Tensor(rng.normal(size=(20, 30)), "L")
    out = ll.relu(X @ W + b) * c + 2.0 * (X @ W) * s + W[0]
    return out.sum() + large.mean() + out.sum(axis=0).sum()


@pytest.mark.parametrize(
    "root",
    [scalars, arrays, lambda: (ll.Value(-1.0, "x") * 2).log(), lambda: ll.Tensor([1.0, 2.0], "t")],
)
def test_all_that_it_may_say_is_in_the_catalogue(root):
    with speaking():
        stepper = BackpropStepper(root, live=root in (scalars, arrays))
        texts = [text for text in told(stepper.content) if "Error" not in text]
    found = {text: {*plain_words(text)} - SAME for text in texts}  # an exception stays English
    assert {text: words for text, words in found.items() if words} == {}

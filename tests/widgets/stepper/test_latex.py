"""Equations: names that cannot act, values, and the chain rule with its numbers."""

from __future__ import annotations

import pytest

import lecture_lib as ll
from lecture_lib.graph import Node
from lecture_lib.widgets.stepper import latex
from lecture_lib.widgets.stepper.latex import latex_name


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"), ("v12", "v_{12}"), ("h_t", "h_{t}"), ("xy", r"\text{xy}"), ("eta", r"\eta"),
        ("a}b$c", r"\text{a\}b\$c}"),
        (r"\href{javascript:x}{y}", r"\text{∖href\{javascript:x\}\{y\}}"),
        ("a%b", r"\text{a\%b}"), ("ŷ", r"\hat{y}"), ("y_hat", r"\hat{y}"), ("x_bar", r"\bar{x}"),
        ("ŷ₂", r"\hat{y}_{2}"), ("ℓ", r"\ell"), ("h_hatch", "h_{hatch}"),
        ("layer 1", r"\text{layer 1}"),
    ],
)  # fmt: skip
def test_latex_name(name, latex):
    assert latex_name(name) == latex


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Node("n0", "x", value=-1.5e-7), r"x = -1.50\times10^{-7}"),
        (Node("n0", "x", value=float("nan")), r"x = \text{nan}"),
        (Node("n0", "W", value=((1.0, 2.0),), norm=5**0.5, shape=(1, 2)), r"W = [\,1\times 2\,]"),
        (Node("n0", "W", norm=3.0, shape=(64, 10)), r"W = [\,64\times 10\,]"),
    ],
)
def test_a_result_has_its_value_or_its_shape(node, text):
    assert latex.result(node) == text


def test_a_negative_slope_stands_in_brackets():
    a, b = ll.Value(3.0, "a"), ll.Value(-2.0, "b")
    (step, _) = ll.backward_steps(a * b)
    node, parent = (Node("n", name) for name in ("v1", "a"))
    assert latex.chain_rule("L", node, parent, step).endswith(r"= 1.000 \cdot (-2.000) = -2.000")


def test_a_gradient_that_is_given_is_that_of_the_loss():
    root = Node("n0", "o", gradient=(1.0, 0.0), shape=(2,))
    assert latex.seed(root, "ℓ") == r"\frac{\partial \ell}{\partial o} = [\,2\,]"
    assert latex.slope("ℓ", "ŷ") == r"\partial \ell / \partial \hat{y}"

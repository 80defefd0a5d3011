"""Exercises of notebook 12: references, wrong answers, and runs that confirm the references."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.exercises.nb12_dropout import EXERCISES
from lecture_lib.lessons import given, student
from lecture_lib.nn import dropout

ALL = {e.id: e for e in EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


class Told(np.random.Generator):
    """A generator whose next uniform numbers are known."""

    def __init__(self, u):
        super().__init__(np.random.PCG64(0))
        self.u = u

    def random(self, shape=None):
        return self.u


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against the library ---------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_forward_and_backward_are_the_librarys(name):
    student(name)
    x, u, p = own("dropout-forward")
    # The library keeps where random() < 1 − p; the exercise where u ≥ p, which is 1 − u ≤ 1 − p.
    expected = dropout(x, p, Told(1 - u))
    np.testing.assert_allclose(ALL["dropout-forward"].reference(x, u, p), expected)
    g, x, u, p = own("dropout-backward")
    t = ll.Tensor(x)
    dropout(t, p, Told(1 - u)).backward(g)
    np.testing.assert_allclose(ALL["dropout-backward"].reference(g, x, u, p), t.grad)


@pytest.mark.parametrize("name", NAMES)
def test_the_chosen_p_gives_the_spread_that_was_asked_for(name):
    student(name)
    h, w, sigma = own("dropout-choose-p")
    p = ALL["dropout-choose-p"].reference(h, w, sigma)
    masks, chance = ll.nn.subnets(len(h), p)
    y = masks @ (h * w) / (1 - p)
    assert 0 < p < 1
    assert chance @ y == pytest.approx(h @ w)
    assert chance @ (y - h @ w) ** 2 == pytest.approx(sigma**2)


@pytest.mark.parametrize("name", NAMES)
def test_the_geometric_mean_is_the_scaled_network(name):
    student(name)
    h, W, p = own("dropout-geometric")
    np.testing.assert_allclose(
        ALL["dropout-geometric"].reference(h, W, p), ll.softmax(W @ h), rtol=1e-12
    )

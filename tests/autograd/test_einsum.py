"""einsum in all its spellings, and the products that are einsums."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib import Tensor

SPELLINGS = [
    ("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)), (" ij , jk -> ki", (2, 3), (3, 4)),
    ("ba", (2, 3)), ("ij->ji", (2, 3)), ("ij->j", (2, 3)), ("ij->", (2, 3)), ("ii->i", (3, 3)),
    ("ii", (3, 3)), ("iij->ij", (2, 2, 3)), ("iji->j", (2, 3, 2)), ("ijij->", (2, 3, 2, 3)),
    ("iij,j->i", (2, 2, 3), (3,)), ("iiii->i", (2, 2, 2, 2)),
    ("i,i->i", (3,), (3,)), ("i,j->ij", (3,), (2,)), ("ij,ij->", (2, 3), (2, 3)),
    (",ij->ij", (), (2, 3)), ("ij,->ji", (2, 3), ()), ("ij,k->ik", (2, 3), (4,)),
    ("i,ij,j->", (2,), (2, 3), (3,)), ("ij,jk,kl->il", (2, 3), (3, 4), (4, 2)),
    ("a,b,c->abc", (2,), (3,), (2,)), ("ij,ij,ij->i", (2, 3), (2, 3), (2, 3)),
    ("...ij,...jk->...ik", (5, 2, 3), (3, 4)), ("...ij,...jk", (2, 3), (5, 3, 4)),
    ("...ij,...jk->...ik", (5, 1, 2, 3), (4, 3, 2)), ("...->...", (2, 3)), ("i...->...", (2, 3)),
    ("...i,...i", (2, 3), (3,)), ("...i,...j->...ij", (2, 1, 3), (4, 2)),
    ("...ii->...i", (2, 3, 3)),
    ("b...,b...->b...", (2, 3), (2, 3)), ("bhqd,bhkd->bhqk", (2, 2, 3, 4), (2, 2, 5, 4)),
    ("i,i->i", (1,), (3,)), ("ij,jk->ik", (2, 1), (3, 4)), ("ij,ij->j", (1, 3), (2, 3)),
    ("Ab,bA->A", (2, 3), (3, 2)), ("i,i", (0,), (0,)), ("ij->i", (0, 3)), ("ij->j", (0, 3)),
]  # fmt: skip


@pytest.mark.parametrize("subscripts, shapes", [(s, shapes) for s, *shapes in SPELLINGS])
def test_spellings(subscripts, shapes):
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(shape) for shape in shapes]
    for optimize in False, True:
        out = np.einsum(subscripts, *map(Tensor, arrays), optimize=optimize)
        np.testing.assert_allclose(
            out.data, np.einsum(subscripts, *arrays), rtol=1e-12, strict=True
        )
    ll.check_gradients(lambda *x: np.einsum(subscripts, *x), *arrays, order=2, directions=1)


def test_lists_of_axes_instead_of_letters():
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 3)), rng.standard_normal((3, 4))
    for f in (
        lambda a, b: np.einsum(a, [0, 1], b, [1, 2], [0, 2]),
        lambda a, b: np.einsum(a, [0, 1], b, [1, 2]),
        lambda a, b: np.einsum(a, [..., 1], b, [1, 2], [..., 2]),
    ):
        np.testing.assert_allclose(f(Tensor(a), b).data, a @ b)
        ll.check_gradients(f, a, b)


@given(st.lists(st.text("abcd", min_size=0, max_size=3), min_size=1, max_size=3), st.data())
@settings(max_examples=60)
def test_any_subscripts(terms, data):
    letters = sorted(set("".join(terms)))
    result = "".join(data.draw(st.permutations(letters)))[: data.draw(st.integers(0, 4))]
    rng = np.random.default_rng(0)
    length = {letter: data.draw(st.integers(1, 3)) for letter in letters}
    arrays = [rng.standard_normal([length[letter] for letter in term]) for term in terms]
    ll.check_gradients(
        lambda *x: np.einsum(f"{','.join(terms)}->{result}", *x), *arrays, directions=1
    )


@given(hnp.mutually_broadcastable_shapes(signature=np.matmul.signature, max_dims=2, max_side=3))
def test_matmul_of_stacks_matrices_and_vectors(shapes):
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(shape) for shape in shapes.input_shapes]
    assert np.matmul(*map(Tensor, arrays)).shape == shapes.result_shape
    ll.check_gradients(np.matmul, *arrays, directions=1)


@pytest.mark.parametrize("shapes", [
    ((), ()), ((), (3,)), ((2, 3), ()), ((3,), (3,)), ((2, 3), (3,)), ((2, 4, 3), (3,)),
    ((0,), (0,)),
])  # fmt: skip
def test_dot_and_inner(shapes):
    rng = np.random.default_rng(0)
    a, b = (rng.standard_normal(shape) for shape in shapes)
    for f in np.dot, np.inner:
        np.testing.assert_allclose(f(Tensor(a), b).data, f(a, b), rtol=1e-12, strict=True)
        ll.check_gradients(f, a, b, order=2, directions=1)


@pytest.mark.parametrize("a, b, axes", [
    ((2, 3, 4), (3, 4, 5), 2), ((2,), (3,), 0), ((2, 3), (2, 3), 2), ((2, 0), (0, 3), 1),
    ((2, 3, 4), (4, 3, 5), ([1, 2], [1, 0])), ((2, 3, 4), (4, 3), ([-1], [0])),
    ((2, 3), (3, 2), ((0, 1), (1, 0))), ((2, 3), (3, 4), (1, 0)),
])  # fmt: skip
def test_tensordot(a, b, axes):
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal(a), rng.standard_normal(b)
    out = np.tensordot(Tensor(a), Tensor(b), axes)
    np.testing.assert_allclose(out.data, np.tensordot(a, b, axes), rtol=1e-12, strict=True)
    ll.check_gradients(lambda a, b: np.tensordot(a, b, axes=axes), a, b, directions=1)


@pytest.mark.parametrize("subscripts, shapes, planned", [
    ("ij,jk->ik", ((64, 64), (64, 64)), True), ("ij,kj->ik", ((64, 64), (64, 64)), True),
    ("bij,bjk->bik", ((8, 32, 32), (8, 32, 32)), True),
    ("ij,jk->ik", ((8, 8), (8, 8)), False), ("ij,ij->i", ((300, 300), (300, 300)), False),
    ("i,j->ij", ((300,), (300,)), False), ("ij->ji", ((300, 300),), False),
    ("ij,jk,kl->il", ((2, 2), (2, 2), (2, 2)), True),
])  # fmt: skip
def test_large_products_of_matrices_go_pair_by_pair(subscripts, shapes, planned, monkeypatch):
    seen, plain = [], np.einsum

    def spy(*args, **kwargs):
        seen.append(kwargs.get("optimize", False))
        return plain(*args, **kwargs)

    arrays = [np.random.default_rng(k).standard_normal(s) for k, s in enumerate(shapes)]
    leaves = [Tensor(a) for a in arrays]
    out = np.einsum(subscripts, *leaves)
    with monkeypatch.context() as patch:
        patch.setattr("lecture_lib.autograd.einsum.np.einsum", spy)
        out.recompute()
    assert [bool(s) for s in seen] == [planned]
    np.testing.assert_allclose(out.data, np.einsum(subscripts, *arrays), rtol=1e-9, atol=1e-9)
    out.backward(np.ones(out.shape))
    for leaf in leaves:
        assert leaf.grad.shape == leaf.shape

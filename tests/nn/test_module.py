"""Modules: parameters by name, sharing, modes, files, copies in another precision."""

from __future__ import annotations

import io
import pickle
import zipfile

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor
from lecture_lib.nn import MLP, Dropout, Embedding, GenerationHead, Linear, Module, load_arrays


class Pair(Module):
    """Two layers in containers, one of them twice; a constant; something private."""

    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        first = Linear(3, 3, rng=rng)
        self.steps = [first, first]
        self.named = {"last": Linear(3, 2, rng=rng)}
        self.shift = np.ones(3)
        self._hidden = Linear(5, 5, rng=rng)

    def forward(self, x):
        for step in self.steps:
            x = np.tanh(step(x + self.shift))
        return self.named["last"](x)


def test_parameters_have_dotted_names_and_shared_ones_count_once():
    model = Pair()
    assert model.shapes() == {
        "steps.0.W": (3, 3), "steps.0.b": (3,), "named.last.W": (2, 3), "named.last.b": (2,),
    }  # fmt: skip
    assert model.count() == 9 + 3 + 6 + 2
    assert list(model.modules()) == ["", "steps.0", "named.last"]


def test_a_tensor_shared_between_modules_counts_once_and_gets_both_gradients():
    class Model(Module):
        def __init__(self):
            rng = np.random.default_rng(0)
            self.words = Embedding(5, 3, rng=rng, dtype=float)
            self.head = GenerationHead(3, 5, rng=rng, embedding=self.words, dtype=float)

        def forward(self, tokens):
            return self.head(self.words(tokens))

    model = Model()
    assert list(model.parameters()) == ["words.E"]
    assert "also head.E" in model.summary()
    tokens, E = np.array([1, 4]), model.words.E.data.copy()

    def loss(table):
        return ll.cross_entropy(table[tokens] @ table.T, [2, 3])

    ll.cross_entropy(model(tokens), [2, 3]).backward()
    np.testing.assert_allclose(model.words.E.grad, ll.grad(loss)(E), rtol=1e-12)


def test_a_result_stored_on_a_module_is_no_parameter():
    model = Pair()
    model.last_result = model(np.ones(3))
    assert "last_result" not in model.parameters()


def test_a_module_that_contains_itself_is_walked_once():
    model = Pair()
    model.me = model
    assert model.count() == 20


def test_a_parameter_is_not_replaced_by_an_array_unnoticed():
    layer = Linear(2, 2, rng=np.random.default_rng(0))
    before = layer.W
    with pytest.raises(TypeError, match=r"W\.data"):
        layer.W = np.eye(2)
    assert layer.W is before
    layer.W = Tensor(np.eye(2))  # a Tensor may take its place
    assert layer.parameters()["W"].data[0, 0] == 1


def test_a_subclass_without_forward_says_so():
    class Empty(Module):
        pass

    with pytest.raises(NotImplementedError, match="Empty has no forward"):
        Empty()(1)


def test_calls_open_a_scope_that_closes_even_after_an_error():
    model = MLP((3, 4, 2), rng=np.random.default_rng(0))
    out = model(np.ones((1, 3), np.float32))
    assert out.scope == ("MLP", "Linear 2")
    assert out.parents[0].scope == ("MLP",)  # the activation
    with pytest.raises(ll.ShapeError):
        model(np.ones((1, 5), np.float32))
    assert Tensor(1.0).scope == ()


def test_a_picture_folds_layers():
    model = MLP((3, 4, 4, 2), rng=np.random.default_rng(0))
    graph = ll.snapshot(ll.cross_entropy(model(np.ones((1, 3), np.float32)), [0]))
    assert any("MLP" in node.name for node in graph.collapse(0).nodes)


def test_modes_reach_every_part_and_return():
    model = MLP((3, 4, 2), dropout=0.5, rng=np.random.default_rng(0))
    other = model.layers[0].train(False)
    assert not other.training and model.training
    with model.evaluating():
        assert not model.dropout.training
    assert model.dropout.training and not model.layers[0].training  # each as it was
    assert not model.eval().dropout.training
    assert model.train().layers[0].training


def test_save_and_load(tmp_path):
    model, other = Pair(0), Pair(1)
    x = np.ones((2, 3), np.float32)
    path = model.save(tmp_path / "model")
    assert path.name == "model.npz"
    np.testing.assert_array_equal(other.load(path)(x).data, model(x).data)
    assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]
    first = path.read_bytes()
    assert model.save(path).read_bytes() == first  # the same bytes for the same numbers


def test_loading_casts_to_the_parameters_dtype(tmp_path):
    wide = Linear(2, 2, rng=np.random.default_rng(0), dtype=float)
    narrow = Linear(2, 2, rng=np.random.default_rng(1)).load(wide.save(tmp_path / "m.npz"))
    assert narrow.W.dtype == np.float32
    np.testing.assert_array_equal(narrow.W.data, wide.W.data.astype(np.float32))


def test_a_file_of_another_network_is_refused_with_names_and_shapes(tmp_path):
    path = MLP((3, 5, 2), rng=np.random.default_rng(0)).save(tmp_path / "m.npz")
    model = MLP((3, 4, 2, 2), rng=np.random.default_rng(0))
    before = model.state()
    with pytest.raises(ValueError) as caught:
        model.load(path)
    told = str(caught.value)
    assert "layers.0.W: (4, 3) in the model, (5, 3) stored" in told
    assert "layers.2.b: (2,) in the model, nothing stored" in told
    assert "m.npz" in told
    for name, array in model.state().items():
        np.testing.assert_array_equal(array, before[name])


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 broken"])
def test_a_damaged_file_is_refused(tmp_path, content):
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        Linear(2, 2, rng=np.random.default_rng(0)).load(path)


def lying(path, shape, size=32, compression=zipfile.ZIP_STORED):
    """An archive whose only array says it has `shape` and holds `size` zeros."""
    header = io.BytesIO()
    described = {"descr": "<f4", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(header, described)
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("W.npy", header.getvalue() + bytes(size))
    return path


@pytest.mark.parametrize("shape", [(10**12,), (10**6, 10**6), (10**30,), (7,), (-1,), ("a",)])
def test_a_header_that_lies_is_found_before_memory_is_asked_for(tmp_path, shape):
    path = lying(tmp_path / "m.npz", shape)
    with pytest.raises(ValueError, match="damaged"):
        Linear(2, 2, rng=np.random.default_rng(0)).load(path)
    with pytest.raises(ValueError, match="damaged"):
        load_arrays(path)


def test_a_header_too_long_to_read_is_refused(tmp_path):
    path = tmp_path / "m.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("W.npy", b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535)
    with pytest.raises(ValueError, match="damaged"):
        load_arrays(path)


def test_a_small_file_that_unpacks_to_much_is_refused_unread(tmp_path, monkeypatch):
    path = lying(tmp_path / "m.npz", (5000, 5000), 10**8, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 200_000
    monkeypatch.setattr(np.lib.format, "read_array", None)  # to read would be an error
    with pytest.raises(ValueError, match=r"W: \(2, 2\) in the model, \(5000, 5000\) stored"):
        Linear(2, 2, rng=np.random.default_rng(0)).load(path)


def test_files_of_numpy_are_read(tmp_path):
    for save in np.savez, np.savez_compressed:
        save(tmp_path / "a.npz", W=np.eye(3)[:, ::-1], n=np.array(3), none=np.zeros((0, 2)))
        found = load_arrays(tmp_path / "a.npz")
        assert list(found) == ["W", "n", "none"] and found["n"] == 3
        np.testing.assert_array_equal(found["W"], np.eye(3)[:, ::-1])


def test_a_missing_file_is_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_arrays(tmp_path / "none.npz")
    with pytest.raises(FileNotFoundError, match="no folder"):
        Linear(2, 2, rng=np.random.default_rng(0)).save(tmp_path / "none" / "m")


def test_pickled_objects_are_never_loaded(tmp_path):
    path = tmp_path / "m.npz"
    np.savez(path, W=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="damaged"):
        load_arrays(path)


def test_an_interrupted_save_keeps_the_old_file(tmp_path, monkeypatch):
    model = Linear(2, 2, rng=np.random.default_rng(0))
    path = model.save(tmp_path / "m.npz")
    before = path.read_bytes()
    real = zipfile.ZipFile.open

    def fail(self, name, *args, **kwargs):
        if getattr(name, "filename", "") == "b.npy":
            raise OSError("disk full")
        return real(self, name, *args, **kwargs)

    monkeypatch.setattr(zipfile.ZipFile, "open", fail)
    with pytest.raises(OSError, match="disk full"):
        model.save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["m.npz"]


def test_a_parameter_may_be_called_file(tmp_path):
    class Odd(Module):
        def __init__(self):
            self.file, self.allow_pickle = Tensor([1.0]), Tensor([2.0])

    path = Odd().save(tmp_path / "odd.npz")
    assert load_arrays(path)["file"] == [1.0]


def test_astype_copies_and_keeps_sharing():
    model = Pair()
    half = model.astype(np.float16)
    assert half.steps[0] is half.steps[1]
    assert {p.dtype.name for p in half.parameters().values()} == {"float16"}
    half.steps[0].W.data[:] = 0
    assert np.any(model.steps[0].W.data != 0)


def test_modules_can_be_pickled():
    model = MLP((3, 4, 2), dropout=0.2, rng=np.random.default_rng(0)).eval()
    twin = pickle.loads(pickle.dumps(model))
    x = np.ones((1, 3), np.float32)
    np.testing.assert_array_equal(twin(x).data, model(x).data)


def test_zero_grad_forgets():
    layer = Linear(2, 1, rng=np.random.default_rng(0))
    layer(np.ones((1, 2), np.float32)).sum().backward()
    layer.zero_grad()
    assert layer.W.grad is None and layer.b.grad is None


def test_dropout_needs_a_generator():
    with pytest.raises(TypeError, match="default_rng"):
        Dropout(0.5, rng=3)

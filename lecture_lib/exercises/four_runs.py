"""The four runs of notebook 11, each with something wrong, and the tools that may heal them.

All read the digits. Run A takes too long steps, run B starts with too small weights, run C learns
wrong labels by heart, and run D loses errors in float16. A record has the losses of a run, the
norms and the zeros of its gradients, and its share of wrong answers at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autograd import cross_entropy, primitive, relu
from ..nn import MLP, affine, he, standardise, torch_linear
from ..nn.initialisers import Initialiser
from ..optim import Adam, AdamW, GradientDescent, Rule
from ..training import Optimiser, fit, load

__all__ = [
    "PreNorm",
    "Watched",
    "bfloat16",
    "float16",
    "in_format",
    "loss_of",
    "memorise",
    "network",
    "run",
    "scaled_update",
    "span",
    "train",
]

Array = NDArray[Any]
Data = tuple[Array, Array]
Rounding = Callable[[ArrayLike], Array]

UNITS, CLASSES = 64, 10


@cache
def _training() -> Data:
    digits = load("digits")
    return digits.X[:1440], digits.y[:1440]


# --- networks, and what is noted of them --------------------------------------------------------


class PreNorm(MLP):
    """Blocks x + ReLU(W x̂ + b), and outputs W x̂ + b; x̂ is x, normed.

    Examples
    --------
    >>> net = PreNorm((64, 64, 10), rng=np.random.default_rng(0))
    >>> x = np.random.default_rng(1).random((3, 64), dtype=np.float32)
    >>> net(x).shape
    (3, 10)
    """

    def forward(self, x: Any) -> Any:
        """Return the outputs for `x`, as wide as every hidden layer."""
        for layer in self.layers[:-1]:
            x = x + relu(layer(standardise(x)))
        return self.layers[-1](standardise(x))


def network(
    hidden: int, seed: int = 0, start: Initialiser = he, *, biases: bool = False, norm: bool = False
) -> MLP:
    """Make so many layers of 64 ReLUs, and ten outputs.

    Parameters
    ----------
    hidden, seed : int
    start : callable
        Draws the weights, as those of ``lecture_lib.nn`` do.
    biases : bool
        Whether they are drawn from U(±1/√n); else they begin at 0.
    norm : bool
        Whether the layers are blocks of :class:`PreNorm`.

    Examples
    --------
    >>> len(network(30).layers), bool(network(2, biases=True).layers[0].b.data.any())
    (31, True)
    """
    rng = np.random.default_rng(seed)
    kind = PreNorm if norm else MLP
    net = kind((UNITS, *[UNITS] * hidden, CLASSES), initialiser=start, rng=rng)
    for layer in net.layers if biases else ():
        b, limit = layer.parameters()["b"], layer.inputs**-0.5
        b.data = rng.uniform(-limit, limit, b.shape).astype(np.float32)
    return net


class Watched(Optimiser):
    """Notes the norm of each gradient, and which share of its entries is exactly 0.

    Examples
    --------
    >>> net = network(1)
    >>> watched = Watched(net, Adam(0.001))
    >>> watched.step({name: np.ones(p.shape) for name, p in net.parameters().items()})
    >>> round(watched.norms[0] ** 2) == net.count(), watched.zeros
    (True, [0.0])
    """

    def __init__(self, net: MLP, rule: Rule, max_norm: float | None = None) -> None:
        super().__init__(net.parameters(), rule, max_norm=max_norm)
        self.norms: list[float] = []
        self.zeros: list[float] = []

    def step(self, gradients: Mapping[str, Array] | None = None) -> None:
        """Note, then update."""
        if gradients is None:
            gradients = {n: p.grad for n, p in self.parameters.items() if p.grad is not None}
        entries = np.concatenate([g.ravel() for g in gradients.values()])
        self.norms.append(float(np.linalg.norm(entries)))
        self.zeros.append(float(np.mean(entries == 0)))
        super().step(gradients)

    def forget(self) -> None:
        """Begin anew with the averages of g and of g²."""
        self.states = {name: self.rules[name].init(p.data) for name, p in self.parameters.items()}

    def record(self, loss: list[float], error: float, **more: Any) -> SimpleNamespace:
        """Return what was noted, with the losses and the share of wrong answers."""
        return SimpleNamespace(
            loss=list(loss), gradient_norm=self.norms, zeros=self.zeros, error=float(error), **more
        )


def _wrong(net: MLP, x: Array, y: Array) -> float:
    return float(np.mean(net(x).data.argmax(axis=1) != y))


def loss_of(net: MLP) -> float:
    """Return the loss on all training images; infinite where numbers have overflowed.

    Examples
    --------
    >>> net = network(1)
    >>> for p in net.parameters().values():
    ...     p.data = 0 * p.data
    >>> round(loss_of(net), 3)
    2.303
    """
    images, classes = _training()
    with np.errstate(all="ignore"):
        loss = cross_entropy(net(images), classes).data
    return float(np.nan_to_num(loss, nan=np.inf))


def span(value: float, *ends: float) -> str:
    """Name two numbers between which a value lies: chaotic runs differ between processors.

    Examples
    --------
    >>> span(2.4, 0, 1, 3), span(7, 0, 1, 3)
    ('between 1 and 3', 'above 3')
    """
    if not ends[0] <= value <= ends[-1]:
        return f"below {ends[0]:g}" if value < ends[0] else f"above {ends[-1]:g}"
    k = max(1, int(np.searchsorted(ends, value)))
    return f"between {ends[k - 1]:g} and {ends[k]:g}"


# --- runs A and B: digits, perhaps with an accident ---------------------------------------------


def train(
    net: MLP, rule: Rule, updates: int = 270, max_norm: float | None = None, seed: int = 0, *,
    accident: int | None = None, forget: int | None = None,
) -> SimpleNamespace:  # fmt: skip
    """Train on the digits, 32 images an update.

    Parameters
    ----------
    net : MLP
    rule : Rule
    updates : int
    max_norm : float, optional
        Where gradients are clipped.
    seed : int
        Of the order of the images.
    accident : int, optional
        After so many updates one batch is broken: pixels up to 255, labels out of order.
    forget : int, optional
        So many updates later the rule's memory is erased.

    Examples
    --------
    >>> record = train(network(1), Adam(0.003), updates=100)
    >>> len(record.gradient_norm), record.error < 0.2
    (100, True)
    """
    images, classes = good = _training()
    broken = images * 255, np.random.default_rng(0).permutation(classes)
    optimiser, rng = Watched(net, rule, max_norm), np.random.default_rng(seed)
    parts = [(good, updates if accident is None else accident)]
    if accident is not None:
        wait = forget or 0
        parts += [(broken, 1), (good, wait), (good, updates - accident - 1 - wait)]
    loss: list[float] = []
    with np.errstate(all="ignore"):
        for part, (data, steps) in enumerate(parts):
            if part == 3 and forget:
                optimiser.forget()
            if steps:
                loss.extend(fit(net, data, optimiser, steps=steps, rng=rng).loss)
        return optimiser.record(loss, _wrong(net, images, classes))


# --- run C: doubtful labels ---------------------------------------------------------------------


def _doubtful(seed: int) -> tuple[Data, Data, Data, Array]:
    """300 images, three in ten with a wrong label; 1000 new ones, and the rest, to choose by.

    Last come the true digits of the 300, which no run is told.
    """
    digits, rng = load("digits"), np.random.default_rng(seed)
    rows = rng.permutation(len(digits.y))
    old, new, rest = rows[:300], rows[300:1300], rows[1300:]
    wrong = rng.random(300) < 0.3
    labels = (digits.y[old] + wrong * rng.integers(1, CLASSES, 300)) % CLASSES
    true, others = digits.y[old], (digits.X[rest], digits.y[rest])
    return (digits.X[old], labels), (digits.X[new], digits.y[new]), others, true


@cache
def memorise(
    rule: Rule, seed: int = 0, updates: int = 1000, max_norm: float | None = None, *,
    norm: bool = False,
) -> SimpleNamespace:  # fmt: skip
    """Train one hidden layer on 300 images, three in ten with a wrong label.

    Parameters
    ----------
    rule : Adam or AdamW
    seed, updates, max_norm, norm
        As for :func:`train` and :func:`network`.

    Returns
    -------
    record
        Also with the loss on ``new`` images and the ``new_errors`` there after each tenth, the
        share of errors on images to be ``chosen_by``, and the ``usual`` size of the gradients of
        both matrices. In the end it ``repeats`` so large a share of the wrong labels, ``finds``
        the true digit of so many of these images, ``learns`` so many of the right labels, and all
        its weights together have the norm ``size``.

    Examples
    --------
    >>> record = memorise(Adam(0.003), updates=20)
    >>> len(record.loss), len(record.new_errors), record.error == record.new_errors[-1]
    (20, 10, True)
    >>> record.learns > record.finds > record.repeats, record.size > 0
    (True, True)
    """
    data, (x, y), others, true = _doubtful(seed)
    net = network(1, seed, norm=norm)
    optimiser = Watched(net, rule, max_norm)
    losses: list[float] = []
    new, new_errors = [], []
    for part in range(10):
        rng = np.random.default_rng((seed, part))
        losses.extend(fit(net, data, optimiser, steps=updates // 10, rng=rng).loss)
        new.append(float(cross_entropy(net(x), y).data))
        new_errors.append(_wrong(net, x, y))
    usual = [
        np.sqrt(np.median(optimiser.states[name].v[net.parameters()[name].data != 0]))
        for name in ("layers.0.W", "layers.1.W")
    ]
    told, answers = data[1], net(data[0]).data.argmax(axis=1)
    wrong = told != true
    return optimiser.record(
        losses, new_errors[-1], new=new, new_errors=new_errors, usual=usual,
        chosen_by=_wrong(net, *others), repeats=float(np.mean((answers == told)[wrong])),
        finds=float(np.mean((answers == true)[wrong])),
        learns=float(np.mean((answers == told)[~wrong])),
        size=float(np.sqrt(sum(np.sum(layer.W.data**2) for layer in net.layers))),
    )  # fmt: skip


# --- run D: numbers of 16 bits ------------------------------------------------------------------


def float16(x: ArrayLike) -> Array:
    """Round to float16, and keep as float32.

    Examples
    --------
    >>> float16([1e-8, 6e-8, 1e5]).tolist()
    [0.0, 5.960464477539063e-08, inf]
    """
    x = np.asarray(x, np.float32)
    with np.errstate(over="ignore"):  # NumPy does the same, but is slow below 2⁻¹⁴
        x = np.where(abs(x) < 2.0**-14, np.rint(x * 2.0**24) / 2.0**24, x)
        return x.astype(np.float16).astype(np.float32)


def bfloat16(x: ArrayLike) -> Array:
    """Round to the upper 16 of the 32 bits of float32.

    Examples
    --------
    >>> bfloat16([1.003, 1.005]).tolist()
    [1.0, 1.0078125]
    """
    bits = np.asarray(x, np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    return rounded.view(np.float32)


def scaled_update(
    net: MLP, optimiser: Optimiser, loss: Any, S: float, count: int
) -> dict[str, Array]:
    """Make an update from the summed loss of 32 images, with every error divided by `count`.

    Returns
    -------
    dict of str to ndarray
        The gradients, S times as large. After an overflow in any of them no update is made.

    Examples
    --------
    >>> net = network(1)
    >>> loss = cross_entropy(net(np.zeros((32, 64), np.float32)), [0] * 32, reduction="sum")
    >>> gradients = scaled_update(net, Watched(net, Adam(0.001)), loss, S=64, count=32)
    >>> gradients["layers.1.b"].round().tolist()[:2]
    [-58.0, 6.0]
    """
    loss.backward(np.float32(S / count))  # all gradients S times as large
    found = {name: p.grad for name, p in net.parameters().items()}
    gradients = {name: g for name, g in found.items() if g is not None}
    if all(np.isfinite(g).all() for g in gradients.values()):
        back = np.float32(count / 32 / S)  # and here we are in float32
        optimiser.step({name: g * back for name, g in gradients.items()})
    net.zero_grad()
    return gradients


@cache
def in_format(
    to: Rounding, scale: float = 1, eta: float = 0.001, seed: int = 0, *, masters: bool = True,
    updates: int = 400, count: int = 4_000_000, max_norm: float | None = None, decay: float = 0,
    norm: bool = False,
) -> SimpleNamespace:  # fmt: skip
    """Train three hidden layers under AdamW, with every number rounded.

    Parameters
    ----------
    to : callable
        Rounds; :func:`float16` or :func:`bfloat16`.
    scale : float
        What the loss is multiplied by.
    eta, decay : float
        Learning rate and weight decay.
    seed, updates, max_norm, norm
        As for :func:`train` and :func:`network`.
    masters : bool
        Whether the weights that are updated are those in float32.
    count : int
        What every error is divided by.

    Returns
    -------
    record
        Also with the ``first`` gradient, and the mean of all ``outputs`` at each update.

    Examples
    --------
    >>> record = in_format(bfloat16, updates=60)
    >>> record.loss[0] > 2 * record.loss[-1], len(record.outputs)
    (True, 60)
    """
    images, classes = _training()
    rounded: Callable[..., Any] = primitive(lambda g, out, x: to(g))(to)  # forward and backward

    def seen(x: Any) -> Any:
        return rounded(standardise(x)) if norm else x

    net, rng = network(3, seed), np.random.default_rng(seed)
    optimiser = Watched(net, AdamW(eta, weight_decay=decay), max_norm)
    losses: list[float] = []
    errors, outputs, first = [], [], None
    while len(losses) < updates:
        rows = rng.integers(0, len(classes), 32)
        x = rounded(images[rows])
        for layer in net.layers:
            z = rounded(affine(seen(x), rounded(layer.W), rounded(layer.b)))
            if layer is not net.layers[-1]:
                x = rounded(x + relu(z)) if norm else relu(z)
        errors.append(np.mean(z.data.argmax(axis=1) != classes[rows]))
        outputs.append(float(z.data.mean()))
        loss = cross_entropy(z, classes[rows], reduction="sum")
        losses.append(float(loss.data) / 32)
        with np.errstate(all="ignore"):
            found = scaled_update(net, optimiser, loss, scale, count)
        if first is None:
            first = np.concatenate([g.ravel() for g in found.values()])
        for p in () if masters else net.parameters().values():
            p.data = to(p.data)
    return optimiser.record(losses, float(np.mean(errors[-50:])), first=first, outputs=outputs)


# --- all four -----------------------------------------------------------------------------------


def run(
    name: str, times: float = 1, *, clip: float | None = None, start: Initialiser | None = None,
    decay: float = 0, scale: float = 1, norm: bool = False, seed: int = 0,
) -> SimpleNamespace:  # fmt: skip
    """Return the record of one of the four runs, with a tool or without.

    Parameters
    ----------
    name : {"Run A", "Run B", "Run C", "Run D"}
    times : float
        By what its learning rate is multiplied. Slower than it was, run D goes on five times as
        long.
    clip : float, optional
        Where gradients are clipped.
    start : callable, optional
        Draws other weights. Only run B does not start from ``nn.he`` anyway.
    decay : float
        The λ of AdamW; under descent a hundredth of it, as a penalty.
    scale : float
        What the loss is multiplied by. In 32 bits a power of two and back is exact.
    norm : bool
        Whether the layers are blocks of :class:`PreNorm`.
    seed : int

    Raises
    ------
    ValueError
        There is no such run.

    Examples
    --------
    >>> run("Run A", start=he) is run("Run A")
    True
    """
    if name not in ("Run A", "Run B", "Run C", "Run D"):
        raise ValueError(f"run: there is no {name!r}, only Run A, Run B, Run C and Run D")
    if (start and name != "Run B") or (scale > 1 and name != "Run D"):
        return run(name, times, seed=seed)
    return _run(name, times, clip, start, decay, scale, norm, seed)


@cache
def _run(
    name: str, times: float, clip: float | None, start: Initialiser | None, decay: float,
    scale: float, norm: bool, seed: int,
) -> SimpleNamespace:  # fmt: skip
    if name == "Run A":  # under descent, λ = 1 would take all of a weight in one step
        rule: Rule = GradientDescent(1.0 * times, weight_decay=decay / 100)
        return train(network(2, seed, norm=norm), rule, max_norm=clip, seed=seed)
    if name == "Run D":  # the slow one goes on until it has settled
        updates, eta = 2000 if times < 1 else 400, 0.001 * times
        return in_format(
            float16, scale, eta, seed, updates=updates, max_norm=clip, decay=decay, norm=norm
        )
    eta = times * {"Run B": 0.001, "Run C": 0.003}[name]
    rule = AdamW(eta, weight_decay=decay) if decay else Adam(eta)
    if name == "Run C":
        return memorise(rule, seed, max_norm=clip, norm=norm)
    net = network(30, seed, start or torch_linear, biases=start is None, norm=norm)
    return train(net, rule, max_norm=clip, seed=seed)

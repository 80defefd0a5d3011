"""Time one training step of an MLP against hand-written NumPy, torch eager and HIPS autograd.

    python benchmarks/bench_tensor.py

torch and autograd are optional (``pip install lecture-lib[bench]``). Everything runs on one
thread, in float32, on the same numbers; every framework must arrive at NumPy's loss.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

for _variable in "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS":
    os.environ[_variable] = "1"  # before NumPy loads its BLAS

import numpy as np  # noqa: E402

import lecture_lib as ll  # noqa: E402

RATE = 1e-3
CASES = {  # name: (sizes, batch, steps timed together, rounds)
    "tiny": ((2, 2, 2), 1, 200, 40),
    "small": ((64, 64, 10), 32, 100, 40),
    "medium": ((784, 256, 10), 128, 5, 30),
    "large": ((1024, 1024, 1024, 10), 512, 1, 12),
}
Step = Callable[[], float]


def problem(sizes: tuple[int, ...], batch: int) -> tuple[list[Any], list[Any], Any, Any]:
    """Weights, biases, inputs and labels; the same on every call."""
    rng = np.random.default_rng(0)
    weights = [
        (rng.standard_normal((a, b)) * (2 / a) ** 0.5).astype(np.float32)
        for a, b in pairwise(sizes)
    ]
    biases = [np.zeros(n, np.float32) for n in sizes[1:]]
    inputs = rng.standard_normal((batch, sizes[0])).astype(np.float32)
    return weights, biases, inputs, rng.integers(0, sizes[-1], batch)


def numpy_step(weights: list[Any], biases: list[Any], x: Any, y: Any) -> Step:
    """Forward, backward and update written out by hand."""
    rows = np.arange(len(y))
    last = len(weights) - 1

    def step() -> float:
        hidden, h = [x], x
        for k, (w, b) in enumerate(zip(weights, biases, strict=True)):
            z = h @ w + b
            if k < last:
                h = np.maximum(z, 0)
                hidden.append(h)
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        s = e.sum(axis=1, keepdims=True)
        loss = (np.log(s[:, 0]) - z[rows, y]).mean()
        g = e / s
        g[rows, y] -= 1
        g /= len(y)
        for k in reversed(range(last + 1)):
            dw, db = hidden[k].T @ g, g.sum(axis=0)
            if k:
                g = (g @ weights[k].T) * (hidden[k] > 0)
            weights[k] -= RATE * dw
            biases[k] -= RATE * db
        return float(loss)

    return step


def lecture_lib_step(weights: list[Any], biases: list[Any], x: Any, y: Any) -> Step:
    """The same with Tensors."""
    weights, biases = [ll.Tensor(w) for w in weights], [ll.Tensor(b) for b in biases]
    parameters = [*weights, *biases]

    def step() -> float:
        h: Any = x
        for w, b in zip(weights, biases, strict=True):
            z = h @ w + b
            h = ll.relu(z) if w is not weights[-1] else z
        loss = ll.cross_entropy(h, y)
        loss.backward()
        for p in parameters:
            p.data -= RATE * p.grad
            p.grad = None
        return float(loss)

    return step


def torch_step(weights: list[Any], biases: list[Any], x: Any, y: Any) -> Step:
    """The same in torch, eager."""
    import torch

    torch.set_num_threads(1)
    weights = [torch.tensor(w, requires_grad=True) for w in weights]
    biases = [torch.tensor(b, requires_grad=True) for b in biases]
    x, y = torch.tensor(x), torch.tensor(y)
    parameters = [*weights, *biases]

    def step() -> float:
        h = x
        for w, b in zip(weights, biases, strict=True):
            z = h @ w + b
            h = torch.relu(z) if w is not weights[-1] else z
        loss = torch.nn.functional.cross_entropy(h, y)
        loss.backward()
        with torch.no_grad():
            for p in parameters:
                p -= RATE * p.grad
                p.grad = None
        return float(loss.detach())

    return step


def autograd_step(weights: list[Any], biases: list[Any], x: Any, y: Any) -> Step:
    """The same in HIPS autograd."""
    import autograd
    import autograd.numpy as anp

    n, rows = len(weights), np.arange(len(y))

    def objective(parameters: list[Any]) -> Any:
        h = x
        for k in range(n):
            z = anp.dot(h, parameters[k]) + parameters[n + k]
            h = anp.maximum(z, 0) if k < n - 1 else z
        h = h - anp.max(h, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(h), axis=1)) - h[rows, y])

    derivative = autograd.value_and_grad(objective)
    parameters = [*weights, *biases]

    def step() -> float:
        loss, gradients = derivative(parameters)
        for p, g in zip(parameters, gradients, strict=True):
            p -= RATE * g
        return float(loss)

    return step


PEERS = {"lecture_lib": lecture_lib_step, "torch": torch_step, "autograd": autograd_step}


def main() -> None:
    """Print a table of medians and their ratios to NumPy."""
    available = {}
    for name, make in PEERS.items():
        try:
            make(*problem((2, 2), 1))
            available[name] = make
        except ImportError:
            print(f"{name} is not installed (pip install lecture-lib[bench])")
    print("One training step, float32, one thread; × NumPy: median of the rounds' ratios (best)")
    print(f"{'':8}{'shape':>26}{'NumPy':>12}" + "".join(f"{name:>20}" for name in available))
    for name, (sizes, batch, repeats, rounds) in CASES.items():
        steps = {"numpy": numpy_step(*problem(sizes, batch))}
        steps |= {peer: make(*problem(sizes, batch)) for peer, make in available.items()}
        losses = {peer: [step() for _ in range(3)][-1] for peer, step in steps.items()}
        assert all(abs(loss - losses["numpy"]) < 1e-3 for loss in losses.values()), losses
        seconds: dict[str, list[float]] = {peer: [] for peer in steps}
        for _ in range(rounds):  # interleaved: a slow moment hits all
            for peer, step in steps.items():
                start = time.perf_counter()
                for _ in range(repeats):
                    step()
                seconds[peer].append((time.perf_counter() - start) / repeats)
        base = seconds["numpy"]
        shape = f"{'-'.join(map(str, sizes))} × {batch}"
        line = f"{name:8}{shape:>26}{1e6 * statistics.median(base):9.1f} µs"
        for peer in available:
            ratio = statistics.median(t / b for t, b in zip(seconds[peer], base, strict=True))
            line += f"{ratio:12.2f} ({min(seconds[peer]) / min(base):.2f})"
        print(line, flush=True)


if __name__ == "__main__":
    main()

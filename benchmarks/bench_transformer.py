"""How fast a Transformer trains: beside NumPy by hand, and beside torch eager.

    python benchmarks/bench_transformer.py

One training step (forward, backward, gradient descent) of a causal model with tied embeddings,
float32, one thread. Targets: at most 1.15 times NumPy by hand, at most 1.05 times torch with
attention written out, at most 1.2 times torch's fused attention, and 60,000 tokens a second at
d = 48, T = 32, B = 16, 2 layers. A step that recomputes its blocks: at most 1.4 times one that
remembers them. torch is optional.

Rounds are interleaved, so that a slow moment hits every contestant. Processor time; the ratio is
the median of the rounds' ratios, that of the fastest rounds in brackets. All contestants start from
the same numbers and must arrive at the same loss.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from math import pi, sqrt

for _variable in "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS":
    os.environ[_variable] = "1"  # before NumPy loads its BLAS

import numpy as np  # noqa: E402

import lecture_lib as ll  # noqa: E402
from lecture_lib.nn import Transformer  # noqa: E402
from lecture_lib.training.heap import keep_heap  # noqa: E402

RATE = 1e-2
EPSILON = 1e-5
CASES = [  # vocabulary, size, T, B, heads, layers; rounds
    ((39, 32, 32, 16, 4, 2), 40),
    ((39, 48, 32, 16, 4, 2), 40),
    ((39, 64, 64, 16, 4, 2), 20),
    ((512, 64, 64, 32, 4, 2), 10),
]
Step = Callable[[], float]


def model_of(case: tuple[int, ...]) -> Transformer:
    vocabulary, size, T, _, heads, layers = case
    return Transformer(vocabulary, T, size, layers, heads, rng=np.random.default_rng(0))


def batch_of(case: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    vocabulary, _, T, B, *_ = case
    tokens = np.random.default_rng(1).integers(0, vocabulary, (B, T + 1))
    return np.ascontiguousarray(tokens[:, :-1]), np.ascontiguousarray(tokens[:, 1:])


# -- NumPy by hand ---------------------------------------------------------------------------------
def normalise(x, gain, bias):
    centred = x - x.mean(axis=1, keepdims=True)
    root = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + EPSILON)
    hat = centred / root
    return hat * gain + bias, (hat, root)


def normalise_back(g, gain, saved, G, name):
    hat, root = saved
    G[name + "gain"], G[name + "bias"] = (g * hat).sum(axis=0), g.sum(axis=0)
    g = g * gain
    g -= g.mean(axis=1, keepdims=True) + hat * (g * hat).mean(axis=1, keepdims=True)
    g /= root
    return g


def affine_back(g, x, P, G, name):
    G[name + "W"], G[name + "b"] = g.T @ x, g.sum(axis=0)
    return g @ P[name + "W"]


def numpy_step(case: tuple[int, ...]) -> Step:
    """Forward, backward and update written out by hand, on flattened rows."""
    V, d, T, B, h, layers = case
    P = model_of(case).state()
    tokens, targets = (a.ravel() for a in batch_of(case))
    n = np.arange(B * T)
    future = np.where(np.tri(T, dtype=bool), 0, -np.inf).astype(np.float32)
    k, c, scale = sqrt(2 / pi), 0.044715, 1 / sqrt(d // h)

    def heads(a):  # (B T, d) -> (B, h, T, d/h)
        return a.reshape(B, T, h, -1).transpose(0, 2, 1, 3)

    def flat(a):
        return a.transpose(0, 2, 1, 3).reshape(B * T, d)

    def step() -> float:
        one_hot = np.zeros((B * T, V), np.float32)
        one_hot[n, tokens] = 1
        x = (P["body.words.E"][tokens].reshape(B, T, d) + P["body.positions.E"]).reshape(-1, d)
        saved = []
        for layer in range(layers):
            name = f"body.blocks.{layer}."
            z1, norm1 = normalise(x, P[name + "norm1.gain"], P[name + "norm1.bias"])
            qkv = z1 @ P[name + "attention.qkv.W"].T + P[name + "attention.qkv.b"]
            q, key, v = (np.ascontiguousarray(heads(a)) for a in np.split(qkv, 3, axis=1))
            q *= scale
            s = q @ key.transpose(0, 1, 3, 2)
            s += future
            s -= s.max(axis=-1, keepdims=True)
            p = np.exp(s)
            p /= p.sum(axis=-1, keepdims=True)
            mixed = flat(p @ v)
            x = x + (mixed @ P[name + "attention.out.W"].T + P[name + "attention.out.b"])
            z2, norm2 = normalise(x, P[name + "norm2.gain"], P[name + "norm2.bias"])
            u = z2 @ P[name + "mlp.layers.0.W"].T + P[name + "mlp.layers.0.b"]
            square = u * u
            t = np.tanh(k * u * (1 + c * square))
            a = 0.5 * u * (1 + t)
            x = x + (a @ P[name + "mlp.layers.1.W"].T + P[name + "mlp.layers.1.b"])
            saved.append((z1, norm1, q, key, v, p, mixed, z2, norm2, u, square, t, a))
        z, norm = normalise(x, P["body.norm.gain"], P["body.norm.bias"])
        o = z @ P["body.words.E"].T
        o -= o.max(axis=1, keepdims=True)
        e = np.exp(o)
        total = e.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - o[n, targets]).mean()

        G = {}
        g = e / total
        g[n, targets] -= 1
        g /= len(n)
        G["body.words.E"] = g.T @ z
        g = normalise_back(g @ P["body.words.E"], P["body.norm.gain"], norm, G, "body.norm.")
        for layer in reversed(range(layers)):
            name = f"body.blocks.{layer}."
            z1, norm1, q, key, v, p, mixed, z2, norm2, u, square, t, a = saved.pop()
            ga = affine_back(g, a, P, G, name + "mlp.layers.1.")
            ga *= 0.5 * (1 + t) + 0.5 * u * (1 - t * t) * (k * (1 + 3 * c * square))
            gz = affine_back(ga, z2, P, G, name + "mlp.layers.0.")
            g = g + normalise_back(gz, P[name + "norm2.gain"], norm2, G, name + "norm2.")
            gm = heads(affine_back(g, mixed, P, G, name + "attention.out."))
            gp = gm @ v.transpose(0, 1, 3, 2)
            gp -= np.einsum("bhts,bhts->bht", gp, p)[..., None]
            gp *= p
            gq, gk = (gp @ key) * scale, gp.transpose(0, 1, 3, 2) @ q
            gqkv = np.concatenate([flat(gq), flat(gk), flat(p.transpose(0, 1, 3, 2) @ gm)], axis=1)
            gz = affine_back(gqkv, z1, P, G, name + "attention.qkv.")
            g = g + normalise_back(gz, P[name + "norm1.gain"], norm1, G, name + "norm1.")
        G["body.positions.E"] = g.reshape(B, T, d).sum(axis=0)
        G["body.words.E"] += one_hot.T @ g
        for name, array in P.items():
            array -= RATE * G[name]
        return float(loss)

    return step


# -- with modules ----------------------------------------------------------------------------------
def modules_step(case: tuple[int, ...], recompute: bool = False) -> Step:
    model, (tokens, targets) = model_of(case), batch_of(case)
    model.body.recompute = recompute
    parameters = list(model.parameters().values())

    def step() -> float:
        loss = ll.cross_entropy(model(tokens), targets)
        loss.backward()
        for p in parameters:
            p.data -= RATE * p.grad
            p.grad = None
        return loss.item()

    return step


# -- torch -----------------------------------------------------------------------------------------
def torch_step(case: tuple[int, ...], fused: bool = False) -> Step:
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
    _, d, T, B, h, layers = case
    P = {k: torch.tensor(a, requires_grad=True) for k, a in model_of(case).state().items()}
    tokens, targets = (torch.tensor(a) for a in batch_of(case))
    seen = torch.tril(torch.ones(T, T, dtype=torch.bool))

    def mix(q, k, v):
        if fused:
            return F.scaled_dot_product_attention(q, k, v, is_causal=True)
        s = (q @ k.transpose(-1, -2)) * (d // h) ** -0.5
        return torch.softmax(s.masked_fill(~seen, float("-inf")), -1) @ v

    def step() -> float:
        x = P["body.words.E"][tokens] + P["body.positions.E"]
        for layer in range(layers):
            part = {k.removeprefix(f"body.blocks.{layer}."): p for k, p in P.items()}
            z = F.layer_norm(x, (d,), part["norm1.gain"], part["norm1.bias"])
            qkv = F.linear(z, part["attention.qkv.W"], part["attention.qkv.b"])
            q, k, v = (a.view(B, T, h, -1).transpose(1, 2) for a in qkv.split(d, dim=-1))
            z = mix(q, k, v).transpose(1, 2).reshape(B, T, d)
            x = x + F.linear(z, part["attention.out.W"], part["attention.out.b"])
            z = F.layer_norm(x, (d,), part["norm2.gain"], part["norm2.bias"])
            z = F.gelu(F.linear(z, part["mlp.layers.0.W"], part["mlp.layers.0.b"]),
                       approximate="tanh")  # fmt: skip
            x = x + F.linear(z, part["mlp.layers.1.W"], part["mlp.layers.1.b"])
        z = F.layer_norm(x, (d,), P["body.norm.gain"], P["body.norm.bias"])
        loss = F.cross_entropy((z @ P["body.words.E"].T).flatten(0, 1), targets.flatten())
        loss.backward()
        with torch.no_grad():
            for p in P.values():
                p -= RATE * p.grad
                p.grad = None
        return float(loss.detach())

    return step


CONTENDERS: dict[str, Callable[[tuple[int, ...]], Step]] = {
    "NumPy": numpy_step,
    "modules": modules_step,
    "recomputed": lambda case: modules_step(case, recompute=True),
    "torch": torch_step,
    "torch fused": lambda case: torch_step(case, fused=True),
}
RATIOS = [("modules", "NumPy", 1.15), ("modules", "torch", 1.05), ("modules", "torch fused", 1.2),
          ("recomputed", "modules", 1.4)]  # fmt: skip


def main() -> None:
    """Print tokens a second, and ratios beside their targets."""
    contenders = dict(CONTENDERS)
    keep_heap()  # as `fit` does; all contenders gain
    try:
        import torch  # noqa: F401
    except ImportError:
        print("torch is not installed (pip install lecture-lib[bench])")
        contenders = {k: v for k, v in contenders.items() if not k.startswith("torch")}
    for case, rounds in CASES:
        V, d, T, B, h, layers = case
        print(f"V = {V}, d = {d}, T = {T}, B = {B}, {h} heads, {layers} layers")
        steps = {name: make(case) for name, make in contenders.items()}
        losses = [[run() for _ in range(3)][-1] for run in steps.values()]
        np.testing.assert_allclose(losses, losses[0], rtol=1e-4)
        took: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(rounds):
            for name, run in steps.items():
                began = time.process_time()
                for _ in range(3):
                    run()
                took[name].append((time.process_time() - began) / 3)
        for name, seconds in took.items():
            median = statistics.median(seconds)
            print(f"   {name:12}{1e3 * median:7.2f} ms{B * T / median:10,.0f} tokens/s")
        for over, under, target in RATIOS:
            if under in took and over in took:
                pairs = zip(took[over], took[under], strict=True)
                ratio = statistics.median(a / b for a, b in pairs)
                best = min(took[over]) / min(took[under])
                print(f"   {over} / {under}: {ratio:.2f} ({best:.2f}), target {target}")


if __name__ == "__main__":
    main()

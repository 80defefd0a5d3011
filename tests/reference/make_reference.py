"""Record what torch does, so that the tests need no torch.

Run once with torch 2.13.0 (``pip install torch==2.13.0``) from the top of the repository:

    python tests/reference/make_reference.py

It writes ``torch_2_13_0.npz`` beside itself: paths of every optimiser on Rosenbrock's function
and under a fixed sequence of matrix gradients, and the rates of every schedule, in float64.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import optim
from torch.optim import lr_scheduler as lrs

STEPS = 60

# name -> optimiser and settings; tests/test_optim_rules.py builds the same names with our rules.
OPTIMISERS = {
    "gd defaults": (optim.SGD, {}),
    "gd decay": (optim.SGD, {"lr": 1e-3, "weight_decay": 0.1}),
    "momentum": (optim.SGD, {"lr": 5e-4, "momentum": 0.9}),
    "momentum decay": (optim.SGD, {"lr": 5e-4, "momentum": 0.9, "weight_decay": 0.1}),
    "averaged": (optim.SGD, {"lr": 1e-3, "momentum": 0.9, "dampening": 0.9}),
    "nesterov": (optim.SGD, {"lr": 5e-4, "momentum": 0.9, "nesterov": True}),
    "adagrad defaults": (optim.Adagrad, {}),
    "adagrad": (
        optim.Adagrad,
        {"lr": 0.1, "lr_decay": 0.05, "initial_accumulator_value": 0.1, "weight_decay": 0.1},
    ),
    "rmsprop defaults": (optim.RMSprop, {}),
    "rmsprop": (optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "weight_decay": 0.1}),
    "rmsprop centred": (
        optim.RMSprop,
        {"lr": 1e-3, "alpha": 0.9, "centered": True, "momentum": 0.5},
    ),
    "adam defaults": (optim.Adam, {}),
    "adam": (optim.Adam, {"lr": 0.05, "betas": (0.8, 0.95), "weight_decay": 0.1}),
    "adam amsgrad": (optim.Adam, {"lr": 0.05, "betas": (0.9, 0.9), "amsgrad": True}),
    "adamw defaults": (optim.AdamW, {}),
    "adamw": (optim.AdamW, {"lr": 0.05, "betas": (0.9, 0.95), "weight_decay": 0.1}),
    "nadam defaults": (optim.NAdam, {}),
    "nadam": (optim.NAdam, {"lr": 0.05, "betas": (0.8, 0.95), "weight_decay": 0.1}),
    "radam defaults": (optim.RAdam, {}),
    "radam": (optim.RAdam, {"lr": 5e-4, "betas": (0.8, 0.95), "weight_decay": 0.1}),
    "adafactor defaults": (optim.Adafactor, {}),
    "adafactor": (optim.Adafactor, {"lr": 0.1, "d": 1.2, "weight_decay": 0.1}),
}

# name -> schedule and settings; the base rate is 0.4.
SCHEDULES = {
    "step": (lrs.StepLR, {"step_size": 7}),
    "multi-step": (lrs.MultiStepLR, {"milestones": [5, 20, 21], "gamma": 0.5}),
    "exponential": (lrs.ExponentialLR, {"gamma": 0.9}),
    "linear": (lrs.LinearLR, {}),
    "linear decay": (lrs.LinearLR, {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 40}),
    "polynomial": (lrs.PolynomialLR, {"total_iters": 40, "power": 2.0}),
    "cosine": (lrs.CosineAnnealingLR, {"T_max": 25, "eta_min": 0.01}),
    "cosine restarts": (lrs.CosineAnnealingWarmRestarts, {"T_0": 10}),
    "cosine restarts growing": (
        lrs.CosineAnnealingWarmRestarts,
        {"T_0": 5, "T_mult": 2, "eta_min": 0.01},
    ),
    "transformer": (
        lrs.LambdaLR,
        {"lr_lambda": lambda t: 512**-0.5 * min((t + 1) ** -0.5, (t + 1) * 20**-1.5) / 0.4},
    ),
    "t5": (lrs.LambdaLR, {"lr_lambda": lambda t: max(t + 1, 20) ** -0.5 / 0.4}),
    "triangular": (lrs.CyclicLR, {"base_lr": 0.1, "max_lr": 0.4, "step_size_up": 8}),
    "triangular2": (
        lrs.CyclicLR,
        {"base_lr": 0.1, "max_lr": 0.4, "step_size_up": 8, "mode": "triangular2"},
    ),
    "exponential cycle": (
        lrs.CyclicLR,
        {"base_lr": 0.1, "max_lr": 0.4, "step_size_up": 8, "mode": "exp_range", "gamma": 0.97},
    ),
    "one-cycle": (lrs.OneCycleLR, {"max_lr": 0.4, "total_steps": STEPS}),
}


def rosenbrock_gradient(theta: np.ndarray) -> np.ndarray:
    x, y = theta
    return np.array([2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)])


def path(make: type, settings: dict, start: np.ndarray, gradient) -> np.ndarray:
    """θ before the first and after every step."""
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = make([theta], **settings)
    points = [start]
    for step in range(STEPS):
        theta.grad = torch.tensor(gradient(step, points[-1]), dtype=torch.float64)
        optimiser.step()
        points.append(theta.detach().numpy().copy())
    return np.array(points)


def sgd(rate: float = 0.4, **settings) -> optim.Optimizer:
    return optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=rate, **settings)


def rates(optimiser: optim.Optimizer, schedule) -> tuple[np.ndarray, np.ndarray]:
    """The rate and the momentum in force at every step."""
    seen = []
    for _ in range(STEPS):
        group = optimiser.param_groups[0]
        seen.append((group["lr"], group["momentum"]))
        optimiser.step()
        schedule.step()
    return tuple(np.array(seen, dtype=float).T)


def scheduled_path(make: type, settings: dict, start: np.ndarray) -> np.ndarray:
    """A closed loop on ½(x² + 25y²) under one-cycle, momentum included."""
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = make([theta], **settings)
    schedule = lrs.OneCycleLR(optimiser, max_lr=0.02, total_steps=STEPS + 1)
    points = [start]
    for _ in range(STEPS):
        theta.grad = torch.tensor(points[-1] * [1.0, 25.0])
        optimiser.step()
        schedule.step()
        points.append(theta.detach().numpy().copy())
    return np.array(points)


def main() -> None:
    torch.set_default_dtype(torch.float64)  # NAdam keeps its product of momenta in this type
    rng = np.random.default_rng(7)
    start, matrix = np.array([-1.2, 1.0]), rng.normal(size=(2, 3))
    gradients = rng.normal(size=(STEPS, 2, 3)) * 10.0 ** rng.integers(-3, 3, size=(2, 3))
    gradients[::5, 0, 0] = 0.0
    data = {"gradients": gradients}
    for name, (make, settings) in OPTIMISERS.items():
        data[f"rosenbrock/{name}"] = path(
            make, settings, start, lambda step, theta: rosenbrock_gradient(theta)
        )
        data[f"matrix/{name}"] = path(make, settings, matrix, lambda step, theta: gradients[step])
    for name, (make, settings) in SCHEDULES.items():
        optimiser = sgd(momentum=0.9)
        data[f"schedule/{name}"], momentum = rates(optimiser, make(optimiser, **settings))
        if "cycle" in name or "triangular" in name:
            data[f"momentum/{name}"] = momentum
    optimiser = sgd(momentum=0.9)
    warm = lrs.LinearLR(optimiser, start_factor=0.01, total_iters=10)
    fall = lrs.CosineAnnealingLR(optimiser, T_max=50, eta_min=0.04)
    data["schedule/warm-up cosine"], _ = rates(
        optimiser, lrs.SequentialLR(optimiser, [warm, fall], milestones=[10])
    )
    metrics = np.concatenate([np.linspace(2, 1, 12), np.ones(18), np.linspace(0.9, 0.89, 30)])
    for name, settings in {
        "plateau": {"factor": 0.5, "patience": 3, "cooldown": 2},
        "plateau max": {"mode": "max", "patience": 1, "min_lr": 0.01},
    }.items():
        optimiser = sgd()
        schedule, seen = lrs.ReduceLROnPlateau(optimiser, **settings), []
        for metric in metrics:
            schedule.step(metric)
            seen.append(optimiser.param_groups[0]["lr"])
        data[f"schedule/{name}"] = np.array(seen)
    data["metrics"] = metrics
    start = np.array([-4.0, 1.0])
    data["scheduled/momentum"] = scheduled_path(optim.SGD, {"lr": 0.02, "momentum": 0.9}, start)
    data["scheduled/adam"] = scheduled_path(optim.Adam, {"lr": 0.02}, start)
    clipped = [torch.zeros(2, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    for tensor, gradient in zip(clipped, ([3.0, 0.0], [0.0, 4.0]), strict=True):
        tensor.grad = torch.tensor(gradient, dtype=torch.float64)
    data["clip/norm"] = np.array(torch.nn.utils.clip_grad_norm_(clipped, 1.0).item())
    data["clip/gradients"] = np.array([tensor.grad.numpy() for tensor in clipped])
    np.savez_compressed(Path(__file__).with_name("torch_2_13_0.npz"), **data)


if __name__ == "__main__":
    assert torch.__version__.startswith("2.13.0"), torch.__version__
    main()

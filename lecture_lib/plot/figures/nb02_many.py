"""Many duels of notebook 02: random networks, and a picture of who was silenced."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ...style import LIGHT
from ..axes import axes

__all__ = ["many_duels", "random_duels"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

_STEPS = 2000  # far more than a duel takes at the smallest rate of the notebook
_OFF = -9.0  # a bias with which unit 1 stays silent


def random_duels(number: int, eta: float, seed: int = 0) -> tuple[Array, Array, Bools]:
    """Train random networks, each on a sentence of its own, until unit 2 is silent or has turned.

    All weights, embeddings and b₂ are drawn, and so is the sentence: one to five places, filled
    with four words. Unit 1 is switched off by its bias; unit 2 speaks, and votes for the wrong
    class. All parameters are trained, all networks at once.

    Parameters
    ----------
    number : int
        How many networks.
    eta : float
        The learning rate.
    seed : int

    Returns
    -------
    vote, voice, silent : ndarray
        Per network, before training: \\|u\\|, and h₂ in units of √(K/2); and whether unit 2 was
        silenced.

    Examples
    --------
    >>> vote, voice, silent = random_duels(20, eta=0.02)
    >>> int(np.sum(silent == (voice < vote)))
    20
    """
    rng = np.random.default_rng(seed)
    E, W, b, U, shares = _starts(rng, number)
    h0 = _mean(E, shares)
    w, u = W[:, 1], U[:, 0, 1] - U[:, 1, 1]
    K = 1 + _squares(h0) + _squares(shares) * _squares(w)
    h2 = np.maximum(_sum(w, h0) + b[:, 1], 0)
    vote, voice = -u, h2 / np.sqrt(K / 2)
    silent, over = np.zeros(number, bool), np.zeros(number, bool)
    for _ in range(_STEPS):
        h0 = _mean(E, shares)
        z = np.einsum("nij,nj->ni", W, h0) + b
        h = np.maximum(z, 0)
        is_silent, has_turned = z[:, 1] <= 0, U[:, 0, 1] >= U[:, 1, 1]
        silent |= is_silent & ~over
        over |= is_silent | has_turned
        if over.all():
            break
        o = np.einsum("nij,nj->ni", U, h)
        wrong = 1 / (1 + np.exp(o[:, 0] - o[:, 1]))
        d_o = np.stack([-wrong, wrong], axis=1)
        d_z = np.einsum("nji,nj->ni", U, d_o) * (z > 0)
        d_h0 = np.einsum("nji,nj->ni", W, d_z)
        U = U - eta * d_o[:, :, None] * h[:, None, :]
        W = W - eta * d_z[:, :, None] * h0[:, None, :]
        E = E - eta * d_h0[:, :, None] * shares[:, None, :]
        b = b - eta * d_z
    return vote, voice, silent


def _starts(rng: np.random.Generator, number: int) -> tuple[Array, Array, Array, Array, Array]:
    """Draw until so many have a unit 2 that speaks and votes wrongly, at most 2 units loud."""
    kept: list[tuple[Array, ...]] = []
    while len(kept) < number:
        E, W = rng.uniform(-1.5, 1.5, (2, 4)), rng.uniform(-1, 1, (2, 2))
        U, b = rng.uniform(-1, 1, (2, 2)), np.array([_OFF, rng.uniform(0, 2)])
        places = rng.integers(4, size=int(rng.integers(1, 6)))
        shares = np.bincount(places, minlength=4) / len(places)
        if U[0, 1] < U[1, 1] and 0 < W[1] @ E @ shares + b[1] < 2:
            kept.append((E, W, b, U, shares))
    E, W, b, U, shares = (np.stack(arrays) for arrays in zip(*kept, strict=True))
    return E, W, b, U, shares


def _mean(E: Array, shares: Array) -> Array:
    mean: Array = np.einsum("nij,nj->ni", E, shares)
    return mean


def _sum(a: Array, b: Array) -> Array:
    total: Array = np.sum(a * b, axis=1)
    return total


def _squares(a: Array) -> Array:
    return _sum(a, a)


def many_duels(
    vote: ArrayLike, voice: ArrayLike, silent: ArrayLike, ax: Axes | None = None
) -> Axes:
    """Draw where duels started and how they ended, with the diagonal as the line.

    Parameters
    ----------
    vote, voice : array_like
        Lengths of both bars at the start.
    silent : array_like of bool
        Who was silenced: filled points; the others, who turned, are rings.
    ax : Axes, optional

    Examples
    --------
    >>> ax = many_duels([0.8, 0.8], [0.32, 0.97], [True, False])
    >>> [len(points.get_offsets()) for points in ax.collections]
    [1, 1]
    """
    ax = axes(ax, figsize=(6.2, 4.5))
    vote, voice = np.asarray(vote, float), np.asarray(voice, float)
    silent = np.asarray(silent, bool)
    most = 1.04 * max(1.0, float(vote.max()), float(voice.max()))
    ax.plot([0, most], [0, most], color=LIGHT["text"], linewidth=1.6, zorder=1)
    ax.text(
        0.9 * most, 0.865 * most, "the line", rotation=45, rotation_mode="anchor", ha="center",
        va="top", fontsize=14,
    )  # fmt: skip
    ax.scatter(vote[silent], voice[silent], s=30, color=LIGHT["theory"], label="silenced", zorder=2)
    ax.scatter(
        vote[~silent], voice[~silent], s=34, facecolor="none", edgecolor=LIGHT["value"],
        linewidth=1.5, label="turned", zorder=2,
    )  # fmt: skip
    ax.set(xlim=(0, most), ylim=(0, most), aspect="equal")
    ax.set_xlabel("vote |u| at the start", fontsize=14)
    ax.set_ylabel("voice $h_2/\\sqrt{K/2}$ at the start", fontsize=14)
    ax.tick_params(labelsize=12)
    ax.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), fontsize=14, handletextpad=0.3)
    return ax

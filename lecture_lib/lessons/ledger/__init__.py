"""Every number of the lectures: stated, recomputed, judged, recorded.

What the ids mean: all five lectures were read through, and whatever they state was given a number,
in order. ``"T-44"`` is statement 44 of the lecture T; the letters stand for the lecturers
(:data:`LECTURES`): G Glavaš, T Titov, K Kuhlmann, F Flanigan, S Stanford's CS324. ``"T-44b"`` is
the second number in it. What turned out to be wrong is an erratum and has a number of its own,
``"E-T1"`` the first of Titov's; docstrings of the package cite errata where an algorithm departs
from a slide. The lists are two tables beside this file, ``inventory.csv`` and ``errata.toml``: a
claim must stand in them, with its erratum and what that quotes. ``ll.claims()`` shows those made.
"""

from __future__ import annotations

from .claim import claim
from .inventory import Erratum, Statement, errata, statements
from .record import LECTURES, LEDGER, Claim, ClaimError, Ledger
from .selection import Claims, claims

__all__ = [
    "LECTURES",
    "LEDGER",
    "Claim",
    "ClaimError",
    "Claims",
    "Erratum",
    "Ledger",
    "Statement",
    "claim",
    "claims",
    "errata",
    "statements",
]

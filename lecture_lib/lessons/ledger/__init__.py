"""Every number of the lectures: stated, recomputed, judged, recorded."""

from __future__ import annotations

from .claim import claim
from .record import LECTURES, LEDGER, Claim, ClaimError, Claims, Ledger, claims

__all__ = [
    "LECTURES",
    "LEDGER",
    "Claim",
    "ClaimError",
    "Claims",
    "Ledger",
    "claim",
    "claims",
]

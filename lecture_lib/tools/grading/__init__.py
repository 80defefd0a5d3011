"""Grading a class: who handed in what, one notebook in its cage, and what its checks say.

``cage`` starts a kernel with limits, ``witness`` signs what the package's checks find in it,
``trial`` runs a notebook there, ``hand_ins`` knows files and students, ``results`` draws the
conclusions.
"""

from __future__ import annotations

__all__: list[str] = []

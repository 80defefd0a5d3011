"""The exercises of the notebooks, one file for each: ``nb07_zigzag.py`` holds those of notebook 07.

Nothing lists the files. :func:`lecture_lib.lessons.checking.load` takes every module here whose
name begins with ``nb`` and registers its ``EXERCISES``.
"""

from __future__ import annotations

__all__: list[str] = []

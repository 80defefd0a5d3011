"""Results of a search: rows in memory, and JSON lines in a file that is always whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..files import replacing
from ..style.text import clean, columns

__all__ = ["Row", "SearchResults", "read_rows", "write_rows"]


@dataclass(frozen=True)
class Row:
    """One configuration and what came of it.

    Attributes
    ----------
    config : dict
        Name → setting.
    scores : dict of float
        Name → score; empty after a failure.
    error : str
        ``""``, or the type and text of the exception.
    seconds : float
        How long it took.

    Examples
    --------
    >>> Row({"depth": 2}, {"score": 0.9}).scores["score"]
    0.9
    """

    config: Mapping[str, Any]
    scores: Mapping[str, float]
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class SearchResults:
    """All rows of a search, in the order of the grid.

    Attributes
    ----------
    rows : tuple of Row
        Of all configurations that are finished, failures too.
    score : str
        Name of the score that decides.
    maximise : bool
        Whether larger is better.
    planned : int
        How many configurations the grid has: more than rows if the search was interrupted.

    Examples
    --------
    >>> rows = (Row({"depth": 1}, {"score": 0.8}), Row({"depth": 2}, {"score": 0.9}),
    ...         Row({"depth": 3}, {}, error="ValueError: too deep"))
    >>> results = SearchResults(rows)
    >>> results.best.config
    {'depth': 2}
    >>> print(results.table())
    depth  score
        2  0.9
        1  0.8
        3         failed: ValueError: too deep
    """

    rows: tuple[Row, ...]
    score: str = "score"
    maximise: bool = True
    planned: int = 0

    @property
    def best(self) -> Row:
        """The best row; of equal ones the first in the grid."""
        rows = [row for row in self.rows if not row.error]
        if not rows:
            told = "; the first: " + self.failures[0].error if self.failures else ""
            raise ValueError(f"grid_search: no configuration succeeded, so none is best{told}")
        choose = max if self.maximise else min
        return choose(rows, key=lambda row: row.scores[self.score])

    @property
    def failures(self) -> tuple[Row, ...]:
        """The rows that ended in an error."""
        return tuple(row for row in self.rows if row.error)

    def column(self, name: str) -> NDArray[Any]:
        """Return a setting or a score of every row, NaN for the scores of failures.

        Examples
        --------
        >>> SearchResults((Row({"depth": 1}, {"score": 0.8}),)).column("score")
        array([0.8])
        """
        if self.rows and name in self.rows[0].config:
            return np.array([row.config[name] for row in self.rows])
        if not any(name in row.scores for row in self.rows):
            known = {k: None for row in self.rows for k in (*row.config, *row.scores)}
            raise KeyError(f"no column {name!r}; there are {', '.join(known)}")
        return np.array([row.scores.get(name, np.nan) for row in self.rows])

    def table(self, rows: int | None = None) -> str:
        """Return the best `rows` (default: all), best first and failures last, as text."""
        if not self.rows:
            return "no configuration finished"
        settings = list(dict.fromkeys(k for row in self.rows for k in row.config))
        scores = list(dict.fromkeys(k for row in self.rows for k in row.scores)) or [self.score]
        sign = -1 if self.maximise else 1
        fine = [row for row in self.rows if not row.error]
        fine.sort(key=lambda row: sign * row.scores[self.score])
        lines = [(*settings, *scores, "")]
        for row in [*fine, *self.failures][:rows]:
            found = ["" if row.error else _short(row.scores.get(k, np.nan)) for k in scores]
            told = f"failed: {clean(row.error.splitlines()[0], 60)}" if row.error else ""
            lines.append((*(_short(row.config.get(k), 70) for k in settings), *found, told))
        return columns(lines, right=range(len(settings)))

    def __repr__(self) -> str:
        missing = max(self.planned - len(self.rows), 0)
        rest = f"\n({missing} of {self.planned} configurations not run yet)" if missing else ""
        return self.table() + rest


def write_rows(path: Path, header: Mapping[str, Any], rows: Iterable[Row]) -> None:
    """Write a header and rows as JSON lines, in one move."""
    lines = [dict(header)]
    for row in rows:
        line: dict[str, Any] = {"config": row.config, "seconds": round(row.seconds, 3)}
        if row.error:
            line["error"] = row.error
        else:  # JSON has no NaN
            line["scores"] = {k: v if np.isfinite(v) else None for k, v in row.scores.items()}
        lines.append(line)
    text = "".join(json.dumps(line, allow_nan=False) + "\n" for line in lines)
    with replacing(path) as stream:
        stream.write(text.encode())


def read_rows(path: Path, header: Mapping[str, Any]) -> list[Row]:
    """Read the rows of a file whose header must be `header`.

    Raises
    ------
    ValueError
        A damaged file, or one that another search wrote. It is not touched.
    """
    lines: Sequence[str] = path.read_text(encoding="utf-8").splitlines()
    parsed = []
    for number, line in enumerate(lines, 1):
        try:
            parsed.append(json.loads(line))
            if not isinstance(parsed[-1], dict) or (number > 1 and "config" not in parsed[-1]):
                raise ValueError("not a row")
        except ValueError as error:
            raise ValueError(
                f"{path}: line {number} is damaged ({error}); repair it, or move the file away to "
                "start over"
            ) from None
    found = parsed[0] if parsed else {}
    for key, value in header.items():
        if found.get(key) != value:
            raise ValueError(
                f"{path} holds the results of another search: its {key} is "
                f"{_short(found.get(key), 200)}, this one's is {_short(value, 200)}. Name another "
                "file, or move this one away"
            )
    return [
        Row(p["config"], {k: np.nan if v is None else v for k, v in p.get("scores", {}).items()},
            p.get("error", ""), p.get("seconds", 0.0))
        for p in parsed[1:]
    ]  # fmt: skip


def _short(value: Any, most: int = 24) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= most else text[: most - 1] + "…"

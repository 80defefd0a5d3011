"""Exercises of notebook 01, *follow one gradient*: an engine that walks along arrows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake, check, find
from .arrows import Arrow, tenths
from .nb01_record import recorded

__all__ = [
    "EXERCISES",
    "Gradient",
    "add_up",
    "forget_upstream",
    "multiply",
    "overwrite",
    "yours",
]

Generator = np.random.Generator
Gradient = dict[str, float]
_SIZES = [k for k in range(2, 25) if k != 10]  # of tenths; none 0 or 1


_WALKS = 2000  # through the list of arrows; nodes times arrows is far less


class _Counted(list[Arrow]):
    """Arrows that count how often a student's program goes through them.

    Only a copy counts, and each attempt is given one of its own.
    """

    left = float("inf")

    def __deepcopy__(self, memo: dict[int, Any]) -> _Counted:
        copied = _Counted(self)
        copied.left = _WALKS
        return copied

    def __iter__(self) -> Iterator[Arrow]:
        self.left -= 1
        if self.left < 0:
            raise RuntimeError(
                "stopped, for this would take for ever: each path is walked here, and not each "
                f"arrow. 24 doublings have {len(self)} arrows and {2**24:,} paths"
            )
        return super().__iter__()


def _doublings(upside_down: bool = False) -> _Counted:
    """x24 = x23 + x23, and so on down to x0."""
    chain = [(f"x{k}", f"x{k - 1}", 1.0) for k in range(24, 0, -1) for _ in range(2)]
    return _Counted(chain[::-1] if upside_down else chain)


# --- make: arrows in the right order -----------------------------------------------------------


def add_up(arrows: list[Arrow], root: str) -> Gradient:
    """The right engine, for arrows in a safe order: gradients along all of them."""
    gradient = {root: 1.0}
    for result, operand, local in arrows:
        gradient[operand] = gradient.get(operand, 0.0) + gradient[result] * local
    return gradient


def overwrite(arrows: list[Arrow], root: str) -> Gradient:
    """A slip: the last arrow into a node counts."""
    gradient = {root: 1.0}
    for result, operand, local in arrows:
        gradient[operand] = gradient[result] * local
    return gradient


def _keep_first(arrows: list[Arrow], root: str) -> Gradient:
    gradient = {root: 1.0}
    for result, operand, local in arrows:
        gradient.setdefault(operand, gradient[result] * local)
    return gradient


def _start_at_one(arrows: list[Arrow], root: str) -> Gradient:
    gradient = {root: 1.0}
    for result, operand, local in arrows:
        gradient[operand] = gradient.get(operand, 1.0) + gradient[result] * local
    return gradient


def multiply(arrows: list[Arrow], root: str) -> Gradient:
    """A slip: arrows into one node are multiplied."""
    gradient = {root: 1.0}
    for result, operand, local in arrows:
        gradient[operand] = gradient.get(operand, 1.0) * gradient[result] * local
    return gradient


def _in_reverse(arrows: list[Arrow], root: str) -> Gradient:
    gradient = {root: 1.0}
    for result, operand, local in reversed(arrows):
        gradient[operand] = gradient.get(operand, 0.0) + gradient.get(result, 0.0) * local
    return gradient


def forget_upstream(arrows: list[Arrow], root: str) -> Gradient:
    """A slip: each local derivative alone, without what came down."""
    gradient = {root: 1.0}
    for _, operand, local in arrows:
        gradient[operand] = gradient.get(operand, 0.0) + local
    return gradient


def _forget_local(arrows: list[Arrow], root: str) -> Gradient:
    gradient = {root: 1.0}
    for result, operand, _ in arrows:
        gradient[operand] = gradient.get(operand, 0.0) + gradient[result]
    return gradient


def _add_along(arrows: list[Arrow], root: str) -> Gradient:
    gradient = {root: 1.0}
    for result, operand, local in arrows:
        gradient[operand] = gradient.get(operand, 0.0) + gradient[result] + local
    return gradient


def _root_from_zero(arrows: list[Arrow], root: str) -> Gradient:
    return dict.fromkeys(add_up(arrows, root), 0.0)


def _without_root(arrows: list[Arrow], root: str) -> Gradient:
    return {node: slope for node, slope in add_up(arrows, root).items() if node != root}


def _diamond(rng: Generator) -> Inputs:
    p, q, r, s, t = tenths(rng, 5, _SIZES)
    root = str(rng.choice(["f", "g", "z"]))
    arrows = [(root, "u", p), (root, "v", q), ("u", "v", r), ("v", "a", s), ("u", "a", t)]
    return arrows, root


_PULL_BACK = Exercise(
    id="pull-back",
    task="arrows is a list of (result, operand, local derivative), in an order in which a node has "
    "received everything before it passes anything on: walk them as they stand. Return a dict with "
    "the gradient of the root at every node, the root included. A node that is met for the first "
    "time has no entry yet: it has received 0.",
    inputs=("arrows", "root"),
    simple=(
        ([("c", "b", 0.5), ("b", "a", 3.0)], "c"),
        ([("b", "a", 1.0), ("b", "a", 1.0)], "b"),
        ([("c", "b", 0.5), ("b", "a", 2.0), ("b", "a", -1.0)], "c"),
        (_doublings(), "x24"),
    ),
    numbers=_diamond,
    reference=add_up,
    mistakes=(
        Mistake(
            "overwrote instead of added",
            overwrite,
            "The last arrow that reaches a node wipes out what the earlier ones brought.",
        ),
        Mistake(
            "kept only the first",
            _keep_first,
            "The first arrow that reaches a node counts, and all later ones are dropped.",
        ),
        Mistake(
            "started at one",
            _start_at_one,
            "A node that nothing has reached yet has gradient 0. Only the root starts with 1.",
        ),
        Mistake(
            "multiplied where paths meet",
            multiply,
            "Along a path numbers multiply. Where paths meet, they add up.",
        ),
        Mistake(
            "forgot what had arrived",
            forget_upstream,
            "An arrow passes on what has arrived at its result, times the local derivative. Yours "
            "passes on the local derivative alone.",
        ),
        Mistake(
            "forgot the local derivative",
            _forget_local,
            "Yours passes on what has arrived, unchanged. What does the arrow do to it?",
        ),
        Mistake(
            "added along a path",
            _add_along,
            "An arrow multiplies what has arrived at its result by the local derivative. Yours "
            "adds the two.",
        ),
        Mistake(
            "walked from the wrong end",
            _in_reverse,
            "At the last arrow of the list nothing has arrived yet. Begin with the first.",
        ),
        Mistake(
            "the root starts at 0",
            _root_from_zero,
            "All is 0, for nothing is ever put in. How fast does the root grow with itself?",
        ),
        Mistake(
            "the root left out",
            _without_root,
            "All slopes are right, and the root is missing from the dict. Its gradient is 1.",
        ),
    ),
    hints=(
        "What is known before the first arrow? The root's gradient with respect to itself.",
        "Each arrow brings to its operand what has arrived at its result, times the local "
        "derivative. A loop over the arrows does it.",
        "An operand that is met for the first time has no entry yet: "
        "gradient.get(operand, 0.0) is what it has so far.",
    ),
    stops={
        "KeyError": "A node that is met for the first time has no entry yet. What has it received "
        "so far? And which node of an arrow has its gradient already, the result or the operand?"
    },
)


# --- repair: arrows in any order ---------------------------------------------------------------


def _walk(arrows: list[Arrow], root: str, ready: str = "all in", add: bool = True) -> Gradient:
    """Visit nodes from the root on; ``ready`` says when a node joins the queue."""
    gradient, visit, left = {root: 1.0}, [root], [operand for _, operand, _ in arrows]
    for node in visit:  # the list grows while we walk along it
        for result, operand, local in arrows:
            if result == node:
                so_far = gradient.get(operand, 0.0) if add else 0.0
                gradient[operand] = so_far + gradient[node] * local
                left.remove(operand) if operand in left else None
                joins = {
                    "all in": operand not in left,
                    "first": operand not in visit,
                    "always": True,
                }
                if joins[ready]:
                    visit.append(operand)
    return gradient


def _revisits(arrows: list[Arrow], root: str) -> Gradient:
    """Of long lists an attempt of this kind is stopped, see ``_Counted``."""
    return _walk(arrows, root, "always") if len(arrows) < 20 else {}


def _depth_first(arrows: list[Arrow], root: str) -> Gradient:
    gradient, waiting, seen = {root: 1.0}, [root], {root}
    while waiting:
        node = waiting.pop()
        for result, operand, local in arrows:
            if result == node:
                gradient[operand] = gradient.get(operand, 0.0) + gradient[node] * local
                if operand not in seen:
                    seen.add(operand)
                    waiting.append(operand)
    return gradient


def _as_they_come(arrows: list[Arrow], root: str) -> Gradient:
    gradient = dict.fromkeys([node for arrow in arrows for node in arrow[:2]], 0.0)
    gradient[root] = 1.0
    for result, operand, local in arrows:
        gradient[operand] += gradient[result] * local
    return gradient


def _tangle(rng: Generator) -> Inputs:
    p, q, r, s, t, x = tenths(rng, 6, _SIZES)
    arrows = [
        ("f", "u", p), ("f", "v", q), ("v", "u", r), ("u", "w", s), ("v", "w", t), ("w", "a", x),
    ]  # fmt: skip
    return [arrows[k] for k in rng.permutation(len(arrows))], "f"


_ENGINE = Exercise(
    id="repair-engine",
    task="arrows is a list of (result, operand, local derivative), in any order. The engine visits "
    "a node too early. Repair it, so that it returns the gradient of every node as a dict.",
    inputs=("arrows", "root"),
    simple=(
        (
            [("f", "u", 6.0), ("f", "v", 4.0), ("v", "u", 1.0), ("u", "a", 4.0), ("v", "a", 1.0)],
            "f",
        ),
        (
            [
                ("a", "x", 2.0),
                ("v", "a", 1.0),
                ("u", "a", 3.0),
                ("f", "v", 4.0),
                ("u", "v", 5.0),
                ("f", "u", 6.0),
            ],
            "f",
        ),
        (
            [("v", "w", 1.0), ("w", "a", 2.0), ("f", "w", 3.0), ("f", "v", 4.0), ("f", "a", 5.0)],
            "f",
        ),
        (_doublings(upside_down=True), "x24"),
    ),
    numbers=_tangle,
    reference=_walk,
    mistakes=(
        Mistake(
            "as it was",
            lambda arrows, root: _walk(arrows, root, "first"),
            "These are the engine's own answers. It puts a node on the list when the first arrow "
            "reaches it. What may still be on its way?",
        ),
        Mistake(
            "visited more than once",
            _revisits,
            "A node that is visited twice passes on twice what it had the first time. Visit it "
            "once, when all has arrived.",
        ),
        Mistake(
            "the latest first",
            _depth_first,
            "Taking the node that was met last helps in some graphs only. What must be true of a "
            "node before it is visited?",
        ),
        Mistake(
            "arrows as they come",
            _as_they_come,
            "The arrows come in any order. A node may pass on only what has arrived already.",
        ),
        Mistake(
            "overwrote instead of added",
            lambda arrows, root: _walk(arrows, root, add=False),
            "The order is right now. But the last arrow that reaches a node wipes out the others.",
        ),
    ),
    hints=(
        "Which arrows must have been walked before a node may pass on what it has?",
        "Keep a list of the operands of all arrows. Strike an entry out when its arrow has been "
        "walked.",
        "left = [operand for _, operand, _ in arrows] before the loop, and left.remove(operand) "
        "at each arrow. When is the operand complete?",
    ),
)


def yours(
    id: str, attempt: Callable[..., Any], tape: list[Any] | None = None
) -> Callable[..., Any]:
    """Return the student's function if it is right, and ours until then; print which it is.

    Parameters
    ----------
    id : str
        The exercise that asked for it.
    attempt : callable
        What the student wrote.
    tape : list, optional
        Of an engine that records: where ours shall note its arrows.

    Examples
    --------
    >>> def pull_back(arrows, root):
    ...     return {root: 1.0}
    >>> yours("pull-back", pull_back) is add_up
    pull-back: ours, until yours is right
    True
    """
    ours = find(id).reference if tape is None else partial(recorded, tape=tape)
    is_ours = getattr(attempt, "func", attempt) in (ours, recorded)
    right = not is_ours and bool(check(id, attempt))
    print(f"{id}: {'yours' if right else 'ours, until yours is right'}")
    return attempt if right else ours


EXERCISES = (_PULL_BACK, _ENGINE)

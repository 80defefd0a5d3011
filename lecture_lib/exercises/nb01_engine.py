"""Exercises of notebook 01: write a backward pass and a record; break, repair, judge engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import equal

__all__ = ["EXERCISES"]

Generator = np.random.Generator
Arrow = tuple[str, str, float]
Gradient = dict[str, float]


def _tenths(rng: Generator, count: int) -> list[float]:
    """Draw numbers with one decimal, none 0 or 1, all of different size."""
    sizes = rng.choice([k for k in range(2, 25) if k != 10], size=count, replace=False) / 10
    return [round(float(s), 1) for s in sizes * rng.choice([-1, 1], size=count)]


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


def _add_up(arrows: list[Arrow], root: str) -> Gradient:
    gradient = {root: 1.0}
    for result, operand, local in arrows:
        gradient[operand] = gradient.get(operand, 0.0) + gradient[result] * local
    return gradient


def _overwrite(arrows: list[Arrow], root: str) -> Gradient:
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


def _multiply(arrows: list[Arrow], root: str) -> Gradient:
    gradient = {root: 1.0}
    for result, operand, local in arrows:
        gradient[operand] = gradient.get(operand, 1.0) * gradient[result] * local
    return gradient


def _in_reverse(arrows: list[Arrow], root: str) -> Gradient:
    gradient = {root: 1.0}
    for result, operand, local in reversed(arrows):
        gradient[operand] = gradient.get(operand, 0.0) + gradient.get(result, 0.0) * local
    return gradient


def _forget_upstream(arrows: list[Arrow], root: str) -> Gradient:
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
    return dict.fromkeys(_add_up(arrows, root), 0.0)


def _without_root(arrows: list[Arrow], root: str) -> Gradient:
    return {node: slope for node, slope in _add_up(arrows, root).items() if node != root}


def _diamond(rng: Generator) -> Inputs:
    p, q, r, s, t = _tenths(rng, 5)
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
    reference=_add_up,
    mistakes=(
        Mistake(
            "overwrote instead of added",
            _overwrite,
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
            _multiply,
            "Along a path numbers multiply. Where paths meet, they add up.",
        ),
        Mistake(
            "forgot what had arrived",
            _forget_upstream,
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
    p, q, r, s, t, x = _tenths(rng, 6)
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


# --- break: one graph on which three engines fail ----------------------------------------------


_BROKEN: dict[str, Callable[[list[Arrow], str], Gradient]] = {
    "A": _overwrite,
    "B": _forget_upstream,
    "C": _multiply,
}


def _read(answer: Any) -> list[Arrow]:
    return [(str(result), str(operand), float(local)) for result, operand, local in answer]


def _at_a(answer: Any, engine: Callable[[list[Arrow], str], Gradient] = _add_up) -> float:
    return float(engine(_read(answer), "f").get("a", 0.0))


def _break_fault(answer: Any, slope: float) -> str | None:
    arrows = _read(answer)
    if len(arrows) > 4:
        return f"there are {len(arrows)} arrows, and four are allowed"
    for k, (result, operand, _) in enumerate(arrows):
        if operand in {"f", result} or operand in {later[0] for later in arrows[: k + 1]}:
            return f"arrow {k + 1} brings something to {operand}, which has passed on what it had"
        if result not in {"f", *(earlier[1] for earlier in arrows[:k])}:
            return f"arrow {k + 1} passes on what {result} has, and nothing has arrived there"
    if not equal(_at_a(arrows), slope, 1e-6):
        return f"in truth ∂f/∂a is {_at_a(arrows):g} in your graph"
    for name, engine in _BROKEN.items():
        if equal(_at_a(arrows, engine), slope, 1e-6):
            return f"engine {name} gets ∂f/∂a right"
    return None


def _says(words: str) -> Callable[..., bool]:
    return lambda answer, slope: words in (_break_fault(answer, slope) or "")


def _as_in_two_and_two(slope: float) -> list[Arrow]:
    """Paths whose product is their sum, as 2 + 2 and 2 · 2: only engine C is right."""
    given = [] if slope >= 4 or slope <= 0 else [-1.0]  # two paths cannot do it in between
    total, product = slope - sum(given), slope / np.prod(given)
    root = np.sqrt(total**2 - 4 * product)
    paths = [*given, (total + root) / 2, (total - root) / 2]
    return [("f", "u", 2.0), *[("u", "a", float(path / 2)) for path in paths]]


def _breaks_all(slope: float) -> list[Arrow]:
    return [("f", "u", 2.0), ("u", "a", slope / 2 + 1.0), ("u", "a", -1.0)]


_BREAK = Exercise(
    id="break-engines",
    task="Return a graph of at most four arrows (result, operand, local derivative), the root f "
    "first, in which ∂f/∂a is the given slope in truth, but not to engine A, not to B and not to "
    "C.",
    inputs=("slope",),
    simple=((6.0,), (-0.5,), (2.0,)),
    numbers=lambda rng: (round(float(rng.integers(25, 95)) / 10 + 0.05, 2),),
    reference=_breaks_all,
    fault=_break_fault,
    mistakes=(
        Mistake(
            "A survives",
            lambda slope: [("f", "u", 2.0), ("u", "a", slope / 2)],
            "Engine A keeps only what came last. That shows only where more than one arrow ends.",
            fits=_says("engine A"),
        ),
        Mistake(
            "B survives",
            lambda slope: [("f", "a", slope / 3), ("f", "a", 2 * slope / 3)],
            "Engine B forgets what has arrived at the result. That shows only where something "
            "other than 1 has arrived.",
            fits=_says("engine B"),
        ),
        Mistake(
            "C survives",
            _as_in_two_and_two,
            "Engine C multiplies where it should add. With your numbers both give the same, as "
            "2 + 2 and 2 · 2 do.",
            fits=_says("engine C"),
        ),
        Mistake(
            "another slope",
            lambda slope: [("f", "u", 2.0), ("u", "a", slope), ("u", "a", slope)],
            "Work out ∂f/∂a yourself first: multiply along each path, then add the paths up.",
            fits=_says("in truth"),
        ),
        Mistake(
            "too many arrows",
            lambda slope: [("f", "u", 2.0), *[("u", "a", slope / 8)] * 4],
            "Fewer will do: one node in between, and two paths.",
            fits=_says("are allowed"),
        ),
    ),
    hints=(
        "What must a graph have for engine A to be wrong? And for engine B?",
        "Two arrows into a, and a node in between at which something other than 1 arrives.",
        "Take an arrow from u to f with local derivative 2, and two arrows from a to u. Their "
        "numbers must add up to half the slope. Then see what engine C makes of them.",
    ),
)


# --- judge: which slip was it? -----------------------------------------------------------------


_VERDICTS = ("right", "overwrites", "forgets", "multiplies")


def _reports(r: float, s: float, t: float) -> dict[str, float]:
    arrows = [("f", "u", r), ("u", "a", s), ("u", "a", t)]
    engines = (_add_up, _overwrite, _forget_upstream, _multiply)
    return {word: _at_a(arrows, e) for word, e in zip(_VERDICTS, engines, strict=True)}


def _judged(r: float, s: float, t: float, found: list[float]) -> list[str]:
    of = _reports(r, s, t)
    return [min(of, key=lambda word: abs(of[word] - number)) for number in found]


def _judge_fault(answer: Any, *inputs: Any) -> str | None:
    right, words = _judged(*inputs), list(answer)
    if len(words) != len(right):
        return f"there are {len(right)} engines, and {len(words)} words"
    if strange := [word for word in words if word not in _VERDICTS]:
        return f"{strange[0]!r} is none of the four words"
    wrong = [k for k, (word, true) in enumerate(zip(words, right, strict=True)) if word != true]
    return f"engine {wrong[0] + 1} of the list is something else" if wrong else None


def _trial(rng: Generator) -> Inputs:
    while True:
        r, s, t = (float(x) for x in rng.permutation([-7, -5, -4, -3, -2, 2, 3, 4, 5, 7, 8])[:3])
        found = list(_reports(r, s, t).values())
        if min(abs(x - y) for k, x in enumerate(found) for y in found[:k]) > 0.5:
            return r, s, t, [found[k] for k in rng.permutation(4)]  # whole: compared with ==


def _renamed(old: str, new: str) -> Callable[..., list[str]]:
    swap = {old: new, new: old}
    return lambda *inputs: [swap.get(word, word) for word in _judged(*inputs)]


def _swapped(old: str, new: str) -> Callable[..., bool]:
    wrong = _renamed(old, new)
    return lambda answer, *inputs: [str(word) for word in answer] == wrong(*inputs)


_JUDGE = Exercise(
    id="judge-engines",
    task="An arrow with r leads from u to f, and two arrows with s and t from a to u. Four engines "
    "found the numbers in the list found for ∂f/∂a. Return a list of four words, one for each: "
    '"right", "overwrites", "forgets" or "multiplies".',
    inputs=("r", "s", "t", "found"),
    simple=(
        (2.0, 3.0, 4.0, [48.0, 8.0, 14.0, 7.0]),
        (-2.0, 3.0, 5.0, [-16.0, 8.0, 60.0, -10.0]),
    ),
    numbers=_trial,
    reference=_judged,
    fault=_judge_fault,
    mistakes=(
        Mistake(
            "right and multiplies swapped",
            _renamed("right", "multiplies"),
            "Where two paths meet, what they bring is added up.",
            fits=_swapped("right", "multiplies"),
        ),
        Mistake(
            "right and forgets swapped",
            _renamed("right", "forgets"),
            "s + t is the gradient of u. On the way to f there is one more arrow.",
            fits=_swapped("right", "forgets"),
        ),
        Mistake(
            "overwrites and forgets swapped",
            _renamed("overwrites", "forgets"),
            "Which engine keeps the last arrow alone, and which leaves out r?",
            fits=_swapped("overwrites", "forgets"),
        ),
    ),
    hints=(
        "Two paths lead from f back to a. What does each bring?",
        "The paths bring r · s and r · t. What makes of them an engine that adds, one that keeps "
        "the last alone, one that multiplies?",
        "Compute all four numbers from r, s and t; then look each entry of found up among them.",
    ),
)


EXERCISES = (_PULL_BACK, _ENGINE, _BREAK, _JUDGE)

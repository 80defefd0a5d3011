"""Exercise of notebook 15: what attention without places cannot tell apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from ..language import Masking, Source, Special, masked_posterior, pond
from ..lessons.checking import Exercise, Mistake

__all__ = ["EXERCISES"]

Pair = tuple[str, str]
_MASK = str(Special.MASK)
_LEAST = 0.3


@cache
def _pond() -> Source:
    return pond()


@cache
def _truth(text: str) -> np.ndarray[Any, Any] | None:
    """What a perfect reader says of the last word, which is hidden; None if nobody says this."""
    words = text.split()[:-1]
    seen = np.append(_pond().numbers(words), len(_pond().words))
    try:
        return np.asarray(masked_posterior(_pond(), seen, Masking(mask=1, random=0))[-1])
    except ValueError:
        return None


def _texts(answer: Any) -> list[str] | None:
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return None
    parts = [part if isinstance(part, str) else " ".join(map(str, part)) for part in answer
             if isinstance(part, str | tuple | list)]  # fmt: skip
    return [" ".join(part.split()) for part in parts] if len(parts) == 2 else None


def _distance(texts: list[str]) -> float:
    one, other = (_truth(text) for text in texts)
    if one is None or other is None:
        return 0.0
    return float(np.abs(one - other).sum() / 2)


def _stop(words: list[str]) -> str:
    """The first word that cannot stand where it does, as the end of a sentence."""
    for n, word in enumerate(words):
        if _truth(" ".join([*words[: n + 1], _MASK])) is None:
            return f": nobody says {word!r} behind {' '.join(words[:n])!r}"
    return ""


def _fault(answer: Any, bird: str) -> str | None:
    texts = _texts(answer)
    if texts is None:
        return "return two texts, such as ('the duck <mask>', 'a duck <mask>')"
    for text in texts:
        words = text.split()
        if not words or words[-1] != _MASK or words.count(_MASK) != 1:
            return f"{text!r} does not end with its only {_MASK}"
        if ends := [word for word in words if word in _pond().ends]:
            return (
                f"{text!r} has {ends[0]!r}: to move the end of a sentence is the easy trick. "
                "Let both texts lie within one sentence"
            )
        if bird not in words:
            return f"{text!r} has no {bird!r}"
        unknown = [word for word in words[:-1] if word not in _pond().words]
        if unknown:
            return f"nobody at the pond says {unknown[0]!r}"
    one, other = (Counter(text.split()) for text in texts)
    if one != other:
        word = next(iter((one - other) + (other - one)))
        return f"they have not the same words: {word!r} is more often in one of them"
    for text in texts:
        if _truth(text) is None:
            return f"{text!r} cannot be said at the pond{_stop(text.split()[:-1])}"
    if (found := _distance(texts)) < _LEAST:
        return (
            f"what should stand behind them differs by {found:.2f}, and should by {_LEAST} "
            "(half of the sum of all differences between two probabilities)"
        )
    return None


def _is(test: Callable[[list[str]], bool]) -> Callable[[Any, str], bool]:
    def fits(answer: Any, bird: str) -> bool:
        texts = _texts(answer)
        return texts is not None and test(texts)

    return fits


def _said(one: str, other: str) -> Callable[[str], Pair]:
    """Two texts in which {bird} and {second} stand for two birds."""

    def texts(bird: str) -> Pair:
        birds = {"bird": bird, "second": "goose" if bird == "duck" else "duck"}
        return f"{one.format(**birds)} {_MASK}", f"{other.format(**birds)} {_MASK}"

    return texts


def _counted(texts: list[str]) -> bool:
    return Counter(texts[0].split()) == Counter(texts[1].split())


def _numbers(rng: np.random.Generator) -> tuple[str]:
    return (str(rng.choice(["duck", "goose", "swan"])),)


def _alike(texts: list[str]) -> bool:
    """Whether both can be said, and the same is to be expected behind them."""
    words = [text.split() for text in texts]
    fine = all(w[-1:] == [_MASK] and set(w[:-1]) <= set(_pond().words) for w in words)
    return fine and all(_truth(text) is not None for text in texts) and _distance(texts) < 1e-9


_ORDERS = Exercise(
    id="attention-orders",
    task="Without places, attention over all words cannot tell one order from another. Return two "
    "texts of the pond, each within one sentence and without its end, with the same words in "
    "another order, the bird among them and '<mask>' as the last of both, behind which different "
    "words should stand: half of the sum of all differences between the two true distributions is "
    "to be at least 0.3. Texts may begin anywhere, as “swims near the <mask>” does. At the pond a "
    "verb agrees with its bird: which, if there are two?",
    inputs=("bird",),
    simple=(("goose",), ("swan",)),
    numbers=_numbers,
    reference=_said("the {bird} that sees the {second}", "the {second} that sees the {bird}"),
    mistakes=(
        Mistake(
            "the same order",
            _said("the {bird} that sees the {second}", "the {bird} that sees the {second}"),
            "That is the same text twice. Put its words in another order.",
            _is(lambda texts: texts[0] == texts[1]),
        ),
        Mistake(
            "other words",
            _said("the {bird}", "the {second}"),
            "Attention sees the difference between two words well. Take the same words, in another "
            "order.",
            _is(lambda texts: not _counted(texts)),
        ),
        Mistake(
            "an order that says the same",
            _said("the little grey {bird}", "the grey little {bird}"),
            "In both orders the same is to be expected. Which words decide on what stands at the "
            "end, and what would have to change places with them?",
            _is(lambda texts: texts[0] != texts[1] and _counted(texts) and _alike(texts)),
        ),
    ),
    hints=(
        "Begin with a bird, a clause that names another bird, and then the hidden verb.",
        "A clause such as “that sees the goose” stands between a bird and its verb.",
        "Let two birds of one number change places around “that sees”.",
    ),
    fault=_fault,
    same=lambda answer, other: _texts(answer) is not None and _texts(answer) == _texts(other),
)  # fmt: skip

EXERCISES = (_ORDERS,)

"""A language of which everything is known: a weighted automaton that never guesses its state.

A state and a word determine the next state, so the words said so far tell where the automaton is.
That makes exact what real text only lets one estimate: the true probability of the next word, the
entropy, the least loss of any model that sees n words, and whether a sentence belongs to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..randomness import checked_rng
from .beliefs import Belief, merged
from .tokens import checked_numbers

__all__ = ["Arcs", "Grammar", "Source", "entropy"]

Array = NDArray[Any]

#: State -> what may be said in it: (word, probability, next state); a word at most once.
Grammar = Callable[[Any], Iterable[tuple[str, float, Hashable]]]

# What a computer still holds in its memory, and says in a few seconds.
_MOST_STATES = 200_000
_MOST_PAIRS = 20_000_000  # of a state and a word
_LONGEST = 100_000  # words of a sentence


def entropy(p: Array) -> Array:
    r"""Return the entropy :math:`-\sum p \ln p` of distributions on the last axis, in nats.

    Parameters
    ----------
    p : ndarray, shape (..., V)
        Each sums to one; a zero adds nothing.

    Examples
    --------
    >>> entropy(np.array([[0.5, 0.5], [1.0, 0.0]])).round(3).tolist()
    [0.693, 0.0]
    """
    p = np.asarray(p, float)
    return np.asarray(-(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1)) + 0.0


class Arcs(NamedTuple):
    """What may be said, one entry each: all arrays have shape (A,), ordered by state.

    Attributes
    ----------
    state, word, next : ndarray of int
        Where, what, and where that leads, by number.
    p : ndarray
        The probability of the word in the state.

    Examples
    --------
    >>> Source("ends", lambda state: [("duck", 0.6, "ends"), ("goose", 0.4, "ends")]).arcs
    Arcs(state=array([0, 0]), word=array([0, 1]), p=array([0.6, 0.4]), next=array([0, 0]))
    """

    state: Array
    word: Array
    p: Array
    next: Array


class Source:
    r"""A language without end: sentences of an automaton, one after the other.

    Parameters
    ----------
    start : hashable
        The state in which a sentence begins, and to which its last word leads back.
    grammar : callable
        Returns for a state what may be said in it, as (word, probability, next state).

    Attributes
    ----------
    words : tuple of str
        All words, in the order in which they are met; a word's place is its number.
    states : tuple
        All states that can be reached; the first is ``start``.
    arcs : Arcs
        All that may be said, in all states.
    p : ndarray, shape (S, V)
        The probability of each word in each state.
    next : ndarray of int, shape (S, V)
        The state that follows a state and a word, −1 where the word cannot be said.

    Raises
    ------
    ValueError
        Probabilities that are no distribution, a word twice in one state, a state from which
        ``start`` cannot be reached, or states without end.

    Notes
    -----
    Such a source is called *unifilar*; its entropy rate is
    :math:`H = \sum_s \pi_s H(p(\cdot\mid s))`, with the share :math:`\pi_s` of time that it
    spends in a state (Shannon, 1948, section 7).

    Examples
    --------
    A goose comes after one duck, two, or any number:

    >>> def grammar(state):
    ...     if state == "begin":
    ...         return [("duck", 1.0, "game")]
    ...     return [("duck", 0.5, "game"), ("goose", 0.5, "begin")]
    >>> game = Source("begin", grammar)
    >>> game.words, game.states
    (('duck', 'goose'), ('begin', 'game'))
    >>> round(game.entropy, 4)  # a bit, ln 2, at two words of three
    0.4621
    >>> game.accepts(["duck", "duck", "goose"]), game.accepts(["goose"])
    (True, False)
    """

    def __init__(self, start: Hashable, grammar: Grammar) -> None:
        words: dict[str, int] = {}
        states: dict[Hashable, int] = {start: 0}
        arcs: list[tuple[int, int, float, int]] = []
        found = [start]  # grows while it is gone through
        for state in found:
            said = list(islice(grammar(state), _MOST_STATES + 1))
            _check(state, said)
            for word, p, following in said:
                if following not in states:
                    states[following] = len(found)
                    found.append(following)
                number = words.setdefault(word, len(words))
                arcs.append((states[state], number, p, states[following]))
            if len(found) > _MOST_STATES:
                raise ValueError(f"Source: more than {_MOST_STATES:,} states; keep less in one")
            if len(found) * len(words) > _MOST_PAIRS:
                raise ValueError(
                    f"Source: more than {_MOST_PAIRS:,} pairs of a state and a word; keep less in "
                    "a state, or take fewer words"
                )
        self.words, self.states = tuple(words), tuple(states)
        self._number = words
        self.arcs = Arcs(*(np.array(part) for part in zip(*arcs, strict=True)))
        self.p = np.zeros((len(states), len(words)))
        self.p[self.arcs.state, self.arcs.word] = self.arcs.p
        self.next = np.full(self.p.shape, -1)
        self.next[self.arcs.state, self.arcs.word] = self.arcs.next
        self._check_ends()

    def _check_ends(self) -> None:
        before: list[set[int]] = [set() for _ in self.states]
        arcs = zip(self.arcs.state.tolist(), self.arcs.next.tolist(), strict=True)
        for state, following in arcs:
            before[following].add(state)
        ends, seen = [0], {0}  # backwards from the end
        for state in ends:
            new = before[state] - seen
            seen |= new
            ends += new
        if len(seen) < len(self.states):
            lost = self.states[min(set(range(len(self.states))) - seen)]
            raise ValueError(f"Source: from the state {lost!r} no sentence comes to an end")

    # --- what is exact ----------------------------------------------------------------------------

    @cached_property
    def share(self) -> Array:
        """The share of time in each state, shape (S,): its visits in a sentence, on average.

        A ValueError tells of a language whose sentences may go on for more than 100,000 words.
        """
        now: Array = np.zeros(len(self.states))
        now[0] = 1.0
        visits = now.copy()
        inside = self.arcs.next != 0
        start, _, p, to = (part[inside] for part in self.arcs)
        for _ in range(_LONGEST):
            now = np.bincount(to, now[start] * p, minlength=len(now))
            visits += now
            if now.sum() <= 1e-17 * visits.sum():
                return np.asarray(visits / visits.sum())
        raise ValueError(
            f"Source: with probability {now.sum():.3g} a sentence has not come to its end after "
            f"{_LONGEST:,} words; make the end more probable"
        )

    @cached_property
    def ends(self) -> frozenset[str]:
        """The words that end a sentence: they lead back to its start wherever they may be said."""
        return frozenset(
            word
            for number, word in enumerate(self.words)
            if (self.next[self.p[:, number] > 0, number] == 0).all()
        )

    @property
    def length(self) -> float:
        """Words of a sentence, on average."""
        return float(1 / self.share[0])

    @cached_property
    def entropy(self) -> float:
        """The least loss of any model, in nats a word."""
        return float(self.share @ entropy(self.p))

    def window_entropies(self, longest: int) -> Array:
        r"""Return the least loss of a model that sees only the last 0, 1, … words.

        Parameters
        ----------
        longest : int
            The most words that it sees.

        Returns
        -------
        ndarray, shape (longest + 1,)
            :math:`H(X_t \mid X_{t-k}, \dots, X_{t-1})` in nats, for k = 0, 1, …

        Notes
        -----
        After some words one holds a *belief*, a distribution over states. Words of one kind lead
        to the same belief, and equal ones are merged, so there are few of them.

        Examples
        --------
        >>> game = Source(0, lambda s: [("duck", 0.5, 1), ("goose", 0.5, 0)] if s else
        ...               [("duck", 1.0, 1)])
        >>> game.window_entropies(2).round(4).tolist()  # one word tells the state
        [0.6365, 0.4621, 0.4621]
        """
        everywhere = np.arange(len(self.states))
        beliefs = [Belief(1.0, everywhere, self.share)]
        found = []
        for k in range(longest + 1):
            found.append(sum(b.weight * float(entropy(b.said(self.p))) for b in beliefs))
            if k < longest:
                beliefs = merged(after for b in beliefs for after in b.after(self.p, self.next))
        return np.array(found)

    # --- texts ------------------------------------------------------------------------------------

    def numbers(self, words: Sequence[str]) -> Array:
        """Return the numbers of words.

        Raises
        ------
        ValueError
            A word that the language does not have.
        """
        unknown = [word for word in words if word not in self._number]
        if unknown:
            raise ValueError(f"Source: no word {unknown[0]!r}; there are {', '.join(self.words)}")
        return np.array([self._number[word] for word in words], int)

    def path(self, words: Sequence[str]) -> Array:
        """Return the number of the state before each word and after the last, −1 once lost.

        >>> game = Source(0, lambda s: [("duck", 1.0, 1)] if s == 0 else [("goose", 1.0, 0)])
        >>> game.path(["duck", "goose", "goose"]).tolist()
        [0, 1, 0, -1]
        """
        return self._path(self.numbers(words))

    def _path(self, numbers: Array) -> Array:
        states = [0]
        for word in numbers.tolist():
            states.append(int(self.next[states[-1], word]) if states[-1] >= 0 else -1)
        return np.array(states)

    def accepts(self, words: Sequence[str]) -> bool:
        """Whether words are whole sentences, or none; an unknown word makes it false."""
        if any(word not in self._number for word in words):
            return False
        return bool(self.path(words)[-1] == 0)

    def distributions(self, text: ArrayLike) -> Array:
        """Return the true probabilities of each next word.

        Parameters
        ----------
        text : array_like of int, shape (T,)
            Numbers of words, from the beginning of a sentence on.

        Returns
        -------
        ndarray, shape (T + 1, V)
            Row t is for the word at place t, from the words before it; the last row is for the
            word that follows the text. Only by luck does a model have a lower loss on these words.

        Raises
        ------
        ValueError
            When these words cannot be said, or numbers are not those of words.
        """
        numbers = checked_numbers("Source.distributions", text, len(self.words))
        path = self._path(numbers)
        if path[-1] < 0:
            place = int(np.argmax(path < 0)) - 1
            *said, wrong = (self.words[number] for number in numbers[max(0, place - 5) : place + 1])
            raise ValueError(
                f"Source: word {place}, {wrong!r}, cannot be said after {' '.join(said)!r}"
            )
        return np.asarray(self.p[path])

    def next_probabilities(self, words: Sequence[str]) -> Array:
        """Return the true probabilities of the word after these, shape (V,).

        Parameters
        ----------
        words : sequence of str
            From the beginning of a sentence on.

        Raises
        ------
        ValueError
            When these words cannot be said.
        """
        return np.asarray(self.distributions(self.numbers(words))[-1])

    def sample(self, words: int, rng: np.random.Generator) -> list[str]:
        """Return so many words, whole sentences but for the last.

        Parameters
        ----------
        words : int
            How many.
        rng : Generator
            Where the chance comes from.

        Examples
        --------
        >>> game = Source(0, lambda s: [("duck", 0.5, 1), ("goose", 0.5, 0)] if s else
        ...               [("duck", 1.0, 1)])
        >>> " ".join(game.sample(8, np.random.default_rng(0)))
        'duck duck duck duck goose duck goose duck'
        """
        chances = checked_rng("Source.sample", rng).random(words)
        ends = np.cumsum(self.p, axis=1)
        ends /= ends[:, -1:]  # rounding may leave the last a little below 1
        limits, following = ends.tolist(), self.next.tolist()  # lists: one number at a time
        state, said = 0, []
        for chance in chances.tolist():
            word = bisect_right(limits[state], chance)
            said.append(self.words[word])
            state = following[state][word]
        return said


def _check(state: Hashable, said: list[tuple[str, float, Hashable]]) -> None:
    if len(said) > _MOST_STATES:
        raise ValueError(
            f"Source: more than {_MOST_STATES:,} words may be said in the state {state!r}"
        )
    word, count = Counter(word for word, _, _ in said).most_common(1)[0] if said else ("", 0)
    if count > 1:
        raise ValueError(
            f"Source: {word!r} may be said in two ways in the state {state!r}; then words do "
            "not tell the state. Let the state remember more, or join the two"
        )
    p = [p for _, p, _ in said]
    if not said or not min(p) > 0 or not abs(sum(p) - 1) <= 1e-9:  # NaN is neither
        raise ValueError(
            f"Source: in the state {state!r} the probabilities are {p}; they have to be positive "
            f"and to sum to 1, not {sum(p):g}"
        )

"""Exercises of notebook 15: right answers in other forms are right, and slips get their word."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lecture_lib import Tensor, softmax
from lecture_lib.exercises.nb15_count import gpt
from lecture_lib.language import Masking, masked_posterior, pond
from lecture_lib.lessons import check
from lecture_lib.nn import Transformer, attention

pytestmark = pytest.mark.usefixtures("fresh_answers")


def diagnosis(id, attempt):
    report = check(id, attempt)
    assert report.ok is False
    return report.diagnosis


def far_away(q, k, v):
    """−10⁹ instead of −∞."""
    later = np.triu(np.ones((len(q), len(q))), 1)
    return softmax(q @ k.T / q.shape[1] ** 0.5 - 1e9 * later) @ v


def by_hand(q, k, v):
    """Attention with loops, as a list of lists."""
    rows = []
    for t in range(len(q)):
        scores = [sum(a * b for a, b in zip(q[t], k[s], strict=True)) for s in range(t + 1)]
        weights = [math.exp(score / math.sqrt(len(q[t]))) for score in scores]
        parts = [w / sum(weights) * v[s] for s, w in enumerate(weights)]
        rows.append(list(sum(parts)))
    return rows


@pytest.mark.parametrize(
    "attend", [by_hand, far_away, lambda *rows: Tensor(np.asarray(by_hand(*rows)))]
)
def test_attention_in_other_forms(attend):
    assert check("attention-causal", attend).ok


def test_the_reference_is_the_librarys():
    q, k, v = np.random.default_rng(0).standard_normal((3, 5, 4))
    np.testing.assert_allclose(by_hand(q, k, v), attention(q, k, v, heads=1, causal=True))


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        (lambda T: np.tri(T, k=1) > 0, "one place too far"),
        (lambda T: np.tri(T).T > 0, "the future alone"),
    ],
)
def test_slips_of_the_mask(seen, name):
    def attend(q, k, v):
        return softmax(np.where(seen(len(q)), q @ k.T / np.sqrt(q.shape[1]), -np.inf)) @ v

    assert diagnosis("attention-causal", attend) == name


def test_a_mask_that_multiplies_scores_hides_nothing():
    def attend(q, k, v):
        return softmax(q @ k.T / np.sqrt(q.shape[1]) * np.tri(len(q))) @ v

    assert diagnosis("attention-causal", attend) == "hidden by 0"


def test_the_count_is_that_of_a_model():
    model = Transformer(39, 32, 48, layers=2, heads=4, rng=np.random.default_rng(0))
    assert model.count() == gpt(39, 32, 2, 48)
    assert check("attention-count", lambda V, T, L, d: float(gpt(V, T, L, d))).ok


def test_ranks_of_runs_in_other_forms():
    def ranked(runs, floor):
        above = [(run.loss - run.luck - floor[run.kind], run) for run in runs]
        return tuple(run for gap, run in sorted(above, key=lambda pair: pair[0]) if gap > 0)

    assert check("attention-floors", ranked).ok
    assert check("attention-floors", lambda *a: " ".join(run.name for run in ranked(*a))).ok
    assert diagnosis("attention-floors", lambda *a: ranked(*a)[::-1]) == "the worst first"

    def by_percent(runs, floor):
        above = {run.name: (run.loss - run.luck) / floor[run.kind] - 1 for run in runs}
        return sorted((name for name in above if above[name] >= 0), key=above.get)

    assert diagnosis("attention-floors", by_percent) == "by per cent of the floor"
    for wrong, word in (
        (lambda runs, floor: [], "is possible, and is missing"),
        (lambda *a: [*ranked(*a), "Z"], "no such run"),
        (lambda *a: (ranked(*a)[1], ranked(*a)[0], *ranked(*a)[2:]), "is nearer to its floor"),
    ):
        assert word in repr(check("attention-floors", wrong))


def test_a_block_is_the_librarys():
    def in_place(x, norm1, attention, norm2, mlp, order):
        x, given = np.array(x), attention(norm1(x))
        for word, taken in enumerate(order):
            x[word] += given[taken]
        x += mlp(norm2(x))
        return x

    def product(x, n1, a, n2, m, order):
        y = x + np.eye(len(x))[order] @ a(n1(x))
        return y + m(n2(y))

    assert check("attention-block", in_place).ok and check("attention-block", product).ok
    after = diagnosis(
        "attention-block",
        lambda x, n1, a, n2, m, order: n2((y := n1(x + a(x)[order])) + m(y)),
    )
    assert after == "norm after the sum"


@pytest.mark.parametrize("value", [1, 2])
def test_a_mask_that_hides_the_own_word_and_a_root_of_the_wrong_size(value):
    def attend(q, k, v):
        root = np.sqrt((q if value == 1 else v).shape[1])
        seen = np.tri(len(q), k=-1 if value == 1 else 0) > 0
        with np.errstate(invalid="ignore"):
            return softmax(np.where(seen, q @ k.T / root, -np.inf)) @ v

    name = {1: "nothing for the first row", 2: "divided by the root of m"}[value]
    assert diagnosis("attention-causal", attend) == name


def test_spans_as_text():
    def corrupt(words, spans):
        read = list(words)
        for number, (begin, end) in reversed(list(enumerate(spans))):
            read[begin:end] = [f"<{number}>"]
        written = "".join(f"<{n}> {' '.join(words[a:b])} " for n, (a, b) in enumerate(spans))
        return " ".join(read), written + f"<{len(spans)}>"

    assert check("objective-spans", corrupt).ok


def test_pairs_with_another_condition():
    def loss(logits, labels):
        pairs = np.isin(labels, [0, 1])
        p = softmax(logits[pairs])
        return np.mean(-np.log(np.where(labels[pairs] == 1, p[:, 1], p[:, 0])))

    assert check("objective-pairs", loss).ok


def test_orders_are_judged_by_the_truth():
    def two(bird):
        other = "swan" if bird != "swan" else "duck"
        return [
            f"a {bird} sees a {other} and <mask>".split(),
            f"a {other} sees a {bird} and <mask>",
        ]

    assert check("attention-orders", two).ok
    words, language = ["the", "duck", "that", "sees", "the", "goose"], pond()
    seen = np.append(language.numbers(words), len(language.words))
    p = masked_posterior(language, seen, Masking(mask=1, random=0))[-1]
    assert p[language.numbers(["quacks"])[0]] > 0 == p[language.numbers(["honks"])[0]]
    for wrong, word in (
        (lambda bird: f"the {bird} <mask>", "two texts"),
        (lambda bird: (f"<mask> {bird}", f"{bird} <mask>"), "does not end"),
        (lambda bird: (f"the the {bird} <mask>", f"the {bird} the <mask>"), "'the' behind 'the'"),
        (lambda b: (f"near the pond . a {b} <mask>", f"a {b} near the pond . <mask>"), "easy"),
        (lambda bird: (f"the {bird} purrs <mask>", f"purrs the {bird} <mask>"), "nobody"),
    ):
        assert word in repr(check("attention-orders", wrong))

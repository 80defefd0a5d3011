"""References pass, and every listed wrong answer fails with its own diagnosis."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.lessons import check, given, student
from lecture_lib.lessons.checking import load, shown

EXERCISES = load()

NAMES = ("", "Ada", "数", "Émile", "x")
WRONG = [(e.id, m) for e in EXERCISES.values() for m in e.mistakes]
# Only a function can make these mistakes. By hand, for a student's own numbers, the answer is right
# or another mistake's: no large logits are among them, nor the mode of evaluation.
ONLY_AS_A_FUNCTION = {
    ("train-step", "operands of minus exchanged"),  # where the difference is squared
    # In one case, three rows that are turned are also the inverse.
    ("lm-voices", "one place on"), ("lm-voices", "one place back"),
    ("lm-voices", "the least varied is the parrot"),  # in one case, it is
    ("momentum-beta", "the smaller of both"),  # in one case, that is the steep mode's
    ("momentum-beta", "the steep mode alone"),  # in one case, it decides
    # In one case, a looser judge may be right too.
    ("momentum-regime", "the last position against the first"),
    ("momentum-regime", "nearly all is all"),
    # In one case, two ways to share may leave the same bytes, or one more device not be needed.
    ("scale-bytes", "the state alone is shared"), ("scale-bytes", "parameters before gradients"),
    ("scale-bytes", "stage 0 shares the state"), ("scale-bytes", "rounded up"),
    ("ledger-testable", "one n for all"),  # in one case, there is one n
    ("zigzag-best-step", "unsorted eigenvalues"),  # in one case, they are the two largest
    ("zigzag-iterations", "to the nearest"),  # in one case, rounded down or right
    ("zigzag-iterations", "the rule of thumb"),  # in one case, it may be right
    ("zigzag-judge", "plus instead of minus"),  # in one case, the sign was lost
    ("dropout-draws", "to the nearest"),  # in one case, rounded down or right
    ("dropout-draws", "always one more"),  # in one case, it is right
    # In one's own arrays, no two lengths are the same: these cannot be computed.
    ("duck-batch", "sentences by sentences"), ("duck-batch", "not transposed"),
    ("duck-batch", "entry by entry"),
    ("dropout-backward", "kept where the output is positive"),  # where all that is kept is
    ("dropout-break", "the same weights for all"),  # in one case, some pair of numbers
    ("dropout-backward", "mask read off the input"),  # where no input is below 0, as ReLU's mask
    ("adaptive-repair", "added instead of subtracted"),  # as the sign of g, where g is negative
    *(("select-better", name) for name in (  # in one case, the verdict may be right
        "judged by the seeds", "never open", "B never wins", "decided, for whom?",
        "less than a part",
        # where one part is large, the whole is it alone
        "always the larger part", "leads along columns, and counted so", "gains along rows",
        "gains along rows, and counted so", "one gain's variance",
        "the gains' variance divided, too", "n below, for the seeds", "A and B apart, by seeds")),
    ("select-coins", "rounded to the nearest"),  # in one case, rounded down or right
    ("scale-judge", "two exchanged, now these, now those"),  # in one case, these
    ("scale-workers", "rounded"),  # in one case, it may be right
    ("scale-workers", "rounded up"),  # in one case, that neighbour is the better one
    ("scale-bytes", "a negative number"),  # in one case, the model fits
    ("attention-back", "rows counted in place of columns"),  # one's own arrays are square
    *(("mend-judge", name) for name in (  # in one case, a judge that errs may be right
        "as it was", "the misses are mended", "the step in proportion to x",
        "the step in proportion to x, the misses left", "the step never below the old one",
        "the step never below the old one, the misses left", "the step never above the old one",
        "only x = 0 apart", "a large x, a large step", "a step in between",
        "a step nearer to x", "the step kept within bounds", "both must agree",
        "both steps, the misses left", "a larger step for all", "a smaller step for all",
        "everything is right")),
    ("duck-dE", "the same to every word"),
    # In one case, two slips in K may start alike.
    ("duck-choose", "the row left out of K"),
    ("duck-choose", "the bias left out of K"), ("duck-choose", "h₀ and w exchanged"),
    ("duck-choose", "lengths, not squares"), ("duck-choose", "the words counted whole"),
    ("duck-choose", "each word the same"), ("duck-choose", "√ forgotten"),
    ("duck-choose", "the sentence of the notebook"), ("duck-choose", "‖w‖ for its square"),
    ("duck-loss", "shifted by the label's logit"), ("duck-loss", "shifted by the mean"),
    ("duck-loss", "shifted by the smallest"), ("duck-loss", "the distance to the largest"),
    # With many examples, these may round to the right answer or to one another.
    ("noise-batch", "N for N − 1"), ("noise-batch", "root forgotten, with replacement"),
    ("noise-batch", "rounded to the nearest"), ("noise-batch", "one too many"),
    ("noise-batch", "one too few"),
    # On one's own numbers the scale may be smaller than both batches.
    ("noise-scale", "in proportion up to the scale"),
    # One run has one word, and the wrong one may be right for it.
    *(("noise-judge", mistake.name) for mistake in EXERCISES["noise-judge"].mistakes),
    ("schedule-first-step", "size of the sum"), ("schedule-ramp", "the mean of first and reached"),
    ("momentum-make", "η twice"),
    ("momentum-regime", "swings and zig-zags exchanged"),
    ("momentum-regime", "many changes of side"),
    ("momentum-beta", "the flat mode alone"), ("momentum-regime", "growth not seen"),
    # Of one's own two edges, one is the smaller.
    ("momentum-edge", "curvature alone"), ("momentum-edge", "noise alone"),
    ("momentum-regime", "it rose, so it diverges"),
    ("momentum-regime", "each change of side is a zig-zag"),
    ("momentum-regime", "each change of side is a swing"),
    ("momentum-regime", "the last position without its size"),
    *(("momentum-regime", f"always {word!r}") for word in ("creeps", "swings", "zig-zags",
                                                           "diverges")),
    *(("momentum-pays", mistake.name) for mistake in EXERCISES["momentum-pays"].mistakes),
    ("descent-repair", "the sum of the sizes"),  # where all steps are to the left, they cancel not
    ("descent-basin", "split at 0"), ("descent-basin", "split at the lesson's hilltop"),
    *(("descent-judge", mistake.name) for mistake in EXERCISES["descent-judge"].mistakes),
    ("unbroadcast", "always the first axis"),  # on one's own numbers: all leading axes
    ("unbroadcast", "always the first axis, then reshaped"),
    # On a bowl η may be found in the first step; and one's own point is a minimum.
    ("descent-make", "halved before the first step only"),
    ("descent-make", "a round in which nobody walks"),  # it may still be at the start
    ("descent-limit", "a way down overlooked"), ("descent-limit", "the largest in size"),
    ("descent-limit", "the sign of the determinant"),
    ("descent-limit", "the signs on the diagonal"),
    # On one's own numbers all arrays are long: a factor of 1 has two reasons.
    ("stable-clip", "always c long"), ("stable-clip", "min for max"),
    ("stable-scale", "cut towards 0"),  # there the exponent is positive
    ("stable-scale", "over the smallest, which is 0"),  # and no entry is 0
    *(("stable-judge", mistake.name) for mistake in EXERCISES["stable-judge"].mistakes),
    # One's own numbers are a cross-entropy with a label in between.
    ("losses-label", "the first logit only"), ("losses-label", "the mean of all"),
    ("losses-label", "z for ŷ"), ("losses-label", "always −1"), ("losses-label", "out of range"),
    ("losses-label", "in range, and no more"), ("losses-label", "some refused"),
    ("losses-label", "some accepted"), ("losses-label", "the ends of the range"),
    ("losses-label", "only 0 and 1"), ("losses-label", "y − ŷ"), ("losses-label", "too much room"),
    ("losses-label", "always 0 or 1"), ("losses-label", "slope minus ŷ, compared"),
    # One suspect is judged right or wrong; by which test, only several can tell.
    *((id, mistake.name) for id in EXERCISES if id.startswith("hunt-")
      for mistake in EXERCISES[id].mistakes),
    # With one η and one number of examples, this may be right.
    ("losses-diverge", "x for its square"),
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("fresh_answers")


def test_exercises_have_three_mistakes_at_least_and_three_hints():
    assert set(EXERCISES) >= {
        "duck-dU",
        "repair-engine",
        "duck-loss",
        "duck-when",
        "neuron-dw",
        "neuron-db",
        "two-paths",
        "topo-order",
        "count-costs",
        "unbroadcast",
        "own-rule",
        "u-curve",
    }
    for e in EXERCISES.values():
        assert len({m.name for m in e.mistakes}) == len(e.mistakes) >= 3
        assert len(set(e.hints)) == 3


@pytest.mark.parametrize("id", EXERCISES)
def test_the_reference_passes(id):
    exercise = EXERCISES[id]
    for name in NAMES:
        student(name)
        assert check(id, exercise.reference).ok is True
        assert check(id, exercise.reference(*given(id).values())).ok is True


@pytest.mark.parametrize(("id", "mistake"), WRONG, ids=[f"{i}:{m.name}" for i, m in WRONG])
def test_every_wrong_answer_has_its_own_diagnosis(id, mistake):
    for name in NAMES:
        student(name)
        report = check(id, mistake.wrong)
        assert report.ok is False and report.diagnosis == mistake.name
        assert mistake.say in report.details
        assert f"not yet. Likely: {mistake.name}" in repr(report)
        if (id, mistake.name) not in ONLY_AS_A_FUNCTION:
            by_hand = check(id, mistake.wrong(*given(id).values()))
            assert by_hand.ok is False and by_hand.diagnosis == mistake.name


# In these π is known: as one for all steps, and on the wrong side of the line.
KNOWN = {"zigzag-refute", "duck-choose", "schedule-choose"}


@pytest.mark.parametrize("id", sorted(set(EXERCISES) - KNOWN))
def test_wrong_in_no_known_way_shows_the_smallest_failing_case(id):
    answers = {"repair-engine": {"a": 99.0}, "topo-order": ["a", "a"], "count-costs": (99, 99)}
    report = check(id, lambda *inputs: answers.get(id, np.pi))
    assert report.ok is False and report.diagnosis is None
    name, value = EXERCISES[id].inputs[0], EXERCISES[id].simple[0][0]
    told = f"of shape {value.shape}" if getattr(value, "ndim", 0) > 3 else f"= {shown(value)}"
    assert report.details[-1].startswith(f"For {name} {told}")

"""Training uses one thread of BLAS and leaves the setting as it was."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

import lecture_lib as ll
from lecture_lib.training.threads import _controller


def threads():
    return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")


def test_fit_holds_one_thread_and_gives_the_others_back():
    _controller.cache_clear()  # what was loaded since, SciPy's own BLAS say, is counted here too
    seen = []
    rng = np.random.default_rng(0)
    model = ll.nn.MLP((2, 3, 2), rng=rng)
    data = rng.standard_normal((8, 2)).astype(np.float32), np.zeros(8, int)

    def look(history, optimiser):
        seen.append(threads())

    with threadpool_limits(2):
        before = threads()
        ll.fit(model, data, ll.optim.GradientDescent(0.1), epochs=2, rng=rng, callbacks=look)
        assert threads() == before
    assert seen == [1, 1]

"""The plateau schedule against torch's recorded rates."""

from pathlib import Path

import numpy as np
import pytest

from lecture_lib.optim import Plateau

REFERENCE = np.load(Path(__file__).parents[1] / "reference" / "torch_2_13_0.npz")


@pytest.mark.parametrize(
    ("name", "plateau"),
    [
        ("plateau", Plateau(0.4, factor=0.5, patience=3, cooldown=2)),
        ("plateau max", Plateau(0.4, patience=1, lowest=0.01, maximise=True)),
    ],
)
def test_rates_equal_torch(name, plateau):
    expected = REFERENCE[f"schedule/{name}"]
    assert len(set(expected)) > 2
    np.testing.assert_allclose(plateau.rates(REFERENCE["metrics"]), expected, rtol=1e-12)


def test_update_is_pure_and_nan_is_no_improvement():
    plateau = Plateau(0.1, factor=0.5, patience=0)
    state = plateau.update(1.0, plateau.init())
    assert plateau.update(np.nan, state).learning_rate == 0.05
    assert state.learning_rate == 0.1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"factor": 2.0}, r"factor is 2.0.*0\.5"),
        ({"factor": 0.0}, "factor is 0.0"),
        ({"learning_rate": np.nan}, "learning_rate is nan"),
        ({"learning_rate": -1.0}, "learning_rate is -1.0"),
    ],
)
def test_bad_settings_are_named(settings, message):
    with pytest.raises(ValueError, match=message):
        Plateau(**{"learning_rate": 0.1, **settings})

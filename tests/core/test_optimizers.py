"""Each rule by hand, each the same for floats and arrays, each schedule at its milestones."""

from dataclasses import dataclass

import numpy as np
import pytest

from core.optimizers import OPTIMIZERS
from core.schedules import INVERSE_LATE, SCHEDULES, learning_rates


@dataclass(frozen=True)
class Settings:
    momentum: float = 0.5
    beta1: float = 0.5
    beta2: float = 0.75


# Two updates from p = 1 with the gradients 2 and 1 and the rate 0.1, momentum 0.5, betas 0.5 and 0.75.
BY_HAND = {
    # 1 - 0.2 = 0.8; 0.8 - 0.1 = 0.7
    "sgd": (0.8, 0.7),
    # v = 2: 0.8; v = 1 + 1 = 2: 0.6
    "momentum": (0.8, 0.6),
    # v = 2: 1 - 0.1 (2 + 1) = 0.7; v = 2: 0.7 - 0.1 (1 + 1) = 0.5
    "nesterov": (0.7, 0.5),
    # s = 4: 1 - 0.1 · 2/2 = 0.9; s = 5: 0.9 - 0.1/√5
    "adagrad": (0.9, 0.9 - 0.1 / 5**0.5),
    # s = 0.04: 1 - 0.1 · 2/0.2 = 0; s = 0.0396 + 0.01 = 0.0496: 0 - 0.1/√0.0496
    "rmsprop": (0.0, -0.1 / 0.0496**0.5),
    # m̂ = 2, ŝ = 4: 1 - 0.1 · 1 = 0.9; m = 0.5 + 0.5 = 1, m̂ = 1/0.75; s = 0.75 + 0.25 = 1, ŝ = 1/0.4375
    "adam": (0.9, 0.9 - 0.1 * (1 / 0.75) / (1 / 0.4375) ** 0.5),
}


def run(name, p, gradients, learning_rate=0.1, settings=None):
    optimizer, settings = OPTIMIZERS[name], settings or Settings()
    state, path = optimizer.start(), []
    for t, g in enumerate(gradients, start=1):
        p, state = optimizer.step(p, g, state, t, learning_rate, settings)
        path.append((p, state))
    return path


def test_the_promised_optimizers_are_there():
    assert list(OPTIMIZERS) == ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"] == list(BY_HAND)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_by_hand(name):
    path = run(name, 1.0, [2.0, 1.0])
    assert [p for p, _ in path] == pytest.approx(BY_HAND[name], abs=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_floats_and_arrays_take_the_same_path(name):
    rng = np.random.default_rng(1)
    start, gradients = rng.standard_normal(3), rng.standard_normal((40, 3))
    before = gradients.copy()
    path = run(name, start, gradients)
    for k in range(3):
        alone = run(name, float(start[k]), gradients[:, k].tolist())
        assert {type(p) for p, _ in alone} == {float}
        np.testing.assert_allclose([p[k] for p, _ in path], [p for p, _ in alone], rtol=1e-14)
    np.testing.assert_array_equal(gradients, before)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_record_says_what_the_rule_keeps_and_uses(name):
    optimizer = OPTIMIZERS[name]
    _, (velocity, square) = run(name, 1.0, [2.0, 1.0])[-1]
    assert (velocity != 0, square != 0) == (optimizer.has_velocity, optimizer.has_square)
    usual = [p for p, _ in run(name, 1.0, [2.0, 1.0, -1.0])]
    for field in ("momentum", "beta1", "beta2"):
        other = [p for p, _ in run(name, 1.0, [2.0, 1.0, -1.0], settings=Settings(**{field: 0.1}))]
        assert (other != usual) == (field in optimizer.uses)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("start", [1.0, np.ones(2)])
def test_a_zero_gradient_moves_nothing(name, start):
    for p, _ in run(name, start, [start * 0] * 5):
        np.testing.assert_array_equal(p, start)


def test_the_first_step_of_adam_is_as_long_as_the_learning_rate():
    for g in (1e-4, 3.0, -1e4):
        ((p, _),) = run("adam", 0.0, [g], learning_rate=0.3)
        assert p == pytest.approx(-0.3 * np.sign(g), rel=1e-3)


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_start_at_the_chosen_rate_and_never_rise(name):
    for n_steps in (1, 2, 3, 10, 500):
        rates = learning_rates(0.3, name, n_steps)
        assert len(rates) == n_steps
        assert rates[0] == 0.3
        assert np.all(np.diff(rates) <= 0)
        assert np.min(rates) > 0


def test_schedules_at_their_milestones():
    assert SCHEDULES.keys() == {"constant", "step", "cosine", "inverse"}
    assert learning_rates(2.0, "constant", 3) == [2, 2, 2]
    assert learning_rates(1.0, "step", 6) == pytest.approx([1, 1, 0.1, 0.1, 0.01, 0.01])
    assert learning_rates(1.0, "cosine", 3) == pytest.approx([1, 0.75, 0.25])
    assert learning_rates(1.0, "inverse", 4) == pytest.approx([1 / (1 + INVERSE_LATE * t / 4) for t in range(4)])

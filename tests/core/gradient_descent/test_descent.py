"""The race against closed forms and an independent loop, and what happens when a run goes too far."""

import pickle
from dataclasses import FrozenInstanceError, fields, replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.gradient_descent.descent import FAR, DescentHistory, DescentParams, Slip, arrivals, descend
from core.gradient_descent.landscapes import LANDSCAPES, ravine
from core.gradient_descent.stability import eigen, eigen_coordinates
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES, learning_rates
from core.validation import InvalidParameterError

ALL = tuple(OPTIMIZERS)


def all_six(landscape="ravine", **others):
    rate = LANDSCAPES[landscape].learning_rates[1]
    return DescentParams(**({"landscape": landscape, "optimizers": ALL, "learning_rate": rate} | others))


def sizes(history):
    return {field.name: getattr(history, field.name).shape for field in fields(DescentHistory)}


def test_the_defaults_are_the_promised_race():
    params = DescentParams()
    assert (params.landscape, params.optimizers) == ("ravine", ("sgd", "momentum", "adam"))
    assert (params.momentum, params.noise, params.schedule, params.seed) == (0.9, 0, "constant", 0)
    history = descend(params)
    assert sizes(history) == {
        "positions": (121, 3, 2),
        "losses": (121, 3),
        "gradients": (120, 3, 2),
        "velocities": (120, 3, 2),
        "squares": (120, 3, 2),
        "learning_rates": (120,),
        "diverged_at": (3,),
    }
    assert history.positions[0].tolist() == [list(LANDSCAPES["ravine"].start)] * 3
    assert history.diverged_at.tolist() == [-1, -1, -1]


def test_by_hand():
    # bowl, gradient (x, y); rate 0.5, momentum 0.5, start (4, -2)
    # sgd: (4, -2) -> (2, -1) -> (1, -0.5)
    # momentum: v = (4, -2): (2, -1); v = (2, -1) + (2, -1) = (4, -2): (0, 0)
    params = DescentParams("bowl", start=(4, -2), optimizers=("sgd", "momentum"), learning_rate=0.5, momentum=0.5)
    history = descend(replace(params, n_steps=2))
    assert history.positions[:, 0].tolist() == [[4, -2], [2, -1], [1, -0.5]]
    assert history.positions[:, 1].tolist() == [[4, -2], [2, -1], [0, 0]]
    assert history.losses.tolist() == [[10, 10], [2.5, 2.5], [0.625, 0]]
    assert history.gradients[:, 0].tolist() == [[4, -2], [2, -1]]
    assert history.velocities[:, 1].tolist() == [[4, -2], [4, -2]]
    assert np.all(history.velocities[:, 0] == 0)
    assert np.all(history.squares == 0)
    assert history.learning_rates.tolist() == [0.5, 0.5]


@pytest.mark.parametrize("condition", [1.0, 20.0, 500.0])
@pytest.mark.parametrize("learning_rate", [0.05, 1.0, 1.9])
def test_closed_form_of_gradient_descent_on_a_quadratic(condition, learning_rate):
    # in the eigen-direction of λ: distance t = (1 - ηλ)ᵗ · distance 0
    params = DescentParams(condition=condition, learning_rate=learning_rate, optimizers=("sgd",), n_steps=200)
    hessian = ravine(condition).hessian
    shown = eigen_coordinates(descend(params).positions[:, 0], hessian)
    factors = 1 - learning_rate * eigen(hessian)[0]
    np.testing.assert_allclose(shown, shown[0] * factors ** np.arange(201)[:, None], atol=1e-12)


@pytest.mark.parametrize("name", LANDSCAPES)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_equals_an_independent_loop(name, schedule):
    params = all_six(name, schedule=schedule, noise=0.1, seed=3, n_steps=60)
    surface, history = LANDSCAPES[name], descend(params)
    rates = learning_rates(params.learning_rate, schedule, 60)
    # what the noise was, from the first optimizer's own record
    slopes = np.stack(surface.gradient(history.positions[:-1, 0, 0], history.positions[:-1, 0, 1]), axis=-1)
    noise = history.gradients[:, 0] - slopes
    for k, optimizer in enumerate(OPTIMIZERS.values()):
        p, state = np.array(surface.start), optimizer.start()
        for t in range(60):
            g = np.array(surface.gradient(*p)) + noise[t]
            p, state = optimizer.step(p, g, state, t + 1, rates[t], params)
            np.testing.assert_allclose(history.gradients[t, k], g, rtol=1e-6, atol=1e-9)
            np.testing.assert_allclose(history.positions[t + 1, k], p, rtol=1e-6, atol=1e-9)
            for kept, now in zip((history.velocities, history.squares), state, strict=True):
                np.testing.assert_allclose(kept[t, k], now, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(history.losses, surface.f(*np.moveaxis(history.positions, -1, 0)))
    assert history.learning_rates.tolist() == rates


def test_noise_has_its_size_and_is_the_same_for_everybody():
    params = all_six("bowl", noise=0.5, n_steps=2000, learning_rate=0.01)
    history = descend(params)
    noise = history.gradients - history.positions[:-1]  # the gradient of the bowl is the position
    np.testing.assert_allclose(noise, np.broadcast_to(noise[:, :1], noise.shape), atol=1e-12)
    assert np.std(noise[:, 0]) == pytest.approx(0.5, rel=0.05)
    assert np.mean(noise[:, 0]) == pytest.approx(0, abs=0.05)
    assert abs(np.corrcoef(noise[:, 0].T)[0, 1]) < 0.05


def test_same_seed_same_path():
    params = all_six(noise=0.3, seed=7)
    one, two, other = descend(params), descend(params), descend(replace(params, seed=8))
    for field in fields(DescentHistory):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(two, field.name))
    assert np.all(one.positions[1:] != other.positions[1:])
    # without noise the seed changes nothing, and a run does not depend on who else runs
    np.testing.assert_array_equal(descend(all_six(seed=1)).positions, descend(all_six(seed=2)).positions)
    alone = descend(replace(params, optimizers=("adam",)))
    np.testing.assert_array_equal(alone.positions[:, 0], one.positions[:, ALL.index("adam")])


def test_the_first_steps_do_not_depend_on_the_length_of_the_run():
    short, long = (descend(all_six(noise=0.2, n_steps=n)) for n in (20, 90))
    np.testing.assert_array_equal(short.positions, long.positions[:21])


def test_condition_and_start():
    shallow, deep = (descend(all_six(condition=condition)) for condition in (2.0, 200.0))
    assert shallow.losses[-1, 0] < 1e-6 < deep.losses[-1, 0]
    history = descend(all_six("himmelblau", start=(-2, 3.5)))
    assert history.positions[0].tolist() == [[-2, 3.5]] * 6
    assert history.positions[-1, 0] == pytest.approx(LANDSCAPES["himmelblau"].minima[1])


@pytest.mark.parametrize("name", LANDSCAPES)
def test_climbing_turns_every_step_round(name):
    down, up = (descend(all_six(name, learning_rate=1e-3, n_steps=1, slip=slip)) for slip in ("none", "climb"))
    start = np.array(LANDSCAPES[name].start)
    np.testing.assert_allclose(up.positions[1] - start, start - down.positions[1], atol=1e-14)
    assert np.all(up.losses[1] > up.losses[0])
    assert np.all(down.losses[1] < down.losses[0])
    assert np.all(up.learning_rates > 0)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_range_of_rates_reaches_from_too_slow_to_too_fast(name):
    low, default, high = LANDSCAPES[name].learning_rates
    slow, good, fast = (descend(all_six(name, learning_rate=rate)) for rate in (low, default, high))
    sgd, momentum = ALL.index("sgd"), ALL.index("momentum")
    assert slow.losses[-1, sgd] > 2 * good.losses[-1, momentum]
    assert slow.losses[-1, sgd] > 0.01
    assert good.diverged_at.tolist() == [-1] * 6
    assert good.losses[-1, momentum] < good.losses[0, momentum] / 2
    bounded_slope = name in ("plateau", "bumps")
    assert bounded_slope or fast.diverged_at[momentum] > 0


def check_divergence(params, history):
    """Finite everywhere; still from the update on that went too far; the update before is inside."""
    surface = params.surface
    for field in fields(DescentHistory):
        assert np.all(np.isfinite(getattr(history, field.name)))
    x_low, x_high, y_low, y_high = surface.bounds
    middle = np.array([(x_low + x_high) / 2, (y_low + y_high) / 2])
    assert np.max(np.abs(history.positions - middle)) <= FAR * (x_high - x_low)
    for k, t in enumerate(history.diverged_at.tolist()):
        assert t == -1 or 1 <= t <= params.n_steps
        if t > 0:
            assert np.all(history.positions[t:, k] == history.positions[t - 1, k])
            assert np.all(history.losses[t:, k] == history.losses[t - 1, k])
            for states in (history.gradients, history.velocities, history.squares):
                assert np.all(states[t - 1 :, k] == 0)
            assert t == 1 or np.any(history.positions[t - 1, k] != history.positions[t - 2, k])


@pytest.mark.parametrize("name", LANDSCAPES)
@pytest.mark.parametrize("rate", [1.0, 10.0, 1e3, 1_000_000])
@pytest.mark.parametrize("slip", get_args(Slip))
def test_whatever_the_rate_everything_stays_finite(name, rate, slip):
    params = all_six(name, learning_rate=rate, slip=slip, noise=1000, n_steps=300)
    history = descend(params)
    check_divergence(params, history)
    if rate == 1_000_000:
        assert np.all(history.diverged_at == 1)
        assert np.all(history.positions == LANDSCAPES[name].start)


@given(
    name=st.sampled_from(list(LANDSCAPES)),
    u=st.floats(0, 1),
    v=st.floats(0, 1),
    rate=st.floats(1e-6, 1e6),
    momentum=st.floats(0, 0.999),
    beta1=st.floats(0, 0.999),
    beta2=st.floats(0, 0.99999),
    slip=st.sampled_from(get_args(Slip)),
    schedule=st.sampled_from(list(SCHEDULES)),
)
@settings(max_examples=60)
def test_every_valid_race_is_finite(name, u, v, rate, slip, **others):
    x_low, x_high, y_low, y_high = LANDSCAPES[name].bounds
    start = (min(x_low + u * (x_high - x_low), x_high), min(y_low + v * (y_high - y_low), y_high))
    params = all_six(name, start=start, learning_rate=rate, slip=slip, n_steps=80, **others)
    check_divergence(params, descend(params))


def test_the_updates_before_a_divergence_are_those_of_the_shorter_run():
    long = descend(all_six("bowl", learning_rate=2.5, optimizers=("sgd",)))
    t = int(long.diverged_at[0])
    assert 5 < t < 120
    short = descend(all_six("bowl", learning_rate=2.5, optimizers=("sgd",), n_steps=t - 1))
    assert short.diverged_at[0] == -1
    np.testing.assert_array_equal(short.positions, long.positions[:t])
    # |1 - 2.5| = 1.5: the distance grows by half with every update, from the larger coordinate 3 to beyond 8000
    assert 3 * 1.5 ** (t - 1) <= FAR * 8 < 3 * 1.5**t


def test_arrivals_count_only_who_stays():
    def history(*xs):
        positions = np.array([[[x, 0.0]] for x in xs])
        zeros = np.zeros((len(xs) - 1, 1, 2))
        return DescentHistory(positions, positions[..., 0], zeros, zeros, zeros, zeros[:, 0, 0], np.array([-1]))

    bowl = LANDSCAPES["bowl"]  # 8 wide: near is closer than 0.16
    assert arrivals(history(3.0, 1.0, 0.1, 0.0), bowl).tolist() == [2]
    assert arrivals(history(3.0, 0.1, -1.0, 0.1), bowl).tolist() == [3]
    assert arrivals(history(3.0, 0.1, 0.0, 1.0), bowl).tolist() == [-1]
    assert arrivals(history(0.1, 0.0, 0.1, 0.0), bowl).tolist() == [0]
    assert arrivals(history(3.0, 1.0, 0.1, 0.0), bowl, radius=0.2).tolist() == [1]
    # to come near one minimum and stay near another is an arrival at the other
    saddle = LANDSCAPES["saddle"]
    at = np.array([[[0.0, 2.0]], [[0.0, 0.0]], [[0.0, -2.0]]])
    zeros = np.zeros((2, 1, 2))
    jump = DescentHistory(at, at[..., 0], zeros, zeros, zeros, zeros[:, 0, 0], np.array([-1]))
    assert arrivals(jump, saddle).tolist() == [2]


def test_who_arrives_on_the_default_race():
    params = DescentParams()
    sgd, momentum, adam = arrivals(descend(params), params.surface)
    assert sgd == -1
    assert 0 < momentum < adam < params.n_steps


def test_a_history_is_read_only_and_survives_pickling():
    history = descend(all_six())
    for run in (history, pickle.loads(pickle.dumps(history))):
        for field in fields(DescentHistory):
            with pytest.raises(ValueError, match="read-only"):
                getattr(run, field.name)[0] = 0
    with pytest.raises(FrozenInstanceError):
        history.losses = history.losses


def test_params_are_frozen_hashable_and_normal():
    odd = DescentParams(
        start=np.array([1, 2]), optimizers=["sgd", "adam"], learning_rate=np.float32(0.5), n_steps=np.int64(5), noise=1
    )
    plain = DescentParams(start=(1.0, 2.0), optimizers=("sgd", "adam"), learning_rate=0.5, n_steps=5, noise=1.0)
    assert odd == plain
    assert hash(odd) == hash(plain)
    assert repr(odd) == repr(plain)
    with pytest.raises(FrozenInstanceError):
        odd.seed = 3


NAN, INF = float("nan"), float("inf")
BELOW_1 = "between 0 and 0.999"


@pytest.mark.parametrize(
    ("parameter", "value", "rule"),
    [
        *[("landscape", value, "one of bowl, ravine, ") for value in ("hill", "", None, 3, ["bowl"])],
        *[("condition", value, "between 1 and 1000") for value in (0.5, 1001, NAN, "20", True)],
        *[("start", value, "between -4.0 and 4.0") for value in ((4.1, 0), (0, -4.1), (NAN, 0), (0, INF), ("1", 0))],
        *[("start", value, "have the shape (2,): x, y") for value in ((1,), (1, 2, 3), "12", 5, ())],
        *[("noise", value, "between 0 and 1000") for value in (-0.1, 1001, NAN, INF, "0", False)],
        *[("optimizers", value, "one of sgd, momentum, ") for value in ((), [], "sgd", None, ("lion",), ("sgd", 3))],
        ("optimizers", ("adam", "sgd", "adam"), "differ from each other"),
        *[("learning_rate", value, "above 0 and at most 1000000") for value in (0, -1, NAN, 1e7, INF, "1", True, None)],
        *[("schedule", value, "one of constant, step, cosine, inverse") for value in ("linear", None, 1)],
        *[("momentum", value, BELOW_1) for value in (-0.1, 1, 1.0, NAN, "0.9", True)],
        *[("beta1", value, BELOW_1) for value in (-0.1, 1, NAN, None)],
        *[("beta2", value, "between 0 and 0.99999") for value in (-0.1, 1, NAN, None)],
        *[("n_steps", value, "a whole number between 1 and 2000") for value in (0, -1, 2001, 10.0, "10", None, True)],
        *[("slip", value, "one of none, climb") for value in ("sideways", None, True)],
        *[("seed", value, "a whole number between 0 and 4294967295") for value in (-1, 2**32, 0.0, "0", None)],
    ],
)
def test_every_invalid_parameter(parameter, value, rule):
    with pytest.raises(InvalidParameterError) as caught:
        DescentParams(**{parameter: value})
    assert str(caught.value).startswith(f"{parameter} must ")
    assert rule in str(caught.value)
    assert caught.value.parameter == parameter


def test_the_start_must_be_on_this_very_map():
    assert DescentParams("himmelblau", start=(5, -5)).start == (5.0, -5.0)
    with pytest.raises(InvalidParameterError, match=r"^start must be between -2\.0 and 2\.0, got 5"):
        DescentParams("rosenbrock", start=(5, 0))

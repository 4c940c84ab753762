"""The kernel is found; its gradient, its curvature and every optimizer's updates are right; numbers stay finite."""

import pickle
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from core.convolution.learn import (
    MAX_WEIGHT,
    KernelFitHistory,
    KernelFitParams,
    fit,
    kernel_hessian,
    loss_and_gradient,
    output,
)
from core.convolution.pictures import MAX_SIDE, PICTURES, shrink, to_grey
from core.convolution.slide import NINE
from core.gradient_check import gradient_check
from core.kernels import KERNELS
from core.optimizers import MAX_BETA2, MAX_MOMENTUM, MAX_RATE, OPTIMIZERS
from core.validation import MAX_SEED, InvalidParameterError
from data.digits import digit

IMAGE = np.random.default_rng(0).random((1, 9, 7))
ARRAYS = ("kernels", "losses", "gradients")


def test_by_hand():
    # picture (1, 2), one weight w = 0 and target 3 · (1, 2): errors -3, -6; loss (9 + 36)/2; slope 2(-3 - 12)/2
    loss, gradient = loss_and_gradient(np.array([[[1.0, 2.0]]]), np.array([[0.0]]), np.array([[3.0, 6.0]]))
    assert loss == 22.5
    assert gradient.tolist() == [[-15]]
    # the curvature is the mean of 2x²: (2 + 8)/2
    assert kernel_hessian(np.array([[[1.0, 2.0]]]), 1).tolist() == [[5]]


@pytest.mark.parametrize("size", [1, 3, 5])
def test_the_output_is_scipys_same(size):
    kernel = np.random.default_rng(1).standard_normal((size, size))
    np.testing.assert_allclose(output(IMAGE, kernel), correlate2d(IMAGE[0], kernel, "same"), atol=1e-13)


@pytest.mark.parametrize("name", KERNELS)
def test_the_target_is_what_its_kernel_makes(name):
    history = fit(IMAGE, KernelFitParams(kernel=name, n_steps=1))
    np.testing.assert_array_equal(history.target_kernel, KERNELS[name])
    np.testing.assert_allclose(history.target, correlate2d(IMAGE[0], KERNELS[name], "same"), atol=1e-13)
    for kernel in (KERNELS[name], np.pad(KERNELS[name], 1)):  # also with a ring of zeros around it
        loss, gradient = loss_and_gradient(IMAGE, kernel, history.target)
        assert loss == pytest.approx(0, abs=1e-25)
        np.testing.assert_allclose(gradient, 0, atol=1e-14)


@given(st.integers(1, 8), st.integers(1, 8), st.sampled_from([1, 3, 5]), st.integers(0, 99))
def test_gradient(height, width, size, seed):
    rng = np.random.default_rng(seed)
    image, kernel, target = (
        rng.random((1, height, width)),
        rng.standard_normal((size, size)),
        rng.random((height, width)),
    )
    check = gradient_check(
        lambda k: loss_and_gradient(image, k, target)[0],
        lambda k: loss_and_gradient(image, k, target)[1],
        kernel,
        rng,
        5,
    )
    assert np.max(np.abs(check.analytic - check.numeric)) < 1e-7 * max(1, np.max(np.abs(check.analytic)))


@pytest.mark.parametrize("size", [1, 3, 5])
def test_the_hessian_is_the_jacobian_of_the_gradient(size):
    rng = np.random.default_rng(2)
    hessian = kernel_hessian(IMAGE, size)
    assert hessian.shape == (size**2, size**2)
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-13)
    assert np.min(np.linalg.eigvalsh(hessian)) > 0  # one kernel is the best
    target = rng.random(IMAGE.shape[1:])
    for _ in range(3):  # the loss is quadratic: differences of any length are exact, at any kernel
        one, two = rng.standard_normal((2, size, size))
        difference = loss_and_gradient(IMAGE, two, target)[1] - loss_and_gradient(IMAGE, one, target)[1]
        np.testing.assert_allclose(hessian @ (two - one).ravel(), difference.ravel(), atol=1e-12)


# ---- fits ------------------------------------------------------------------------------------------------------------


def independent(image, params):
    """The fit once more, for this test only: window by window, with the rule of the optimizer."""
    size = params.kernel_size
    p = size // 2
    target = correlate2d(image[0], KERNELS[params.kernel], "same")
    kernel = params.init_scale * np.random.default_rng(params.seed).standard_normal((size, size))
    padded, state = np.pad(image[0], p), OPTIMIZERS[params.optimizer].start()
    kernels, losses, gradients = [], [], []
    for t in range(params.n_steps + 1):
        loss, gradient = 0.0, np.zeros((size, size))
        for i, j in np.ndindex(target.shape):
            window = padded[i : i + size, j : j + size]
            error = np.sum(window * kernel) - target[i, j]
            loss += error**2 / target.size
            gradient += 2 * error * window / target.size
        kernels.append(kernel)
        losses.append(loss)
        gradients.append(gradient)
        kernel, state = OPTIMIZERS[params.optimizer].step(kernel, gradient, state, t + 1, params.learning_rate, params)
    return kernels, losses, gradients


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("size", [3, 5])
def test_every_optimizer_equals_an_independent_loop(optimizer, size):
    params = KernelFitParams(
        kernel="emboss", kernel_size=size, optimizer=optimizer, learning_rate=0.05, momentum=0.6, beta1=0.7, beta2=0.9,
        n_steps=12, seed=5,
    )  # fmt: skip
    history = fit(IMAGE, params)
    for name, expected in zip(ARRAYS, independent(IMAGE, params), strict=True):
        np.testing.assert_allclose(getattr(history, name), expected, rtol=1e-8, atol=1e-10)
    assert history.diverged_at == -1
    assert history.losses[-1] < history.losses[0]


def test_what_the_history_holds():
    history = fit(IMAGE, KernelFitParams(n_steps=7, kernel_size=5))
    assert history.target.shape == IMAGE.shape[1:]
    assert history.target_kernel.shape == (3, 3)
    assert history.kernels.shape == history.gradients.shape == (8, 5, 5)
    assert history.losses.shape == (8,)
    for kernel, loss, gradient in zip(history.kernels, history.losses, history.gradients, strict=True):
        again, slope = loss_and_gradient(IMAGE, kernel, history.target)
        assert loss == again
        np.testing.assert_array_equal(gradient, slope)


def test_the_start():
    starts = [fit(IMAGE, KernelFitParams(init_scale=scale, n_steps=1, seed=4)).kernels[0] for scale in (0, 1, 2.5)]
    assert np.all(starts[0] == 0)
    np.testing.assert_array_equal(starts[1], np.random.default_rng(4).standard_normal((3, 3)))
    np.testing.assert_allclose(starts[2], 2.5 * starts[1])
    assert np.any(fit(IMAGE, KernelFitParams(init_scale=1, n_steps=1, seed=5)).kernels[0] != starts[1])


def test_the_same_seed_gives_the_same_history():
    one, same = (fit(IMAGE, KernelFitParams(seed=3, n_steps=20)) for _ in range(2))
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(same, name))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("learning_rate", [0.1, 1e3])
def test_fewer_steps_are_the_beginning_of_more(optimizer, learning_rate):
    params = KernelFitParams(optimizer=optimizer, learning_rate=learning_rate, n_steps=30)
    long = fit(IMAGE, params)
    for n_steps in (1, 2, 5, 29):
        short = fit(IMAGE, replace(params, n_steps=n_steps))
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(short, name), getattr(long, name)[: n_steps + 1])
        early = 0 < long.diverged_at <= n_steps
        assert short.diverged_at == (long.diverged_at if early else -1)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
@pytest.mark.parametrize("learning_rate", [30.0, MAX_RATE])
def test_a_diverging_run_ends_at_its_last_finite_record(optimizer, learning_rate):
    params = KernelFitParams(optimizer=optimizer, learning_rate=learning_rate, n_steps=200)
    history = fit(IMAGE, params)
    k = history.diverged_at
    assert 0 < k <= 200
    state, kernel = OPTIMIZERS[optimizer].start(), history.kernels[0]
    for t in range(1, k + 1):  # the last of these updates is the one that leaves
        assert np.max(np.abs(kernel)) <= MAX_WEIGHT
        np.testing.assert_array_equal(kernel, history.kernels[t - 1])
        kernel, state = OPTIMIZERS[optimizer].step(kernel, history.gradients[t - 1], state, t, learning_rate, params)
    assert np.max(np.abs(kernel)) > MAX_WEIGHT
    for name in ARRAYS:
        values = getattr(history, name)
        assert len(values) == 201
        assert np.all(np.isfinite(values))
        assert np.all(values[k:] == values[k - 1])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_worst_numbers_stay_finite(optimizer):
    image = np.full((1, 28, 28), 1000.0)
    params = KernelFitParams(optimizer=optimizer, learning_rate=MAX_RATE, init_scale=10, kernel_size=5, n_steps=50)
    history = fit(image, params)
    assert all(np.all(np.isfinite(getattr(history, name))) for name in ARRAYS)


def test_a_dark_picture_teaches_nothing():
    history = fit(np.zeros((1, 8, 8)), KernelFitParams(n_steps=5))
    assert np.all(history.kernels == history.kernels[0])
    assert np.all(history.losses == 0)


@pytest.mark.parametrize("label", range(10))
@pytest.mark.parametrize("seed", range(3))
def test_the_defaults_learn_sobel_from_any_digit(label, seed):
    """A few dark pixels leave some weights loose, so the loss promises more than the weights do."""
    params = KernelFitParams(digit=label, seed=seed)
    for example in range(5):
        history = fit(shrink(digit(label, example)[None], params.side), params)
        assert history.losses[-1] < 0.003 * history.losses[0]


@pytest.mark.parametrize("seed", range(10))
def test_the_default_picture_gives_sobel_to_two_hundredths(seed):
    params = KernelFitParams(seed=seed)
    history = fit(shrink(digit(params.digit, params.example)[None], params.side), params)
    assert history.losses[-1] < 1e-4 * history.losses[0]
    np.testing.assert_allclose(history.kernels[-1], KERNELS["sobel-x"], atol=0.02)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("side", [4, 14, 28, MAX_SIDE])
def test_the_defaults_are_stable_on_every_drawing(name, side):
    image = PICTURES[name](side)
    history = fit(image if len(image) == 1 else to_grey(image), KernelFitParams())
    assert history.losses[-1] < 0.02 * history.losses[0]
    # momentum is stable up to the curvature 2(1 + β)/η (Polyak 1964)
    curvature = np.max(np.linalg.eigvalsh(kernel_hessian(image if len(image) == 1 else to_grey(image), 3)))
    assert curvature < 2 * (1 + KernelFitParams.momentum) / KernelFitParams.learning_rate


@pytest.mark.parametrize(("below", "diverges"), [(0.98, False), (1.02, True)])
def test_the_curvature_says_which_rate_is_too_large(below, diverges):
    rate = below * 2 / np.max(np.linalg.eigvalsh(kernel_hessian(IMAGE, 3)))
    history = fit(IMAGE, KernelFitParams(optimizer="sgd", learning_rate=rate, n_steps=1000))
    assert (history.losses[-1] > history.losses[0]) == diverges


@pytest.mark.parametrize(
    "again", [lambda run: run, lambda run: pickle.loads(pickle.dumps(run))], ids=["new", "pickled"]
)
def test_the_history_cannot_be_changed(again):
    image = IMAGE.copy()
    history = again(fit(image, KernelFitParams(n_steps=3)))
    for f in fields(KernelFitHistory):
        if f.name != "diverged_at":
            assert not getattr(history, f.name).flags.writeable
    with pytest.raises(FrozenInstanceError):
        history.diverged_at = 3
    np.testing.assert_array_equal(image, IMAGE)


@pytest.mark.parametrize("image", [np.ones((3, 5, 5)), np.ones((5, 5)), np.ones((1, 1, 5, 5)), np.ones((0, 5, 5))])
def test_only_grey_pictures(image):
    with pytest.raises(InvalidParameterError, match=r"picture must have the shape \(1, H, W\)"):
        fit(image, KernelFitParams())


def test_a_picture_smaller_than_the_kernel():
    history = fit(np.ones((1, 1, 1)), KernelFitParams(kernel="identity", kernel_size=5, n_steps=60))
    assert history.losses[-1] < 1e-3 * history.losses[0]  # the middle weight is learnt, nothing else is seen
    moved = history.kernels[-1] != history.kernels[0]
    assert moved[2, 2]
    assert moved.sum() == 1


# ---- parameters ------------------------------------------------------------------------------------------------------

INVALID = [
    ("picture", "cat", "one_of"),
    ("digit", 10, "integer_between"),
    ("example", -1, "integer_between"),
    ("side", 3, "integer_between"),
    ("pixels", ((1.0, 2.0), (3.0,)), "rectangular"),
    ("kernel", "own", "one_of"),
    ("kernel", "random", "one_of"),
    ("kernel_size", 0, "integer_between"),
    ("kernel_size", 6, "integer_between"),
    ("kernel_size", 2, "odd_for_same"),
    ("kernel_size", 4, "odd_for_same"),
    ("init_scale", -0.1, "between"),
    ("init_scale", 10.1, "between"),
    ("init_scale", float("nan"), "between"),
    ("optimizer", "lion", "one_of"),
    ("learning_rate", 0, "above_at_most"),
    ("learning_rate", MAX_RATE * 1.01, "above_at_most"),
    ("learning_rate", float("nan"), "above_at_most"),
    ("momentum", -0.1, "between"),
    ("momentum", 1.0, "between"),
    ("beta1", -0.1, "between"),
    ("beta1", 1.0, "between"),
    ("beta2", -0.1, "between"),
    ("beta2", 1.0, "between"),
    ("n_steps", 0, "integer_between"),
    ("n_steps", 1001, "integer_between"),
    ("n_steps", 5.0, "integer_between"),
    ("seed", -1, "integer_between"),
    ("seed", MAX_SEED + 1, "integer_between"),
]


@pytest.mark.parametrize(("name", "value", "code"), INVALID)
def test_invalid(name, value, code):
    with pytest.raises(InvalidParameterError) as caught:
        KernelFitParams(**{name: value})
    assert (caught.value.parameter, caught.value.code) == (name, code)


def test_every_field_is_in_the_table_of_invalid_values():
    assert {f.name for f in fields(KernelFitParams)} - {name for name, _, _ in INVALID} == {"upload"}
    with pytest.raises(InvalidParameterError, match="upload must be chosen first"):
        KernelFitParams(picture="upload")


def test_the_ends_of_every_range_and_numpys_numbers():
    KernelFitParams(kernel_size=1, init_scale=0, learning_rate=1e-300, momentum=0, beta1=0, beta2=0, n_steps=1)
    KernelFitParams(
        kernel_size=5, init_scale=10, learning_rate=MAX_RATE, momentum=MAX_MOMENTUM, beta1=MAX_MOMENTUM,
        beta2=MAX_BETA2, n_steps=1000, seed=MAX_SEED,
    )  # fmt: skip
    numpys = KernelFitParams(
        pixels=[[np.float64(v) for v in row] for row in NINE],
        n_steps=np.int32(7),
        init_scale=np.float64(2),
        learning_rate=1,
    )
    plain = KernelFitParams(n_steps=7, init_scale=2.0, learning_rate=1.0)
    assert numpys == plain
    assert hash(numpys) == hash(plain)
    assert [type(v) for v in (numpys.n_steps, numpys.init_scale, numpys.learning_rate)] == [int, float, float]

"""The training of networks on digits: fast equals plain, what is recorded, what a run that diverges leaves behind."""

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from core import Array, IntArray
from core.cnn import CNNHistory, CNNParams, init_weights, loss_gradient, predict, shapes, train
from core.cnn.batches import gathering
from core.cnn.cost import MAX_RECORD
from core.cnn.history import confusion, kept_updates
from core.cnn.samples import Moves, drawn_mask, drawn_moves, learnt_labels, moved
from core.cnn.training import accuracy_without_record, data_for, history_of, moments, recorded_updates, steps, told
from core.cnn.updates import LAST_FACTOR, batches, learning_rate_of, updates
from core.cnn.weights import flatten, unflatten
from core.optimizers import OPTIMIZERS
from core.progress import silent
from core.validation import InvalidParameterError
from data.digits import digits

SMALL: dict[str, Any] = {"filters": (2, 3), "kernel_size": 3, "n_train": 60, "n_epochs": 2, "batch_size": 20}


def four() -> tuple[Array, IntArray, Array, IntArray]:
    data = digits()
    return data.train_images, data.train_labels, data.test_images[:300], data.test_labels[:300]


@cache
def small_run(**settings: Any) -> CNNHistory:
    return train(*four(), CNNParams(**SMALL | settings))


def plain_training(images: Array, labels: IntArray, params: CNNParams, theta: Array) -> Array:
    """The training as books print it: pictures moved, the gradient of the batch, a step of the optimizer."""
    optimizer, state = OPTIMIZERS[params.optimizer], OPTIMIZERS[params.optimizer].start()
    for t, (indices, moves, mask) in enumerate(batches(params)):
        pictures = images[indices] if moves is None else moved(images[indices], moves)
        weights = unflatten(theta, shapes(params))
        slope = flatten(loss_gradient(weights, pictures, labels[indices], params, mask)[1])
        theta, state = optimizer.step(theta, slope, state, t + 1, learning_rate_of(t, params), params)
    return theta


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"augment": False, "optimizer": "sgd", "learning_rate": 0.3},
        {"dropout": 0.4, "hidden_size": 5, "pooling": "average"},
        {"batch_size": 50, "optimizer": "nesterov", "decay": False, "warm_up": 0, "stride": 2},
        {"batch_size": 7, "n_epochs": 1, "pooling": "none", "optimizer": "rmsprop", "slip": "linear"},
        {"model": "dense", "hidden_size": 4, "optimizer": "adagrad", "dropout": 0.2},
        {"model": "logistic", "optimizer": "momentum", "learning_rate": 0.1},
    ],
    ids=str,
)
def test_the_fast_training_is_the_plain_one(others: dict[str, Any]) -> None:
    params = CNNParams(**SMALL | {"learning_rate": 0.003} | others)
    images, labels = digits().train_images[:60], digits().train_labels[:60]
    first = flatten(init_weights(params, np.random.default_rng(0)))
    *_, last = updates(images, labels, params, first.copy())
    plain = plain_training(images / 255, labels, params, first)
    assert last.number == params.n_updates
    assert not np.allclose(plain, first, atol=1e-4)
    np.testing.assert_allclose(last.theta, plain, rtol=1e-6, atol=1e-8)


def test_levels_of_grey_and_fractions_are_the_same_pictures() -> None:
    params, (images, labels, *tested) = CNNParams(**SMALL), four()
    fractions = train(images[:60] / 255, labels[:60], tested[0] / 255, tested[1], params)
    np.testing.assert_allclose(fractions.thetas, small_run().thetas, atol=1e-4)


def test_digits_are_gathered_as_they_are_moved() -> None:
    images, rng = digits().train_images[:40], np.random.default_rng(7)
    indices = rng.permutation(40)[:12]
    gather, moves = gathering(images, np.float64), drawn_moves(12, rng)
    plain = moved(images[indices] / 255, moves).reshape(12, -1).T
    np.testing.assert_allclose(gather(indices, moves), plain, atol=1e-12)
    np.testing.assert_allclose(gather(indices, None), (images[indices] / 255).reshape(12, -1).T, atol=1e-12)


def test_a_dot_is_moved_and_thickened() -> None:
    dot = np.zeros((2, 5, 5))
    dot[:, 2, 2] = 0.8
    first, second = moved(dot, Moves(np.array([1, 0]), np.array([-1, 0]), np.array([0, 0.5])))
    assert np.argwhere(first).tolist() == [[3, 1]]  # one down, one to the left
    # half of the darkest neighbour: the four pixels around the dot become 0.4, the dot stays as it is
    assert second[2].tolist() == [0, 0.4, 0.8, 0.4, 0]
    assert second[:, 2].tolist() == [0, 0.4, 0.8, 0.4, 0]
    assert second.sum() == pytest.approx(0.8 + 4 * 0.4)


def test_what_is_moved_out_is_lost_and_paper_comes_in() -> None:
    full = np.ones((1, 4, 4))
    up = moved(full, Moves(np.array([-1]), np.array([0]), np.zeros(1)))[0]
    assert up.tolist() == [[1] * 4] * 3 + [[0] * 4]


def test_half_of_the_digits_are_thickened_and_all_nine_places_are_taken() -> None:
    moves = drawn_moves(9000, np.random.default_rng(0))
    assert np.mean(moves.thickness > 0) == pytest.approx(0.5, abs=0.02)
    places = Counter(zip(moves.rows.tolist(), moves.columns.tolist(), strict=True))
    assert set(places) == {(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)}
    assert min(places.values()) > 850


def test_dropout_keeps_the_mean() -> None:
    params = CNNParams(dropout=0.25)
    mask = drawn_mask(params, 500, np.random.default_rng(0))
    assert mask.shape == (500, params.n_features)
    assert np.unique(mask).tolist() == pytest.approx([0, 4 / 3])
    assert mask.mean() == pytest.approx(1, abs=0.01)


def test_every_epoch_has_every_digit_once_in_another_order() -> None:
    params = CNNParams(**SMALL)
    orders = np.array([batch.indices for batch in batches(params)]).reshape(2, -1)
    assert np.array_equal(np.sort(orders), [range(60)] * 2)
    assert not np.array_equal(*orders)


def test_the_learning_rate_warms_up_and_decays() -> None:
    params = CNNParams(n_train=1000, batch_size=100, n_epochs=10, warm_up=10, learning_rate=0.1)
    rates = [learning_rate_of(t, params) for t in range(100)]
    assert rates[4] == pytest.approx(0.1 * 0.5 * 0.95)  # half of the way up, a twentieth of the way down
    assert rates[49] == pytest.approx(0.05)
    assert rates[-1] == pytest.approx(0.1 * LAST_FACTOR)
    plain = CNNParams(n_train=1000, batch_size=100, warm_up=0, decay=False, learning_rate=0.1)
    assert {learning_rate_of(t, plain) for t in range(30)} == {0.1}


def test_the_record_of_a_run() -> None:
    history, params = small_run(), CNNParams(**SMALL)
    assert history.n_updates == params.n_updates == 6
    assert history.updates.tolist() == list(range(7))
    assert history.thetas.shape == (7, params.n_weights)
    assert history.losses.shape == (6,)
    assert (history.is_over, history.diverged_at, history.n_planned) == (True, -1, 6)
    for column in (history.train_losses, history.test_losses, history.train_accuracies, history.test_accuracies):
        assert column.shape == (7,)
    answers = predict(history.weights_at(-1), four()[2] / 255, params)
    assert np.array_equal(answers, history.predictions)
    assert history.accuracy == np.mean(answers == four()[3]) == history.test_accuracies[-1]  # all 300 are judged
    assert history.confusion.sum() == 300
    assert history.weights["kernels1"].shape == (7, 2, 1, 3, 3)
    with pytest.raises(ValueError, match="read-only"):
        history.thetas[0] = 1


def test_the_same_seed_makes_the_same_history_and_another_seed_another() -> None:
    again = train(*four(), CNNParams(**SMALL))
    assert np.array_equal(again.thetas, small_run().thetas)
    assert np.array_equal(again.losses, small_run().losses)
    assert not np.array_equal(small_run(seed=1).thetas, again.thetas)


def test_progress_grows_from_0_to_1_and_tells_how_good_it_is() -> None:
    told: list[tuple[float, dict[str, float]]] = []
    train(*four(), CNNParams(**SMALL), lambda fraction, /, **so_far: told.append((fraction, so_far)))
    assert [fraction for fraction, _ in told] == pytest.approx(np.arange(7) / 6)
    assert told[-1][1] == {"loss": small_run().test_losses[-1], "accuracy": small_run().test_accuracies[-1]}


def test_what_progress_raises_ends_the_training_in_mid_epoch() -> None:
    seen = []

    def stop(fraction: float, /, **so_far: float) -> None:
        seen.append(fraction)
        if fraction >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(*four(), CNNParams(**SMALL), stop)
    assert max(seen) == 0.5


def test_a_training_that_was_given_up_goes_on_where_it_was() -> None:
    params = CNNParams(**SMALL)
    data = data_for(*four(), params)
    begun, made = steps(data, params), []

    def stop(fraction: float, /, **so_far: float) -> None:
        if fraction >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made.extend(told(begun, stop))
    assert [moment.number for moment in made] == [0, 1, 2, 3]
    made += told(begun, silent)
    whole = small_run()
    again = history_of(made, data, params)
    assert np.array_equal(again.thetas, whole.thetas)
    assert np.array_equal(again.losses, whole.losses)
    assert again.accuracy == whole.accuracy


def test_without_a_record_it_is_the_same_training() -> None:
    params = CNNParams(**SMALL)
    assert accuracy_without_record(data_for(*four(), params), params) == small_run().test_accuracies[-1]


def test_there_is_a_record_of_what_has_been_made_so_far() -> None:
    params = CNNParams(**SMALL)
    data, made = data_for(*four(), params), []
    for moment in moments(data, params):
        made.append(moment)
        if moment.number == 4:
            break
    so_far, whole = history_of(made, data, params, over=False), small_run()
    assert (so_far.n_updates, so_far.n_planned, so_far.is_over, so_far.diverged_at) == (4, 6, False, -1)
    assert np.array_equal(so_far.thetas, whole.thetas[:5])
    assert np.array_equal(so_far.losses, whole.losses[:4])
    assert so_far.accuracy == so_far.test_accuracies[-1]


@pytest.mark.parametrize(
    "wild",
    [
        {"learning_rate": 1e6, "optimizer": "sgd", "decay": False, "warm_up": 0},
        {"learning_rate": 500.0, "warm_up": 0},
        {"learning_rate": 20.0, "optimizer": "momentum", "slip": "linear"},
    ],
    ids=str,
)
def test_a_run_that_diverges_stands_still_and_stays_finite(wild: dict[str, Any]) -> None:
    history = small_run(**wild, n_epochs=10)
    at = history.diverged_at
    assert 1 <= at <= 30
    assert history.updates.tolist() == list(range(31))
    assert (history.n_updates, history.is_over) == (30, True)
    assert np.array_equal(history.thetas[at - 1], history.thetas[-1])
    assert len(set(history.losses[max(at - 2, 0) :].tolist())) == 1
    for values in (history.thetas, history.losses, history.train_losses, history.test_losses):
        assert np.all(np.isfinite(values))


@pytest.mark.parametrize("n", [0, 1, 2, 10, 55, 56, 57, 60, 100, 250, 750, 1250, 2500, 80_000])
def test_the_recorded_updates_are_few_and_the_first_and_last_are_among_them(n: int) -> None:
    kept = kept_updates(n)
    assert (kept[0], kept[-1]) == (0, n)
    assert np.all(np.diff(kept) > 0)
    assert len(kept) == min(n + 1, 57)


def test_of_a_network_with_very_many_weights_few_moments_are_recorded() -> None:
    large = CNNParams(
        filters=(16,), kernel_size=3, pooling="none", hidden_size=64, n_train=600, n_epochs=1, batch_size=10
    )
    kept = recorded_updates(large)
    assert 5 <= len(kept) < 57
    assert (kept[0], kept[-1]) == (0, large.n_updates)
    assert 4 * large.n_weights * len(kept) <= MAX_RECORD
    small = replace(large, n_train=60)
    made = list(moments(data_for(*four(), small), small))
    assert [moment.number for moment in made] == recorded_updates(small).tolist()
    assert len(recorded_updates(CNNParams())) == 57


def test_shuffled_labels_are_the_same_labels_of_other_digits() -> None:
    labels = digits().train_labels
    dealt = learnt_labels(labels, CNNParams(slip="shuffled-labels", n_train=500))
    assert np.array_equal(np.bincount(dealt), np.bincount(labels[:500]))
    assert np.mean(dealt == labels[:500]) < 0.2
    assert np.array_equal(learnt_labels(labels, CNNParams(n_train=500)), labels[:500])


def test_confusion_counts_rows_of_classes_and_columns_of_answers() -> None:
    table = confusion(np.array([0, 1, 1, 9], dtype=np.uint8), np.array([0, 2, 1, 8], dtype=np.uint8))
    assert {(int(i), int(j)): int(table[i, j]) for i, j in np.argwhere(table)} == {
        (0, 0): 1,
        (1, 1): 1,
        (1, 2): 1,
        (9, 8): 1,
    }


@pytest.mark.parametrize(
    "changed",
    [
        {0: np.zeros((60, 28, 27))},
        {0: np.zeros((59, 28, 28))},
        {0: np.full((60, 28, 28), 2.0)},
        {0: np.full((60, 28, 28), np.nan)},
        {0: np.zeros((0, 28, 28), np.uint8), 1: np.zeros(0, np.uint8)},
        {0: [["a"]]},
        {1: np.full(60, 10)},
        {1: np.full(60, -1)},
        {1: np.zeros(60)},
        {2: np.zeros((5, 28, 28)), 3: np.zeros(6, int)},
        {3: None},
    ],
    ids=lambda changed: str({place: getattr(value, "shape", value) for place, value in changed.items()}),
)
def test_digits_that_do_not_fit_are_refused(changed: dict[int, Any]) -> None:
    given: list[Any] = [four()[0][:60], four()[1][:60], *four()[2:]]
    for place, value in changed.items():
        given[place] = value
    with pytest.raises(InvalidParameterError):
        train(*given, CNNParams(**SMALL))


def test_too_few_digits_are_refused() -> None:
    with pytest.raises(InvalidParameterError, match="n_train must be a whole number between 1 and 50, got 60"):
        train(four()[0][:50], four()[1][:50], *four()[2:], CNNParams(**SMALL))

"""The run that ships is the one that its script makes, and the file is the one that was looked at."""

import hashlib
from itertools import islice

import numpy as np
import pytest

from core.cnn import CNNParams, predict, shapes
from core.cnn.cost import MAX_FRAMES
from core.cnn.history import kept_updates
from core.cnn.shapes import n_weights
from core.cnn.training import judged
from data.cnn_run import FILE, PARAMS, settings, shipped
from data.digits import digits
from data.make_cnn_run import run, shipped_data

DIGEST = "8c1d04ddfc081ea597e96730b6fcafd8017941b58f3b9bc68db3c6b789b8f174"
REMADE = 12  # moments; after more of them processors with other ways to add up drift apart


def test_the_file_is_the_one_that_was_looked_at() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == DIGEST
    assert FILE.stat().st_size < 700_000


def test_it_is_a_run_of_the_default_settings() -> None:
    with np.load(FILE) as file:
        assert str(file["settings"]) == settings()
    assert CNNParams() == PARAMS


def test_its_first_updates_are_made_again() -> None:
    history, made = shipped(), list(islice(run(), REMADE))
    losses = made[-1].losses
    assert [moment.number for moment in made] == history.updates[:REMADE].tolist()
    for moment, theta in zip(made, history.thetas, strict=False):
        assert np.max(np.abs(moment.theta - theta)) < 5e-4  # half of what float16 keeps of a 1
    assert losses == pytest.approx(history.losses[: len(losses)], rel=1e-4)


def test_it_is_a_whole_history() -> None:
    history = shipped()
    assert history.is_over
    assert history.diverged_at == -1
    assert history.updates.tolist() == kept_updates(PARAMS.n_updates).tolist()
    assert history.thetas.shape == (MAX_FRAMES, n_weights(shapes(PARAMS)))
    assert history.thetas.dtype == np.float32
    assert len(history.losses) == PARAMS.n_updates
    with pytest.raises(ValueError, match="read-only"):
        history.thetas[0] = 0


def test_what_it_says_of_its_weights_is_what_they_do() -> None:
    history, data = shipped(), digits()
    weights, last = history.weights_at(-1), judged(history.thetas[-1], shipped_data(), PARAMS)
    columns = (history.train_losses, history.test_losses, history.train_accuracies, history.test_accuracies)
    assert last == pytest.approx([column[-1] for column in columns], rel=1e-3)
    answers = predict(weights, data.test_images[:200] / 255, PARAMS)
    assert np.mean(answers == history.predictions[:200]) > 0.99  # another precision may turn a near draw
    assert history.accuracy == np.mean(history.predictions == data.test_labels) >= 0.965

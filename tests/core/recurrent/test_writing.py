"""A network that goes on by itself: what it writes is what its own forward pass says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.alphabet import alphabet_of, decode, encode
from core.recurrent.losses import softmax
from core.recurrent.tasks import EASY_TEXT
from core.recurrent.training import RecurrentParams, forward, init_weights, train
from core.recurrent.writing import continue_wave, draw, generate
from core.validation import InvalidParameterError

every_cell = pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
ALPHABET = alphabet_of(EASY_TEXT)


def test_a_trained_network_writes_its_text():
    params = RecurrentParams(task="characters", cell="gru", sequence_length=32, hidden_size=32, n_updates=120)
    weights = train(params).weights_at(-1)
    beginning = "The little boat ro"
    codes = generate("gru", weights, encode(beginning, ALPHABET), 40, 0, np.random.default_rng(0), len(ALPHABET))
    assert beginning + decode(codes, ALPHABET) == EASY_TEXT


@every_cell
@pytest.mark.parametrize("feedback", [True, False])
def test_what_is_written_at_temperature_0_is_the_likeliest_of_one_long_pass(cell, feedback):
    weights = init_weights(cell, 7, 6, 7, np.random.default_rng(0))
    begun = np.array([3, 1, 4])
    written = generate(cell, weights, begun, 9, 0, np.random.default_rng(0), 7, feedback=feedback)
    read = np.append(begun, written)
    scores = forward(cell, weights, np.eye(7)[read][:, None], feedback=feedback).outputs[:, 0]
    np.testing.assert_array_equal(np.argmax(scores[2:-1], axis=1), written)


@every_cell
def test_a_wave_goes_on_as_one_long_pass_says(cell):
    weights = init_weights(cell, 1, 6, 1, np.random.default_rng(0))
    begun = np.sin(np.arange(8.0))[:, None, None]
    values = continue_wave(cell, weights, begun, 5)
    outputs = forward(cell, weights, np.append(begun, values)[:, None, None]).outputs
    np.testing.assert_allclose(outputs[7:-1, 0, 0], values, atol=1e-12)
    alone = continue_wave(cell, weights, begun, 5, feedback=False)
    np.testing.assert_allclose(
        alone, forward(cell, weights, np.append(begun, alone)[:, None, None], feedback=False).outputs[7:-1, 0, 0]
    )


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_draws_have_the_shares_of_the_softmax(temperature):
    scores, rng = np.array([0.0, 1.0, -1.0, 2.0]), np.random.default_rng(0)
    counts = np.bincount([draw(scores, temperature, rng) for _ in range(4000)], minlength=4)
    np.testing.assert_allclose(counts / 4000, softmax(scores / temperature), atol=0.03)


@given(
    scores=st.lists(st.floats(-1e30, 1e30), min_size=1, max_size=5),
    temperature=st.one_of(st.just(0.0), st.floats(0, 10)),
)
def test_whatever_the_scores_something_is_drawn(scores, temperature):
    k = draw(np.array(scores), temperature, np.random.default_rng(0))
    assert 0 <= k < len(scores)
    if temperature == 0:
        assert scores[k] == max(scores)


@pytest.mark.parametrize("temperature", [-0.1, 11, float("nan"), "hot"])
def test_temperatures_that_are_none(temperature):
    weights = init_weights("gru", 7, 6, 7, np.random.default_rng(0))
    with pytest.raises(InvalidParameterError, match="temperature must be between 0 and 10"):
        generate("gru", weights, np.array([1]), 3, temperature, np.random.default_rng(0), 7)


def test_nothing_to_begin_with_is_refused():
    weights = init_weights("gru", 7, 6, 7, np.random.default_rng(0))
    with pytest.raises(InvalidParameterError, match="seed_codes must have 1 to"):
        generate("gru", weights, np.array([], dtype=int), 3, 1, np.random.default_rng(0), 7)

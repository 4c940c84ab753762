"""The tasks: their answers are the stated ones, their losses have right gradients, texts become numbers and back."""

import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.alphabet import MAX_LENGTH, alphabet_of, check_text, decode, encode, normalized
from core.gradient_check import gradient_check
from core.recurrent.losses import LOSSES, error, log_softmax, softmax
from core.recurrent.sequences import PERIODS, listening, sawtooth, sine
from core.recurrent.tasks import TASKS
from core.recurrent.training import RecurrentParams
from core.validation import InvalidParameterError

every_task = pytest.mark.parametrize("task", TASKS)
MANY = {"batch_size": 256, "sequence_length": 24, "delay": 7}


def drawn(task, seed=0, **others):
    params = RecurrentParams(task=task, **{**MANY, **others})
    return params, TASKS[task].batch(params, np.random.default_rng(seed))


@every_task
@pytest.mark.parametrize("shortest", [False, True])
def test_shapes_and_finiteness(task, shortest):
    others = {"sequence_length": 2, "delay": 1, "batch_size": 1} if shortest else {}
    params, batch = drawn(task, **others)
    T, B = params.sequence_length, params.batch_size
    assert batch.x.shape == (T, B, TASKS[task].input_size(params))
    classes = TASKS[task].loss == "cross-entropy"
    assert batch.targets.shape == ((T, B) if classes else (T, B, TASKS[task].output_size(params)))
    assert batch.mask.shape == (T, B)
    assert batch.mask.dtype == bool
    assert batch.mask.any()
    assert np.all(np.isfinite(batch.x))
    if classes:
        assert 0 <= np.min(batch.targets) <= np.max(batch.targets) < TASKS[task].output_size(params)


@every_task
def test_the_same_seed_gives_the_same_batch_and_another_seed_another(task):
    (_, one), (_, same), (_, other) = drawn(task, 1), drawn(task, 1), drawn(task, 2)
    np.testing.assert_array_equal(one.x, same.x)
    np.testing.assert_array_equal(one.targets, same.targets)
    assert np.any(one.x != other.x)
    with pytest.raises(ValueError, match="read-only"):
        one.x[0] = 0


@every_task
def test_the_answers_to_a_sequence_are_those_of_the_batch(task):
    params, batch = drawn(task)
    targets, mask = TASKS[task].answers(batch.x, params)
    known = mask & batch.mask
    np.testing.assert_array_equal(targets[known], batch.targets[known])
    last_is_unknown = task in ("wave", "characters")
    assert mask[-1].any() != last_is_unknown
    np.testing.assert_array_equal(mask[:-1], batch.mask[:-1])


def test_echo():
    _, batch = drawn("echo")
    for t in range(24):
        assert np.all(batch.mask[t] == (t >= 7))
        if t >= 7:
            np.testing.assert_array_equal(batch.targets[t], batch.x[t - 7])
    assert np.min(batch.x) >= -1
    assert np.max(batch.x) <= 1


def test_first_symbol():
    _, batch = drawn("first-symbol", n_symbols=5)
    assert np.all(np.sum(batch.x, axis=2) == 1)
    assert batch.mask.all()
    for b in range(256):
        assert np.all(batch.targets[:, b] == np.flatnonzero(batch.x[0, b]))
    assert np.unique(batch.targets).tolist() == [0, 1, 2, 3, 4]


def test_parity():
    _, batch = drawn("parity")
    assert np.unique(batch.x).tolist() == [-1, 1]
    odd = np.zeros(256, dtype=int)
    for t in range(24):
        odd = odd ^ (batch.x[t, :, 0] == 1)
        np.testing.assert_array_equal(batch.targets[t], odd)
    assert batch.mask.all()


@pytest.mark.parametrize("length", [2, 3, 24])
def test_adding(length):
    _, batch = drawn("adding", sequence_length=length)
    for b in range(256):
        first, second = np.flatnonzero(batch.x[:, b, 1])
        assert first < length // 2 <= second
        assert batch.targets[-1, b, 0] == pytest.approx(batch.x[first, b, 0] + batch.x[second, b, 0])
    assert np.flatnonzero(batch.mask.all(axis=1)).tolist() == [length - 1]
    assert np.count_nonzero(batch.mask) == 256


@pytest.mark.parametrize(("waveform", "shape"), [("sine", sine), ("sawtooth", sawtooth)])
def test_wave(waveform, shape):
    _, batch = drawn("wave", waveform=waveform)
    np.testing.assert_array_equal(batch.targets[:-1], batch.x[1:])
    assert np.flatnonzero(batch.mask.all(axis=1)).tolist() == list(range(listening(24), 24))
    assert np.max(np.abs(batch.x)) <= 1
    if waveform == "sine":  # x[t + 1] + x[t - 1] = 2 cos(2π/period) x[t]: every row has a period that was asked for
        cosines = np.sum((batch.x[2:] + batch.x[:-2]) * batch.x[1:-1], 0) / np.sum(2 * batch.x[1:-1] ** 2, 0)
        periods = 2 * np.pi / np.arccos(cosines)
    else:  # the slope is 2/period wherever there is no fall
        periods = 2 / np.max(np.diff(batch.x, axis=0), axis=0)
    assert PERIODS[0] - 1e-6 <= np.min(periods) < np.max(periods) <= PERIODS[1] + 1e-6
    np.testing.assert_allclose(
        shape(np.array([0, 0.25, 1.25])), {"sine": [0, 1, 1], "sawtooth": [-1, -0.5, -0.5]}[waveform], atol=1e-12
    )


def test_characters():
    text = "看见学习, 看见!"
    _, batch = drawn("characters", text=text)
    alphabet = alphabet_of(text)
    assert batch.x.shape[2] == len(alphabet) == 7
    np.testing.assert_array_equal(batch.targets[:-1], np.argmax(batch.x, axis=2)[1:])
    starts = set()
    for b in range(256):
        read = decode(np.argmax(batch.x[:, b], axis=1), alphabet) + alphabet[batch.targets[-1, b]]
        assert read in text * 5
        starts.add((text * 5).index(read))
    assert starts == set(range(len(text)))


# ---- losses and baselines


@every_task
def test_the_baseline_is_the_loss_of_the_best_constant_answer(task):
    params, _ = drawn(task)
    batches = [TASKS[task].batch(params, np.random.default_rng(seed)) for seed in range(20)]
    mask = np.concatenate([batch.mask for batch in batches], axis=1)
    targets = np.concatenate([batch.targets for batch in batches], axis=1)
    counted = targets[mask]
    if TASKS[task].loss == "squared":
        best = np.var(counted)
    else:
        shares = np.bincount(counted) / len(counted)
        best = -np.sum(shares * np.log(shares))
    assert TASKS[task].baseline(params) == pytest.approx(best, rel=0.05)
    assert 0 < TASKS[task].solved_below(params) < TASKS[task].baseline(params) / 10


def test_squared_by_hand():
    # differences 1 and 2 count, 5 does not: (1 + 4)/2 = 2.5, derivatives 2·1/2 and 2·2/2
    outputs, targets = np.array([[[1.0], [9.0]], [[7.0], [5.0]]]), np.array([[[0.0], [7.0]], [[2.0], [5.0]]])
    mask = np.array([[True, True], [False, False]])
    loss, d_outputs = LOSSES["squared"](outputs, targets, mask)
    assert loss == 2.5
    assert d_outputs.ravel().tolist() == [1, 2, 0, 0]
    assert error("squared", outputs, targets, mask) == loss


def test_cross_entropy_by_hand():
    # scores 0, ln 3: softmax 1/4, 3/4; right class 0: loss ln 4, derivatives 1/4 - 1, 3/4
    outputs, mask = np.array([[[0.0, np.log(3)]], [[5.0, 1.0]]]), np.array([[True], [False]])
    loss, d_outputs = LOSSES["cross-entropy"](outputs, np.array([[0], [0]]), mask)
    assert loss == pytest.approx(np.log(4))
    np.testing.assert_allclose(d_outputs.ravel(), [-0.75, 0.75, 0, 0])
    assert error("cross-entropy", outputs, np.array([[0], [0]]), mask) == 1
    assert error("cross-entropy", outputs, np.array([[1], [0]]), mask) == 0


@every_task
def test_loss_gradients(task):
    params, batch = drawn(task, batch_size=3)
    loss, rng = LOSSES[TASKS[task].loss], np.random.default_rng(0)
    outputs = rng.normal(size=(24, 3, TASKS[task].output_size(params)))
    check = gradient_check(
        lambda y: loss(y, batch.targets, batch.mask)[0], lambda y: loss(y, batch.targets, batch.mask)[1], outputs, rng
    )
    assert check.max_relative_error < 1e-7


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6), st.floats(-1e4, 1e4))
def test_softmax(scores, shift):
    p = softmax(np.array(scores))
    assert np.sum(p) == pytest.approx(1)
    assert np.all(p >= 0)
    np.testing.assert_allclose(softmax(np.array(scores) + shift), p, atol=1e-9)
    assert np.all(np.isfinite(log_softmax(np.array(scores))))


# ---- text


@given(st.text(min_size=1, max_size=60))
def test_text_becomes_numbers_and_back(text):
    alphabet = alphabet_of(text)
    codes = encode(text, alphabet)
    assert decode(codes, alphabet) == text
    assert sorted(set(codes.tolist())) == list(range(len(alphabet)))


@given(st.text(max_size=600))
def test_whatever_is_typed_either_becomes_a_clean_text_or_is_refused(text):
    clean = normalized(text)
    if 2 <= len(clean) <= MAX_LENGTH and 2 <= len(set(clean)) <= 100:
        assert check_text("text", text) == check_text("text", clean) == clean
        clean.encode()
        assert "  " not in clean
    else:
        with pytest.raises(InvalidParameterError, match=r"^text must "):
            check_text("text", text)


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  two\n\nlines\tand more ", "two lines and more"),
        ("e\u0301a", "éa"),
        ("a\x00b \x07 c\ud800", "ab c"),
        ("👍🏽👩‍👩‍👧", "👍🏽👩‍👩‍👧"),
        ("学\u3000习", "学 习"),
    ],
)
def test_clean_text(typed, clean):
    assert check_text("text", typed) == clean == unicodedata.normalize("NFC", clean)


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("", "text_length", 0),
        (" \n ", "text_length", 0),
        ("a", "text_length", 1),
        ("ab" * 251, "text_length", 502),
        ("a" * 1_000_000, "text_length", 1_000_000),
        ("aaaa", "text_distinct", 1),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 101))), "text_distinct", 101),
        (None, "text_length", None),
        (7, "text_length", 7),
    ],
)
def test_texts_that_nothing_can_be_learnt_from(text, code, value):
    with pytest.raises(InvalidParameterError) as caught:
        check_text("text", text)
    assert (caught.value.parameter, caught.value.code, caught.value.value) == ("text", code, value)


def test_characters_that_the_text_does_not_hold_are_named():
    with pytest.raises(InvalidParameterError, match=r"^beginning must hold only characters .* got 'xZ'\.$"):
        encode("axbZx", "ab", "beginning")


def test_one_letter_more_in_the_text_is_one_input_more():
    params = RecurrentParams(task="characters", text="abc")
    assert params.sizes == (3, 16, 3)
    assert replace(params, text="abcd").sizes == (4, 16, 4)

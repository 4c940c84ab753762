"""What a visitor may ask of a trained network: links that say something wrong, and sequences of their own."""

from dataclasses import FrozenInstanceError, asdict, fields
from typing import Any

import numpy as np
import pytest

from core.recurrent.params import RecurrentParams
from core.recurrent.tasks import TASKS
from core.recurrent.view import RecurrentView, own_sequence
from core.validation import InvalidParameterError

TEXT = {"task": "characters", "text": "abc é 好", "sequence_length": 5}


def view(**asked: Any) -> RecurrentView:
    return RecurrentView(**asked)


def refused(**asked: Any) -> InvalidParameterError:
    with pytest.raises(InvalidParameterError) as caught:
        view(**asked)
    assert str(caught.value).startswith(f"{caught.value.parameter} must ")
    assert len(str(caught.value)) < 200
    return caught.value


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        ("axis", "epochs", "one_of"),
        ("origin", "near", "one_of"),
        ("compare", 1, "boolean"),
        ("trained", -1, "integer_between"),
        ("trained", 101, "integer_between"),
        ("trained", 50.5, "integer_between"),
        ("output_step", -1, "integer_between"),
        ("output_step", 101, "integer_between"),
        ("n_generated", 0, "integer_between"),
        ("n_generated", 61, "integer_between"),
        ("temperature", -0.1, "between"),
        ("temperature", float("nan"), "between"),
        ("temperature", 11.0, "between"),
        ("hidden_size", 0, "integer_between"),  # the rules of the training hold as well
        ("delay", 20, "below_other"),
    ],
)
def test_bad_values_are_named(parameter: str, value: Any, code: str) -> None:
    error = refused(**{parameter: value})
    assert (error.parameter, error.code) == (parameter, code)


def test_a_view_holds_a_training_and_nothing_else_of_it() -> None:
    asked = view(
        cell="gru", seed=3, axis="training", compare=True, trained=40, output_step=2, own=" ".join(["0.1"] * 9)
    )
    training = asked.training
    assert type(training) is RecurrentParams
    assert training == RecurrentParams(cell="gru", seed=3)
    assert asdict(training) == {field.name: getattr(asked, field.name) for field in fields(RecurrentParams)}
    assert view(seed=np.int64(3), trained=np.int64(40)) == view(seed=3, trained=40)
    with pytest.raises(FrozenInstanceError):
        asked.trained = 9  # type: ignore[misc]


# ---- own sequences


@pytest.mark.parametrize(
    ("task", "own", "expected"),
    [
        ("echo", "0.5 -1, 0,0;1e-1 2 3", [0.5, -1, 0, 0, 0.1, 2, 3]),
        ("echo", "  1，2；3、4\n5 6\t", [1, 2, 3, 4, 5, 6]),
        ("wave", "10 -10", [10, -10]),
        ("parity", "1 0,1", [1, -1, 1]),
        ("parity", "0110", [-1, 1, 1, -1]),
    ],
)
def test_numbers_and_bits_are_read(task: str, own: str, expected: list[float]) -> None:
    x = own_sequence(view(task=task, own=own))
    np.testing.assert_array_equal(x, np.array(expected, dtype=float)[:, None, None])


def test_symbols_count_from_one() -> None:
    x = own_sequence(view(task="first-symbol", n_symbols=3, own="2 3 1"))
    np.testing.assert_array_equal(x[:, 0], [[0, 1, 0], [0, 0, 1], [1, 0, 0]])


def test_a_star_marks_a_number_to_add() -> None:
    x = own_sequence(view(task="adding", own="0.3 0.9* 0.1 0.2*"))
    np.testing.assert_array_equal(x[:, 0], [[0.3, 0], [0.9, 1], [0.1, 0], [0.2, 1]])


@pytest.mark.parametrize(
    ("own", "read"),
    [("ab", "ab"), ("好", "好"), ("e\u0301", "é"), (" a \n b", "a b"), ("a ", "a "), ("a\x07", "a")],
)
def test_a_beginning_is_read_in_the_alphabet_that_was_learnt(own: str, read: str) -> None:
    x = own_sequence(view(**TEXT, own=own))
    alphabet = sorted(set(TEXT["text"]))
    assert [alphabet[code] for code in x[:, 0].argmax(axis=1)] == list(read)
    assert (x.sum(axis=2) == 1).all()


@pytest.mark.parametrize(
    ("asked", "code", "value"),
    [
        ({"own": "1 2 x 4 5 6"}, "numbers", "x"),
        ({"own": "hello"}, "numbers", "hello"),  # one item is too short, too, but that is not what is wrong with it
        ({"task": "wave", "own": "hello"}, "numbers", "hello"),
        ({"task": "adding", "own": "hello"}, "numbers", "hello"),
        ({"task": "first-symbol", "own": "hello"}, "one_of", "hello"),
        ({"task": "parity", "own": "hello"}, "bits", "ehlo"),
        ({"own": "1 2 3 4 5 nan"}, "between", None),
        ({"own": "1 2 3 4 5 inf"}, "between", None),
        ({"own": "1 2 3 4 5 11"}, "between", 11),
        ({"own": "1 2 3 4 5"}, "length_between", 5),  # none would come back from a delay of 5
        ({"own": "   "}, "length_between", 0),
        ({"own": "1 " * 101}, "length_between", 101),
        ({"own": "1" * 1_000_000}, "between", None),
        ({"task": "wave", "own": "1"}, "length_between", 1),
        ({"task": "parity", "own": "1"}, "length_between", 1),
        ({"task": "parity", "own": "1" * 101}, "length_between", 101),
        ({"task": "parity", "own": "0 2 1 x"}, "bits", "2x"),
        ({"task": "first-symbol", "own": "1 2 5"}, "one_of", "5"),
        ({"task": "first-symbol", "own": "1 2 好"}, "one_of", "好"),
        ({"task": "adding", "own": "1 2 3"}, "two_marked", 0),
        ({"task": "adding", "own": "1* 2* 3*"}, "two_marked", 3),
        ({"task": "adding", "own": "1* x*"}, "numbers", "x"),
        ({**TEXT, "own": "   "}, "length_between", 0),
        ({**TEXT, "own": "a" * 51}, "length_between", 51),
        ({**TEXT, "own": "a" * 1_000_000}, "length_between", 1_000_000),
        ({**TEXT, "own": "ax👍🏽"}, "known_characters", "x👍🏽"),
        ({**TEXT, "own": "A\u0301"}, "known_characters", "Á"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_sequence_that_cannot_be_read_is_refused_with_its_reason(
    asked: dict[str, Any], code: str, value: Any
) -> None:
    error = refused(**asked)
    assert (error.parameter, error.code) == ("own", code)
    assert value is None or error.value == value


@pytest.mark.parametrize("task", TASKS)
def test_no_own_sequence_is_no_mistake(task: str) -> None:
    assert view(task=task, **TASKS[task].defaults).own == ""

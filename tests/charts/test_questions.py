"""The question before the film: every lab asks one of its run, and the answer is that of this very run."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from charts.labs import LABS
from charts.story import Question
from core.progress import silent
from locales import LANGUAGES, catalogue
from runs.wishes import VIEWS

T = catalogue("en")
# Runs whose end is known from elsewhere, and what is right to guess of them.
KNOWN: list[tuple[str, dict[str, Any], str]] = [
    ("perceptron", {}, "14"),
    ("perceptron", {"dataset": "blobs", "separation": 8.0}, "1"),
    ("perceptron", {"dataset": "xor"}, "never"),
    ("convolution", {"picture": "gradient"}, "positive"),
    ("convolution", {"picture": "gradient", "flip": True}, "negative"),
    ("convolution", {"picture": "gradient", "kernel": "laplacian"}, "zero"),
    ("convolution-learn", {"picture": "circle"}, "thousandth"),
    ("convolution-learn", {"optimizer": "sgd", "learning_rate": 5.0}, "grows"),
    ("convolution-learn", {"kernel_size": 1}, "falls"),
    ("gradient-descent-data", {}, "120"),
    ("gradient-descent-data", {"batch_size": 100}, "16"),
    ("recurrent", {"cell": "rnn"}, "soon"),
    ("recurrent", {"cell": "rnn", "delay": 10}, "late"),
    ("recurrent", {"cell": "rnn", "delay": 12}, "never"),
]
SILENT: list[tuple[str, dict[str, Any]]] = [
    ("perceptron", {"slip": "unlabelled-test"}),
    ("perceptron", {"dataset": "own"}),
    ("convolution", {"picture": "own", "kernel": "vertical-edge", "slip": "rows"}),
    ("convolution", {"kernel": "own"}),
    ("gradient-descent-data", {"slip": "climb"}),
    ("gradient-descent-data", {"batch_size": 1}),
    ("gradient-descent-data", {"dataset": "cars", "standardize": False}),
    ("recurrent", {"slip": "no-feedback"}),
    ("recurrent", {"compare": True, "n_updates": 50}),
]


def asked(view: str, fields: Mapping[str, Any], lang: str = "en") -> Question | None:
    made = VIEWS[view]
    return made.question(made.scene(made.params(**fields), silent), catalogue(lang))


def holds(option: str, number: int) -> bool:
    """Whether an option that names a range, or a number, is about this number."""
    low, high = re.search(r"(\d+)(?: to |$)", option), re.search(r"(?:less than|to) (\d+)", option)
    if "or more" in option:
        return number >= int(option.split()[0])
    if high is None:
        return int(option.replace(",", "")) == number
    return (0 if "less" in option else int(low[1]) if low else 0) <= number < int(high[1])


@pytest.mark.parametrize(("view", "fields", "right"), KNOWN, ids=str)
def test_the_right_answer_is_that_of_this_run(view: str, fields: dict[str, Any], right: str) -> None:
    question = asked(view, fields)
    assert question
    assert 3 <= len(question.options) == len(set(question.options.values())) <= 6
    (code,) = question.answers
    if right.isdigit():
        assert [name for name, option in question.options.items() if name != "never" and holds(option, int(right))] == [
            code
        ]
        assert right in re.findall(r"\d+", question.why) or view == "gradient-descent-data"
    else:
        assert code == right


@pytest.mark.parametrize(("view", "fields"), SILENT, ids=str)
def test_nothing_is_asked_of_a_mistake_or_where_there_is_nothing_to_guess(view: str, fields: dict[str, Any]) -> None:
    assert asked(view, fields) is None


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.address)
def test_every_lab_asks_before_its_film_in_every_language(lab: Any) -> None:
    fields = {"n_epochs": 1, "n_train": 200} if lab.address == "cnn" else {}  # the run that ships is alive already
    for view in lab.views:
        questions = [asked(view.name, fields, lang) for lang in LANGUAGES]
        assert all(questions)
        assert len({question.answers for question in questions if question}) == 1

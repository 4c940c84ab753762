"""What the start page preloads is what the page will ask for, and no link makes it fail."""

import pytest

from core.validation import InvalidParameterError
from runs.address import read_film_address
from runs.lesson import Lesson, Stop
from runs.lesson_link import code_of
from server import preloads
from server.preloads import film_preloads


def test_the_film_of_the_link_is_preloaded_in_the_visitors_language() -> None:
    (address,) = film_preloads("/perceptron", {"n_epochs": "7", "frame": "3", "pinned": "seed=2"}, "zh")
    wish, is_ours = read_film_address("perceptron", address.partition("?")[2])
    assert is_ours
    assert (wish.params.n_epochs, wish.pinned.seed, wish.lang) == (7, 2, "zh")


def test_a_link_to_a_stop_of_a_tour_preloads_the_film_that_the_stop_opens() -> None:
    (address,) = film_preloads("/perceptron", {"tour": "1"}, "en")
    wish, is_ours = read_film_address("perceptron", address.partition("?")[2])
    assert is_ours
    assert (wish.params.dataset, wish.params.slip) == ("four-points", "unlabelled-test")


@pytest.mark.parametrize(("query", "lang"), [({}, "zh"), ({"seed": "9", "lang": "en"}, "zh")])
def test_a_link_to_a_stop_of_a_lesson_preloads_its_run_in_its_language(query: dict[str, str], lang: str) -> None:
    stops = (Stop("mlp"), Stop("perceptron", "dataset=xor&seed=3", hidden=("seed",)))
    link = {"lesson": code_of(Lesson({}, stops, lang)), "stop": "2"} | query
    (address,) = film_preloads("/perceptron", link, "en")
    wish = read_film_address("perceptron", address.partition("?")[2])[0]
    assert (wish.params.dataset, wish.params.seed, wish.lang) == ("xor", 3, lang)
    assert list(film_preloads("/perceptron", link | {"lesson": "1.2.3"}, "en"))


def test_the_other_view_is_found_and_home_has_nothing_to_preload() -> None:
    (address,) = film_preloads("/gradient-descent", {"view": "data", "batch_size": "7"}, "en")
    assert read_film_address("gradient-descent", address.partition("?")[2])[0].view == "gradient-descent-data"
    assert film_preloads("/", {}, "en") == ()


@pytest.mark.parametrize("query", [{"n_epochs": "x"}, {"colour": "red"}, {"pinned": "%%%"}, {"view": "none"}])
def test_a_wrong_link_preloads_what_its_page_falls_back_to(query: dict[str, str]) -> None:
    assert list(film_preloads("/perceptron", query, "en"))


def test_a_link_whose_drawing_is_still_to_come_preloads_nothing() -> None:
    assert film_preloads("/cnn", {"reads": "drawing"}, "en") == ()
    assert list(film_preloads("/cnn", {"reads": "digit"}, "en"))


def test_a_link_that_makes_no_run_preloads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise InvalidParameterError("seed", "between", 7, low=0, high=1)

    monkeypatch.setattr(preloads, "from_link", refuse)
    assert film_preloads("/perceptron", {}, "en") == ()

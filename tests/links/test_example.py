"""The run that docs/how-a-film-is-made.md follows is what that page says."""

import re

import numpy as np

from locales import ROOT
from tests.charts.reading import decoded, lines_of, places, shown
from tests.links.test_links import film_behind
from ui.bridge.component import joined
from ui.player import PLAYER_JS

PAGE = (ROOT / "docs" / "how-a-film-is-made.md").read_text("utf-8")


def test_the_learning_rate_of_the_page_ends_up_where_it_says() -> None:
    (link,) = re.findall(r"^    (/perceptron\?\S+)$", PAGE, flags=re.M)
    assert "learning_rate=0.5&frame=1" in link
    film = film_behind(link)
    update = lines_of(film.captions[1])[1]
    assert update.formulas[1:3] == ["=(0,0)+0.5·(-1)·(1,2)", "=(-0.5,-1)"]
    assert "(0, 0) + 0.5 · (−1) · (1, 2) = (−0.5, −1)" in PAGE
    path = shown(decoded(film)["panels"]["weights"], 1)[1]
    np.testing.assert_array_equal(places(path)[: path["upto"]], [[0, 0], [-0.5, -1]])
    assert "x from 0 to −0.5, y from 0 to −1" in PAGE


def test_twice_the_rate_ends_twice_as_far() -> None:
    path = shown(decoded(film_behind("/perceptron?dataset=four-points&shuffle=false"))["panels"]["weights"], 1)[1]
    np.testing.assert_array_equal(places(path)[: path["upto"]], [[0, 0], [-1, -2]])


def test_the_code_that_the_page_quotes_is_the_code() -> None:
    page = (ROOT / "pages" / "perceptron.py").read_text("utf-8")
    training = (ROOT / "core" / "perceptron" / "training.py").read_text("utf-8")
    player = joined(*PLAYER_JS)
    for line, source in (('Slider("learning_rate", "training", 0.05, 2.0, 0.05)', page), ("w + eta * y * x", training)):
        assert line in PAGE
        assert line in source
    for method in set(re.findall(r"`(\w+)\(\)`", PAGE)):
        assert re.search(rf"^  (async )?{method}\(", player, flags=re.M), method

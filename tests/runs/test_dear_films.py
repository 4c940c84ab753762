"""What a dear run sends to a browser: at most a megabyte, whatever its settings are, also beside another dear run."""

import random
from typing import Any

import pytest

from charts.compare import side_by_side
from core.cnn import cost as cnn
from core.cost import MAX_COST
from core.progress import silent
from core.validation import InvalidParameterError
from locales import catalogue
from runs.wishes import MAX_FILM, VIEWS, packed
from tests.pages.source import BY_NAME, corner

# The settings that links and controls allow and that make the largest film of each view; how long one trains does not.
DEAREST: dict[str, dict[str, Any]] = {
    "perceptron": {"dataset": "ring", "n_samples": 200, "n_epochs": 120},
    "gradient-descent": {
        "optimizers": ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"),
        "n_steps": 500,
    },
    "gradient-descent-data": {"dataset": "line", "n_epochs": 60, "batch_size": 1},
    "mlp": {"dataset": "three-arms", "hidden_layer_sizes": (16,) * 6, "n_epochs": 61},
    "convolution": {},
    "cnn": {"filters": (16, 16), "pooling": "none", "n_train": 60, "batch_size": 1, "n_epochs": 1, "scale": "map"},
    "convolution-learn": {"n_steps": 300},
    "recurrent": {
        "task": "characters",
        "text": "".join(map(chr, range(0x4E00, 0x4E00 + 100))) * 5,
        "cell": "lstm",
        "sequence_length": 100,
        "hidden_size": 64,
        "axis": "training",
        "n_updates": 14,
        "batch_size": 1,
    },
    "attention": {
        "task": "characters",
        "text": "".join(map(chr, range(0x4E00, 0x4E00 + 100))) * 5,
        "length": 48,
        "width": 32,
        "n_heads": 8,
        "n_layers": 4,
        "n_updates": 9,
        "batch_size": 1,
    },
}


def test_the_table_names_every_view() -> None:
    assert DEAREST.keys() == VIEWS.keys()


@pytest.mark.parametrize("name", DEAREST)
def test_two_dear_runs_beside_each_other_take_a_megabyte_at_most(name: str) -> None:
    view, t = VIEWS[name], catalogue("zh")
    film = view.film(view.scene(view.params(**DEAREST[name]), silent), name, t)
    for shown in (film, side_by_side({"A": film, "B": film})):
        kept, _, compressed = packed(shown)
        assert len(compressed) <= MAX_FILM
        assert kept.n_frames >= 8


N_CORNERS = 200
MOST = {"cnn": cnn.MAX_COST}  # a training that is watched, with its film so far, and can be stopped


@pytest.mark.parametrize("name", VIEWS)
def test_whatever_the_controls_allow_stays_within_its_budget_or_is_refused_with_what_would_fit(name: str) -> None:
    shown, rng = BY_NAME[name], random.Random(0)
    costs, refused = [0.0], list[InvalidParameterError]()
    for _ in range(N_CORNERS):
        values = corner(shown, rng)
        try:
            costs.append(VIEWS[name].cost(VIEWS[name].params(**values)))
        except InvalidParameterError as error:
            refused.append(error)
    assert max(costs) <= MOST.get(name, MAX_COST)
    assert len(costs) > N_CORNERS / 10
    assert all(error.limits["fits"] >= 1 for error in refused if error.code == "too_dear")


def test_a_film_that_is_too_large_keeps_its_first_and_last_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    view = VIEWS["perceptron"]
    film = view.film(view.scene(view.params(), silent), "perceptron", catalogue("en"))
    whole, _, compressed = packed(film)
    assert whole is film
    monkeypatch.setattr("runs.wishes.MAX_FILM", len(compressed) * 3 // 4)
    kept, _, smaller = packed(film)
    assert len(smaller) <= len(compressed) * 3 // 4
    assert 2 < kept.n_frames < film.n_frames
    assert (kept.times[0], kept.times[-1]) == (film.timeline[0], film.timeline[-1])
    assert (kept.captions[0], kept.captions[-1]) == (film.captions[0], film.captions[-1])
    assert all(len(panel.frames) == kept.n_frames for panel in kept.panels)

"""What the lab says about a fit, checks that would notice a lie, and what a learner takes home."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from charts.gradient_descent.data import story as sgd_story
from charts.gradient_descent.data.files import arrays, table
from charts.gradient_descent.data.scene import Fit, fit_of
from charts.gradient_descent.data.story import cards, checks, figures, largest_rate
from charts.take_away import arrays_npz, table_csv
from core.gradient_descent.linear_models import SLIPS, SGDParams
from core.gradient_descent.regression_data import REGRESSION_DATASETS
from core.optimizers import OPTIMIZERS
from locales import LANGUAGES, catalogue

TOO_FAST: dict[str, Any] = {"dataset": "cars", "standardize": False, "learning_rate": 10.0}


def fit(**fields: Any) -> Fit:
    return fit_of(SGDParams(**fields))


def said(key: str, /, **values: Any) -> str:
    """In the place of a translation: the key and what it is told."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


# ---- cards

WANDERS, FALLING, HOVERS = "info card_wanders", "info card_falling", "success card_hovers"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [HOVERS]),  # 0.02106 where 0.02103 is possible
        ({"batch_size": 1, "n_epochs": 60}, [HOVERS]),  # the last tenth went down by chance
        ({"dataset": "cars", "batch_size": 1}, [WANDERS]),
        ({"batch_size": 150, "n_epochs": 60, "learning_rate": 1.0}, []),  # every sample in every batch: it settles
        ({"dataset": "cars", "batch_size": 1, "schedule": "inverse"}, []),
        ({"batch_size": 150}, [FALLING]),
        ({"learning_rate": 0.01, "n_epochs": 3}, [FALLING]),
        ({"batch_size": 40, "n_epochs": 60}, ["info card_partial n=150 size=40 rest=30", HOVERS]),
        ({"batch_size": 100, "n_epochs": 3}, ["info card_partial n=150 size=100 rest=50", FALLING]),
        ({"slip": "climb"}, ["warning slip_note_climb"]),
        ({"slip": "climb", "batch_size": 40}, ["warning slip_note_climb", "info card_partial n=150 size=40 rest=30"]),
        ({"model": "logistic", "slip": "mistakes-only"}, ["warning slip_note_mistakes-only"]),
        # λmax of the cars' mean (x, 1)(x, 1)ᵀ is 265.5: 2/λmax = 0.00753
        (TOO_FAST, ["error card_fit_diverged update={update} rate=10 stable=0.00753"]),
        ({**TOO_FAST, "batch_size": 7}, ["error card_fit_diverged update={update} rate=10 stable=0.00753"]),
    ],
    ids=str,
)
def test_cards_say_why_the_fit_went_as_it_did(fields: dict[str, Any], expected: list[str]) -> None:
    run = fit(**fields)
    told = list(cards(run, said))
    expected = [text.format(update=run.history.diverged_at) for text in expected]
    without_numbers = [re.sub(r" (outcome|loss)=.*", "", f"{card.kind} {card.text}") for card in told]
    assert without_numbers == expected
    assert [card.title.split()[0] for card in told] == [f"{card.text.split()[0]}_title" for card in told]


CHANGES: dict[str, list[dict[str, Any]]] = {
    "card_falling": [{"n_epochs": 2.0}, {"learning_rate": 2.0}],
    "card_wanders": [{"schedule": "cosine"}, {"learning_rate": 0.2}, {"batch_size": 5.0}],
}  # by what factor


@pytest.mark.parametrize(
    "fields",
    [
        {"dataset": "cars", "batch_size": 1},
        {"dataset": "line", "batch_size": 1, "learning_rate": 0.3},
        {"batch_size": 150},
        {"learning_rate": 0.01, "n_epochs": 3},
        {"dataset": "two-groups", "model": "logistic"},
        {"model": "logistic", "dataset": "iris-versicolor-virginica", "batch_size": 1, "learning_rate": 3.0},
        {"dataset": "cars", "learning_rate": 0.9, "batch_size": 50, "n_epochs": 2},
    ],
    ids=str,
)
def test_a_cure_is_named_only_where_a_fit_with_it_ends_lower(fields: dict[str, Any]) -> None:
    run = fit(**fields)
    (card,) = [card for card in cards(run, said) if "outcome=" in card.text]
    key, _, listed = card.text.partition("outcome=sentence_gap")[2].partition(" what=")
    changes = [
        {
            name: factor if isinstance(factor, str) else type(value)(float(f"{factor * value:.2g}"))
            for name, factor in change.items()
            for value in [getattr(run.params, name)]
        }
        for change in CHANGES[card.text.split()[0]]
    ]
    worked = [change for change in changes if lower(fit(**fields | change), run)]
    assert key == ("tried_helped" if worked else "tried_in_vain")
    expected = [
        f"{name} = {f'schedule_{value}' if name == 'schedule' else f'{value:g}'}"
        for change in worked or changes
        for name, value in change.items()
    ]
    assert listed.split("choice_gap") == expected


def lower(other: Fit, run: Fit) -> bool:
    return other.history.diverged_at == -1 and bool(other.full_losses[-1] < run.full_losses[-1])


def test_who_hovers_is_told_how_little_is_missing() -> None:
    (card,) = cards(fit(), said)
    assert card.text == "card_hovers loss=0.02106 least=0.02103 above=0.1"


def test_a_run_whose_noise_dies_out_is_not_told_that_it_wanders() -> None:
    run = fit(dataset="line", noise=0.0, batch_size=1)
    assert run.full_losses[-1] < 1e-20
    assert {"card_wanders", "card_hovers"}.isdisjoint(card.text.split()[0] for card in cards(run, said))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_run_that_has_hardly_begun_is_not_told_that_it_wanders(optimizer: str) -> None:
    run = fit(learning_rate=0.0001, optimizer=optimizer)
    assert run.full_losses[-1] > 0.9 * run.full_losses[0]
    assert {"card_wanders", "card_hovers"}.isdisjoint(card.text.split()[0] for card in cards(run, said))


def test_no_stable_rate_is_promised_to_a_run_that_climbs() -> None:
    run = fit(slip="climb", n_epochs=60)
    texts = [card.text for card in cards(run, said)]
    assert run.history.diverged_at != -1
    assert texts[0] == "slip_note_climb"
    assert not any("stable=" in text for text in texts)


def test_the_stable_rate_of_plain_descent_is_not_promised_to_nesterov() -> None:
    """It diverges from 2(1 + β) / ((1 + 2β) λmax) on, which is less than 2/λmax."""
    whole: dict[str, Any] = {"dataset": "cars", "standardize": False, "batch_size": 50, "n_epochs": 60}
    stable = largest_rate(fit(dataset="cars", standardize=False))
    run = fit(**whole, optimizer="nesterov", learning_rate=0.9 * stable)
    (told,) = cards(run, said)
    assert run.history.diverged_at != -1
    assert f"stable={stable:.3g}" not in told.text
    rate = float(told.text.partition("rate_stays rate=")[2])
    assert fit(**whole, optimizer="nesterov", learning_rate=rate).history.diverged_at == -1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_card_figure_and_check_has_words(lang: str) -> None:
    t = catalogue(lang)
    for fields in ({}, {"batch_size": 40, "n_epochs": 3}, TOO_FAST, {"slip": "climb"}):
        run = fit(**fields)
        texts = [text for told in cards(run, t) for text in (told.title, told.text)]
        texts += [text for check in checks(run, t) for text in (check.claim, check.measured)]
        texts += [t(f"figure_{name}") for name in figures(run)] + [t(f"figure_{name}_help") for name in figures(run)]
        assert all(text and "{" not in text for text in texts)


# ---- figures


@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize("model", SLIPS)
@pytest.mark.parametrize("dataset", REGRESSION_DATASETS)
def test_figures_are_those_of_the_run(dataset: str, model: str, standardize: bool) -> None:
    run = fit(dataset=dataset, model=model, standardize=standardize, batch_size=7, n_epochs=3, learning_rate=0.001)
    x, y, n = run.X[:, 0], run.y, -(-len(run.y) // 7)
    shown = figures(run)
    assert (shown["updates"], shown["epochs"], shown["per_epoch"]) == (str(3 * n), "3", str(n))
    z = run.history.weights[-1, 0] * x + run.history.biases[-1]
    losses = (z - y) ** 2 / 2 if model == "linear" else np.logaddexp(0, z) - y * z
    assert float(shown["full_loss"]) == pytest.approx(losses.mean(), rel=1e-3)
    # the condition number of (x, 1), squared
    condition = np.linalg.cond(np.column_stack([x, np.ones(len(x))])) ** 2
    assert float(shown["condition"].replace(",", "")) == pytest.approx(condition, rel=1e-2)
    assert standardize == (shown["condition"] == "1")
    assert ("least_loss" in shown) == (model == "linear")
    if model == "linear":
        residuals = y - np.polyval(np.polyfit(x, y, 1), x)
        assert float(shown["least_loss"]) == pytest.approx(np.mean(residuals**2) / 2, rel=1e-3)


@pytest.mark.parametrize(("factor", "diverges"), [(0.99, False), (1.01, True)])
def test_with_all_samples_in_a_batch_the_largest_rate_is_a_threshold(factor: float, diverges: bool) -> None:
    whole: dict[str, Any] = {"dataset": "cars", "standardize": False, "batch_size": 50, "n_epochs": 1000}
    rate = largest_rate(fit(dataset="cars", standardize=False))
    assert (fit(**whole, learning_rate=factor * rate).history.diverged_at != -1) == diverges


def test_the_logistic_loss_is_a_quarter_as_steep() -> None:
    fields: dict[str, Any] = {"dataset": "cars", "standardize": False}
    assert largest_rate(fit(**fields, model="logistic")) == pytest.approx(4 * largest_rate(fit(**fields)))


# ---- checks


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("model", SLIPS)
@pytest.mark.parametrize("dataset", REGRESSION_DATASETS)
def test_every_check_holds(dataset: str, model: str, optimizer: str) -> None:
    for k, slip in enumerate(SLIPS[model]):
        run = fit(dataset=dataset, model=model, optimizer=optimizer, slip=slip, batch_size=7, n_epochs=3, seed=k)
        done = list(checks(run, said))
        assert [check for check in done if not check.holds] == []
        rules = {"check_rules"} if optimizer == "sgd" and slip != "mistakes-only" else set()
        assert {check.claim for check in done} == {"check_gradient", "check_epochs"} | rules


@pytest.mark.parametrize(
    "fields", [TOO_FAST, {**TOO_FAST, "batch_size": 1}, {"slip": "climb", "n_epochs": 60}, {"schedule": "cosine"}]
)
def test_every_check_holds_as_far_as_a_run_came(fields: dict[str, Any]) -> None:
    assert [check for check in checks(fit(**fields), said) if not check.holds] == []


def failing(run: Fit) -> set[str]:
    return {check.claim for check in checks(run, said) if not check.holds}


def changed(field: str, at: int) -> Callable[[Fit], Fit]:
    """One number of the history, changed a little."""

    def tamper(run: Fit) -> Fit:
        array = getattr(run.history, field).copy()
        array[at] *= 1 + 1e-6
        return replace(run, history=replace(run.history, **{field: array}))

    return tamper


def a_sample_twice(run: Fit) -> Fit:
    """The last epoch draws one sample twice, and another one never."""
    orders = run.history.batches.orders.copy()
    orders[-1, 0] = orders[-1, -1]
    return replace(run, history=replace(run.history, batches=replace(run.history.batches, orders=orders)))


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (changed("weights", 3), {"check_rules"}),
        (changed("biases", -1), {"check_rules"}),
        (changed("learning_rates", 5), {"check_rules"}),
        (a_sample_twice, {"check_epochs", "check_rules"}),
    ],
    ids=["a weight", "the last bias", "a rate", "a sample twice"],
)
def test_a_run_that_was_tampered_with_is_found_out(tamper: Callable[[Fit], Fit], expected: set[str]) -> None:
    run = fit()
    assert failing(run) == set()
    assert failing(tamper(run)) == expected


def test_a_wrong_gradient_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    right = sgd_story.loss_gradient
    monkeypatch.setattr(sgd_story, "loss_gradient", lambda *given: (right(*given)[0], 0.0))
    assert failing(fit(learning_rate=0.01)) == {"check_gradient"}


def test_a_check_says_what_it_measured() -> None:
    gradient, epochs, rules = (check.measured for check in checks(fit(), said))
    assert float(gradient.split("error=")[1]) < 1e-6
    assert epochs == "check_epochs_measured epochs=8 n=150"
    assert rules.startswith("check_rules_measured n=120 gap=")


# ---- to take away

RUNS: dict[str, dict[str, Any]] = {
    "plain": {"batch_size": 40, "schedule": "step"},
    "momentum": {"dataset": "cars", "optimizer": "momentum", "batch_size": 7, "momentum": 0.7},
    "adam": {"dataset": "line", "optimizer": "adam", "model": "logistic", "beta1": 0.5, "beta2": 0.95},
    "mistakes only": {"dataset": "iris-versicolor-virginica", "model": "logistic", "slip": "mistakes-only"},
    "climb": {"dataset": "two-groups", "slip": "climb", "n_epochs": 3},
    "diverged": TOO_FAST,
}


@pytest.mark.parametrize("fields", RUNS.values(), ids=RUNS)
def test_the_table_has_a_row_for_every_record_to_the_last_bit(fields: dict[str, Any]) -> None:
    run = fit(**fields)
    h = run.history
    rows = list(csv.DictReader(io.StringIO(table_csv(table(run)))))
    assert list(rows[0]) == ["update", "epoch", "w", "b", "batch_loss"]
    expected = {"update": range(h.n_updates + 1), "epoch": h.epochs, "w": h.weights[:, 0], "b": h.biases}
    for name, values in {**expected, "batch_loss": h.batch_losses}.items():
        np.testing.assert_array_equal([float(row[name]) for row in rows], values)


def test_weights_losses_and_data_read_back() -> None:
    run = fit(dataset="cars")
    with np.load(io.BytesIO(arrays_npz(arrays(run)))) as saved:
        assert set(saved) == {"w", "b", "batch_losses", "X", "y"}
        np.testing.assert_array_equal(saved["w"], run.history.weights)
        np.testing.assert_array_equal(saved["b"], run.history.biases)
        np.testing.assert_array_equal(saved["batch_losses"], run.history.batch_losses)
        np.testing.assert_array_equal(saved["X"], run.X)
        np.testing.assert_array_equal(saved["y"], run.y)

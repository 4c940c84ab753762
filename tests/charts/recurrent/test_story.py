"""What the lab says about a training, checks that would notice a lie, and what a learner takes home."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from charts.recurrent import checks as recurrent_checks
from charts.recurrent.checks import checks
from charts.recurrent.files import arrays, table
from charts.recurrent.scene import Scene, scene_of
from charts.recurrent.story import cards, figures
from charts.take_away import arrays_npz, table_csv
from core.recurrent import training as recurrent
from core.recurrent.passes import forward
from core.recurrent.tasks import TASKS
from core.recurrent.training import CELLS, until_it_diverges
from core.recurrent.view import RecurrentView
from locales import LANGUAGES, catalogue

SHORT: dict[str, Any] = {"n_updates": 30, "hidden_size": 6, "sequence_length": 12}
TOO_FAST: dict[str, Any] = {**SHORT, "cell": "rnn", "activation": "relu", "clip_norm": None, "learning_rate": 1000.0}
FADES: dict[str, Any] = {
    "task": "adding",
    "cell": "rnn",
    "sequence_length": 40,
    "spectral_radius": 0.25,
    "n_updates": 5,
}
GROWS: dict[str, Any] = {
    **{"cell": "rnn", "activation": "relu", "sequence_length": 80, "spectral_radius": 1.5},
    **{"learning_rate": 0.001, "n_updates": 2, "seed": 2},
}


def run(**fields: Any) -> Scene:
    return scene_of(RecurrentView(**fields))


def of_task(task: str, settings: str = "defaults", **fields: Any) -> Scene:
    return run(**{"task": task, "cell": TASKS[task].solver} | dict(getattr(TASKS[task], settings)) | fields)


def said(key: str, /, **values: Any) -> str:
    """In the place of a translation: the key and what it is told."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


def told(scene: Scene) -> dict[str, dict[str, str]]:
    """The cards by their keys, each with what it is told; titles belong to their texts."""
    found = {}
    for card in cards(scene, said):
        key, *values = card.text.split(" ")
        assert card.title.split()[0] == f"{key}_title"
        found[key] = dict(value.split("=", 1) for value in values if "=" in value) | {"kind": card.kind}
    return found


# ---- cards


def test_a_solved_task_says_when_and_below_which_error() -> None:
    scene = run()
    card = told(scene)["card_rnn_solved"]
    h = scene.history
    first = int(h.updates[h.test_errors < 0.01 / 3][0])
    assert (card["kind"], card["update"], card["n"]) == ("success", str(first), "300")
    assert float(card["bound"]) == pytest.approx(0.01 / 3, rel=0.02)
    assert told(of_task("parity"))["card_rnn_solved"]["bound"] == "2"  # percent of wrong answers


def test_a_run_that_diverged_says_when_and_with_which_rate() -> None:
    scene = run(**TOO_FAST)
    card = told(scene)["card_rnn_diverged"]
    assert scene.history.diverged_at > 0
    assert (card["kind"], card["update"], card["rate"]) == ("error", str(scene.history.diverged_at), "1e+03")
    assert "card_rnn_solved" not in told(scene)


def test_a_gated_cell_that_has_not_solved_its_task_is_told_how_far_it_came() -> None:
    scene = run(**SHORT)
    card = told(scene)["card_unsolved"]
    assert (card["kind"], card["n"]) == ("warning", "30")
    assert float(card["loss"]) == pytest.approx(scene.history.test_losses[-1], rel=5e-3)
    assert float(card["constant"]) == pytest.approx(1 / 3, rel=5e-3)
    before = scene.history.updates.tolist().index(int(card["update"]))
    assert float(card["before"]) == pytest.approx(scene.history.test_losses[before], rel=5e-3)
    assert int(card["update"]) == 24  # four fifths of the way


def test_a_plain_cell_that_cannot_reach_that_far_is_told_why() -> None:
    card = told(run(**FADES))["card_cannot_reach"]
    assert card["kind"] == "warning"
    assert "card_unsolved" not in told(run(**FADES))
    near = {**FADES, "spectral_radius": 1.2, "sequence_length": 5}
    assert "card_unsolved" in told(run(**near))


def norms(scene: Scene) -> Any:
    return np.linalg.norm(scene.reading.d_hidden, axis=1)


def test_a_gradient_that_vanishes_is_told_with_its_numbers() -> None:
    scene = run(**FADES)
    card, size = told(scene)["card_vanishing"], norms(scene)
    assert size[1] / size[40] < 1e-3
    assert (card["kind"], card["last"]) == ("warning", "40")
    numbers = [float(card[name]) for name in ("first", "end", "ratio")]
    assert numbers == pytest.approx([size[1], size[40], size[1] / size[40]], rel=0.06)


def test_a_gradient_that_explodes_is_told_with_its_numbers_and_the_radius() -> None:
    scene = run(**GROWS)
    card, size = told(scene)["card_exploding"], norms(scene)
    assert size[1] / size[80] > 1e3
    numbers = [float(card[name]) for name in ("first", "end", "ratio")]
    assert numbers == pytest.approx([size[1], size[80], size[1] / size[80]], rel=0.06)
    radius = np.abs(np.linalg.eigvals(scene.reading.weights["W_h"])).max()
    assert float(card["radius"]) == pytest.approx(radius, rel=0.01)
    assert "card_vanishing" not in told(scene)


def test_a_gradient_between_the_two_is_no_news() -> None:
    scene = of_task("adding")
    size = norms(scene)
    assert 1e-3 < size[1] / size[20] < 1e3
    assert not {"card_vanishing", "card_exploding"} & told(scene).keys()


def test_clipping_is_told_when_it_happened_often() -> None:
    scene = run(**SHORT, clip_norm=0.03)
    card, h = told(scene)["card_clipped"], scene.history
    assert float(card["percent"]) == pytest.approx(100 * (h.grad_norms > 0.03).mean(), abs=0.5)
    assert (card["kind"], card["clip"]) == ("info", "0.03")
    assert float(card["largest"]) == pytest.approx(h.grad_norms.max(), rel=5e-3)
    for clip in (None, 1e5):
        assert "card_clipped" not in told(run(**SHORT, clip_norm=clip))


def test_the_slip_is_told_with_what_it_costs_and_nothing_else_is_blamed() -> None:
    scene = run(**SHORT, slip="no-feedback")
    cards = told(scene)
    assert list(cards) == ["slip_note_no-feedback"]
    assert float(cards["slip_note_no-feedback"]["loss"]) == pytest.approx(scene.history.test_losses[-1], rel=5e-3)
    assert float(cards["slip_note_no-feedback"]["constant"]) == pytest.approx(1 / 3, rel=5e-3)


@pytest.mark.parametrize("task", TASKS)
def test_the_far_setting_is_named_and_known_when_it_is_there(task: str) -> None:
    hard = dict(TASKS[task].hard)
    card = told(of_task(task, n_updates=2))["card_far"]
    assert card["n"] == str(hard["n_updates"])
    here = told(run(task=task, cell="rnn", **hard | {"n_updates": 2}))
    assert "card_far" in here  # fewer updates are another setting
    text = " ".join(c.text for c in cards(of_task(task, n_updates=2), catalogue("en")))
    for name, value in hard.items():
        if name == "sequence_length":
            assert str(value) in text
    assert catalogue("en")(f"cell_{TASKS[task].hard_solver}") in text


def test_in_the_far_setting_the_page_says_so() -> None:
    hard = dict(TASKS["parity"].hard)
    cards = told(run(task="parity", cell="rnn", **hard))
    assert "card_far_here" in cards
    assert "card_far" not in cards


def test_three_cells_are_told_apart_by_parameters_and_outcome() -> None:
    scene = run(task="first-symbol", **TASKS["first-symbol"].defaults, cell="gru", compare=True)
    text = next(card.text for card in cards(scene, said) if card.text.startswith("card_compared"))
    for cell in CELLS:
        h = scene.others[cell].history
        assert f"cell_{cell}" in text
        assert f"n={h.thetas.shape[1]:,}" in text
    solved = sum(other.history.solved_at != -1 for other in scene.others.values())
    assert text.count("compared_solved") == solved
    assert text.count("compared_not") == 3 - solved
    assert "card_compared" not in told(run(**SHORT))


def test_what_the_network_wrote_is_not_blamed_for_its_gradient() -> None:
    scene = of_task("characters", own="The ", n_updates=2, sequence_length=10)
    assert not {"card_vanishing", "card_exploding"} & told(scene).keys()
    assert figures(scene)["gradient_ratio"] == "—"


SPOKEN: dict[str, dict[str, Any]] = {
    "solved": {},
    "fades": FADES,
    "grows": GROWS,
    "too fast": TOO_FAST,
    "clipped": {**SHORT, "clip_norm": 0.03},
    "slip": {**SHORT, "slip": "no-feedback"},
    "compared": {**SHORT, "compare": True},
    "far": {"task": "parity", "cell": "rnn", **TASKS["parity"].hard},
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fields", SPOKEN.values(), ids=SPOKEN)
def test_every_card_figure_and_check_has_words(fields: dict[str, Any], lang: str) -> None:
    t, scene = catalogue(lang), run(**fields)
    texts = [text for told in cards(scene, t) for text in (told.title, told.text)]
    texts += [text for check in checks(scene, t) for text in (check.claim, check.measured)]
    texts += [t(f"figure_{name}{end}") for name in figures(scene) for end in ("", "_help")]
    assert all(text and "{" not in text for text in texts)


# ---- figures


@pytest.mark.parametrize("cell", CELLS)
def test_figures_are_those_of_the_run(cell: str) -> None:
    scene = run(**SHORT, cell=cell, clip_norm=0.05)
    shown, h, size = figures(scene), scene.history, norms(scene)
    last = int(np.flatnonzero(size)[-1])
    assert float(shown["unseen_loss"]) == pytest.approx(h.test_losses[-1], rel=5e-3)
    assert shown["solved_at"] == "—"
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[cell]
    # W_x, W_h, b, then W_y, b_y; the GRU's b_hn
    assert shown["parameters"] == str(gates * 6 * (1 + 6 + 1) + 6 + 1 + 6 * (cell == "gru"))
    assert float(shown["gradient_ratio"]) == pytest.approx(size[1] / size[last], rel=0.06)
    assert shown["clipped"] == f"{100 * (h.grad_norms > 0.05).mean():.0f} %"
    assert "unseen_right" not in shown


def test_classes_are_counted_as_well() -> None:
    scene = run(task="parity", cell="gru", **SHORT)
    assert figures(scene)["unseen_right"] == f"{100 - 100 * scene.history.test_errors[-1]:.0f} %"


def test_a_solved_run_says_when() -> None:
    assert figures(run())["solved_at"] == str(run().history.solved_at)


# ---- checks

CLAIMS = {"check_textbook", "check_bptt", "check_inputs", "check_hidden", "check_again"}
CHECKED: list[dict[str, Any]] = [
    *({"task": task, "cell": cell, **SHORT} for task in TASKS for cell in CELLS),
    {**SHORT, "cell": "rnn", "activation": "relu", "trained": 0},
    {**SHORT, "slip": "no-feedback"},
    {**SHORT, "slip": "no-feedback", "cell": "gru", "task": "parity"},
    {**SHORT, "hidden_size": 1},
    {**SHORT, "own": "0.5 -1 2 0.25 3 -0.5 7 1"},
    {"task": "characters", "cell": "gru", **SHORT, "own": "The "},
    TOO_FAST,
    FADES,
    GROWS,
    {**SHORT, "compare": True},
]


@pytest.mark.parametrize("fields", CHECKED, ids=lambda fields: "-".join(map(str, fields.values())))
def test_every_check_holds(fields: dict[str, Any]) -> None:
    done = list(checks(run(**fields), said))
    assert [check for check in done if not check.holds] == []
    assert {check.claim.split()[0] for check in done} == CLAIMS


def failing(scene: Scene) -> set[str]:
    return {check.claim.split()[0] for check in checks(scene, said) if not check.holds}


def with_reading(scene: Scene, **fields: Any) -> Scene:
    """The same scene, with something else in what its network makes of the sequence."""
    other = replace(scene)
    other.__dict__["reading"] = replace(scene.reading, **fields)
    return other


def a_wrong_state(scene: Scene) -> Scene:
    h = scene.reading.states.h.copy()
    h[5, 0, 2] += 1e-6
    return with_reading(scene, states=replace(scene.reading.states, h=h))


def a_wrong_gradient(scene: Scene) -> Scene:
    d_hidden = scene.reading.d_hidden.copy()
    d_hidden[(scene.T + 1) // 2] *= 1.001
    return with_reading(scene, d_hidden=d_hidden)


def another_run(scene: Scene) -> Scene:
    losses = scene.history.losses.copy()
    losses[3] *= 1 + 1e-12
    return replace(scene, history=replace(scene.history, losses=losses))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (a_wrong_state, {"check_textbook"}),
        (a_wrong_gradient, {"check_hidden"}),
        (another_run, {"check_again"}),
    ],
)
def test_a_run_that_was_tampered_with_is_found_out(
    tamper: Callable[[Scene], Scene], expected: set[str], cell: str
) -> None:
    scene = run(**SHORT, cell=cell)
    assert failing(scene) == set()
    assert expected <= failing(tamper(scene)) <= expected | {"check_hidden"}


def truncated(cell: str, weights: Any, states: Any, d_outputs: Any) -> Any:
    """Back-propagation that stops a few steps before the end: what a tutorial may pass off as the gradient."""
    gradients, d_hidden = real_backward(cell, weights, states, d_outputs)
    return {name: value * (0 if name == "x" else 0.9) for name, value in gradients.items()}, d_hidden


real_backward = recurrent_checks.backward


def test_a_wrong_gradient_of_weights_or_inputs_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = run(**SHORT)
    monkeypatch.setattr(recurrent_checks, "backward", truncated)
    assert failing(scene) == {"check_bptt", "check_inputs"}


def test_a_check_says_what_it_measured() -> None:
    measured = {check.claim.split()[0]: check.measured for check in checks(run(**SHORT), said)}
    assert measured["check_textbook"].startswith("check_textbook_measured n=12 gap=")
    for name in ("check_bptt", "check_inputs", "check_hidden"):
        assert float(measured[name].split("error=")[1]) < 1e-6
    assert measured["check_again"] == "check_again_measured n=25"


# ---- to take away

RUNS: dict[str, dict[str, Any]] = {
    **{f"{task}-{cell}": {"task": task, "cell": cell, **SHORT} for task in TASKS for cell in CELLS},
    "sawtooth": {"task": "wave", "waveform": "sawtooth", **SHORT},
    "radius": {**SHORT, "cell": "gru", "spectral_radius": 0.9, "clip_norm": 0.05},
    "relu": {**SHORT, "cell": "rnn", "activation": "relu", "clip_norm": None},
    "no feedback": {**SHORT, "slip": "no-feedback"},
    "diverged": TOO_FAST,
}


def updates_of(scene: Scene) -> Iterator[recurrent.Update]:
    return until_it_diverges(scene.params.training)


@pytest.mark.parametrize("fields", [SHORT, {**SHORT, "n_updates": 200, "clip_norm": 0.1}, TOO_FAST], ids=str)
def test_the_table_has_a_row_for_every_update_to_the_last_bit(fields: dict[str, Any]) -> None:
    scene = run(**fields)
    rows = list(csv.DictReader(io.StringIO(table_csv(table(scene)))))
    assert list(rows[0]) == ["update", "batch_loss", "gradient_norm", "clipped", "unseen_loss", "unseen_error"]
    assert [int(row["update"]) for row in rows] == list(range(scene.params.n_updates + 1))
    for update in updates_of(scene):
        row = rows[update.number]
        assert float(row["batch_loss"]) == update.loss
        if update.number < scene.params.n_updates:
            assert float(row["gradient_norm"]) == update.gradient_norm
            assert row["clipped"] == str(update.clipped)
    h = scene.history
    looked = {int(row["update"]): row for row in rows if row["unseen_loss"]}
    assert list(looked) == h.updates.tolist()
    assert [float(row["unseen_loss"]) for row in looked.values()] == h.test_losses.tolist()
    assert [float(row["unseen_error"]) for row in looked.values()] == h.test_errors.tolist()


def test_the_table_and_the_arrays_of_a_comparison_hold_all_three_cells() -> None:
    scene = run(**SHORT, compare=True)
    found, saved = table(scene), arrays(scene)
    assert [len(values) for values in found.values()] == [scene.params.n_updates + 1] * (1 + 5 * len(CELLS))  # type: ignore[arg-type]
    for cell in CELLS:
        alone = run(**SHORT, cell=cell)
        for name, values in table(alone).items():
            assert found[name if name == "update" else f"{cell}_{name}"] == values
        for name, array in arrays(alone).items():
            np.testing.assert_array_equal(saved[f"{cell}_{name}"], array)


@pytest.mark.parametrize("cell", CELLS)
def test_the_arrays_are_a_network_that_gives_the_same_answers(cell: str) -> None:
    scene = run(**SHORT, cell=cell)
    with np.load(io.BytesIO(arrays_npz(arrays(scene)))) as saved:
        found = {name: saved[name] for name in saved}
    weights = {name: found[name] for name in scene.reading.weights}
    assert set(found) - set(weights) == {"x", "targets", "h", "outputs", "d_hidden", "batch_losses"}
    states = forward(cell, weights, found["x"])
    np.testing.assert_array_equal(states.outputs, found["outputs"])
    np.testing.assert_array_equal(states.h, found["h"])
    np.testing.assert_array_equal(found["targets"], scene.batch.targets)
    np.testing.assert_array_equal(found["d_hidden"], scene.reading.d_hidden)
    np.testing.assert_array_equal(found["batch_losses"], scene.history.losses)

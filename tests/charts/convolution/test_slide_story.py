"""What the lab says about a convolution and about a kernel that is learnt; checks that would notice a lie."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.convolution.learn import files as kernel_fit_files
from charts.convolution.learn import story as kernel_fit_story
from charts.convolution.learn.scene import Fit, fit_of
from charts.convolution.slide import files as convolution_files
from charts.convolution.slide import story as convolution_story
from charts.convolution.slide.scene import Scene, scene_of
from core.convolution.learn import KernelFitParams
from core.convolution.slide import ConvolutionParams
from locales import LANGUAGES, catalogue
from tests.charts.convolution.test_slide_film import SETTINGS


@cache
def scene(**fields: Any) -> Scene:
    return scene_of(ConvolutionParams(**fields))


@cache
def fit(**fields: Any) -> Fit:
    return fit_of(KernelFitParams(**fields))


def said(key: str, /, **values: Any) -> str:
    """In the place of a translation: the key and what it is told."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


# ---- the sliding view

ZERO, ONE = "info card_sum_zero", "info card_sum_one"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [ZERO]),
        ({"bias": 1.0}, []),
        ({"kernel": "gaussian"}, [ONE]),
        ({"kernel": "box", "kernel_size": 1}, []),
        ({"picture": "balloon"}, []),
        ({"kernel": "own", "cells": ((0.0, 0.0), (0.0, 0.0))}, []),
        ({"kernel": "emboss"}, [ONE]),
        # 12 − 3 = 9 to move over, no multiple of 4: one row and one column are left
        ({"stride": 4}, ["info card_stride rows=1 columns=1 stride=4 size=12 window=3 rest=9", ZERO]),
        # 12 × 12 and a kernel of 1 × 2: 11 rows to move over fit no stride of 2, 10 columns do
        (
            {"stride": 2, "kernel": "own", "cells": ((1.0, 2.0),)},
            ["info card_stride rows=1 columns=0 stride=2 size=12 window=1 rest=11"],
        ),
        (
            {"stride": 2, "kernel": "own", "cells": ((1.0,), (2.0,))},
            ["info card_stride rows=0 columns=1 stride=2 size=12 window=1 rest=11"],
        ),
        ({"flip": True, "kernel": "gaussian"}, ["info card_flip_same", ONE]),
        ({"flip": True, "kernel": "vertical-edge", "picture": "own"}, ["info card_flip gap=12", ZERO]),  # −6 and +6
        ({"activation": "relu", "kernel": "gaussian"}, [ONE]),  # nothing is negative
        ({"activation": "relu", "kernel": "vertical-edge", "picture": "own"}, [ZERO, "info card_relu negative=1 n=1"]),
        (
            {"slip": "rows", "kernel": "vertical-edge", "picture": "own"},
            ["warning slip_note_rows rows=3 result=1 × 1"],
        ),
    ],
    ids=str,
)
def test_a_card_says_what_happened_and_why(fields: dict[str, Any], expected: list[str]) -> None:
    found = list(convolution_story.cards(scene(**fields), said))
    assert [f"{card.kind} {card.text}" for card in found] == expected


@pytest.mark.parametrize("name", SETTINGS)
def test_every_claim_holds_and_is_said_in_both_languages(name: str) -> None:
    run = scene(**SETTINGS[name])
    for lang in LANGUAGES:
        found = list(convolution_story.checks(run, catalogue(lang)))
        assert len(found) == (3 if name == "one cell" else 4)
        assert all(check.holds for check in found), found
        assert list(convolution_story.cards(run, catalogue(lang))) is not None


def test_a_wrong_output_is_noticed() -> None:
    run = scene()
    wrong = replace(run, run=replace(run.run, summed=run.run.summed + 1e-6))
    assert [check.holds for check in convolution_story.checks(wrong, said)] == [False, True, True, True]
    smaller = replace(run, run=replace(run.run, summed=run.run.summed[:-1]))
    with pytest.raises(ValueError, match="reshape"):
        list(convolution_story.checks(smaller, said))


def test_a_wrong_gradient_and_an_output_that_does_not_move_along_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = convolution_story.conv2d_backward
    monkeypatch.setattr(convolution_story, "conv2d_backward", lambda *a, **s: [1.01 * part for part in right(*a, **s)])
    assert [check.holds for check in convolution_story.checks(scene(), said)] == [True, True, False, True]
    monkeypatch.undo()
    convolve = convolution_story.conv2d
    slope = np.arange(100.0)[:, None]
    monkeypatch.setattr(
        convolution_story, "conv2d", lambda x, *a, **s: convolve(x, *a, **s) + slope[: len(convolve(x, *a, **s)[0, 0])]
    )
    assert not list(convolution_story.checks(scene(), said))[-1].holds


def test_the_figures_are_those_of_the_run() -> None:
    assert convolution_story.figures(scene(picture="balloon", side=12, stride=2)) == {
        "picture_size": "12 × 12",
        "output_size": "5 × 5",
        "parameters": "28",
        "multiply_adds": "675",  # 5 · 5 · 27
    }


def test_the_table_and_the_arrays_hold_the_run() -> None:
    run = scene(activation="relu", pooling="max")
    table, arrays = convolution_files.table(run), convolution_files.arrays(run)
    where = table["row"], table["column"]
    np.testing.assert_array_equal(run.run.summed[where], table["sum"])
    np.testing.assert_array_equal(run.run.activated[where], table["activated"])
    assert len(set(zip(*where, strict=True))) == run.run.summed.size
    np.testing.assert_array_equal(arrays["pooled"], run.run.pooled)
    np.testing.assert_array_equal(arrays["image"], run.image)


# ---- the view in which a kernel is learnt

TINY = {"picture": "own", "pixels": ((1.0, 2.0), (3.0, 4.0))}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"picture": "circle"}, "success card_kernel_found"),
        ({"picture": "circle", "n_steps": 5}, "info card_kernel_not_yet"),
        ({"picture": "gradient"}, "info card_kernel_unseen"),
        ({"kernel_size": 1}, "info card_kernel_small size=1 target=3 least=0.828 loss=0.828"),
        ({"kernel_size": 1, "n_steps": 1}, "info card_kernel_small size=1 target=3 least=0.828 loss=0."),
        ({"optimizer": "sgd", "learning_rate": 5.0, "n_steps": 20}, "error card_kernel_grows"),
        ({"picture": "circle", "kernel_size": 5, "n_steps": 400}, "success card_kernel_found"),
        ({"optimizer": "sgd", "learning_rate": 5.0}, "error card_kernel_diverged"),
    ],
    ids=str,
)
def test_a_card_says_how_the_kernel_came_out(fields: dict[str, Any], expected: str) -> None:
    (card,) = kernel_fit_story.cards(fit(**fields), said)
    assert f"{card.kind} {card.text}".startswith(expected)
    if card.text.startswith("card_kernel_diverged"):
        run = fit(**fields)
        stable = kernel_fit_story.figures(run)["stable_rate"]
        assert card.text == f"card_kernel_diverged update={run.history.diverged_at} rate=5 stable={stable}"


@pytest.mark.parametrize(
    "fields",
    [
        {"optimizer": "sgd"},  # a little faster, or a little longer
        {"picture": "circle", "n_steps": 5},
        {"picture": "circle", "n_steps": 5, "optimizer": "sgd", "learning_rate": 0.001},  # neither is enough
        {"picture": "gradient"},
        {"picture": "gradient", "n_steps": 10},  # even the ring takes longer
    ],
    ids=str,
)
def test_a_cure_is_named_only_where_a_fit_with_it_finds_the_kernel(fields: dict[str, Any]) -> None:
    (card,) = kernel_fit_story.cards(fit(**fields), said)
    key, _, listed = card.text.partition("outcome=")[2].removeprefix("sentence_gap").partition(" what=")
    if fields.get("picture") == "gradient":
        changes: list[dict[str, Any]] = [{"picture": "circle"}]
    else:
        rate = fit(**fields).params.learning_rate
        changes = [{"n_steps": 400}, {"learning_rate": 2 * rate}, {"learning_rate": 5 * rate}]
    worked = [change for change in changes if kernel_fit_story.gap(fit(**fields | change)) <= 0.05]
    assert key == ("tried_helped" if worked else "tried_in_vain")
    values = [
        f"picture_{value}" if name == "picture" else f"{value:g}"
        for c in worked or changes
        for name, value in c.items()
    ]
    assert re.findall(r"(?:= |list_gap)(\S+?)(?=choice_gap|list_gap|$)", listed) == values


def test_numbers_as_one_types_them_are_scaled_so_that_the_default_rate_is_stable() -> None:
    run = fit(picture="own")
    assert (run.largest, float(run.image.max())) == (9, 1)
    assert run.history.diverged_at == -1
    scaled, found = kernel_fit_story.cards(run, said)
    assert scaled.text == "card_picture_scaled largest=9"
    assert found.text.startswith("card_kernel_found")
    in_range = fit(picture="own", pixels=((0.0, 0.5), (-1.0, 1.0)))
    np.testing.assert_array_equal(in_range.image, [in_range.params.pixels])
    assert "card_picture_scaled" not in [card.text.split()[0] for card in kernel_fit_story.cards(in_range, said)]


def test_the_gap_is_the_worst_weight_also_when_the_sizes_differ() -> None:
    run = fit(picture="circle", kernel_size=5, n_steps=400)
    wide = np.pad(run.history.target_kernel, 1)
    assert kernel_fit_story.gap(run) == pytest.approx(np.abs(run.history.kernels[-1] - wide).max() / 2)
    np.testing.assert_array_equal(kernel_fit_story.framed(wide, 3), run.history.target_kernel)


def test_the_stable_rate_is_the_one_beyond_which_it_diverges() -> None:
    rate = float(kernel_fit_story.figures(fit(optimizer="sgd"))["stable_rate"])
    settings: dict[str, Any] = {"optimizer": "sgd", "n_steps": 400}
    assert fit(**settings, learning_rate=0.97 * rate).history.losses[-1] < fit().history.losses[0]
    over = fit(**settings, learning_rate=1.1 * rate)
    assert over.history.losses[-1] > 1e6 or over.history.diverged_at != -1


def test_a_dark_picture_has_no_stable_rate() -> None:
    dark = fit(picture="own", pixels=((0.0, 0.0), (0.0, 0.0)))
    assert kernel_fit_story.figures(dark)["stable_rate"] == "—"
    assert [card.text.split()[0] for card in kernel_fit_story.cards(dark, said)] == ["card_kernel_unseen"]


@pytest.mark.parametrize("fields", [{}, {"picture": "balloon", "kernel_size": 5}, {"kernel_size": 1}, TINY], ids=str)
def test_the_claims_about_a_fit_hold(fields: dict[str, Any]) -> None:
    for lang in LANGUAGES:
        found = list(kernel_fit_story.checks(fit(**fields), catalogue(lang)))
        assert [check.holds for check in found] == [True] * 3
        assert list(kernel_fit_story.cards(fit(**fields), catalogue(lang)))


def test_a_lie_about_a_fit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    run = fit()
    h = run.history
    wrong = replace(run, history=replace(h, losses=h.losses + 1e-3, gradients=h.gradients * 1.001))
    assert [check.holds for check in kernel_fit_story.checks(wrong, said)] == [True, False, False]
    right = kernel_fit_story.loss_and_gradient
    monkeypatch.setattr(kernel_fit_story, "loss_and_gradient", lambda *a: (right(*a)[0], 1.01 * right(*a)[1]))
    assert not next(kernel_fit_story.checks(run, said)).holds


def test_the_table_of_a_fit_holds_every_weight() -> None:
    run = fit(kernel_size=5)
    table = kernel_fit_files.table(run)
    assert table["update"] == list(range(61))
    np.testing.assert_array_equal(table["k25"], run.history.kernels[:, 1, 4])
    np.testing.assert_array_equal(kernel_fit_files.arrays(run)["kernels"], run.history.kernels)

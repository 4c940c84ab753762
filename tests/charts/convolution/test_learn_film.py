"""The film of a kernel that is learnt: the gradient in slow motion is the sum it says, then every update is itself."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.convolution.learn.film import film
from charts.convolution.learn.scene import Fit, fit_of
from charts.film import MAX_FRAMES, Film
from core.convolution.learn import KernelFitParams
from locales import LANGUAGES, catalogue
from tests.charts.reading import decoded, lines_of, places, plain_of, shown

RUNS: dict[str, dict[str, Any]] = {
    "default": {},
    "wide": {"picture": "balloon", "kernel_size": 5, "n_steps": 300, "optimizer": "adam", "learning_rate": 0.1},
    "one weight": {"kernel_size": 1, "picture": "own", "pixels": ((1.0, 2.0, 0.0), (0.0, -1.0, 3.0))},
    "diverges": {"optimizer": "sgd", "learning_rate": 5.0},
}
every_run = pytest.mark.parametrize("name", RUNS)


@cache
def filmed(name: str, lang: str = "en") -> tuple[Fit, Film]:
    run = fit_of(KernelFitParams(**RUNS[name]))
    return run, film(run, name, catalogue(lang))


@cache
def panels(name: str) -> dict[str, Any]:
    found: dict[str, Any] = decoded(filmed(name)[1])["panels"]
    return found


def by_hand(run: Fit, update: int) -> np.ndarray:
    """The output of the kernel after so many updates, pixel by pixel, zeros outside the picture."""
    kernel, image = run.history.kernels[update], run.image[0]
    room = len(kernel) // 2
    y = np.zeros(image.shape)
    for r, c in np.ndindex(*image.shape):
        for a, b in np.ndindex(*kernel.shape):
            i, j = r + a - room, c + b - room
            if 0 <= i < image.shape[0] and 0 <= j < image.shape[1]:
                y[r, c] += kernel[a, b] * image[i, j]
    return y


@every_run
def test_the_first_gradient_is_shown_cell_by_cell_then_the_updates(name: str) -> None:
    run, made = filmed(name)
    size = run.params.kernel_size
    assert made.n_frames <= MAX_FRAMES
    assert len(made.json) < 1_000_000
    gradient, picture, error = (panels(name)[p] for p in ("gradient", "fit-input", "error"))
    map_of_errors = np.array(shown(error, 0)[0]["z"], dtype=float)
    np.testing.assert_allclose(map_of_errors, run.error(0), rtol=1e-5, atol=1e-9)
    for k in range(size**2 + 1):
        z = np.array(shown(gradient, k)[0]["z"], dtype=float).ravel()
        assert np.isfinite(z).tolist() == [j < k for j in range(size**2)]
        outline = places(shown(picture, k)[1])
        if k == 0:
            assert len(outline) == 0
            continue
        left, top = outline.min(axis=0).astype(int)
        right, bottom = outline.max(axis=0).astype(int)
        assert (top, left) == divmod(k - 1, size)
        under = run.padded[top:bottom, left:right]
        assert z[k - 1] == pytest.approx(np.sum(under * run.error(0)), rel=1e-5)
        assert len(places(shown(gradient, k)[2])) > 0


@every_run
def test_every_later_frame_is_an_update_with_its_own_numbers(name: str) -> None:
    run, made = filmed(name)
    size = run.params.kernel_size
    updates = [m.update for m in run.moments[size**2 + 1 :]]
    assert updates == sorted(set(updates))
    assert (updates[0], updates[-1]) == (1, run.n_updates)
    for k in {size**2 + 1, made.n_frames // 2 + size, made.n_frames - 1}:
        update = run.moments[k].update
        kernel = np.array(shown(panels(name)["kernel"], k)[0]["z"], dtype=float)
        np.testing.assert_allclose(kernel, run.history.kernels[update], rtol=1e-5)
        output = np.array(shown(panels(name)["fit-output"], k)[0]["z"], dtype=float)
        np.testing.assert_allclose(output, by_hand(run, update), rtol=1e-5, atol=1e-5)
        gradient = np.array(shown(panels(name)["gradient"], k)[0]["z"], dtype=float)
        np.testing.assert_allclose(gradient, run.history.gradients[update], rtol=1e-5, atol=1e-12)
        assert len(places(shown(panels(name)["fit-input"], k)[1])) == 0
        assert shown(panels(name)["fit-losses"], k)[1]["upto"] == update + 1


def test_a_diverged_run_is_shown_as_far_as_it_went() -> None:
    run, made = filmed("diverges")
    assert run.history.diverged_at > 0
    assert run.moments[-1].update == run.history.diverged_at - 1
    assert "null" not in made.json.split('"panels"')[0]


@every_run
def test_a_click_on_the_loss_leads_to_that_update(name: str) -> None:
    run, _ = filmed(name)
    curve = panels(name)["fit-losses"]["data"][0]
    for update, frame in zip(curve["x"], curve["customdata"], strict=True):
        assert run.moments[int(frame)].update >= update
        assert update == 0 or run.moments[int(frame) - 1].update < update


@every_run
def test_targets_stay_and_axes_are_those_of_the_whole_film(name: str) -> None:
    run, _ = filmed(name)
    for panel, values in (("target", run.history.target), ("target-kernel", run.history.target_kernel)):
        np.testing.assert_allclose(np.array(panels(name)[panel]["data"][0]["z"], dtype=float), values, rtol=1e-5)
        assert panels(name)[panel]["traces"] == []
    assert panels(name)["kernel"]["data"][0]["zmax"] == pytest.approx(np.abs(run.history.target_kernel).max())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_captions_say_gradient_loss_and_step_with_their_numbers(lang: str) -> None:
    run, made = filmed("default", lang)
    t = catalogue(lang)
    start = lines_of(made.captions[0])
    assert plain_of(made.captions[0]).words == t("told_learn_start")
    assert start[0].numbers(0)[-1] == pytest.approx(run.history.losses[0], rel=1e-3)
    slide = lines_of(made.captions[6])  # the sixth cell: row 2, column 3
    assert plain_of(made.captions[6]).words == t("caption_slide", row=2, column=3, map=t("word_error_map"))
    assert slide[0].numbers(0)[-1] == pytest.approx(run.history.gradients[0][1, 2], rel=1e-3)
    update = lines_of(made.captions[12])
    for k in range(11, run.n_frames):
        n, losses = run.moments[k].update, run.history.losses
        way = "closer" if losses[n] < losses[n - 1] else "further" if losses[n] > losses[n - 1] else "same"
        assert plain_of(made.captions[k]).words == t(f"told_learn_{way}", update=n) or n == 0
    assert update[0].numbers(0)[-1] == pytest.approx(run.history.losses[3], rel=1e-3)
    assert update[1].numbers(0)[-1] == pytest.approx(run.history.kernels[3][0, 0], rel=1e-3)
    assert made.marks[6] == t("mark_slide", row=2, column=3)
    assert (made.marks[0], made.marks[12]) == (t("mark_start"), t("mark_update", update=3))

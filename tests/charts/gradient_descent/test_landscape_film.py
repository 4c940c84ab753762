"""The film of a race against the race it shows: every number is read back out of the JSON that the browser gets."""

import json
from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from charts import theme
from charts.compare import side_by_side
from charts.film import MAX_FRAMES, Film, thin
from charts.gradient_descent.landscape.captions import FEW, direction
from charts.gradient_descent.landscape.files import arrays, table
from charts.gradient_descent.landscape.film import film
from charts.gradient_descent.landscape.map import ARROW_SHARE
from charts.gradient_descent.landscape.scene import STYLES, Race, race_of
from core import Array
from core.gradient_descent.descent import DescentParams
from core.gradient_descent.landscapes import LANDSCAPES
from core.gradient_descent.stability import convergence_rate, eigen, eigen_coordinates, regime
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from locales import LANGUAGES, catalogue
from tests.charts.reading import decoded, lines_of, places, plain_of, shown

MEGABYTE = 1_000_000
ALL = tuple(OPTIMIZERS)
SETS = [("sgd",), ("nesterov", "adam", "momentum"), ALL]
QUADRATIC = {"bowl", "ravine"}
OF_THEORY = {"rates", "eigen"}

every_landscape = pytest.mark.parametrize("landscape", LANDSCAPES)
both_languages = pytest.mark.parametrize("lang", LANGUAGES)
CASES = [(landscape, ALL) for landscape in LANDSCAPES] + [("ravine", names) for names in SETS[:-1]]
every_case = pytest.mark.parametrize(("landscape", "names"), CASES, ids=str)


@cache
def race(landscape: str = "ravine", names: tuple[str, ...] = ALL, n_steps: int = 40, **more: Any) -> Race:
    more = {"learning_rate": LANDSCAPES[landscape].learning_rates[1]} | more
    return race_of(DescentParams(landscape=landscape, optimizers=names, n_steps=n_steps, **more))


@cache
def filmed(run: Race, lang: str = "en") -> Film:
    return film(run, "race", catalogue(lang))


@cache
def seen(run: Race, lang: str = "en") -> dict[str, Any]:
    return decoded(filmed(run, lang))


def named(panel: dict[str, Any], k: int, name: str) -> dict[str, Any]:
    """The one trace of that name at frame k."""
    (trace,) = (trace for trace in shown(panel, k) if trace.get("name") == name)
    return trace


def heads_of(panel: dict[str, Any], k: int) -> list[dict[str, Any]]:
    """Where each optimizer is at frame k."""
    return [trace for trace in shown(panel, k) if trace["mode"] == "markers" and not trace.get("showlegend", True)]


def contrast(a: str, b: str) -> float:
    """How many times brighter one colour is than the other (WCAG 2.2, relative luminance)."""
    light = []
    for colour in (a, b):
        parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        light.append(float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05)
    return max(light) / min(light)


def strokes(trace: dict[str, Any]) -> list[Array]:
    """The lines of a trace that draws several with a gap after each."""
    points = np.array([trace["x"], trace["y"]], dtype=float).T
    gaps = np.flatnonzero(np.isnan(points[:, 0]))
    return [line[~np.isnan(line[:, 0])] for line in np.split(points, gaps) if np.isfinite(line).any()]


# ---- all panels


@every_case
@both_languages
def test_a_frame_is_a_recorded_update_in_every_panel(landscape: str, names: tuple[str, ...], lang: str) -> None:
    run, t = race(landscape, names), catalogue(lang)
    made, body = filmed(run, lang), seen(run, lang)
    assert list(made.timeline) == list(range(41))
    assert body["marks"] == [t("mark_update", update=k) for k in range(41)]
    assert set(body["panels"]) == {"map", "loss", "surface"} | (OF_THEORY if landscape in QUADRATIC else set())
    for name, panel in body["panels"].items():
        assert panel["title"] == t(f"panel_{name}")
        assert len(panel["frames"]) == 41
        uptos = [[change["upto"] for change in frame if "upto" in change] for frame in panel["frames"]]
        if name != "surface":  # a long step has points on its way there
            assert uptos == [[k + 1] * len(uptos[0]) for k in range(41)]


@pytest.mark.parametrize("n_steps", [1, 2, 119, 120, 500, 2000])
def test_a_long_race_keeps_its_ends_and_no_more_frames_than_a_film_may_have(n_steps: int) -> None:
    run = race(names=("sgd",), n_steps=n_steps)
    times = list(filmed(run).timeline)
    assert len(times) == min(n_steps + 1, MAX_FRAMES)
    assert (times[0], times[-1]) == (0, n_steps)
    assert np.ptp(np.diff(times)) <= 1


@pytest.mark.parametrize("landscape", ["bowl", "ravine", "saddle"])
def test_the_largest_film_of_the_page_is_light(landscape: str) -> None:
    assert len(filmed(race(landscape, n_steps=500)).json.encode()) <= MEGABYTE


@every_landscape
@pytest.mark.parametrize("more", [{}, {"slip": "climb", "schedule": "cosine", "noise": 1000.0}], ids=str)
def test_when_all_overflows_every_number_is_still_one(landscape: str, more: dict[str, Any]) -> None:
    run = race(landscape, learning_rate=1e6, n_steps=5, **more)
    assert (run.history.diverged_at[1:] != -1).all()  # on flat ground plain descent may stay on the map

    def wrong(constant: str) -> float:
        raise AssertionError(constant)

    json.loads(filmed(run).json, parse_constant=wrong)
    for panel in seen(run)["panels"].values():
        assert "null" not in json.dumps(panel["layout"])
        for axis in ("xaxis", "yaxis"):
            low, high = panel["layout"].get(axis, {}).get("range", (0, 1))
            assert low < high
        for trace in panel["data"]:
            for values in (trace["x"], trace["y"], trace.get("z", [])):
                assert all(np.isfinite(v) for v in np.ravel(values) if v is not None)
    last = lines_of(filmed(run).captions[-1])
    assert [line.kind == "bad" for line in last] == (run.history.diverged_at != -1).tolist()


# ---- the map


@every_case
def test_paths_and_heads_are_the_history(landscape: str, names: tuple[str, ...]) -> None:
    run, t = race(landscape, names), catalogue("en")
    panel, positions = seen(run)["panels"]["map"], run.history.positions
    x_low, x_high, *_ = run.surface.bounds
    for j, name in enumerate(names):
        # a path is sent in single precision
        np.testing.assert_allclose(places(named(panel, 40, t(f"optimizers_{name}"))), positions[:, j], rtol=1e-6)
    for k in range(41):
        heads = heads_of(panel, k)
        assert [trace["marker"]["symbol"] for trace in heads] == [STYLES[name].symbol for name in names]
        at = np.concatenate([places(trace) for trace in heads])
        np.testing.assert_allclose(at, positions[k], atol=1e-5 * (x_high - x_low))
    assert len({STYLES[name] for name in ALL}) == len({style.dash for style in STYLES.values()}) == len(ALL)


@every_landscape
def test_arrows_point_against_the_gradient_and_the_velocity_and_the_longest_of_a_kind_is_as_long_as_allowed(
    landscape: str,
) -> None:
    run, t = race(landscape, noise=0.2), catalogue("en")
    panel, history = seen(run)["panels"]["map"], run.history
    x_low, x_high, *_ = run.surface.bounds
    width = x_high - x_low
    for label, vectors in (("legend_gradient", history.gradients), ("legend_velocity", history.velocities)):
        longest = 0.0
        for k in range(40):
            arrows = strokes(named(panel, k, t(label)))
            assert len(arrows) == len(ALL)
            for (head, tip), vector, place in zip(arrows, vectors[k], history.positions[k], strict=True):
                np.testing.assert_allclose(head, place, atol=1e-5 * width)
                length = ARROW_SHARE * width * np.linalg.norm(vector) / np.linalg.norm(vectors, axis=-1).max()
                along = (tip - head) @ vector
                assert along == pytest.approx(-length * np.linalg.norm(vector), rel=1e-3, abs=1e-4)
                assert np.linalg.norm(tip - head) == pytest.approx(length, rel=1e-3, abs=1e-4)
                longest = max(longest, float(np.linalg.norm(tip - head)))
        assert longest == pytest.approx(ARROW_SHARE * width, rel=1e-3)


@pytest.mark.parametrize(
    ("names", "shown_of"),
    [
        (("sgd",), []),
        (("sgd", "momentum"), ["velocity"]),
        (("adagrad",), ["square"]),
        (("adam",), ["velocity", "square"]),
    ],
)
def test_the_map_shows_only_what_one_of_its_optimizers_remembers(names: tuple[str, ...], shown_of: list[str]) -> None:
    t, panel = catalogue("en"), seen(race("ravine", names))["panels"]["map"]
    there = {trace.get("name") for trace in shown(panel, 3)}
    assert [kind for kind in ("velocity", "square") if t(f"legend_{kind}") in there] == shown_of


def test_without_noise_the_arrow_downhill_is_the_gradient_where_the_head_is() -> None:
    run = race("himmelblau", ("sgd", "adam"))
    panel = seen(run)["panels"]["map"]
    for k in range(40):
        for head, tip in strokes(named(panel, k, catalogue("en")("legend_gradient"))):
            slope = np.array(run.surface.gradient(*head))
            down = tip - head
            if np.linalg.norm(down) > 0.05:
                assert down @ slope == pytest.approx(-np.linalg.norm(down) * np.linalg.norm(slope), rel=1e-4)


@every_landscape
def test_the_sides_of_a_rectangle_are_the_roots_of_the_accumulated_squares(landscape: str) -> None:
    run = race(landscape)
    panel, roots = seen(run)["panels"]["map"], np.sqrt(run.history.squares)
    x_low, x_high, *_ = run.surface.bounds
    scale = ARROW_SHARE * (x_high - x_low) / np.linalg.norm(roots, axis=-1).max()
    keeps = [j for j, name in enumerate(ALL) if OPTIMIZERS[name].has_square]
    for k in (0, 1, 7, 20, 39):
        corners = strokes(named(panel, k, catalogue("en")("legend_square")))
        assert len(corners) == len(keeps)
        for box, j in zip(corners, keeps, strict=True):
            assert box.shape == (5, 2)
            np.testing.assert_array_equal(box[0], box[-1])
            np.testing.assert_allclose(np.ptp(box, axis=0), scale * roots[k, j], atol=1e-4)
            np.testing.assert_allclose(
                box.min(axis=0) + np.ptp(box, axis=0) / 2, run.history.positions[k, j], atol=1e-4
            )


@every_landscape
def test_the_map_shows_its_minima_and_a_click_in_it_sets_the_start(landscape: str) -> None:
    panel = seen(race(landscape, ("sgd",)))["panels"]["map"]
    minima = named(panel, 0, catalogue("en")("legend_minimum"))
    np.testing.assert_allclose(places(minima), LANDSCAPES[landscape].minima, atol=1e-5)
    assert panel["pick"] == ["start"]
    assert panel["to_scale"]
    ends = [*panel["layout"]["xaxis"]["range"], *panel["layout"]["yaxis"]["range"]]
    assert ends == list(LANDSCAPES[landscape].bounds)


# ---- losses and heights


@every_landscape
def test_the_curves_are_the_losses_and_a_point_of_them_leads_to_its_frame(landscape: str) -> None:
    run = race(landscape, ("momentum", "rmsprop"), n_steps=200)
    panel, losses = seen(run)["panels"]["loss"], run.history.losses[run.steps]
    low, high = 10 ** np.array(panel["layout"]["yaxis"]["range"])
    assert panel["layout"]["yaxis"]["type"] == "log"
    for trace, heights in zip(panel["data"], losses.T, strict=True):
        np.testing.assert_array_equal(trace["x"], run.steps)
        np.testing.assert_array_equal(trace["customdata"], range(run.n_frames))
        np.testing.assert_allclose(trace["y"], np.maximum(heights, run.floor), rtol=1e-6)
        assert (low < trace["y"]).all()
        assert (trace["y"] < high).all()


@every_landscape
def test_every_path_has_a_casing_from_which_its_colour_stands_out(landscape: str) -> None:
    for name in ("map", "surface"):
        panel = seen(race(landscape))["panels"][name]
        lines = [trace for trace in panel["data"] if trace.get("mode") == "lines" and trace["x"][0] is not None]
        casings, paths = lines[: len(ALL)], lines[len(ALL) :]
        assert [path["line"]["color"] for path in paths] == [STYLES[name].colour for name in ALL]
        for casing, path in zip(casings, paths, strict=True):
            assert contrast(casing["line"]["color"], path["line"]["color"]) >= 3
            assert casing["line"]["color"] not in theme.NEUTRALS  # the ground is pale in either theme
            assert casing["line"]["width"] >= path["line"]["width"] + 3
        for k in (0, 17, 40):
            drawn = [places(trace) for trace in shown(panel, k) if trace.get("mode") == "lines"]
            for casing, path in zip(drawn[: len(ALL)], drawn[len(ALL) : 2 * len(ALL)], strict=True):
                np.testing.assert_array_equal(casing, path)


@every_landscape
def test_in_space_the_race_runs_above_the_surface(landscape: str) -> None:
    run = race(landscape)
    panel = seen(run)["panels"]["surface"]
    ground, *lines = panel["data"]
    heights = np.array([np.array(row) for row in ground["z"]])
    top = float(heights.max())
    i, j = 11, 47
    expected = min(run.surface.f(float(ground["x"][j]), float(ground["y"][i])), top)
    assert heights[i, j] == pytest.approx(expected, rel=1e-5)
    drawn = RegularGridInterpolator((ground["y"], ground["x"]), heights, bounds_error=False, fill_value=-np.inf)
    for n, line in enumerate(lines[len(ALL) :]):
        points = np.column_stack([line["x"], line["y"], line["z"]])
        ends = [frame[len(ALL) + n]["upto"] for frame in panel["frames"]]
        np.testing.assert_allclose(points[np.array(ends) - 1, :2], run.history.positions[:, n], rtol=1e-6, atol=1e-6)
        way = np.concatenate([a + np.linspace(0, 1, 9)[:, None] * (b - a) for a, b in pairwise(points)])
        assert (way[:, 2] > drawn(way[:, 1::-1])).all()  # between its points, too
        assert (points[:, 2] <= 1.03 * top).all()


def test_a_race_that_leaves_the_map_is_drawn_on_the_map_alone() -> None:
    run = race("ravine", ("sgd", "momentum"), learning_rate=2.1, n_steps=60)
    panel = seen(run)["panels"]["surface"]
    low, high = np.array([panel["layout"]["scene"][f"{axis}axis"]["range"] for axis in "xy"]).T
    path = run.history.positions[:, 0]
    on_map = ((path >= low) & (path <= high)).all(axis=1)
    assert on_map[0]
    assert not on_map[20:].any()
    points = np.array([panel["data"][3][axis] for axis in "xyz"], dtype=float).T
    ends = [frame[2]["upto"] for frame in panel["frames"]]
    np.testing.assert_allclose(points[np.array(ends)[on_map] - 1, :2], path[on_map], rtol=1e-5, atol=1e-5)
    drawn = points[np.isfinite(points).all(axis=1), :2]
    assert ((drawn >= low) & (drawn <= high)).all()
    assert len(drawn) < len(points)  # it leaves the map, and comes back to it

    # each piece lies on its step: as far from both ends together as these from each other
    for step in range(1, 61):
        piece = points[ends[step - 1] : ends[step], :2]
        around = np.linalg.norm(piece - path[step - 1], axis=1) + np.linalg.norm(piece - path[step], axis=1)
        np.testing.assert_allclose(around[np.isfinite(around)], np.linalg.norm(path[step] - path[step - 1]), rtol=1e-4)


@pytest.mark.parametrize("start", [(4.0, 0.0), (-4.0, 0.0), (0.5, 4.0)], ids=str)
def test_a_race_along_the_edge_of_the_map_is_drawn(start: tuple[float, float]) -> None:
    run = race("ravine", ("sgd",), start=start, n_steps=3)
    panel = seen(run)["panels"]["surface"]
    assert all(np.isfinite([panel["data"][2]["x"][frame[1]["upto"] - 1] for frame in panel["frames"]]))


@pytest.mark.parametrize("names", SETS, ids=str)
@every_landscape
def test_the_camera_sees_every_path(landscape: str, names: tuple[str, ...]) -> None:
    """The way from each point to the eye is free, walked in steps much smaller than a cell of the ground."""
    panel = seen(race(landscape, names, n_steps=120))["panels"]["surface"]
    ground, scene = panel["data"][0], panel["layout"]["scene"]
    heights = np.array([np.array(row) for row in ground["z"]])
    drawn = RegularGridInterpolator((ground["y"], ground["x"]), heights, bounds_error=False, fill_value=-np.inf)
    ranges = np.array([scene[f"{axis}axis"]["range"] for axis in "xyz"])
    size = np.ptp(ranges, axis=1) / np.array([scene["aspectratio"][axis] for axis in "xyz"])
    eye = ranges.mean(axis=1) + size * np.array([scene["camera"]["eye"][axis] for axis in "xyz"])
    seen_points, all_points = 0, 0
    for line in panel["data"][1 + len(names) :]:
        points = np.column_stack([line["x"], line["y"], line["z"]])
        points = points[np.isfinite(drawn(points[:, 1::-1]))]
        way = points[:, None] + np.linspace(0, 1, 400)[:, None] * (eye - points)[:, None]
        free = (way[..., 2] >= drawn(way[..., 1::-1])).all(axis=1)
        seen_points, all_points = seen_points + int(free.sum()), all_points + len(free)
    assert all_points > 40
    assert seen_points >= 0.99 * all_points


# ---- theory


def theory(landscape: str = "ravine", **more: Any) -> tuple[dict[str, Any], float]:
    """The map of rates and momenta, and the steep curvature."""
    run = race(landscape, **more)
    assert run.surface.hessian is not None
    return seen(run)["panels"]["rates"], float(eigen(run.surface.hessian)[0][-1])


@pytest.mark.parametrize("landscape", sorted(QUADRATIC))
def test_the_borders_lie_between_the_regimes(landscape: str) -> None:
    panel, curvature = theory(landscape)
    _, ripples, stable, one_step, _ = panel["data"]
    for x, beta in places(ripples)[1:-1]:
        if 0 < beta < 0.98:
            inside, outside = regime(x, beta + 1e-4, curvature), regime(x, max(0.0, beta - 1e-4), curvature)
            assert (inside, outside) == ("ripples", "monotone" if x * curvature < 1 else "oscillating")
    (x_0, beta_0), (x_1, beta_1) = places(stable)
    for share in np.linspace(0.01, 0.95, 20):
        x, beta = x_0 + share * (x_1 - x_0), beta_0 + share * (beta_1 - beta_0)
        assert regime(1.001 * x, beta, curvature) == "diverging"
        assert regime(0.999 * x, beta, curvature) in ("ripples", "oscillating")
    ((x, beta),) = places(one_step)
    assert regime(x, beta, curvature) == "one-step"


@both_languages
@pytest.mark.parametrize("landscape", sorted(QUADRATIC))
def test_every_regime_is_named_where_it_is(landscape: str, lang: str) -> None:
    run, t = race(landscape), catalogue(lang)
    panel, (_, curvature) = seen(run, lang)["panels"]["rates"], theory(landscape)
    names = {note["text"]: regime(note["x"], note["y"], curvature) for note in panel["layout"]["annotations"]}
    assert names == {t(f"regime_{name}"): name for name in names.values()}
    assert len(names) == 5


@pytest.mark.parametrize("landscape", sorted(QUADRATIC))
def test_the_colours_are_the_factors_of_both_directions(landscape: str) -> None:
    panel, _ = theory(landscape)
    ground, run = panel["data"][0], race(landscape)
    assert run.surface.hessian is not None
    eta, beta = np.meshgrid(ground["x"], ground["y"])
    factors = convergence_rate(eta, beta, eigen(run.surface.hessian)[0])
    np.testing.assert_allclose(np.array(ground["z"]), np.minimum(factors, ground["zmax"]), atol=1e-3)
    assert panel["pick"] == ["learning_rate", "momentum"]


@pytest.mark.parametrize(
    ("names", "expected"), [(("sgd", "adam"), 0.0), (("sgd", "momentum"), 0.7), (("nesterov",), 0.7)], ids=str
)
def test_the_cross_stands_at_the_settings_of_the_race(names: tuple[str, ...], expected: float) -> None:
    panel, _ = theory(names=names, learning_rate=4.4, momentum=0.7)
    ((x, y),) = places(panel["data"][-1])
    assert (x, y) == (4.4, expected)
    low, high = panel["layout"]["xaxis"]["range"]
    assert low < x < high


@pytest.mark.parametrize("landscape", sorted(QUADRATIC))
def test_the_distances_are_those_along_the_eigen_directions(landscape: str) -> None:
    run = race(landscape)
    assert run.surface.hessian is not None
    along = np.abs(eigen_coordinates(run.history.positions, run.surface.hessian)).reshape(41, -1)
    traces = seen(run)["panels"]["eigen"]["data"]
    assert len(traces) == 2 * len(ALL)
    for trace, expected in zip(traces, along.T, strict=True):
        np.testing.assert_allclose(trace["y"], expected, rtol=1e-6, atol=2e-9 * along.max())
    assert [trace["line"]["color"] for trace in traces[::2]] == [STYLES[name].colour for name in ALL]


# ---- captions


@pytest.mark.parametrize("slip", ["none", "climb"])
@pytest.mark.parametrize("schedule", SCHEDULES)
@every_landscape
def test_what_a_caption_multiplies_by_the_rate_makes_the_update(landscape: str, schedule: str, slip: str) -> None:
    run = race(landscape, schedule=schedule, slip=slip, noise=0.3)
    history, sign = run.history, -1 if slip == "none" else 1
    for k, end in enumerate(history.diverged_at):
        for step in range(1, 41 if end == -1 else end):
            before, after = history.positions[step - 1, k], history.positions[step, k]
            moved = sign * history.learning_rates[step - 1] * direction(run, k, step)
            np.testing.assert_allclose(before + moved, after, rtol=1e-12, atol=1e-12)


@both_languages
@pytest.mark.parametrize("slip", ["none", "climb"])
@pytest.mark.parametrize("names", [ALL[:3], ALL[3:], ALL], ids="+".join)
def test_the_numbers_of_a_caption_are_those_of_the_core(names: tuple[str, ...], slip: str, lang: str) -> None:
    run, t = race("beale", names, slip=slip, schedule="inverse", n_steps=30), catalogue(lang)
    history = run.history
    rules, *captions = map(lines_of, filmed(run, lang).captions)
    assert [line.words for line in rules] == [t(f"optimizers_{name}") for name in names]
    for step, (k, name) in product(range(1, 31), enumerate(names)):
        line = captions[step - 1][k]
        assert line.words.startswith(t(f"optimizers_{name}"))
        assert (line.kind == "bad") == (history.diverged_at[k] != -1 and step >= history.diverged_at[k])
        if line.kind == "bad":
            assert str(history.diverged_at[k]) in line.words
            continue
        np.testing.assert_allclose(line.numbers(-2), history.positions[step, k], rtol=6e-4, atol=1e-300)
        np.testing.assert_allclose(line.numbers(-1), history.losses[step, k], rtol=6e-4)
        if len(names) <= FEW:
            rate, moved = history.learning_rates[step - 1], direction(run, k, step)
            np.testing.assert_allclose(line.numbers(1), history.positions[step - 1, k], rtol=6e-4, atol=1e-300)
            # the sign before a term is an operator, so the numbers' own signs are left out here
            np.testing.assert_allclose(np.abs(line.numbers(2)), np.abs([rate, *moved]), rtol=6e-4, atol=1e-300)
            assert line.formulas[2].startswith("-" if slip == "none" else "+")


@pytest.mark.parametrize("names", [("sgd",), ("adam",), ALL], ids="+".join)
@pytest.mark.parametrize("fields", [{}, {"learning_rate": 2.5}, {"learning_rate": 1e6}, {"noise": 1.0}], ids=str)
def test_the_sentence_of_a_race_names_who_is_lowest_and_who_went_up(names: tuple[str, ...], fields: Any) -> None:
    run, t = race("ravine", names, n_steps=60, **fields), catalogue("en")
    captions, losses, ends = filmed(run).captions, run.history.losses, run.history.diverged_at
    called = [t(f"optimizers_{name}") for name in names]
    for k, step in enumerate(run.steps):
        said = plain_of(captions[k]).words
        here = [j for j in range(len(names)) if ends[j] == -1 or step < ends[j]]
        up = [called[j] for j in here if step and losses[step, j] > losses[step - 1, j]]
        if step == 0:
            assert all(name in said for name in called)
        elif not here:
            assert said == t("told_race_gone", names=", ".join(called))
        elif len(names) == 1:
            way = "up" if up else "down" if losses[step, 0] < losses[step - 1, 0] else "still"
            assert said == t(f"told_race_{way}", names=called[0])
        else:
            least = min(losses[step, j] for j in here)
            lowest = [called[j] for j in here if losses[step, j] == least]
            leads = t("told_race_level" if len(lowest) > 1 else "told_race_lowest", names=", ".join(lowest))
            assert said == (f"{leads} {t('told_race_up', names=', '.join(up))}" if up else leads)


# ---- to take away

RUNS: dict[str, dict[str, Any]] = {
    **{name: {"landscape": name} for name in LANDSCAPES},
    "noise": {"noise": 0.5, "seed": 3, "schedule": "step", "start": (2.5, -1.25)},
    "climb": {"landscape": "beale", "slip": "climb", "learning_rate": 0.01},
    "condition": {"condition": 3.5, "learning_rate": 0.5},
    "some diverged": {"learning_rate": 2.5, "n_steps": 120, "momentum": 0.5},
    "all diverged at once": {"learning_rate": 1e6},
}


def test_the_table_and_the_arrays_hold_every_record() -> None:
    run = race("himmelblau", ("sgd", "adam"), n_steps=200)
    columns, saved, recorded = table(run), arrays(run), run.history
    assert list(columns) == ["update", "sgd_x", "sgd_y", "sgd_loss", "adam_x", "adam_y", "adam_loss"]
    expected = np.concatenate([recorded.positions, recorded.losses[..., None]], axis=-1).reshape(201, -1)
    np.testing.assert_array_equal(np.column_stack(list(columns.values())), np.column_stack([range(201), expected]))
    assert saved.pop("optimizers").tolist() == ["sgd", "adam"]
    assert saved.keys() >= {"positions", "losses", "gradients", "velocities", "squares"}
    for name, values in saved.items():
        np.testing.assert_array_equal(values, getattr(recorded, name))


# ---- several races on one time line


def joined(*runs: Race) -> dict[str, Any]:
    both = side_by_side({name: filmed(run) for name, run in zip("ABC", runs, strict=False)})
    return decoded(both) | {"times": list(both.timeline)}


@pytest.mark.parametrize("steps", [(40, 60), (60, 40), (40, 119, 20), (500, 480), (500, 300, 20)], ids=str)
def test_races_of_different_length_share_one_time_line(steps: tuple[int, ...]) -> None:
    runs = [race(names=("sgd", "adam"), n_steps=n) for n in steps]
    body = joined(*runs)
    union = sorted({int(step) for run in runs for step in run.steps})
    assert body["times"] == thin(union, MAX_FRAMES)
    letters, joint = ["A", "B", "C"][: len(runs)], ["loss"] * (len(runs) == 2)  # of two runs, the curves
    assert [name.split("-")[-1] for name in body["panels"]] == letters + joint + letters * (4 - len(joint))
    assert {panel["columns"] for panel in body["panels"].values()} == {12 // len(runs)}
    for letter, run in zip("ABC", runs, strict=False):
        panel = body["panels"][f"map-{letter}"]
        for k in (0, 1, len(union) // 2, -1):
            k = min(k, len(body["times"]) - 1) % len(body["times"])
            at = run.steps[run.steps <= body["times"][k]][-1]  # a race that ended stays at its last frame
            heads = [places(trace) for trace in heads_of(panel, k)]
            np.testing.assert_allclose(np.concatenate(heads), run.history.positions[at], atol=1e-4)
        shared = body["panels"].get("loss", {"data": []})["data"]
        curves = [trace for trace in shared if trace.get("name", "").startswith(letter)]
        for trace in curves or body["panels"][f"loss-{letter}"]["data"]:
            expected = np.searchsorted(body["times"], run.steps)
            np.testing.assert_array_equal(trace["customdata"], np.minimum(expected, len(body["times"]) - 1))


def test_races_are_compared_on_the_same_axes_but_every_map_stays_to_scale() -> None:
    runs = race("beale", ("sgd",), n_steps=30), race("saddle", ("adam",), n_steps=50)
    panels, alone = joined(*runs)["panels"], [seen(run)["panels"] for run in runs]
    for axis in ("xaxis", "yaxis"):
        for letter, own in zip("AB", alone, strict=True):
            assert panels[f"map-{letter}"]["layout"][axis] == own["map"]["layout"][axis]
        ranges = np.array([own["loss"]["layout"][axis]["range"] for own in alone])
        assert panels["loss"]["layout"][axis]["range"] == [ranges[:, 0].min(), ranges[:, 1].max()]


@pytest.mark.parametrize("pair", [("ravine", "rosenbrock"), ("plateau", "bowl")], ids=" and ".join)
def test_a_race_with_theory_can_be_compared_with_one_without(pair: tuple[str, str]) -> None:
    """Pin a run on a quadratic as A, choose a landscape that is none: what both have stands beside it or together."""
    panels = list(joined(*(race(name, ("sgd",)) for name in pair))["panels"])
    assert [name for name in panels if name.split("-")[0] not in OF_THEORY] == [
        "map-A",
        "map-B",
        "loss",
        "surface-A",
        "surface-B",
    ]

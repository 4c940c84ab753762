"""The film of a convolution: what its windows, tiles, covers and captions show is what a loop by hand computes."""

import re
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from charts import theme
from charts.captions import number
from charts.cells import colour_of, short, symmetric
from charts.convolution.slide import slip as convolution_slip
from charts.convolution.slide.captions import MAX_TERMS
from charts.convolution.slide.film import detail, film
from charts.convolution.slide.scene import Scene, scene_of
from charts.film import MAX_FRAMES, Film
from core import Array
from core.convolution.slide import ConvolutionParams
from locales import LANGUAGES, catalogue
from tests.charts.reading import decoded, lines_of, places, plain_of, shown

EN = catalogue("en")

OWN = ((1.0, -2.0, 0.5, 3.0), (0.0, 4.0, -1.0, 2.0), (2.5, 1.0, 1.0, -3.0))
SETTINGS: dict[str, dict[str, Any]] = {
    "cell by cell": {},
    "by rows": {"side": 28},
    "colour": {"picture": "balloon", "green": -0.5, "bias": 0.25, "side": 10},
    "colour by rows": {"picture": "balloon", "side": 30, "kernel": "gaussian", "kernel_size": 5, "border": "same"},
    "padding": {"border": "number", "padding": 2, "stride": 2},
    "dilation": {"dilation": 2, "border": "same"},
    "stride that does not fit": {"side": 12, "stride": 4},
    "not square": {"kernel": "own", "cells": ((1.0, 2.0, -1.0),), "picture": "own", "pixels": OWN, "bias": -1.5},
    "one cell": {"picture": "own", "kernel": "vertical-edge"},
    "activated and pooled": {"activation": "relu", "pooling": "max", "pool_size": 3},
    "pooled by rows": {"side": 28, "activation": "tanh", "pooling": "average", "flip": True},
    "pooled alone": {"pooling": "average", "kernel": "random", "kernel_size": 4, "seed": 3},
}
every_setting = pytest.mark.parametrize("name", SETTINGS)


@cache
def filmed(name: str, lang: str = "en") -> tuple[Scene, Film]:
    scene = scene_of(ConvolutionParams(**SETTINGS[name]))
    return scene, film(scene, name, catalogue(lang))


@cache
def panels(name: str) -> dict[str, Any]:
    found: dict[str, Any] = decoded(filmed(name)[1])["panels"]
    return found


def window(scene: Scene, row: int, column: int) -> Array:
    """What the kernel sees for a cell of the output, shape (C, KH, KW), taken pixel by pixel."""
    p, (ph, pw), kernel = scene.params, scene.run.padding, scene.run.kernel
    channels, height, width = scene.image.shape
    seen = np.zeros(kernel.shape)
    for c, a, b in np.ndindex(*kernel.shape):
        y, x = p.stride * row + p.dilation * a - ph, p.stride * column + p.dilation * b - pw
        if 0 <= y < height and 0 <= x < width:
            seen[c, a, b] = scene.image[c, y, x]
    assert channels == len(kernel)
    return seen


def answer(scene: Scene, row: int, column: int) -> float:
    return float(np.sum(window(scene, row, column) * scene.run.kernel)) + scene.params.bias


def hidden(trace: dict[str, Any], rows: int, columns: int) -> Array:
    """Which cells a cover hides: those whose middle lies inside its polygon."""
    corners = places(trace)
    inside = np.zeros((rows, columns), dtype=bool)
    for r, c in np.ndindex(rows, columns):
        crossings = 0
        for (x0, y0), (x1, y1) in pairwise(corners.tolist()):
            if x0 == x1 and x0 > c + 0.5 and min(y0, y1) < r + 0.5 < max(y0, y1):
                crossings += 1
        inside[r, c] = crossings % 2 == 1
    return inside


def bounds(trace: dict[str, Any]) -> tuple[float, ...] | None:
    """x low, x high, y low, y high of an outline, or None where there is none."""
    points = places(trace)
    if not len(points):
        return None
    return (*map(float, (points[:, 0].min(), points[:, 0].max(), points[:, 1].min(), points[:, 1].max())),)


def telling_frames(scene: Scene) -> list[int]:
    return sorted({0, 1, 2, scene.n_frames // 2, scene.n_frames - 1} & set(range(scene.n_frames)))


@every_setting
def test_a_frame_is_a_cell_or_a_row_and_the_film_is_light(name: str) -> None:
    scene, made = filmed(name)
    cells = scene.run.summed.size
    assert made.n_frames == 1 + (cells if cells < MAX_FRAMES else scene.shape[0])
    assert scene.by_rows == (cells >= MAX_FRAMES)
    assert len(made.json) < 1_000_000
    assert 0 < made.poster < made.n_frames
    last = panels(name)["output"]["frames"][-1]
    assert places(last[0]).size == 0


def test_the_default_film_and_the_largest_one_keep_their_budgets() -> None:
    assert len(filmed("cell by cell")[1].json) < 300_000
    largest = {"picture": "balloon", "side": 64, "kernel": "random", "kernel_size": 7, "border": "same"}
    assert len(film(scene_of(ConvolutionParams(**largest, activation="relu", pooling="max")), "", EN).json) < 1_000_000


@every_setting
def test_the_output_is_what_a_loop_by_hand_gives(name: str) -> None:
    scene, _ = filmed(name)
    for row, column in np.ndindex(*scene.shape):
        assert scene.run.summed[row, column] == pytest.approx(answer(scene, row, column), abs=1e-12)


@every_setting
def test_the_window_lies_where_the_kernel_is(name: str) -> None:
    scene, _ = filmed(name)
    panel, p = panels(name)["input"], scene.params
    for k in telling_frames(scene):
        *_, outline, taps = shown(panel, k)
        place = scene.place(k)
        if place is None:
            assert (bounds(outline), bounds(taps)) == (None, None)
            continue
        top, left = p.stride * place[0], p.stride * place[1]
        _, kh, kw = scene.run.kernel.shape
        height, width = p.dilation * (kh - 1) + 1, p.dilation * (kw - 1) + 1
        assert bounds(outline) == (left, left + width, top, top + height)
        if p.dilation == 1:
            assert bounds(taps) is None
        else:
            corners = {(float(x), float(y)) for x, y in places(taps)}
            ys, xs = (start + p.dilation * np.arange(n) for start, n in ((top, kh), (left, kw)))
            assert corners == {(x + dx, y + dy) for x in xs for y in ys for dx in (0.0, 1.0) for dy in (0.0, 1.0)}


@every_setting
def test_the_tiles_show_numbers_weights_and_sums(name: str) -> None:
    scene, _ = filmed(name)
    panel, kernel = panels(name)["products"], scene.run.kernel
    n = kernel.size
    strips = [trace["fillcolor"] for trace in panel["data"][:n]]
    assert strips == [colour_of(w, symmetric(kernel), theme.KERNEL) for w in kernel.ravel()]
    for k in telling_frames(scene)[1:]:
        place = scene.place(k)
        assert place is not None
        traces = shown(panel, k)
        seen = window(scene, *place).ravel()
        assert [t["fillcolor"] for t in traces[n : 2 * n]] == [colour_of(v, symmetric(scene.image)) for v in seen]
        numbers, products, sums = (traces[2 * n + j]["text"] for j in range(3))
        assert numbers == [short(v) for v in seen]
        assert all(text.startswith(f"×{short(w)}") for text, w in zip(products, kernel.ravel(), strict=True))
        if kernel.shape[0] * kernel.shape[2] <= 3:
            assert [text.split(" = ")[1] for text in products] == [
                short(v * w) for v, w in zip(seen, kernel.ravel(), strict=True)
            ]
        assert sums[-1].split(" = ")[-1] == short(answer(scene, *place))
        if len(kernel) == 3:
            channels = (window(scene, *place) * kernel).sum(axis=(1, 2))
            assert [text.split(" = ")[-1] for text in sums[:3]] == [short(v) for v in channels]
    before = shown(panel, 0)
    assert all(t["fillcolor"] == "rgba(0,0,0,0)" for t in before[n : 2 * n])
    assert set(before[2 * n]["text"]) == {""}


@every_setting
def test_the_cover_hides_what_is_still_to_come_and_the_cell_is_outlined(name: str) -> None:
    scene, _ = filmed(name)
    rows, columns = scene.shape
    for panel_name in {"output", "activated", "map-red"} & panels(name).keys():
        panel = panels(name)[panel_name]
        for k in telling_frames(scene):
            traces = shown(panel, k)
            done = rows * columns - int(hidden(traces[1], rows, columns).sum())
            assert done == k * (columns if scene.by_rows else 1)
            assert not hidden(traces[1], rows, columns).ravel()[:done].any()
            place = scene.place(k)
            expected = None if place is None else (place[1], place[1] + 1, place[0], place[0] + 1)
            assert bounds(traces[3]) == expected


@pytest.mark.parametrize("name", [name for name, fields in SETTINGS.items() if "pooling" in fields])
def test_a_window_is_pooled_as_soon_as_its_last_cell_is_there(name: str) -> None:
    scene, _ = filmed(name)
    size, (rows, columns) = scene.params.pool_size, scene.run.pooled.shape
    panel = panels(name)["pooled"]
    for k in range(scene.n_frames):
        there = np.arange(scene.run.summed.size).reshape(scene.shape) < scene.done(k)
        complete = [
            there[size * r : size * (r + 1), size * c : size * (c + 1)].all() for r, c in np.ndindex(rows, columns)
        ]
        seen = ~hidden(shown(panel, k)[1], rows, columns).ravel()
        assert seen.tolist() == complete
        if scene.params.activation != "none":
            dotted = bounds(shown(panels(name)["activated"], k)[4])
            last = sum(complete) - 1
            r, c = divmod(last, columns)
            corner = (size * c, size * (c + 1), size * r, size * (r + 1))
            assert dotted == (corner if last >= 0 else None)
    frames = np.array(panel["cells"])
    for r, c in np.ndindex(rows, columns):
        k = frames[r, c]
        assert not hidden(shown(panel, k)[1], rows, columns)[r, c]
        assert hidden(shown(panel, k - 1)[1], rows, columns)[r, c]


@every_setting
def test_every_cell_leads_to_its_frame(name: str) -> None:
    scene, _ = filmed(name)
    out = np.array(panels(name)["output"]["cells"])
    assert out.shape == scene.shape
    for row, column in np.ndindex(*scene.shape):
        place = scene.place(int(out[row, column]))
        assert place is not None
        assert place[0] == row
        assert scene.by_rows or place[1] == column
    into = np.array(panels(name)["input"]["cells"])
    assert into.shape == scene.padded.shape[1:]
    middle = [
        [scene.params.stride * i + (w - 1) / 2 for i in range(n)]
        for n, w in zip(scene.shape, scene.window, strict=True)
    ]
    for y, x in np.ndindex(*into.shape):
        row, column = scene.nearest(y, x)
        assert abs(middle[0][row] - y) == min(abs(m - y) for m in middle[0])
        assert abs(middle[1][column] - x) == min(abs(m - x) for m in middle[1])
        assert into[y, x] == out[row, column]
    assert {p["name"] for p in panels(name).values() if p["asks"]} == ({"input", "output"} if scene.by_rows else set())


@every_setting
def test_what_is_crossed_is_what_no_tap_ever_sees(name: str) -> None:
    scene, _ = filmed(name)
    p, (_, kh, kw) = scene.params, scene.run.kernel.shape
    seen = {
        (p.stride * row + p.dilation * a, p.stride * column + p.dilation * b)
        for row, column in np.ndindex(*scene.shape)
        for a, b in np.ndindex(kh, kw)
    }
    crosses = places(panels(name)["input"]["data"][2]).reshape(-1, 4, 2)
    crossed = {(int(cross[:, 1].min()), int(cross[:, 0].min())) for cross in crosses}
    assert crossed == set(np.ndindex(*scene.padded.shape[1:])) - seen
    assert bool(crossed) == (name in ("stride that does not fit", "padding"))
    assert ("✕" in panels(name)["input"]["layout"]["xaxis"]["title"]["text"]) == bool(crossed)


@every_setting
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_caption_works_the_cell_out(name: str, lang: str) -> None:
    scene, made = filmed(name, lang)
    t = catalogue(lang)
    for k in telling_frames(scene)[1:]:
        place = scene.place(k)
        assert place is not None
        lines = lines_of(made.captions[k])
        key = "caption_row_cell" if scene.by_rows else "caption_cell"
        assert lines[0].words.removesuffix(t("caption_by_kernel_row")).strip() == t(
            key, row=place[0] + 1, column=place[1] + 1, cells=scene.shape[1]
        )
        told, value = plain_of(made.captions[k]).words, answer(scene, *place)
        if scene.by_rows:
            assert told == t("told_row", row=place[0] + 1, column=place[1] + 1)
        else:
            way = "zero" if abs(value) < 1e-9 else "positive" if value > 0 else "negative"
            parts = t("told_products_and_bias" if scene.params.bias else "told_products")
            assert told == t(f"told_cell_{way}", row=place[0] + 1, column=place[1] + 1, parts=parts)
        total = lines[1].formulas[-1]
        assert total in {f"{sign}{_plain(number(answer(scene, *place)))}" for sign in "=≈"}
        numbers = [lines[1].numbers(j) for j in range(len(lines[1].formulas) - 1 - (scene.params.bias != 0))]
        if len(scene.run.kernel) == 1:
            products = window(scene, *place)[0] * scene.run.kernel[0]
            in_full = products.size <= MAX_TERMS
            written = [np.array(row).reshape(-1, 2 if in_full else 1).prod(axis=1).sum() for row in numbers]
            np.testing.assert_allclose(written, products.sum(axis=1), atol=6e-4 * (1 + np.abs(products).max()))
        assert (len(lines) == 3) == (scene.params.activation != "none")
        if scene.params.activation != "none":
            activated = float(scene.run.activated[place])
            assert lines[2].formulas[0].endswith(_plain(number(activated)))


def _plain(latex: str) -> str:
    return re.sub(r"[{}\\]", "", latex)


def test_a_large_kernel_is_summed_up_row_by_row() -> None:
    scene = scene_of(ConvolutionParams(kernel="box", kernel_size=7, side=12))
    line = lines_of(film(scene, "", EN).captions[1])[1]
    rows = (window(scene, 0, 0)[0] * scene.run.kernel[0]).sum(axis=1)
    np.testing.assert_allclose([line.numbers(j)[0] for j in range(7)], rows, atol=1e-3)


def test_the_first_caption_says_how_large_the_output_will_be() -> None:
    for name, expected in (("stride that does not fit", ["3"]), ("not square", ["3", "2"]), ("dilation", ["12"])):
        scene, made = filmed(name)
        lines = lines_of(made.captions[0])[1:]
        assert sorted(line.formulas[1].split("=")[-1] for line in lines) == sorted(expected)
        assert {str(n) for n in scene.shape} == set(expected)


@pytest.mark.parametrize("name", ["by rows", "colour by rows"])
def test_a_clicked_cell_shows_its_own_numbers(name: str) -> None:
    scene, _ = filmed(name)
    for row, column in [(0, 0), (3, 7), (scene.shape[0] - 1, scene.shape[1] - 1)]:
        found = detail(scene, "output", row, column, EN)
        assert found is not None
        assert found.frame == scene.frame_of(row, column)
        assert lines_of(found.caption)[0].words.startswith(f"Output row {row + 1}:")
        assert f"column {column + 1}:" in found.caption
        *tiles, numbers, _, sums = found.changes["products"]
        assert numbers["text"] == [short(v) for v in window(scene, row, column).ravel()]
        assert sums["text"][-1].endswith(short(answer(scene, row, column)))
        assert len(tiles) == scene.run.kernel.size
        assert bounds(dict(found.changes["output"][1])) == (column, column + 1, row, row + 1)
        top, left = scene.params.stride * row, scene.params.stride * column
        assert bounds(dict(found.changes["input"][0])) == (left, left + scene.window[1], top, top + scene.window[0])
        for panel, changes in found.changes.items():
            assert len(changes) == len(panels(name)[panel]["traces"])
    into = detail(scene, "input", 5, 9, EN)
    assert into is not None
    assert into.caption == detail(scene, "output", *scene.nearest(5, 9), EN).caption  # type: ignore[union-attr]


def test_there_is_a_detail_only_for_a_cell_without_a_frame_of_its_own() -> None:
    scene, _ = filmed("by rows")
    assert detail(scene, "products", 0, 0, EN) is None
    assert detail(scene, "output", 26, 0, EN) is None
    assert detail(scene, "output", 0, -1, EN) is None
    assert detail(scene, "input", 28, 0, EN) is None
    assert detail(filmed("cell by cell")[0], "output", 0, 0, EN) is None


# ---- the slip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_mistake_sums_rows_and_the_truth_stands_beside_it(lang: str) -> None:
    scene = scene_of(ConvolutionParams(picture="own", kernel="vertical-edge", slip="rows"))
    made = convolution_slip.film(scene, "slip", catalogue(lang))
    found = decoded(made)["panels"]
    assert made.n_frames == 5
    assert found["slip-rows"]["data"][0]["text"] == ["−2"] * 3
    assert found["slip-truth"]["data"][0]["text"] == ["−6"]
    assert found["slip-products"]["data"][0]["text"] == ["1", "0", "−3", "4", "0", "−6", "7", "0", "−9"]
    for k in range(5):
        assert int((~hidden(shown(found["slip-rows"], k)[1], 3, 1)).sum()) == min(k, 3)
        assert int((~hidden(shown(found["slip-products"], k)[1], 3, 3)).sum()) == 3 * min(k, 3)
        assert bool(hidden(shown(found["slip-truth"], k)[1], 1, 1).any()) == (k < 4)
        assert bounds(shown(found["slip-input"], k)[3]) == (None if k in (0, 4) else (0, 3, k - 1, k))
    assert lines_of(made.captions[2])[1].formulas == ["4·1+5·0+6·(-1)=-2"]
    assert plain_of(made.captions[2]).words == catalogue(lang)("told_slip_row", row=2)
    assert "1 × 1 (−6)" in made.captions[4].replace("-", "−")

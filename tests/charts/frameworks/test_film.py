"""The film of the frameworks: what was measured, drawn as it is, with a concept for every frame."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.frameworks.film import BEFORE, CYCLE, FLOOR, Losses, concepts, film
from locales import LANGUAGES, catalogue
from programs.measured import noted
from tests.charts.reading import decoded, places_so_far, shown
from tests.charts.test_plot import looks, problems
from tools.write_films import FILMS, labs_losses, noting, passes_of, told
from ui.programs_film import _losses

T = catalogue("en")
every_film = pytest.mark.parametrize("name", FILMS)


def losses(name: str, lang: str = "en") -> Losses:
    found = noted(name)
    assert found is not None
    return _losses(found, catalogue(lang))


@cache
def body(name: str) -> dict[str, Any]:
    return decoded(film(losses(name), name, T))


@every_film
def test_a_frame_for_every_concept_and_the_curves_grow_with_the_update(name: str) -> None:
    found, shots = losses(name), concepts(losses(name))
    n = len(found.passes)
    assert len(shots) == len(BEFORE) + len(CYCLE) * n + 1 == len(body(name)["captions"])
    grown = [len(places_so_far(shown(body(name)["panels"]["framework_losses"], k)[1])) for k in range(len(shots))]
    assert grown[0] == grown[1] == 0
    for k in range(1, len(shots)):
        assert grown[k] - grown[k - 1] == (shots[k] == "update"), k
    assert grown[-1] == n


@every_film
def test_what_is_drawn_is_what_was_measured(name: str) -> None:
    found, panels = losses(name), body(name)["panels"]
    last = len(concepts(found)) - 1
    curves = {trace["name"]: places_so_far(trace) for trace in shown(panels["framework_losses"], last)}
    away = {trace["name"]: places_so_far(trace) for trace in shown(panels["framework_away"], last)}
    assert curves.keys() == {T("legend_lab"), *(found.names[code] for code in found.programs)}
    for code, values in found.programs.items():
        np.testing.assert_allclose(curves[found.names[code]], np.column_stack([found.passes, values]), rtol=1e-6)
        gap = np.maximum(np.abs(values - found.lab), FLOOR)
        np.testing.assert_allclose(away[found.names[code]][:, 1], gap, rtol=1e-6)


@every_film
def test_a_click_on_a_point_goes_to_the_frame_in_which_it_came(name: str) -> None:
    shots = concepts(losses(name))
    for panel in body(name)["panels"].values():
        for trace in panel["data"]:
            if "customdata" in trace:
                assert all(shots[k] == "update" for k in trace["customdata"])
                assert len(set(trace["customdata"])) == len(trace["x"])


@every_film
def test_plotly_knows_the_figures(name: str) -> None:
    for panel in film(losses(name), name, T).panels:
        assert problems(list(looks(panel)), panel.figure["layout"]) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_caption_of_an_update_says_the_lab_s_loss_and_who_is_farthest_from_it(lang: str) -> None:
    t, found = catalogue(lang), losses("mlp-slip", lang)
    shots = concepts(found)
    k = [k for k, concept in enumerate(shots) if concept == "update"][12]
    said = film(found, "", t).captions[k]
    assert "0.5527" in said
    assert "0.27" in said
    assert t("keras_defaults") in said


# ---- what was measured


@every_film
def test_the_measured_run_is_the_lab_s_and_the_programs_agree_with_it(name: str) -> None:
    filmed, found = FILMS[name], losses(name)
    assert found.passes.tolist() == passes_of(filmed)
    if filmed.passes:  # only two of them: each is a run of its own
        few = passes_of(filmed)[1:3]
        lab = [told(filmed, **{filmed.passes: k})["lab"]["loss"] for k in few]
    else:
        few, lab = passes_of(filmed), labs_losses(filmed)
    at = [found.passes.tolist().index(k) for k in few]
    np.testing.assert_allclose(found.lab[at], lab, rtol=1e-12)
    assert found.lab[-1] == pytest.approx(told(filmed)["lab"]["loss"], rel=1e-12)
    for code, gap in found.away.items():
        assert (gap.max() < 1e-12) == (code != "keras-defaults"), code


def test_one_pass_more_or_less_in_the_program_is_one_note() -> None:
    program = "# settings: a\nn = 3\n\n# loop: all\nfor k in range(n):\n    w = k\n\n# result: it\nfinal_loss = w\n"
    noted_program, result = noting(program)
    notes: list[int] = []
    space: dict[str, Any] = {"note_loss": lambda: notes.append(space["w"])}
    exec(noted_program, space)
    assert (notes, result) == ([0, 1, 2], "# result: it\nfinal_loss = w\n")
    with pytest.raises(ValueError, match="loop"):
        noting("# loop: none\nw = 1\n\n# result: it\nfinal_loss = w\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_slip_says_was_measured(lang: str) -> None:
    found, text = losses("mlp-slip"), catalogue(lang)("slip_note_keras")
    gap = dict(zip(found.passes.tolist(), found.away["keras-defaults"], strict=True))
    assert (f"{gap[1]:.1e}", f"{gap[18]:.2f}", f"{gap[200]:.1e}") == ("1.4e-05", "0.27", "3.2e-06")
    assert max(gap.values()) == gap[18]
    for part in ("1.4 × 10⁻⁵", "0.27", "3.2 × 10⁻⁶"):
        assert part in text
    assert re.search(r"\b18\b", text)
    edit = FILMS["mlp-slip"].edits["keras-defaults"][2]
    assert edit in text

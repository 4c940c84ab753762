"""The convolution lab as a visitor meets it: both views, links good and bad, a kernel and pixels of one's own."""

from html import unescape
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.convolution.pictures import pack
from core.convolution.slide import ConvolutionParams, slide
from core.progress import silent
from locales import LANGUAGES, as_code, catalogue, content
from tests.pages.source import BY_NAME
from tests.pages.test_pages import both_languages, film, home, ran, run_on_screen, sent, watching, words
from ui.glossary import marked, marked_lesson

Rows = list[list[float]]
TILTED: Rows = [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]]
OWN = {"kernel": "own", "cells": "0,1,2;-1,0,1;-2,-1,0"}
SOBEL: Rows = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
T = catalogue("en")


def lab(**query: str) -> AppTest:
    """The convolution page, opened by a link."""
    return ran(home({"lang": "en"} | query).switch_page("../pages/convolution.py"))


def names(at: AppTest) -> list[str]:
    return [panel["name"] for panel in film(at)["panels"]]


def kernel(at: AppTest) -> Rows:
    """The numbers in the editor of the kernel."""
    values: Rows = sent(at, "cells_editor")["values"]
    return values


def typed(at: AppTest, values: Rows, field: str = "cells") -> AppTest:
    """The page after these numbers were typed into an editor."""
    before = sent(at, f"{field}_editor")
    edit = {"version": before["version"], "seq": before["seq"] + 1, "values": values}
    at.session_state[f"{field}_editor"] = {"edit": edit}
    return ran(at)


def with_text(at: AppTest, text: str) -> AppTest:
    """The page after a text was pasted under the kernel."""
    (area,) = (a for a in at.text_area if a.key and a.key.startswith("cells_text"))
    return ran(area.set_value(text))


# ---- what is on screen


@both_languages
def test_the_sliding_view_shows_its_film_figures_card_and_lesson(lang: str) -> None:
    at, t = watching(lab(lang=lang)), catalogue(lang)
    assert at.title[0].value == t("page_convolution")
    assert names(at) == ["input", "products", "output"]
    figures = {metric.label: metric.value for metric in at.metric}
    assert figures[t("figure_picture_size")] == "12 × 12"
    assert figures[t("figure_output_size")] == "10 × 10"
    assert marked(t("card_sum_zero"), lang) in [card.value for card in at.info]
    assert marked_lesson(content("convolution/slide", lang), lang).strip() in [element.value for element in at.markdown]
    assert (run_on_screen(at), len(at.warning), len(at.error)) == ({}, 0, 0)


@both_languages
def test_the_other_view_learns_a_kernel(lang: str) -> None:
    at, t = lab(lang=lang, view="learn"), catalogue(lang)
    assert names(at) == [panel.name for panel in BY_NAME["convolution-learn"].view.film(fit(), "", t).panels]
    assert marked_lesson(content("convolution/learn", lang), lang).strip() in [element.value for element in at.markdown]
    assert (run_on_screen(at), len(at.warning), len(at.error)) == ({"view": "learn"}, 0, 0)


def fit() -> Any:
    view = BY_NAME["convolution-learn"].view
    return view.scene(view.params(), silent)


def test_the_view_switches_there_and_back_and_each_keeps_its_own_settings() -> None:
    at = lab(kernel="sobel-y")
    first = film(at)["id"]
    ran(at.segmented_control(key="view_convolution").set_value("learn"))
    assert run_on_screen(at) == {"view": "learn"}
    assert film(at)["run"].startswith("convolution-learn?")
    ran(at.slider(key="n_steps").set_value(30))
    ran(at.segmented_control(key="view_convolution").set_value("slide"))
    assert (run_on_screen(at), film(at)["id"]) == ({"kernel": "sobel-y"}, first)
    ran(at.segmented_control(key="view_convolution").set_value("learn"))
    assert run_on_screen(at) == {"view": "learn", "n_steps": "30"}


@both_languages
@pytest.mark.parametrize(
    "link", [{}, {"picture": "balloon", "stride": "2", "border": "same", "flip": "true"}, {"view": "learn"}], ids=str
)
def test_every_check_holds(link: dict[str, str], lang: str) -> None:
    at, t = home({"lang": lang} | link), catalogue(lang)
    at.session_state["tab"] = "check"
    ran(at.switch_page("../pages/convolution.py"))
    verdicts = [element.value for element in at.markdown if "[**" in element.value]
    assert len(verdicts) >= 2
    assert all(verdict.startswith(f":green[**✓ {t('check_holds')}**]") for verdict in verdicts)


def test_a_picture_in_colour_shows_a_map_for_each_channel_and_the_sum() -> None:
    at = lab(picture="balloon", side="12")
    assert names(at) == ["input", "products", "map-red", "map-green", "map-blue", "output"]
    ran(at.toggle(key="colour").set_value(False))
    assert names(at) == ["input", "products", "output"]
    assert "red" not in {slider.key for slider in at.slider}


def test_activation_and_pooling_each_bring_a_panel() -> None:
    at = lab(activation="relu", pooling="max")
    assert names(at) == ["input", "products", "output", "activated", "pooled"]
    assert at.slider(key="pool_size").value == 2


def test_the_zero_of_relu_is_exact_although_the_sum_is_shown_rounded() -> None:
    caption = unescape(film(lab(activation="relu"))["captions"][60])
    assert caption.count("≈") == 1  # of the sum
    assert caption.rindex("≈") < caption.index("max") < caption.rindex("=")


# ---- links that say something wrong: one sentence, and a film


TINY = {"picture": "own", "pixels": "5", "kernel": "vertical-edge"}
BAD_LINKS: list[tuple[dict[str, str], str, list[str]]] = [
    ({"stride": "0"}, "problem_invalid", ["0"]),
    ({"stride": "5"}, "problem_outside", ["5"]),
    ({"kernel_size": "9"}, "problem_invalid", ["9", "7"]),
    ({"kernel": "own", "cells": "1,x;2,3"}, "problem_unreadable", ["1,x;2,3"]),
    ({"kernel": "own", "cells": "1e308"}, "problem_invalid", ["1e308"]),
    ({"kernel": "own", "cells": "nan"}, "problem_invalid", ["nan"]),
    ({"kernel": "own", "cells": "1,2;3"}, "problem_invalid", ["1,2;3"]),
    ({"kernel": "own", "cells": ""}, "problem_", []),
    ({"kernel": "own", "cells": ";".join(["1,1"] * 8)}, "problem_invalid", ["7"]),
    ({"digit": "12"}, "problem_invalid", ["12", "9"]),
    ({"picture": "cat"}, "problem_invalid", ["cat"]),
    ({"side": "65"}, "problem_invalid", ["65", "64"]),
    ({"side": "40"}, "problem_outside", ["40"]),
    ({"border": "wrap"}, "problem_invalid", ["wrap"]),
    ({"kernel": "own", "cells": "1,2;3,4", "border": "same"}, "rule_odd_for_same", ["2"]),
    (TINY, "rule_at_most_padded", ["3", "1"]),
    ({"pooling": "max", "pool_size": "4", "side": "5"}, "rule_integer_between", ["4"]),
    ({"frame": "99999"}, "problem_frame", ["99999"]),
    ({"view": "learn", "kernel_size": "2"}, "problem_invalid", ["2"]),
    ({"view": "learn", "kernel": "own"}, "problem_invalid", ["own"]),
    ({"view": "learn", "learning_rate": "1e308"}, "problem_invalid", ["1e308"]),
    ({"view": "learn", "n_steps": "900"}, "problem_outside", ["900"]),
]


@pytest.mark.parametrize(("link", "key", "named"), BAD_LINKS, ids=lambda value: str(value)[:40])
def test_a_bad_link_gets_one_clear_sentence_and_a_film(link: dict[str, str], key: str, named: list[str]) -> None:
    at = lab(**link)
    (warning,) = (element.value for element in at.warning)
    assert "\n" not in warning
    assert len(warning) < 400
    assert key == "problem_" or T(key).split("{")[0] in warning
    assert all(part in warning for part in named)
    assert film(at)["run"].startswith(("convolution?", "convolution-learn?"))
    assert not at.error


def test_a_picture_file_that_a_link_spoils_is_named_and_the_default_comes_until_there_is_another() -> None:
    at = lab(picture="upload", upload="2x2x1:AAA")
    (spoilt,) = (element.value for element in at.warning)
    assert "2x2x1:AAA" in spoilt
    assert [info.value for info in at.info][:1] == [T("upload_invite")]
    assert film(at)["run"] == "convolution?"


@both_languages
@pytest.mark.parametrize("link", [link for link, _, _ in BAD_LINKS[::4]], ids=str)
def test_no_sentence_is_left_with_a_gap_to_be_filled_in(link: dict[str, str], lang: str) -> None:
    (warning,) = (element.value for element in lab(lang=lang, **link).warning)
    assert "{" not in warning.replace("`", "")
    assert ("“" in warning) == ("”" in warning)


# ---- a kernel of one's own


def test_the_editor_shows_the_numbers_of_the_preset_and_a_changed_one_makes_a_kernel_of_ones_own() -> None:
    at = lab()
    assert kernel(at) == SOBEL
    before = film(at)["id"]
    typed(at, [[-1, 0, 1], [-2, 5, 2], [-1, 0, 1]])
    assert at.selectbox(key="kernel").value == "own"
    assert run_on_screen(at) == {"kernel": "own", "cells": "-1,0,1;-2,5,2;-1,0,1"}
    assert film(at)["id"] != before
    assert film(lab(**run_on_screen(at)))["id"] == film(at)["id"]


def test_a_preset_brings_its_numbers_and_own_numbers_begin_as_those_of_the_preset() -> None:
    at = lab()
    ran(at.selectbox(key="kernel").set_value("laplacian"))
    assert run_on_screen(at) == {"kernel": "laplacian"}
    assert kernel(at) == [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    film_of_preset = [panel["frames"] for panel in film(at)["panels"]]
    ran(at.selectbox(key="kernel").set_value("own"))
    assert run_on_screen(at) == {"kernel": "own", "cells": "0,1,0;1,-4,1;0,1,0"}
    assert [panel["frames"] for panel in film(at)["panels"]] == film_of_preset
    ran(at.selectbox(key="kernel").set_value("sobel-x"))
    assert (run_on_screen(at), kernel(at)) == ({}, SOBEL)


def test_after_an_edit_a_preset_can_be_chosen_and_edited_again() -> None:
    at = typed(lab(), TILTED)
    assert run_on_screen(at) == OWN
    ran(at.selectbox(key="kernel").set_value("emboss"))
    assert run_on_screen(at) == {"kernel": "emboss"}
    typed(at, TILTED)
    assert (at.selectbox(key="kernel").value, run_on_screen(at), kernel(at)) == ("own", OWN, TILTED)


def test_another_shape_of_the_kernel_is_a_kernel_of_ones_own() -> None:
    at = lab()
    (rows,) = (n for n in at.number_input if n.key and n.key.startswith("cells_rows"))
    ran(rows.set_value(1))
    assert run_on_screen(at) == {"kernel": "own", "cells": "-1,0,1"}
    assert at.selectbox(key="kernel").value == "own"


def test_pasted_rows_are_a_kernel_and_bad_ones_a_sentence_while_the_picture_stays() -> None:
    at = with_text(lab(), "1 2; 3 4")
    assert run_on_screen(at) == {"kernel": "own", "cells": "1,2;3,4"}
    before = film(at)["id"]
    with_text(at, "1 2; 3 x")
    (error,) = (element.value for element in at.error)
    assert error == T("cells_error_text", row=2, column=2, value=as_code("x")) + " " + T("cells_kept")
    assert film(at)["id"] == before
    assert run_on_screen(at) == {"kernel": "own", "cells": "1,2;3,4"}


def test_an_even_kernel_and_same_padding_get_a_sentence_and_the_picture_stays() -> None:
    at = lab(border="same")
    before = film(at)["id"]
    with_text(at, "1 2; 3 4")
    (warning,) = (element.value for element in at.warning)
    assert warning.endswith(T("picture_stays"))
    assert film(at)["id"] == before
    ran(at.segmented_control(key="border").set_value("valid"))
    assert not at.warning
    assert film(at)["id"] != before


@pytest.mark.parametrize(
    "edit",
    [
        {"values": [[1e9, 0, 0]] * 3},
        {"values": [[1, 0]]},
        {"values": "x"},
        {"values": [[True, 0, 0]] * 3},
        {"values": [[None, 0, 0]] * 3},
        {"values": TILTED, "seq": -3},
        {"values": TILTED, "version": 77},
    ],
    ids=str,
)
def test_what_a_browser_sends_is_not_trusted(edit: dict[str, Any]) -> None:
    at = lab()
    before = film(at)["id"]
    at.session_state["cells_editor"] = {"edit": {"version": sent(at, "cells_editor")["version"], "seq": 1} | edit}
    ran(at)
    assert (run_on_screen(at), film(at)["id"], kernel(at)) == ({}, before, SOBEL)


def test_a_random_kernel_has_a_seed_and_its_numbers_follow() -> None:
    at = lab(kernel="random")
    first = kernel(at)
    ran(at.button(key="new_seed").click())
    assert run_on_screen(at) == {"kernel": "random", "seed": "1"}
    assert kernel(at) != first
    np.testing.assert_allclose(
        kernel(at), slide(np.ones((1, 9, 9)), ConvolutionParams(kernel="random", seed=1)).kernel[0]
    )


# ---- a picture of one's own


def test_pixels_of_ones_own_make_a_run_and_a_reset_leaves_them_alone() -> None:
    at = typed(lab(picture="own"), [[9, 2, 3], [4, 5, 6], [7, 8, 0]], "pixels")
    assert run_on_screen(at) == {"picture": "own", "pixels": "9,2,3;4,5,6;7,8,0"}
    ran(at.button(key="reset").click())
    assert run_on_screen(at) == {}
    ran(at.selectbox(key="picture").set_value("own"))
    assert run_on_screen(at)["pixels"] == "9,2,3;4,5,6;7,8,0"


@pytest.mark.parametrize("view", ["slide", "learn"])
def test_who_chooses_to_paint_gets_an_empty_canvas_and_a_link_keeps_its_numbers(view: str) -> None:
    named = {} if view == "slide" else {"view": view}
    assert sent(lab(**named, picture="own"), "pixels_editor")["values"] == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    at = lab(**named)
    ran(at.selectbox(key="picture").set_value("own"))
    canvas = sent(at, "pixels_editor")
    assert (canvas["paint"], canvas["values"]) == (True, [[0] * 12] * 12)


def test_no_file_yet_is_a_sentence_and_the_last_picture_stays() -> None:
    at = lab()
    before = film(at)["id"]
    ran(at.selectbox(key="picture").set_value("upload"))
    assert not at.warning
    assert [element.value for element in at.info if element.value == T("upload_invite")]
    assert film(at)["id"] == before


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", ["slide", "learn"])
@pytest.mark.parametrize("picture", ["upload", "Upload.", "UPLOAD"])
def test_a_link_that_could_not_carry_its_picture_says_why_and_opens_where_one_is_chosen(
    lang: str, view: str, picture: str
) -> None:
    at = lab(lang=lang, view=view, picture=picture)
    assert not at.warning
    assert [info.value for info in at.info][:1] == [catalogue(lang)("upload_unsent")]
    assert at.selectbox(key="picture").value == "upload"
    assert at.file_uploader
    file = BytesIO()
    Image.fromarray(np.full((8, 6), 90, dtype=np.uint8)).save(file, "PNG")
    ran(at.file_uploader[0].upload("a.png", file.getvalue(), "image/png"))
    assert not [info for info in at.info if info.value == catalogue(lang)("upload_unsent")]
    assert run_on_screen(at)["picture"] == "upload"


@pytest.mark.parametrize(("view", "shape", "side"), [("", (300, 500), 48), ("learn", (300, 500), 28), ("", (8, 6), 8)])
def test_a_photo_is_shown_so_large_that_one_knows_it(view: str, shape: tuple[int, int], side: int) -> None:
    at = lab(view=view) if view else lab()
    ran(at.selectbox(key="picture").set_value("upload"))
    file = BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)).save(file, "PNG")
    ran(at.file_uploader[0].upload("a.png", file.getvalue(), "image/png"))
    assert at.slider(key="side").value == side
    ran(at.slider(key="side").set_value(6))  # and then it is the visitor's
    assert at.slider(key="side").value == 6
    ran(at.selectbox(key="picture").set_value("balloon"))
    ran(at.selectbox(key="picture").set_value("upload"))  # chosen again, it is as it was when it came
    assert at.slider(key="side").value == side


def test_a_link_carries_an_uploaded_picture() -> None:
    at = watching(lab(picture="upload", upload=pack(np.linspace(0, 1, 36).reshape(1, 6, 6))))
    assert not at.warning
    assert at.slider(key="side").value == 12
    figures = {metric.label: metric.value for metric in at.metric}
    assert figures[T("figure_picture_size")] == "6 × 6"


# ---- the slip


@both_languages
def test_the_slip_is_marked_while_it_is_on_and_brings_what_it_needs(lang: str) -> None:
    at, t = lab(lang=lang, stride="2", side="28"), catalogue(lang)
    mark = f"{t('slip')} · {t('slip_rows')}"
    assert mark not in words(at)
    ran(at.selectbox(key="slip").set_value("rows"))
    assert mark in words(at)
    assert run_on_screen(at) == {"picture": "own", "kernel": "vertical-edge", "slip": "rows"}
    assert len(at.warning) == 1  # the card that explains it
    assert not at.error


# ---- groups of the sidebar


def test_a_group_without_controls_has_no_heading() -> None:
    headings = [f"## {T(f'group_{group}')}" for group in ("data", "model", "training")]
    assert [heading for heading in headings if heading in words(lab())] == headings[:2]
    assert [heading for heading in headings if heading in words(lab(view="learn"))] == headings


# ---- what a control starts anew


def test_numbers_that_happen_to_be_those_kept_unseen_are_an_edit_all_the_same() -> None:
    at = typed(lab(), [[1, 0, -1]] * 3)  # the default of a kernel of one's own
    assert (run_on_screen(at), kernel(at)) == ({"kernel": "own"}, [[1, 0, -1]] * 3)


def test_a_slip_that_brings_its_own_picture_shows_it_in_the_sidebar_at_once() -> None:
    at = lab(stride="2")
    ran(at.selectbox(key="slip").set_value("rows"))
    assert (at.selectbox(key="picture").value, at.selectbox(key="kernel").value) == ("own", "vertical-edge")
    assert at.slider(key="stride").value == 1
    ran(at.slider(key="bias").set_value(1.0))
    assert run_on_screen(at)["bias"] == "1"
    ran(at.selectbox(key="slip").set_value("none"))
    assert run_on_screen(at) == {"picture": "own", "kernel": "vertical-edge", "bias": "1"}
    assert not at.warning

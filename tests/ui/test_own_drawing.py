"""The control for a drawing: what a picture file becomes, and which files leave the drawing as it was."""

import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.cnn.view import CNNView
from core.drawing import drawn, to_digit
from core.drawing_text import pack, unpack
from core.perceptron.params import PerceptronParams
from core.strokes import Drawing, Stroke
from data.cnn_run import shipped
from data.digits import digit
from locales import LANGUAGES, catalogue
from runs.wishes import RunWish
from tests.ui.test_upload import REFUSED
from ui.own_drawing import make_ready

SEVEN = pack(Drawing((Stroke(((60, 60), (190, 60), (110, 200)), 20),)))


def _page() -> None:
    import streamlit as st

    from charts.answers import samples
    from locales import catalogue
    from ui.own_drawing import own_drawing

    state = st.session_state
    control = own_drawing("drawing", samples())
    t = catalogue(state.get("lang", "en"))
    state["value"] = control.draw(state.get("value", ""), t)
    control.after(None, t)


def page(lang: str = "en", value: str = SEVEN) -> AppTest:
    at = AppTest.from_function(_page)
    at.session_state["lang"], at.session_state["value"] = lang, value
    at.run()
    assert not at.exception
    return at


def uploaded(at: AppTest, data: bytes) -> str:
    at.file_uploader[0].upload("digit.png", data, "image/png").run()
    assert not at.exception
    value: str = at.session_state["value"]
    return value


def photo() -> np.ndarray:
    """A dark digit on white paper, seven pixels for one of MNIST, somewhere on a sheet."""
    sheet = np.full((400, 600), 235, np.uint8)
    sheet[150:346, 80:276] = 235 - 0.8 * 255 * np.kron(digit(3, 2), np.ones((7, 7)))
    return sheet


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("colours", [1, 3])
def test_a_photo_becomes_a_drawing(colours: int) -> None:
    sheet = photo()
    at = page()
    value = uploaded(at, png(np.repeat(sheet[..., None], 3, axis=2) if colours == 3 else sheet))
    found = drawn(unpack(value)).digit
    assert np.corrcoef(found.ravel(), to_digit(sheet).ravel())[0, 1] > 0.97
    assert not at.error
    at.run()  # the same file again changes nothing
    assert at.session_state["value"] == value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_used_leaves_the_drawing_alone(lang: str) -> None:
    t = catalogue(lang)
    at = page(lang)
    for data, code, values in [*REFUSED.values(), (png(np.full((40, 40), 200, np.uint8)), "no_ink", {})]:
        if data:  # a browser tells of an empty file, Streamlit's test does not
            assert uploaded(at, data) == SEVEN, code
            said = t(f"picture_error_{code}", **values) + t("sentence_gap") + t("picture_kept")
            assert [element.value for element in at.error] == [said], code


def test_a_drawing_from_outside_replaces_the_one_on_the_pad() -> None:
    at = page(value="")
    first = at.session_state["drawing_held"].version
    at.session_state["value"] = SEVEN
    at.run()
    assert at.session_state["drawing_held"].version == first + 1
    assert at.session_state["value"] == SEVEN
    at.run()
    assert at.session_state["drawing_held"].version == first + 1


def test_the_network_that_ships_is_read_before_the_first_answer_is_asked_for() -> None:
    shipped.cache_clear()
    make_ready(RunWish("cnn", CNNView(seed=3), "en"))
    assert shipped.cache_info().currsize == 0  # a network of one's own does not ship
    make_ready(RunWish("cnn", CNNView(), "en"))
    assert shipped.cache_info().currsize == 1
    make_ready(RunWish("perceptron", PerceptronParams(), "en"))  # answers nothing

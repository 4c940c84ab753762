"""The page of the network that reads digits, when it reads a drawing: links good and bad, and what the pad is told."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.cnn.view import CNNView
from core.drawing_text import pack
from core.strokes import Drawing, Stroke
from locales import catalogue
from runs.address import answer_address
from runs.wishes import RunWish
from tests.pages.test_pages import film, home, ran, sent
from ui.strokes import to_plain

SEVEN = Drawing((Stroke(((60, 60), (190, 60), (110, 200)), 20), Stroke(((100, 130), (170, 130)), 20)))
ERASER = pack(Drawing((Stroke(((60, 60), (190, 60)), 20, erases=True),)))
TEXT = pack(SEVEN)


def page(lang: str = "en", **query: str) -> AppTest:
    return ran(home({"lang": lang} | query).switch_page("../pages/cnn.py"))


def pad(at: AppTest) -> dict[str, Any]:
    return sent(at, "drawing_pad")


def test_a_link_opens_with_its_drawing_on_the_pad_and_in_the_film() -> None:
    at = page(reads="drawing", drawing=TEXT)
    assert not at.warning
    assert pad(at)["drawing"] == to_plain(SEVEN)
    assert pad(at)["address"] == answer_address(RunWish("cnn", CNNView(), "en"))
    # without a drawing the visitor is invited to draw, and what was on screen stays
    at.session_state["labs"]["cnn"].values["drawing"] = ""
    ran(at)
    assert catalogue("en")("drawing_invite") in [element.value for element in at.info]
    assert pad(at)["drawing"] == {"strokes": [], "ground": None}
    assert pad(at)["address"] == answer_address(RunWish("cnn", CNNView(), "en"))


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        (TEXT[:-4], "rule_packed"),
        (TEXT.lower(), "rule_packed"),
        (ERASER, "rule_no_ink"),
    ],
)
def test_a_link_with_a_drawing_that_is_none_says_so_and_shows_a_film(drawing: str, said: str) -> None:
    t = catalogue("zh")
    at = page("zh", reads="drawing", drawing=drawing)
    words = t(said, parameter=t("drawing"), value="\0").split("\0")
    (warning,) = at.warning
    assert all(part in warning.value for part in words)
    assert film(at)["captions"]

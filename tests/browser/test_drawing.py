"""The drawing pad in a browser: a 7 drawn by mouse, by keyboard and with a finger, and what the network says of it."""

from collections.abc import Sequence

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.drawing_text import unpack
from locales import catalogue
from tests.browser.film_on_page import attribute, expect_another_film, said_by

EN, ZH = catalogue("en"), catalogue("zh")
SEVEN = ((0.25, 0.25), (0.75, 0.25), (0.45, 0.8))  # in parts of the pad
PAD = "[data-testid=draw]"


@pytest.fixture(scope="module")
def page(server, visit_for_all) -> Page:
    """A page whose pad is empty: the film shows a test digit until something is drawn."""
    shown = visit_for_all(f"{server.url}/cnn?lang=en", reduced_motion="reduce")
    shown.get_by_role("radio", name=EN("reads_drawing")).click()
    expect(shown.locator(PAD)).to_be_visible()
    return shown


def surface(page: Page) -> Locator:
    return page.locator(f"{PAD} [data-role=pad]")


def place(page: Page, part: Sequence[float]) -> tuple[float, float]:
    surface(page).scroll_into_view_if_needed()
    box = surface(page).bounding_box()
    assert box
    return box["x"] + part[0] * box["width"], box["y"] + part[1] * box["height"]


def draw(page: Page, *parts: Sequence[float]) -> None:
    page.mouse.move(*place(page, parts[0]))
    page.mouse.down()
    for part in parts[1:]:
        page.mouse.move(*place(page, part), steps=8)
    page.mouse.up()


def press(page: Page, action: str) -> None:
    page.locator(f"{PAD} [data-action={action}]").click()


def begin_anew(page: Page) -> None:
    if page.locator(PAD).get_attribute("data-strokes") != "0":
        press(page, "clear")
    expect_strokes(page, 0)


def expect_answer(page: Page, digit: int) -> None:
    answer = page.locator(f"{PAD} [data-role=answer]")
    expect(answer).to_have_attribute("data-state", "answered")
    expect(answer).to_have_attribute("data-digit", str(digit))


def expect_strokes(page: Page, n: int) -> None:
    expect(page.locator(PAD)).to_have_attribute("data-strokes", str(n))


def points_linked(url: str) -> list[int]:
    """How many points each stroke of the link's drawing has."""
    return [len(stroke.points) for stroke in unpack(said_by(url).get("drawing", "")).strokes]


def has_ink(page: Page, step: str) -> bool:
    """Whether something is painted on the canvas of a step."""
    found: bool = page.locator(f"{PAD} [data-step={step}] canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0)"
    )
    return found


def test_a_seven_by_mouse_is_answered_shown_in_the_film_and_kept_in_the_link(page: Page) -> None:
    before = attribute(page, "film")
    assert not has_ink(page, "digit")
    draw(page, *SEVEN)
    expect_answer(page, 7)
    assert all(has_ink(page, step) for step in ("ink", "boxed", "digit"))
    said = page.locator(f"{PAD} [data-role=verdict]").inner_text()
    assert said.startswith(EN("draw_answer", digit=7, percent=0).split("0")[0])
    expect_another_film(page, before)
    page.wait_for_url("**drawing=**")
    (stroke,) = unpack(said_by(page.url)["drawing"]).strokes
    np.testing.assert_allclose(stroke.points, 255 * np.array(SEVEN), atol=3)  # straight lines need their ends alone


def test_undo_redo_and_clear_go_back_and_forth(page: Page) -> None:
    begin_anew(page)
    draw(page, (0.5, 0.15), (0.5, 0.85))
    expect_answer(page, 1)
    draw(page, (0.1, 0.5), (0.9, 0.5))
    expect_strokes(page, 2)
    press(page, "undo")
    expect_strokes(page, 1)
    expect_answer(page, 1)
    press(page, "redo")
    expect_strokes(page, 2)
    press(page, "clear")
    expect_strokes(page, 0)
    expect(page.locator(f"{PAD} [data-role=answer]")).to_have_attribute("data-state", "empty")
    expect(page.locator(f"{PAD} [data-role=verdict]")).to_have_text(EN("draw_empty"))
    assert not has_ink(page, "ink")
    page.locator(f"{PAD} [data-tool=eraser]").click()
    draw(page, (0.1, 0.1), (0.9, 0.9))  # there is nothing to erase
    expect_strokes(page, 0)
    page.locator(f"{PAD} [data-sample='4']").click()
    expect_answer(page, 4)
    draw(page, (0.1, 0.1), (0.9, 0.9))
    expect_strokes(page, 1)
    page.locator(f"{PAD} [data-tool=pen]").click()


def test_a_seven_by_keyboard(page: Page) -> None:
    begin_anew(page)
    surface(page).focus()

    def keys(name: str, n: int) -> None:
        for _ in range(n):
            page.keyboard.press(name)

    keys("ArrowLeft", 8)
    keys("ArrowUp", 8)
    page.keyboard.press("Space")
    expect(page.locator(f"{PAD} [data-role=hint]")).to_have_text(EN("draw_hint_down"))
    keys("ArrowRight", 16)
    for _ in range(8):
        keys("ArrowDown", 2)
        keys("ArrowLeft", 1)
    page.keyboard.press("Space")
    expect_answer(page, 7)
    page.keyboard.press("Space")
    keys("ArrowDown", 3)
    page.keyboard.press("Escape")  # gives the second stroke up
    expect_strokes(page, 1)
    page.keyboard.press("Control+z")
    expect_strokes(page, 0)


def test_a_link_shows_the_drawing_and_a_finger_draws_on(server, visit, page: Page) -> None:
    begin_anew(page)
    draw(page, *SEVEN)
    page.wait_for_url(lambda url: points_linked(url) == [3])
    drawing = said_by(page.url)["drawing"]
    phone = visit(f"{server.url}/cnn?reads=drawing&drawing={drawing}&lang=zh", phone=True, reduced_motion="reduce")
    phone.get_by_test_id("stExpandSidebarButton").click()
    expect_answer(phone, 7)
    expect_strokes(phone, 1)
    expect(phone.locator(f"{PAD} [data-role=verdict]")).to_contain_text("训练后认成 7")
    phone.locator(f"{PAD} [data-action=clear]").click()
    expect_strokes(phone, 0)
    finger = phone.context.new_cdp_session(phone)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    start, *others = (place(phone, part) for part in ((0.5, 0.15), (0.5, 0.4), (0.5, 0.6), (0.5, 0.85)))
    scrolled = "document.querySelector('[data-testid=stSidebarContent]').scrollTop"
    before = phone.evaluate(scrolled)
    touch("touchStart", start)
    for point in others:
        touch("touchMove", point)
    touch("touchEnd")
    expect_strokes(phone, 1)
    expect_answer(phone, 1)
    assert phone.evaluate(scrolled) == before  # the page lay still under the finger


def test_on_a_phone_a_link_that_asks_for_a_drawing_brings_the_pad_into_view(server, visit):
    page = visit(f"{server.url}/cnn?reads=drawing&lang=zh", phone=True, reduced_motion="reduce")
    expect(page.locator(f"{PAD} [data-role=pad]")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text(catalogue("zh")("drawing_invite"))).to_have_count(1)

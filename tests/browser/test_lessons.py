"""A lesson in a real browser: from stop to stop by button, by clicker and by Back; on a desk, a projector, a phone."""

from playwright.sync_api import Page, expect

from runs.lesson import Lesson, Stop
from runs.lesson_link import code_of
from tests.browser.film_on_page import FILM, PHONE, PLAYER, attribute, expect_frame, expect_link

LESSON = "[data-testid=lesson]"
STOPS = (
    Stop("perceptron", "n_epochs=3&frame=2", {"en": "Watch **w**.", "zh": "看 **w**。"}),
    Stop("perceptron", "n_epochs=3&frame=5", {"en": "The same run, later.", "zh": "同一次运行，后来。"}),
    Stop("convolution", "side=5", {"en": "A window slides. $s = 1$", "zh": "窗口在滑动。"}, locked=True),
)
CODE = code_of(Lesson({"en": "One neuron", "zh": "一个神经元"}, STOPS))


def expect_stop(page: Page, number: int) -> None:
    expect(page.locator(LESSON)).to_have_attribute("data-stop", str(number))
    expect_link(page, lesson=CODE, stop=str(number))


def film_of_stop(page: Page, before: str) -> None:
    """Wait for the film of another lab."""
    expect(page.locator(f"{FILM}:not([data-film='{before}'])")).to_be_visible()


def test_a_lesson_is_walked_by_its_buttons_and_by_back_and_forward(server, visit):
    page = visit(f"{server.url}/lesson?lesson={CODE}&lang=en", reduced_motion="reduce")
    expect_stop(page, 1)
    expect_frame(page, 2)
    line = page.get_by_role("region", name="Lesson")
    expect(line.get_by_role("heading")).to_have_text("One neuron")
    expect(line.locator("strong")).to_have_text("w")
    expect(line.get_by_role("button", name="Previous")).to_be_disabled()
    forward = line.get_by_role("button", name="Next")
    forward.press("Enter")
    expect_stop(page, 2)
    expect_frame(page, 5)
    expect(forward).to_be_focused()
    before = attribute(page, "film")
    forward.press("Enter")
    expect_stop(page, 3)
    film_of_stop(page, before)
    assert "/convolution?" in page.url
    expect(line.get_by_role("heading")).to_be_focused()  # the button has nowhere to go on to
    expect(line.locator("math")).to_be_visible()
    expect(page.locator("[data-testid=stSidebar]")).to_have_count(0)
    assert page.evaluate("history.length") == 4  # with the blank page that the browser began with
    page.go_back()
    expect_stop(page, 2)
    expect_frame(page, 5)
    page.go_back()
    expect_stop(page, 1)
    expect_frame(page, 2)
    page.go_forward()
    expect_stop(page, 2)
    page.reload()
    expect_stop(page, 2)
    expect_frame(page, 5)


def test_on_a_projector_a_clicker_leads_from_stop_to_stop_and_the_sentence_stays_above_the_film(server, visit):
    page = visit(f"{server.url}/perceptron?lesson={CODE}&lang=en", reduced_motion="reduce")
    page.locator(PLAYER).press("ArrowRight")
    expect_frame(page, 3)  # on a desk the arrows are the film's
    page.keyboard.press("f")
    page.keyboard.press("PageDown")
    expect_stop(page, 2)
    expect_frame(page, 5)
    page.keyboard.press("ArrowLeft")
    expect_stop(page, 1)
    expect_frame(page, 2)
    page.keyboard.press("ArrowRight")
    expect_stop(page, 2)
    before = attribute(page, "film")
    page.keyboard.press("PageDown")
    expect_stop(page, 3)
    film_of_stop(page, before)
    expect(page.locator(f"{PLAYER}.sil-projector")).to_be_visible()  # also on the page of another lab
    line, film = page.locator(LESSON).bounding_box(), page.locator(PLAYER).bounding_box()
    assert line
    assert film
    assert (line["x"], line["y"], line["width"]) == (0, 0, 1400)
    assert abs(film["y"] - line["height"]) < 2
    assert abs(film["y"] + film["height"] - 900) < 2
    page.keyboard.press("PageDown")  # it was the last one
    expect_stop(page, 3)
    page.keyboard.press("Escape")
    expect(page.locator(f"{PLAYER}.sil-projector")).to_have_count(0)
    expect(page.get_by_role("heading", name="Convolution", exact=True)).to_be_in_viewport()


def test_on_a_phone_the_line_of_a_lesson_fits_and_covers_nothing(server, visit):
    page = visit(f"{server.url}/lesson?lesson={CODE}&lang=zh", phone=True, reduced_motion="reduce")
    expect_stop(page, 1)
    line, film = page.locator(LESSON).bounding_box(), page.locator(PLAYER).bounding_box()
    assert line
    assert film
    assert line["x"] >= 0
    assert line["x"] + line["width"] <= PHONE["width"]
    assert line["y"] + line["height"] <= film["y"]
    for button in page.locator(f"{LESSON} button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 36
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

"""Reading digits in a real browser: cells and mistakes are clicked, a 7 is drawn, a network is trained and stopped."""

import re

from playwright.sync_api import Page, expect

from locales import catalogue
from tests.browser.film_on_page import (
    FILM,
    PHONE,
    SO_FAR,
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    expect_width_of_a_phone,
)

EN = catalogue("en")
# the source of the picture of a panel, as the browser shows it
SHOWN = "panel => panel.querySelector('.imagelayer image').getAttributeNS('http://www.w3.org/1999/xlink', 'href')"


def panel(page: Page, name: str) -> str:
    return f"[data-panel={name}]"


def press_cell(page: Page, button: str, x: float, y: float) -> None:
    """Click a map at a place, in parts of its width and height, and wait for the film that follows."""
    before = attribute(page, "film")
    box = page.get_by_role("button", name=button, exact=True).first.bounding_box()
    assert box
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    expect_another_film(page, before)


def test_kernels_form_cells_lead_to_their_sums_and_mistakes_are_read(server, visit):
    page = visit(f"{server.url}/cnn?lang=en&frame=0", reduced_motion="reduce")
    kernels = page.locator(panel(page, "cnn_kernels1"))
    first = kernels.evaluate(SHOWN)
    page.locator("[data-action=last]").click()
    assert kernels.evaluate(SHOWN) != first
    assert page.locator(f"{panel(page, 'cnn_conv1')} .sil-sharp").count() == 1
    page.locator("[data-action=back]").click()
    expect_frame(page, 55)

    press_cell(page, EN("act_map", map=3, block=1), 8.5 / 24, 4.5 / 24)
    expect_link(page, map_cell="1,3,5,9", frame="55")
    expect(page.locator(f"{panel(page, 'cnn_products')} figcaption")).to_contain_text("map 3")

    before = attribute(page, "film")
    page.get_by_role("button", name=re.compile("^Show: 4 read as 9")).press("Enter")
    expect_another_film(page, before)
    expect_link(page, mistaken="4,9", frame="55")
    before = attribute(page, "film")
    page.locator(f"{panel(page, 'cnn_errors')} button").first.press("Enter")
    expect_another_film(page, before)
    expect_link(page, digit="4")
    page.locator("[data-action=last]").click()
    expect(page.locator("[data-role=caption]")).to_contain_text("reads this 4 as 9")

    page.set_viewport_size(PHONE)
    page.reload()
    page.wait_for_selector(FILM)
    expect_width_of_a_phone(page, [panel(page, "cnn_input"), panel(page, "cnn_answer")])


def test_a_drawn_7_is_read_at_once_and_in_the_film(server, visit):
    page = visit(f"{server.url}/cnn?lang=en", reduced_motion="reduce")
    page.get_by_role("radio", name=EN("reads_drawing"), exact=True).click()
    expect(page.get_by_text(EN("drawing_invite"))).to_be_visible()
    paper = page.locator("[data-testid=draw] [data-role=pad]")
    box = paper.bounding_box()
    assert box
    before = attribute(page, "film")

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.mouse.move(*at(0.25, 0.2))
    page.mouse.down()
    for x, y in ((0.5, 0.2), (0.75, 0.2), (0.6, 0.5), (0.45, 0.85)):
        page.mouse.move(*at(x, y), steps=4)
    page.mouse.up()
    expect(page.locator("[data-testid=draw] [data-digit='7']")).to_be_visible()
    expect_another_film(page, before)
    expect_link(page, reads="drawing")
    expect(page.locator("[data-role=caption]")).to_contain_text("reads your drawing as 7")


def test_an_own_training_says_how_it_goes_outlives_a_change_of_language_and_can_be_stopped(server, visit):
    t = catalogue("zh")
    long = "n_epochs=10&filters=12,16"  # nearly as long as the lab takes: there must be time to look, and to stop it
    page = visit(f"{server.url}/cnn?{long}&lang=zh", wait_for="[class*=st-key-stop_run_] button")
    progress = page.locator("[class*=st-key-progress_]")
    expect(progress).to_contain_text(re.compile(r"损失 .*答对 .*%"))
    expect(page.locator(f"{SO_FAR} [data-film]")).to_be_visible()  # the first, or one that is longer
    expect(page.get_by_text(t("film_so_far"))).to_be_visible()
    page.get_by_role("radio", name="English", exact=True).click(timeout=5_000)  # nothing lies on it
    expect(progress).to_contain_text(re.compile(r"^Computing.* right"))  # goes on with it, and waits for nobody
    page.get_by_role("button", name=EN("stop_run"), exact=True).click()
    expect(page.get_by_text(EN("run_stopped"))).to_be_visible()
    expect(page.locator(FILM)).to_have_count(1)  # that of the network that ships
    expect(page.locator(FILM)).to_have_attribute("data-frames", "57")

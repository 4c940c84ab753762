"""The attention lab in a real browser: its map is a control, a sequence of one's own is read, and a phone shows it."""

from playwright.sync_api import expect

from tests.browser.film_on_page import (
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    expect_past,
    expect_width_of_a_phone,
    record,
    switch_language,
)

SHORT = "/attention?length=6&n_updates=50&lang=en&frame=3"
LOOKS = "[data-panel=looks]"

# the source of the picture of the map, and the answers that stand above the lines
PICTURE = "plot => plot.querySelector('image').getAttribute('href')"
ANSWERS = "plot => plot.data.slice(-3).map((trace) => trace.text).reduce((a, b) => a.map((x, i) => x || b[i])).join('')"


def test_the_map_chooses_a_position_and_a_sequence_of_ones_own_is_read(server, visit):
    page = visit(f"{server.url}{SHORT}", reduced_motion="reduce")
    plot, lines = page.locator(f"{LOOKS} .js-plotly-plot"), page.locator("[data-panel=lines] .js-plotly-plot")
    page.get_by_test_id("stPopoverButton").click()
    page.get_by_text("I’d rather just watch").click()
    expect_frame(page, 3)
    fog = plot.evaluate(PICTURE)
    page.locator("[data-role=scrubber]").fill("50")
    expect_frame(page, 50)
    assert plot.evaluate(PICTURE) != fog

    before = attribute(page, "film")
    page.locator(LOOKS).get_by_role("button", name="Position 4", exact=False).press("Enter")
    expect_another_film(page, before)
    expect_frame(page, 50)  # another look at the same training
    expect_link(page, query="4", frame="50")
    expect(page.locator("[data-panel=fits] figcaption")).to_contain_text("Position 4")

    own = page.get_by_role("textbox", name="My own sequence")
    before = attribute(page, "film")
    own.fill("1 2 3 4 5 6")
    own.press("Enter")
    expect_another_film(page, before)
    page.locator("[data-action=last]").click()
    expect_frame(page, 50)
    assert lines.evaluate(ANSWERS) == "654321"

    own.fill("1 2 3")
    own.press("Enter")
    expect(page.get_by_text("must hold exactly 6 items")).to_be_visible()
    assert lines.evaluate(ANSWERS) == "654321"  # the picture stays

    own.fill("")
    own.press("Enter")
    switch_language(page, "中文")
    expect(page.locator(f"{LOOKS} figcaption")).to_contain_text("谁在看谁")


def test_one_position_is_followed_and_a_phone_shows_it_all(server, visit):
    page = visit(f"{server.url}/attention?length=4&n_updates=20&axis=position&query=2&lang=en&frame=0", phone=True)
    record(page)
    page.locator("[data-action=play]").click()
    expect_past(page, "playing 1")
    page.locator("[data-action=last]").click()
    expect_frame(page, 8)
    expect(page.locator("[data-role=caption]")).to_contain_text("Position 2 answers")
    panels = ("looks", "vectors", "lines", "fits", "weights", "distribution")
    expect_width_of_a_phone(page, [f"[data-panel={name}]" for name in panels])

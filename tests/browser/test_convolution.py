"""The convolution lab under a mouse, a keyboard and a finger: pointing at cells, typing weights, bringing a picture."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from locales import LANGUAGES, catalogue
from tests.browser.film_on_page import (
    PHONE,
    PLAYER,
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    expect_past,
    record,
    said_by,
    switch_language,
)

CAPTION = "[data-role=caption]"
LAB = "/convolution"
QUIET = {"reduced_motion": "reduce"}


def point_at(page: Page, panel: str, row: int, column: int) -> None:
    """Move the mouse to the middle of a cell, rows and columns counted from 0."""
    plot = page.locator(f"[data-panel={panel}] .js-plotly-plot")
    plot.scroll_into_view_if_needed()
    x, y = plot.evaluate(
        """(plot, [row, column]) => {
            const { xaxis, yaxis } = plot._fullLayout;
            return [xaxis._offset + xaxis.d2p(column + 0.5), yaxis._offset + yaxis.d2p(row + 0.5)];
        }""",
        [row, column],
    )
    plot.hover(position={"x": x, "y": y})


def click_on(page: Page, panel: str, row: int, column: int) -> None:
    point_at(page, panel, row, column)
    page.mouse.down()
    page.mouse.up()


def weight(page: Page, row: int, column: int) -> str:
    """The cell of the kernel's editor."""
    return f".st-key-cells_editor [data-testid=cells] [data-cell='{row},{column}']"


def type_weight(page: Page, row: int, column: int, text: str) -> None:
    cell = page.locator(weight(page, row, column))
    cell.fill(text)
    cell.press("Enter")


def channels(colour: str) -> list[float]:
    """Red, green and blue to 255, of a colour as the browser computed it: rgb(…), or color(srgb …)."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour.removeprefix("color(srgb"))][:3]
    return [number * 255 for number in numbers] if colour.startswith("color(") else numbers


def bring_picture(page: Page, way: str, side: int) -> None:
    """Drop a picture somewhere on the page, or paste it there, as a browser tells of either."""
    page.evaluate(
        """([way, base64]) => {
            const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
            const brought = new DataTransfer();
            brought.items.add(new File([bytes], `${way}.png`, { type: "image/png" }));
            const same = { bubbles: true, cancelable: true };
            const tell = (Kind, type, what) => !document.body.dispatchEvent(new Kind(type, { ...same, ...what }));
            const heard = way === "paste" ? [tell(ClipboardEvent, "paste", { clipboardData: brought })]
                : ["dragover", "drop"].map((type) => tell(DragEvent, type, { dataTransfer: brought }));
            if (!heard.every(Boolean)) throw new Error(`nobody took the ${way}`);
        }""",
        [way, base64.b64encode(png(side)).decode()],
    )


def choose_picture(page: Page, name: str) -> None:
    pictures = page.get_by_role("combobox", name="Picture", exact=True)
    pictures.hover()  # scrolls to it first: an open list closes when the page scrolls
    pictures.click()
    page.get_by_role("option", name=name).click()


def png(side: int) -> bytes:
    """A grey ramp, brighter downwards."""
    out = io.BytesIO()
    Image.fromarray(np.tile(np.linspace(0, 255, side).astype(np.uint8)[:, None], side)).save(out, "PNG")
    return out.getvalue()


def expect_panels_one_below_another(page: Page) -> None:
    """On the screen of a phone the page cannot be scrolled sideways, and every panel is as wide as fits."""
    page.set_viewport_size(PHONE)
    expect(page.locator("[data-testid=stSidebar]")).to_have_attribute("data-collapsed", "true")
    _expect_one_column(page)


def _expect_one_column(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    boxes = page.locator("[data-panel]").evaluate_all("panels => panels.map((panel) => panel.getBoundingClientRect())")
    assert boxes
    bottom = 0.0
    for box in boxes:
        assert box["width"] > 0
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] >= bottom - 1
        bottom = box["y"] + box["height"]


# ---- pointing


@pytest.fixture(scope="module")
def shared_page(server, visit_for_all):
    return visit_for_all(f"{server.url}{LAB}?lang=en&frame=3")


@pytest.fixture
def third_frame(shared_page):
    """The lab at its defaults, at frame 3, for tests that only point at it."""
    shared_page.locator("[data-role=scrubber]").fill("3")
    expect_link(shared_page, frame="3")
    return shared_page


def test_a_mouse_over_an_output_cell_shows_its_frame_and_leaves_the_address_alone(third_frame):
    page = third_frame
    point_at(page, "output", 4, 6)
    expect_frame(page, 1 + 4 * 10 + 6)
    expect(page.locator(CAPTION)).to_contain_text("Output row 5, column 7:")
    assert said_by(page.url)["frame"] == "3"


def test_a_click_on_a_cell_stays_there_and_puts_its_frame_into_the_address(third_frame):
    page = third_frame
    click_on(page, "output", 2, 8)
    expect_link(page, frame="29")
    point_at(page, "products", 0, 0)
    expect_frame(page, 29)
    expect(page.locator(CAPTION)).to_contain_text("Output row 3, column 9:")


def test_a_click_on_the_picture_leads_to_the_window_around_that_pixel(third_frame):
    page = third_frame
    click_on(page, "input", 5, 3)
    expect_link(page, frame="43")  # the window whose middle it is: cell (4, 2) of the output
    window = page.locator("[data-panel=input] .js-plotly-plot").evaluate("plot => plot.data[3]")
    assert (min(window["x"]), max(window["x"]), min(window["y"]), max(window["y"])) == (2, 5, 4, 7)
    click_on(page, "input", 0, 0)
    expect_link(page, frame="1")


def test_in_a_large_picture_a_click_shows_the_numbers_of_that_very_cell(server, visit):
    page = visit(f"{server.url}{LAB}?side=28&lang=en")
    caption = page.locator(CAPTION)
    click_on(page, "output", 9, 13)
    expect(caption).to_contain_text("Here the numbers of column 14:")
    expect_frame(page, 10)
    first = caption.inner_text()
    click_on(page, "output", 9, 5)
    expect(caption).to_contain_text("Here the numbers of column 6:")
    assert caption.inner_text() != first
    page.locator(PLAYER).focus()
    for key, column in (("ArrowDown", 7), ("ArrowUp", 6), ("ArrowUp", 5)):  # what a pointer reaches with a click
        page.keyboard.press(key)
        expect(caption).to_contain_text(f"Here the numbers of column {column}:")
    expect_frame(page, 10)
    click_on(page, "input", 10, 14)
    expect(caption).to_contain_text("Here the numbers of column 14:")
    assert caption.inner_text() == first
    page.locator(PLAYER).focus()
    for key, column in (("ArrowDown", 15), ("ArrowUp", 14)):  # on from the window that was clicked in the picture
        page.keyboard.press(key)
        expect(caption).to_contain_text(f"Here the numbers of column {column}:")
    page.locator("[data-action=forward]").click()
    expect_frame(page, 11)
    expect(caption).to_contain_text("Output row 11:")
    expect_panels_one_below_another(page)


def test_the_film_goes_back_with_a_button_and_with_a_key(third_frame):
    page = third_frame
    page.locator("[data-role=scrubber]").fill("12")
    caption = page.locator(CAPTION)
    expect(caption).to_contain_text("Output row 2")
    before = caption.inner_text()
    page.locator("[data-action=back]").click()
    expect_frame(page, 11)
    page.locator(PLAYER).focus()
    page.keyboard.press("ArrowLeft")
    expect_frame(page, 10)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect_frame(page, 12)
    assert caption.inner_text() == before


# ---- typing weights


def test_typed_weights_make_another_film_and_what_is_no_number_gets_a_sentence(server, visit):
    page = visit(f"{server.url}{LAB}?lang=en", **QUIET)
    before, url = attribute(page, "film"), page.url
    hint = page.locator(".st-key-cells_editor [data-role=hint]")
    for text in ("abc", "1e308", "NaN"):
        type_weight(page, 0, 1, text)
        expect(hint).to_contain_text("Row 1, column 2:")
        expect(hint).to_contain_text("The last good numbers stay in force.")
    expect(page.locator(weight(page, 0, 1))).to_have_attribute("aria-invalid", "true")
    assert (attribute(page, "film"), page.url) == (before, url)
    type_weight(page, 0, 1, "3")
    expect_another_film(page, before)
    expect(hint).not_to_contain_text("Row 1")
    expect_link(page, kernel="own", cells="-1,3,1;-2,0,2;-1,0,1")
    expect(page.locator(".st-key-kernel input")).to_have_value(catalogue("en")("kernel_own"))
    expect(page.locator("[data-panel=products]")).to_contain_text("×3")

    type_weight(page, 0, 0, "7")  # two one after the other both count
    type_weight(page, 2, 2, "-8")
    expect_link(page, cells="7,3,1;-2,0,2;-1,0,-8")

    switch_language(page, LANGUAGES["zh"].name)
    expect(page.locator(".st-key-kernel input")).to_have_value(catalogue("zh")("kernel_own"))
    before = attribute(page, "film")
    type_weight(page, 1, 1, "5")
    expect_another_film(page, before)
    expect_link(page, lang="zh", kernel="own", cells="7,3,1;-2,5,2;-1,0,-8")


# ---- a picture of one's own


def test_a_canvas_begins_empty_digits_paint_their_number_and_the_brushes_reach_as_far_as_the_picture(server, visit):
    page = visit(f"{server.url}{LAB}?lang=en", **QUIET)
    before = attribute(page, "film")
    choose_picture(page, "My own pixels")
    expect_another_film(page, before)
    canvas = page.locator(".st-key-pixels_editor")
    pixels, brushes = canvas.locator("[data-cell]"), canvas.get_by_role("radio")
    expect(pixels).to_have_count(144)
    assert {pixel.get_attribute("data-value") for pixel in pixels.all()} == {"0"}
    expect(brushes).to_have_text(["0", "¼", "½", "¾", "1"])

    pixels.first.focus()
    for key in ("Space", "ArrowRight", "8", "ArrowRight", "2", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(brushes).to_have_text(["0", "2", "4", "6", "8"])
    brushes.nth(2).click()
    start, end = (canvas.locator(f"[data-cell='{place}']").bounding_box() for place in ("3,0", "3,3"))
    page.mouse.move(start["x"] + 3, start["y"] + 3)
    page.mouse.down()
    page.mouse.move(end["x"] + 3, end["y"] + 3)
    page.mouse.up()
    rows = ["1,8,2" + ",0" * 9, "0,0,8" + ",0" * 9, ",".join("0" * 12), "4,4,4,4" + ",0" * 8]
    expect_link(page, picture="own", pixels=";".join(rows + [",".join("0" * 12)] * 8))
    colours = [
        channels(canvas.locator(f"[data-cell='{place}']").evaluate("node => getComputedStyle(node).backgroundColor"))
        for place in ("0,1", "3,0", "4,0")
    ]
    for colour, expected in zip(colours, ([232, 113, 10], [243.5, 184, 132.5], [255, 255, 255]), strict=True):
        assert colour == pytest.approx(expected, abs=1)


def test_a_picture_file_is_convolved_a_bad_one_gets_a_sentence_and_two_runs_of_it_stand_side_by_side(server, visit):
    page = visit(f"{server.url}{LAB}?picture=own&lang=en", **QUIET)
    before = attribute(page, "film")
    choose_picture(page, "My own picture file")
    expect(page.get_by_text("Choose a picture in the sidebar")).to_be_visible()
    assert attribute(page, "film") == before

    chooser = page.locator(".st-key-upload_file input[type=file]")
    chooser.set_input_files({"name": "ramp.png", "mimeType": "image/png", "buffer": png(8)})
    expect_another_film(page, before)
    expect(page.get_by_text("Choose a picture in the sidebar")).to_have_count(0)
    page.wait_for_url("**upload=8x8x1**")
    size, data = said_by(page.url)["upload"].split(":")
    assert size == "8x8x1"
    expected = np.tile(np.linspace(0, 255, 8).astype(np.uint8)[:, None], 8)
    assert base64.urlsafe_b64decode(data) == expected.tobytes()

    before = attribute(page, "film")
    chooser.set_input_files({"name": "fake.png", "mimeType": "image/png", "buffer": b"not a picture"})
    expect(page.get_by_text("This is not a picture of a kind")).to_be_visible()
    assert attribute(page, "film") == before
    assert said_by(page.url)["upload"] == f"{size}:{data}"

    for way, side in (("drop", 6), ("paste", 9)):
        bring_picture(page, way, side)
        expect_another_film(page, before)
        before = attribute(page, "film")
        page.wait_for_url(f"**upload={side}x{side}x1**")

    page.get_by_role("button", name="Pin as A").click()
    expect_another_film(page, before)
    before = attribute(page, "film")
    page.locator(".st-key-flip").get_by_role("switch").press(" ")
    expect_another_film(page, before)
    for panel in ("output-A", "output-B"):
        expect(page.locator(f"[data-panel={panel}]")).to_be_visible()
    point_at(page, "output-B", 0, 3)
    expect_frame(page, 4)
    expect_link(page, flip="true")


# ---- the other view


def test_the_view_that_learns_plays_to_its_end(server, visit):
    page = visit(f"{server.url}{LAB}?view=learn&n_steps=20&lang=en&frame=0")
    page.locator("[data-role=speed]").select_option("4")
    expect(page.locator("[data-panel=kernel]")).to_be_visible()
    record(page)
    page.locator("[data-action=play]").click()
    expect_past(page, "playing")
    last = int(attribute(page, "frames")) - 1
    expect_frame(page, last)
    expect(page.locator(PLAYER)).to_have_attribute("data-state", "paused")
    expect(page.locator(CAPTION)).to_contain_text("Update 20 ")
    expect_link(page, frame=str(last))
    expect_panels_one_below_another(page)


# ---- small screens


def test_a_phone_shows_one_panel_below_another_and_a_finger_on_a_cell_its_numbers(server, visit):
    page = visit(f"{server.url}{LAB}?lang=en&frame=0", phone=True)
    _expect_one_column(page)
    plot = page.locator("[data-panel=output] .js-plotly-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    finger = page.context.new_cdp_session(page)
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 3}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_url(re.compile(r"frame=[1-9]"))
    expect(page.locator(CAPTION)).to_contain_text("Output row")

"""The labs on a phone: one visitor walks through all of them, in each language."""

import pytest
from playwright.sync_api import Page, expect

from charts.labs import LABS
from locales import LANGUAGES, catalogue
from tests.browser.film_on_page import FILM, PHONE, attribute, expect_another_film, said_by

TABS = ("explain", "code", "check", "take_away")
NOTHING_LEFT = "[data-testid=stApp][data-test-script-state=notRunning]"
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"

# Words that lie on what they must not: titles of axes and numbers along them within a plot.
ON_THE_PLOT = """() => [...document.querySelectorAll("[data-panel]")].flatMap((panel) => {
    const plot = panel.querySelector(".nsewdrag")?.getBoundingClientRect();
    const titles = plot ? [...panel.querySelectorAll(".xtitle")] : [];
    return titles.filter((title) => title.getBoundingClientRect().top < plot.bottom).map((title) => title.textContent);
})"""

# Indices that are set as tall as letters.
TALL_INDICES = """() => [...document.querySelectorAll(".sil-caption :is(msub, msup, msubsup)")].filter((part) => {
    const [letter, index] = [...part.children].map((child) => parseFloat(getComputedStyle(child).fontSize));
    return index > 0.75 * letter;
}).map((part) => part.textContent)"""


def open_lab(page: Page, name: str) -> None:
    """Choose a lab in the drawer, which then is out of the way."""
    page.get_by_role("button", name=catalogue(said_by(page.url)["lang"])("streamlit_expand"), exact=True).click()
    drawer = page.locator("[data-testid=stSidebar]")
    drawer.get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector(f"{FILM}:not(.sil-compact)")
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()
    expect(drawer).not_to_be_in_viewport()


def expect_all_on_screen(page: Page) -> None:
    assert page.evaluate(TOO_WIDE) <= 0
    for part in ("[data-role=caption]", "[data-role=scrubber]", ".st-key-near"):
        box = page.locator(part).bounding_box()
        assert box, part
        assert box["x"] >= 0, part
        assert box["x"] + box["width"] <= PHONE["width"], part
    expect_film_first(page)
    assert page.evaluate(ON_THE_PLOT) == []
    assert page.evaluate(TALL_INDICES) == []


def expect_film_first(page: Page) -> None:
    """What stands above the film is one line, and most of its first picture is seen without scrolling."""
    assert page.locator(".st-key-ways_in").evaluate_all("lines => lines.every((line) => line.offsetHeight < 50)")
    picture, near = (page.locator(name).first.bounding_box() for name in (".sil-stage figure", ".st-key-near"))
    assert picture
    assert near
    assert near["y"] - picture["y"] > picture["height"] / 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_goes_from_lab_to_lab_and_never_has_to_scroll_sideways(server, visit, lang: str) -> None:
    t = catalogue(lang)
    page = visit(f"{server.url}/?lang={lang}", phone=True, reduced_motion="reduce")
    assert page.evaluate(TOO_WIDE) <= 0
    for lab in LABS:
        open_lab(page, t(f"page_{lab.address}"))
        expect_all_on_screen(page)
        for tab in TABS:
            page.get_by_role("tab", name=t(f"tab_{tab}"), exact=True).click()
            expect(page.locator(NOTHING_LEFT)).to_be_visible()
            assert page.evaluate(TOO_WIDE) <= 0, (lab.address, tab)


def test_what_tells_most_stands_below_the_film_and_moves_the_sidebar_too(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?lang=en&learning_rate=0.5", phone=True, reduced_motion="reduce")
    near = page.locator(".st-key-near")
    expect(near).to_be_in_viewport(ratio=1)  # though its place is far below
    for theme in ("light", "dark"):  # what scrolls below it does not shine through
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        app = page.locator("[data-testid=stApp]")
        expect(app).to_have_css("color-scheme", theme)
        expect(near).to_have_css("background-color", app.evaluate("app => getComputedStyle(app).backgroundColor"))
    before = attribute(page, "film")
    near.locator("input[type=range]").press("ArrowRight")
    expect_another_film(page, before)
    page.wait_for_url(lambda url: said_by(url).get("learning_rate") == "0.55")
    expect(page.locator(".st-key-learning_rate input[type=range]")).to_have_value("0.55")
    page.set_viewport_size({"width": 1400, "height": 900})
    expect(near).to_be_hidden()


# Buttons and fields of the editors that are less than 40 pixels high, or too narrow for a finger, or lie over others.
HARD_TO_HIT = """() => {
    const all = [...document.querySelectorAll(".sil-editor, .sil-chooser")].flatMap((one) =>
        [...one.querySelectorAll("button, input:not([type=file])")].filter((part) => part.offsetWidth > 0));
    const boxes = all.map((part) => part.getBoundingClientRect());
    const named = (k) => all[k].ariaLabel ?? all[k].textContent;
    const small = boxes.flatMap((box, k) => (Math.min(box.width, box.height) < 40 ? [[named(k), box.height]] : []));
    const wide = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1;
    const high = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const over = boxes.flatMap((a, k) => boxes.flatMap((b, j) =>
        j > k && wide(a, b) && high(a, b) ? [[named(k), named(j)]] : []));
    return { n: all.length, small, over };
}"""


@pytest.mark.parametrize("link", ["cnn?reads=drawing", "perceptron?dataset=own", "convolution?picture=own"])
def test_what_one_edits_with_is_large_enough_for_a_finger(server, visit, link: str) -> None:
    page = visit(f"{server.url}/{link}&lang=en", phone=True, reduced_motion="reduce")
    if not link.startswith("cnn"):  # a pad for digits opens the drawer by itself
        page.get_by_role("button", name=catalogue("en")("streamlit_expand"), exact=True).click()
    page.locator(".sil-editor button:enabled").last.click(trial=True)  # once it stands still
    found = page.evaluate(HARD_TO_HIT)
    assert found["n"] > 3
    assert (found["small"], found["over"]) == ([], [])

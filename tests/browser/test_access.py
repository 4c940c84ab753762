"""What axe-core finds on every page, in both themes; Streamlit's words; a focus that can be seen; a page at 200 %."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from charts.labs import LABS
from locales import catalogue
from tests.browser.film_on_page import PLAYER
from ui.address import streamlit_words

ADDRESSES = {
    "home": "/?lang=en",
    "frameworks": "/frameworks?lang=zh",
    "stop": "/perceptron?lesson=tutorial&stop=2&lang=zh",
} | {view.name: f"/{lab.address}?view={lab.link(view)}&lang=zh" for lab in LABS for view in lab.views}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}  # what another theme may break: all else is the same
AT_200_PERCENT: ViewportSize = {"width": 700, "height": 450}  # what 1400 × 900 pixels hold
THEMES: dict[Literal["light", "dark"], dict[str, Any]] = {"light": {}, "dark": COLOURS}


def violations(page: Page, options: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Rule, place and reason of everything that axe-core finds; options are its own.

    Of all that is as it should be it need not tell: to write that down takes longer than to look.
    """
    found: dict[str, Any] = Axe().run(page, options=options | {"resultTypes": ["violations"]}).response
    for rule in found["violations"]:
        for node in rule["nodes"]:
            yield rule["id"], node["target"][-1], node["failureSummary"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing_in_either_theme_and_200_percent_fit(server, visit, name: str) -> None:
    page = visit(f"{server.url}{ADDRESSES[name]}", reduced_motion="reduce")
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    for theme, options in THEMES.items():
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        expect(app).to_have_css("color-scheme", theme)
        page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")  # colours on their way
        assert list(violations(page, options)) == []
    page.set_viewport_size(AT_200_PERCENT)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture(scope="module")
def own_points(server, visit_for_all) -> Page:
    """A page in Chinese with widgets of every kind."""
    return visit_for_all(f"{server.url}/perceptron?dataset=own&lang=zh", reduced_motion="reduce")


def test_streamlit_speaks_the_language_of_the_visitor(own_points: Page) -> None:
    expect(own_points.locator("html")).to_have_attribute("lang", "zh-CN")
    t = catalogue("zh")
    sidebar = own_points.get_by_test_id("stSidebar")
    expect(sidebar.get_by_label(t("streamlit_help_for", name=t("dataset")), exact=True)).to_have_count(1)
    expect(own_points.get_by_label(t("streamlit_increment"), exact=True).first).to_be_visible()
    for english, _ in streamlit_words(t):
        start = english.removesuffix("{name}")
        marks = [f'[{name}{"^" if start != english else ""}="{start}"]' for name in ("aria-label", "placeholder")]
        expect(own_points.locator(", ".join(marks))).to_have_count(0)


def test_what_streamlit_draws_later_is_said_in_that_language_too(own_points: Page) -> None:
    field = own_points.get_by_role("spinbutton").last
    field.fill("7")
    expect(own_points.get_by_text(catalogue("zh")("streamlit_apply"), exact=True).first).to_be_attached()
    field.press("Escape")


def test_the_focus_can_be_seen_in_the_menu(own_points: Page) -> None:
    own_points.locator("[data-testid=stTopNavLink]").first.focus()
    own_points.keyboard.press("Tab")
    focused = own_points.locator("[data-testid=stTopNavLink]:focus-visible")
    expect(focused).to_have_css("outline-style", "solid")
    expect(focused).to_have_css("outline-width", "2px")


def test_at_200_percent_nothing_has_to_be_scrolled_sideways(own_points: Page) -> None:
    own_points.set_viewport_size(AT_200_PERCENT)
    expect(own_points.locator(PLAYER)).to_be_visible()
    assert own_points.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

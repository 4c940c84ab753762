"""What tests read off a page with a film, and wait for: the player's public contract, and the address bar."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Page, ViewportSize, expect

from locales import LANGUAGES

SO_FAR = "[class*=st-key-so_far_]"  # the film so far of a run that takes long, as many do on a busy machine
PLAYER = f"[data-testid=player]:not({SO_FAR} *)"
FILM = f"{PLAYER}[data-film]"
PHONE: ViewportSize = {"width": 390, "height": 844}


def attribute(page: Page, name: str) -> str:
    value = page.locator(PLAYER).get_attribute(f"data-{name}")
    assert value is not None
    return value


def said_by(url: str) -> dict[str, str]:
    """What a link says."""
    return {name: values[0] for name, values in parse_qs(urlparse(url).query, keep_blank_values=True).items()}


def record(page: Page) -> None:
    """From now on the player keeps all that it goes through, so that a slow test comes too late for nothing."""
    page.locator(PLAYER).evaluate("""root => {
        root.dataset.past = "";
        const note = () => { root.dataset.past += `${root.dataset.state} ${root.dataset.frame},`; };
        new MutationObserver(note).observe(root, { attributeFilter: ["data-state", "data-frame"] });
    }""")


def expect_past(page: Page, moment: str) -> None:
    """Wait until the player was in this state at this frame: "playing 0"."""
    expect(page.locator(PLAYER)).to_have_attribute("data-past", re.compile(moment + r"\b"))


def rather_watch(page: Page) -> None:
    """Say that one would rather watch than guess, of this run and those that follow."""
    page.locator(".st-key-ways_in [data-testid=stPopover] button").click()
    page.locator(".st-key-question button").last.click()
    expect(page.locator(".st-key-question")).to_have_count(0)


def expect_another_film(page: Page, before: str) -> None:
    expect(page.locator(PLAYER)).not_to_have_attribute("data-film", before)


def switch_language(page: Page, name: str) -> None:
    before = page.locator(PLAYER).first.get_attribute("data-film") or ""
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.locator(PLAYER).first).not_to_have_attribute("data-film", before)


def expect_width_of_a_phone(page: Page, parts: Iterable[str]) -> None:
    """In every language, from the first on, the page cannot be scrolled sideways, and these parts are on screen."""
    for n, language in enumerate(LANGUAGES.values()):
        if n:
            switch_language(page, language.name)
        _expect_no_more_than_the_width(page, parts)


def _expect_no_more_than_the_width(page: Page, parts: Iterable[str]) -> None:
    for part in parts:
        box = page.locator(part).first.bounding_box()
        assert box, part
        assert box["x"] >= 0, part
        assert box["x"] + box["width"] <= PHONE["width"], part
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def expect_frame(page: Page, frame: int) -> None:
    expect(page.locator(PLAYER)).to_have_attribute("data-frame", str(frame))


def expect_link(page: Page, **fields: str) -> dict[str, str]:
    """Wait until the address bar says all this, and give back all that it says.

    Playwright hears of a change of the address a moment after the page has made it.
    """
    page.wait_for_url(lambda url: said_by(url).items() >= fields.items())
    return said_by(page.url)

"""What tests read off a page with a film, and wait for: the player's public contract, and the address bar."""

import re
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Page, expect

PLAYER = "[data-testid=player]"


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


def expect_another_film(page: Page, before: str) -> None:
    expect(page.locator(PLAYER)).not_to_have_attribute("data-film", before)


def expect_frame(page: Page, frame: int) -> None:
    expect(page.locator(PLAYER)).to_have_attribute("data-frame", str(frame))


def expect_link(page: Page, **fields: str) -> dict[str, str]:
    """Wait until the address bar says all this, and give back all that it says.

    Playwright hears of a change of the address a moment after the page has made it.
    """
    page.wait_for_url(lambda url: said_by(url).items() >= fields.items())
    return said_by(page.url)

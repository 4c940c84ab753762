"""What tests read off a page with a film: the player's public contract, and the address bar."""

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


def expect_another_film(page: Page, before: str) -> None:
    expect(page.locator(PLAYER)).not_to_have_attribute("data-film", before)

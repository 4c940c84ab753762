"""A real browser on a real server. Every visit is also a test: no foreign host, no error in the console."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--no-first-run"]
PROBES = ("/_stcore/health", "/_stcore/host-config")  # Streamlit looks for them under the page's own address first
FILM = "[data-testid=player][data-film]"

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "no Chromium: run `make test`, which finds or installs one"
    with sync_playwright() as playwright:
        browser = _launch(playwright, path)
        yield browser
        browser.close()


def _launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """`visit(url, **context)` opens a page in a browser of its own and waits for its film."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_page(url: str, *, wait_for: str = FILM, **options: Any) -> Page:
        options = {"viewport": {"width": 1400, "height": 900}, "locale": "en-US", "accept_downloads": True} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        home = urlparse(url).netloc
        page.on("request", lambda r: _foreign(r.url, home) and wrong.append(f"foreign request {r.url}"))
        page.on("pageerror", lambda e: wrong.append(f"page error {e}"))
        page.on("console", lambda m: _is_error(m) and wrong.append(f"console: {m.text} {m.location}"))
        page.goto(url)
        page.wait_for_selector(wait_for)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def _foreign(url: str, home: str) -> bool:
    parts = urlparse(url)
    return parts.scheme not in ("data", "blob", "file", "about") and parts.netloc != home


def _is_error(message: ConsoleMessage) -> bool:
    return message.type == "error" and not urlparse(message.location.get("url", "")).path.endswith(PROBES)

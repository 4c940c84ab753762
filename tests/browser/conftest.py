"""A real browser on a real server. Every visit is also a test: no foreign host, no error in the console."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.film_on_page import FILM, PHONE
from tests.conftest import Server

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--no-first-run"]
# Pages that share a process share the code that it compiled, and none lives long enough to be worth compiling better:
# with this a page costs a quarter less. Not for what is measured.
CHEAP = ["--process-per-site", "--js-flags=--no-opt,--no-maglev"]
PROBES = ("/_stcore/health", "/_stcore/host-config")  # Streamlit looks for them under the page's own address first
EVERYBODY = {"viewport": {"width": 1400, "height": 900}, "locale": "en-US", "accept_downloads": True}

# How long to wait for a state, at most, in milliseconds: no wait takes longer than it must, so this may be enough for a
# slow and busy machine. `expect` has a limit of its own, of 5 seconds unless told otherwise; on two cores without a
# graphics card Chromium alone needs as long for two pictures in 3-D.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[BrowserContext]:
    """One browser for all pages. It keeps on disk what it compiled: pages come up in half the time.

    Its first page stays open, and with it the process that all share.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "no Chromium: run `make test`, which finds or installs one"
    profile = tmp_path_factory.mktemp("profile")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=FLAGS + CHEAP, **EVERYBODY
        ) as running,
    ):
        running.pages[0].goto(f"{server.url}/_stcore/health")
        yield running


@contextmanager
def visiting(browser: BrowserContext) -> Iterator[Visit]:
    pages: list[Page] = []
    wrong: list[str] = []

    def open_page(url: str, *, wait_for: str = FILM, may_fail: bool = False, phone: bool = False, **media: Any) -> Page:
        page = browser.new_page()
        pages.append(page)
        page.emulate_media(**media)
        chromium = page.context.new_cdp_session(page)
        if phone:
            page.set_viewport_size(PHONE)
            chromium.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        page.set_default_timeout(PATIENCE)
        home = urlparse(url).netloc
        # Nobody was here before: where another page closed its drawer, Streamlit would leave the sidebar closed.
        forget = {"origin": f"http://{home}", "storageTypes": "local_storage"}
        chromium.send("Storage.clearDataForOrigin", forget)
        page.on("request", lambda r: _foreign(r.url, home) and wrong.append(f"foreign request {r.url}"))
        page.on("pageerror", lambda e: wrong.append(f"page error {e}"))
        page.on("console", lambda m: not may_fail and _is_error(m) and wrong.append(f"console: {m.text} {m.location}"))
        page.goto(url)
        page.wait_for_selector(wait_for)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert wrong == []


@pytest.fixture
def visit(browser: BrowserContext) -> Iterator[Visit]:
    """`visit(url, **media)` opens a page, a session of its own on the server, and waits for its film.

    A page that `may_fail` may complain in the console: its test takes something away from it. On a `phone` it is
    narrow, and touched with a finger.
    """
    with visiting(browser) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def visit_for_all(browser: BrowserContext) -> Iterator[Visit]:
    """The same, for a page that several tests of a file use one after the other."""
    with visiting(browser) as open_page:
        yield open_page


def _foreign(url: str, home: str) -> bool:
    parts = urlparse(url)
    return parts.scheme not in ("data", "blob", "file", "about") and parts.netloc != home


def _is_error(message: ConsoleMessage) -> bool:
    return message.type == "error" and not urlparse(message.location.get("url", "")).path.endswith(PROBES)

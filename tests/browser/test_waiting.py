"""Long runs, failing films and dying servers, as a visitor meets them."""

import os
import signal
from contextlib import suppress

import pytest
from playwright.sync_api import expect

from locales import LANGUAGES, catalogue
from tests.browser.conftest import FILM
from tests.browser.film_on_page import expect_frame, expect_link
from tests.conftest import free_port

# some seconds of training; every test has a seed of its own, so that nobody finds it done
LONG = "recurrent?hidden_size=32&sequence_length=60&batch_size=16&n_updates=500&seed="


@pytest.mark.parametrize(("lang", "seed"), [(lang, seed) for seed, lang in enumerate(LANGUAGES, 1)])
def test_a_long_run_says_how_far_it_is_and_can_be_stopped_and_done_after_all(server, visit, lang, seed):
    t = catalogue(lang)
    page = visit(f"{server.url}/{LONG}{seed}&lang={lang}", wait_for=".st-key-stop_run button")
    expect(page.locator(".st-key-progress")).to_contain_text("%")
    page.get_by_role("button", name=t("stop_run"), exact=True).click()
    after_all = page.get_by_role("button", name=t("run_after_all"))
    expect(after_all).to_be_visible()
    expect(page.get_by_text(t("run_stopped"))).to_be_visible()
    expect(page.locator(FILM)).to_be_visible()  # of the run that the page begins with
    before = page.locator(FILM).get_attribute("data-film")
    after_all.click()
    expect(after_all).to_be_hidden()
    expect(page.locator(FILM)).not_to_have_attribute("data-film", str(before))
    assert expect_link(page, seed=str(seed))["n_updates"] == "500"


@pytest.fixture
def failing(visit, server):
    """Opens a page whose films fail with this status as often as is said; gives the page and the tries."""
    tries = []

    def open_page(status, times):
        page = visit(f"{server.url}/perceptron?lang=en", may_fail=True)

        def answer(route):
            tries.append(route.request.url)
            if len(tries) <= times:
                route.fulfill(status=status, body="A sentence of the server.", content_type="text/plain")
            else:
                route.continue_()

        page.route("**/films/**", answer)
        return page

    return open_page, tries


def moved(page):
    page.locator(".st-key-n_epochs input[type=range]").press("ArrowRight")


def test_a_film_that_a_busy_server_refuses_is_asked_for_once_more(failing):
    open_page, tries = failing
    page = open_page(503, 1)
    before = page.locator(FILM).get_attribute("data-film")
    moved(page)
    expect(page.locator(FILM)).not_to_have_attribute("data-film", str(before))
    assert len(tries) == 2
    expect(page.locator("[data-role=notice]")).to_be_empty()


def test_a_film_that_does_not_come_leaves_the_old_one_and_a_word(failing):
    open_page, tries = failing
    page = open_page(500, 9)
    before = page.locator(FILM).get_attribute("data-film")
    moved(page)
    expect(page.locator("[data-role=notice]")).to_have_text(catalogue("en")("player_no_film"))
    assert len(tries) == 2
    expect(page.locator(FILM)).to_have_attribute("data-film", str(before))
    page.unroute("**/films/**")
    moved(page)
    expect(page.locator(FILM)).not_to_have_attribute("data-film", str(before))
    expect(page.locator("[data-role=notice]")).to_be_empty()


def test_what_the_server_says_about_an_address_is_shown_and_not_asked_again(failing):
    open_page, tries = failing
    page = open_page(400, 9)
    moved(page)
    expect(page.locator("[data-role=notice]")).to_have_text("A sentence of the server.")
    assert len(tries) == 1


def test_a_page_comes_back_to_its_run_and_frame_when_another_server_goes_on_with_it(start_server, visit):
    port = free_port()
    settings = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same on both, as deploy/ says"}
    # the fixture minds that its server was killed
    with suppress(pytest.fail.Exception), start_server(port=port, environment=settings) as first:
        page = visit(f"{first.url}/perceptron?n_epochs=7&lang=en", may_fail=True)
        before = page.locator(FILM).get_attribute("data-film")
        page.locator(".st-key-learning_rate input[type=range]").press("ArrowLeft")
        expect(page.locator(FILM)).not_to_have_attribute("data-film", str(before))
        page.locator("[data-action=first]").click()
        page.locator("[data-action=forward]").click()
        expect_frame(page, 1)
        link = expect_link(page, frame="1")
        os.kill(first.pid, signal.SIGKILL)
    expect_frame(page, 1)  # the film is in the browser
    page.locator("[data-action=forward]").click()
    link = expect_link(page, frame="2")
    with start_server(port=port, environment=settings):
        app = page.locator("[data-testid=stApp]")
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
        page.locator(".st-key-shuffle label").first.click()
        page.wait_for_event("framenavigated")
        page.wait_for_selector(FILM)
        expect_frame(page, 2)
        assert expect_link(page, frame="2") == link
        page.close()

"""Long runs, failing films and dying servers, as a visitor meets them."""

import os
import signal
from contextlib import suppress

import pytest
from playwright.sync_api import expect

from locales import catalogue
from tests.browser.film_on_page import FILM, expect_frame, expect_link
from tests.conftest import free_port

# some seconds of training on any machine: nearly the dearest that the lab takes, and ReLU needs double precision
LONG = (
    "recurrent?task=parity&cell=rnn&activation=relu&learning_rate=0.001"
    "&hidden_size=32&sequence_length=100&batch_size=64&n_updates=1000"
)


def test_a_long_run_says_how_far_it_is_and_can_be_stopped_and_done_after_all(server, visit):
    t = catalogue("zh")
    page = visit(f"{server.url}/{LONG}&lang=zh", wait_for="[class*=st-key-stop_run_] button")
    expect(page.locator("[class*=st-key-progress_]")).to_contain_text("%")
    page.get_by_role("button", name=t("stop_run"), exact=True).click()
    after_all = page.get_by_role("button", name=t("run_after_all"))
    expect(after_all).to_be_visible()
    expect(page.get_by_text(t("run_stopped"))).to_be_visible()
    expect(page.locator(FILM)).to_be_visible()  # of the run that the page begins with
    before = page.locator(FILM).get_attribute("data-film")
    after_all.click()
    expect(after_all).to_be_hidden()
    expect(page.locator(FILM)).not_to_have_attribute("data-film", str(before))
    expect_link(page, n_updates="1000")


def test_on_a_phone_a_first_run_can_be_stopped_from_the_drawer_of_controls(server, visit):
    stop = "[class*=st-key-stop_run_] button"
    page = visit(f"{server.url}/{LONG}&seed=7&lang=en", wait_for=stop, phone=True)
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.locator("[data-testid=stSidebar]")).to_be_in_viewport()
    page.locator(stop).click()  # which nothing may lie on
    expect(page.get_by_text(catalogue("en")("run_stopped"))).to_be_attached()


def test_films_that_do_not_come_are_asked_for_once_more_and_then_leave_the_old_one_and_a_word(server, visit):
    page = visit(f"{server.url}/perceptron?lang=en", may_fail=True, reduced_motion="reduce")
    film, notice = page.locator(FILM), page.locator("[data-role=notice]")
    answers, tries = [], []

    def answer(route):
        tries.append(route.request.url)
        if answers:
            route.fulfill(status=answers.pop(0), body="A sentence of the server.", content_type="text/plain")
        else:
            route.continue_()

    def moved(*statuses):
        """Move a slider to a film that nobody has, which fails with these; gives the film that was there before."""
        answers[:], tries[:] = statuses, []
        before = str(film.get_attribute("data-film"))
        page.locator(".st-key-n_epochs input[type=range]").press("ArrowRight")
        return before

    page.route("**/films/**", answer)
    before = moved(503)  # the server is busy
    expect(film).not_to_have_attribute("data-film", before)
    assert len(tries) == 2
    expect(notice).to_be_empty()

    before = moved(500, 500)
    expect(notice).to_have_text(catalogue("en")("player_no_film"))
    assert (len(tries), answers) == (2, [])
    expect(film).to_have_attribute("data-film", before)

    before = moved()
    expect(film).not_to_have_attribute("data-film", before)
    expect(notice).to_be_empty()

    before = moved(400, 400)  # what the server says about an address is shown, and not asked again
    expect(notice).to_have_text("A sentence of the server.")
    assert len(tries) == 1
    expect(film).to_have_attribute("data-film", before)


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

"""The start page in a real browser: what the visitor sees before the app is up, and that the app goes on from there."""

from playwright.sync_api import expect

from charts.labs import LABS
from locales import catalogue
from tests.browser.conftest import PATIENCE
from tests.browser.film_on_page import FILM
from ui.assets import PLOTLY_PATH

T = catalogue("zh")
APP_NAME = T("app_name")


def test_a_visit_begins_in_its_language_uses_all_that_it_loads_early_and_the_app_goes_on(server, browser):
    told = []
    page = browser.new_page()
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{server.url}/perceptron?lang=zh")
    page.wait_for_selector(FILM, timeout=PATIENCE)
    expect(page).to_have_title(f"{T('page_perceptron')} · {APP_NAME}")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    # plotly.js was begun by the start page, and the player waits for that one
    assert page.locator(f"script[src$='{PLOTLY_PATH}']").count() == 1
    page.wait_for_timeout(5000)  # what was preloaded in vain, the browser says some seconds later
    assert [text for text in told if "preload" in text] == []
    menu = page.get_by_test_id("stTopNav")  # the lesson may have a word of this name
    menu.get_by_role("link", name=T(f"page_{LABS[1].address}"), exact=True).click()
    expect(page).to_have_title(f"{T(f'page_{LABS[1].address}')} · {APP_NAME}")
    page.wait_for_selector(FILM)
    page.go_back()
    expect(page).to_have_title(f"{T('page_perceptron')} · {APP_NAME}")
    page.close()


def test_a_plotly_that_did_not_come_is_asked_for_again_by_the_player(server, browser):
    page = browser.new_page()
    asked = []

    def first_time_lost(route):
        asked.append(route.request.url)
        route.abort() if len(asked) == 1 else route.continue_()

    page.route(f"**{PLOTLY_PATH}", first_time_lost)
    page.goto(f"{server.url}/perceptron?lang=en")
    page.wait_for_selector(f"{FILM} .main-svg", timeout=PATIENCE)
    assert len(asked) == 2
    page.close()

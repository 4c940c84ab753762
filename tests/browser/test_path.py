"""What this browser has finished: answered on a lab, told on the home page, forgotten on demand, kept nowhere else."""

import json

from playwright.sync_api import expect

from charts.labs import LABS
from charts.perceptron.lab import LAB
from locales import catalogue
from tests.browser.film_on_page import PLAYER
from ui.menu import ADDRESSES
from ui.quiz import questions_of

PATH, QUIZ, STORE = "[data-testid=path]", "[data-testid=quiz]", "see-it-learn tours"
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })"
T = catalogue("en")


def test_an_answered_question_is_told_on_home_and_forgotten_on_demand(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?lang=en", reduced_motion="reduce")
    asked = questions_of(LAB, "en")[1]
    field = page.locator(f"{QUIZ} fieldset").nth(1)
    field.get_by_label(asked.options[0]).check()
    expect(field.locator("[aria-live=polite]")).to_have_text(T("quiz_wrong") + " " + T("quiz_look"))
    expect(field.get_by_role("link", name=T("quiz_look"))).to_have_attribute("href", asked.href)
    field.get_by_label(asked.options[asked.right]).check()
    expect(field.locator("[aria-live=polite]")).to_contain_text(asked.why)
    field.get_by_role("link", name=asked.watch).click()
    page.wait_for_url(lambda url: "dataset=xor" in url)  # on the page as it is
    expect(field).to_have_attribute("data-state", "right")

    page.goto(f"{server.url}/?lang=en")
    steps = page.locator(f"{PATH} ol > li")
    expect(steps).to_have_count(len(ADDRESSES))
    expect(steps.first).to_contain_text("Questions 1/3")
    first = page.locator(f"{PATH} [data-role=next] a")
    expect(first).to_have_text(T("path_begin", name=T("page_perceptron")))
    kept = {"perceptron": {"finished": True, "right": [0, 1, 2], "solved": [c.name for c in LAB.challenges]}}
    kept |= {
        "mlp": {"stop": 3},
        "cnn": {"solved": "nonsense", "right": [99]},
        "convolution": 7,
        "recurrent": {"stop": 99},
    }
    page.evaluate("text => localStorage.setItem(...text)", [STORE, json.dumps(kept)])
    page.reload()
    expect(steps.first).to_have_attribute("data-done", "true")
    assert steps.nth(4).inner_text().endswith("Questions 0/3")
    expect(first).to_have_attribute("href", "mlp?tour=3&lang=en")
    page.get_by_role("button", name=T("path_forget")).click()
    expect(first).to_have_attribute("href", "perceptron?tour=1&lang=en")
    assert page.evaluate(f"localStorage.getItem('{STORE}')") is None


def test_a_browser_that_keeps_nothing_shows_the_path_and_goes_along_it(server, visit) -> None:
    page = visit(f"{server.url}/?lang=zh", phone=True, reduced_motion="reduce")
    page.add_init_script(BLOCKED)
    page.reload()
    expect(page.locator(f"{PATH} ol > li")).to_have_count(len(ADDRESSES))
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.locator(f"{PATH} [data-role=next] a").click()
    page.wait_for_selector("[data-testid=tour][data-stop='1']")
    page.locator("[data-testid=tour] [data-step=leave]").click()
    told = catalogue("zh")("tour_go_on").format(stop=1, stops=len(LABS[0].tour))
    expect(page.get_by_role("button", name=told)).to_be_visible()


def test_home_shows_at_once_a_film_that_plays_unless_motion_is_unwanted(server, visit) -> None:
    page = visit(f"{server.url}/?lang=en", phone=True)
    film = page.locator(PLAYER).first
    frames = int(film.get_attribute("data-frames") or 0)
    expect(film).to_have_attribute("data-frame", str(frames - 1))  # its end, which is not what cards show
    stage = film.locator("figure").bounding_box()
    assert stage["y"] + stage["height"] < page.viewport_size["height"]
    page.set_viewport_size({"width": 1400, "height": 900})
    stage, path = film.locator("figure").bounding_box(), page.locator(f"{PATH} ol").bounding_box()
    assert stage["y"] + stage["height"] < path["y"] < page.viewport_size["height"] - 200
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    page.wait_for_selector(".sil-compact[data-film]")
    expect(film).to_have_attribute("data-state", "paused")
    expect(film).not_to_have_attribute("data-frame", "0")
    expect(film).not_to_have_attribute("data-frame", str(frames - 1))

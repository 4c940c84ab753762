"""Tours in a real browser: each is walked to its end, one by keyboard alone, one with a finger on a phone."""

import json
from collections.abc import Callable
from functools import partial
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from charts.lab import Lab
from charts.labs import LABS
from charts.perceptron.lab import LAB
from locales import catalogue
from tests.browser.film_on_page import PLAYER, attribute, expect_another_film, expect_link
from ui.tour import words_of

TOUR = "[data-testid=tour]"
TOLD = f"{TOUR} [aria-live=polite]"
HERE = "[data-tour-here]"
STORE = "see-it-learn tours"
EN, ZH = words_of(LAB, "en"), words_of(LAB, "zh")
LABELS = catalogue("en")


def expect_stop(page: Page, number: int, state: str = "waiting") -> None:
    tour = page.locator(TOUR)
    expect(tour).to_have_attribute("data-stop", str(number))
    expect(tour).to_have_attribute("data-state", state)


def act(page: Page, action: str) -> None:
    page.locator(f"{TOUR} [data-step={action}]").click()


def to_the_end(page: Page) -> None:
    page.locator(PLAYER).press("End")


def on(n: int, page: Page) -> None:
    for _ in range(n):
        page.locator(PLAYER).press("ArrowRight")


def choose(option: str, page: Page) -> None:
    """From the list that the stop points at."""
    field = page.locator(f"{HERE} input")
    expect(field).to_be_focused()  # the page has scrolled there, which would close the list
    field.press("ArrowDown")
    page.get_by_role("option", name=LABELS(option), exact=True).click()


def press(role: Literal["radio", "checkbox", "button"], name: str, page: Page) -> None:
    page.locator(HERE).get_by_role(role, name=LABELS(name), exact=True).click()


def slide(key: str, page: Page) -> None:
    page.locator(HERE).get_by_role("slider").press(key)


def click_a_cell(page: Page) -> None:
    page.locator(f"{HERE} button").nth(2).click()


def draw_a_line(page: Page) -> None:
    press("radio", "reads_drawing", page)
    paper = page.locator("[data-testid=draw] [data-role=pad]")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 3 / 4, steps=4)
    page.mouse.up()


def and_play(deed: Callable[[Page], None], page: Page) -> None:
    before = attribute(page, "film")
    deed(page)
    expect_another_film(page, before)
    to_the_end(page)


Deed = Callable[[Page], None]
NO_SLIP = partial(choose, "slip_none")

# What a visitor does at each stop.
DEEDS: dict[str, list[Deed]] = {
    "perceptron": [
        to_the_end,
        NO_SLIP,
        partial(on, 5),
        to_the_end,
        partial(and_play, partial(choose, "dataset_xor")),
    ],
    "gradient-descent": [
        to_the_end,
        NO_SLIP,
        partial(and_play, partial(slide, "End")),
        partial(and_play, partial(press, "button", "optimizer_momentum")),
    ],
    "mlp": [
        to_the_end,
        partial(and_play, partial(slide, "ArrowRight")),
        to_the_end,
        partial(and_play, NO_SLIP),
    ],
    "convolution": [to_the_end, NO_SLIP, to_the_end, partial(slide, "ArrowRight")],
    "cnn": [
        to_the_end,
        partial(and_play, partial(press, "radio", "model_cnn")),
        click_a_cell,
        draw_a_line,
        to_the_end,
        partial(and_play, NO_SLIP),
    ],
    "attention": [to_the_end, to_the_end, NO_SLIP, partial(choose, "task_largest")],
    "recurrent": [to_the_end, NO_SLIP, to_the_end, partial(choose, "task_parity")],
}
TO_THE_END = "bar => { bar.value = bar.max; bar.dispatchEvent(new Event('input', { bubbles: true })); }"
ON_TOP = """element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const above = document.elementFromPoint(left + width / 2, top + Math.min(height, 40) / 2);
    return element.contains(above);
}"""


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.address)
def test_every_tour_is_walked_to_its_end_by_its_deeds(server, visit, lab: Lab) -> None:
    page = visit(f"{server.url}/{lab.address}?tour=1&lang=en", reduced_motion="reduce")
    words = words_of(lab, "en")
    for number, (stop, deed) in enumerate(zip(words, DEEDS[lab.address], strict=True), start=1):
        expect_stop(page, number)
        act(page, "show")
        expect(page.locator(HERE)).to_be_in_viewport()
        assert page.locator(HERE).evaluate(ON_TOP)
        deed(page)
        expect_stop(page, number, "done")
        expect(page.locator(TOLD)).to_have_text(stop.text + stop.seen)
        act(page, "next")
    expect_stop(page, 0, "away")


def kept(page: Page) -> dict[str, object]:
    told = page.evaluate(f"localStorage.getItem({json.dumps(STORE)})")
    return {} if told is None else json.loads(told)["perceptron"]


def test_a_tour_is_walked_by_keyboard_and_kept_in_the_browser_alone(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?lang=en", reduced_motion="reduce")
    assert kept(page) == {}
    take = page.get_by_role("button", name=catalogue("en")("tour_take").format(stops=5))
    take.press("Enter")
    expect_stop(page, 1)
    expect(page.get_by_role("heading", name=EN[0].title)).to_be_focused()
    expect_link(page, tour="1", slip="unlabelled-test", frame="0")
    assert (attribute(page, "frame"), attribute(page, "state")) == ("0", "paused")  # nothing plays by itself
    expect(page.locator(f"{PLAYER} [data-action=play]")).to_have_attribute("data-tour-here", "")
    told = page.locator(f"{TOUR} [aria-live=polite]")
    expect(told).to_have_text(EN[0].text)
    page.locator(PLAYER).press("End")
    expect_stop(page, 1, "done")
    expect(told).to_have_text(EN[0].text + EN[0].seen)

    page.locator(f"{TOUR} [data-step=next]").press("Enter")
    expect_stop(page, 2)
    expect(page.locator(f"{TOUR} [data-step=next]")).to_be_focused()
    page.locator(f"{TOUR} [data-step=show]").press("Enter")
    expect(page.locator(".st-key-slip input")).to_be_focused()
    expect(page.locator(".st-key-slip")).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name="None").press("Home")
    page.keyboard.press("Enter")
    expect_stop(page, 2, "done")

    page.locator(f"{TOUR} [data-step=next]").press("Enter")
    expect_stop(page, 3)  # the same run, from its beginning
    page.locator(PLAYER).press("ArrowRight")
    expect_stop(page, 3)
    page.emulate_media(reduced_motion="no-preference")
    page.locator(PLAYER).press("Space")
    expect_stop(page, 3, "done")
    expect(page.locator(PLAYER)).to_have_attribute("data-state", "paused")
    assert attribute(page, "frame") == "5"  # where it was seen
    assert kept(page) == {"stop": 3}

    act(page, "leave")
    expect_stop(page, 0, "away")
    expect(page.get_by_role("button", name=catalogue("en")("tour_go_on").format(stop=3, stops=5))).to_be_focused()
    page.wait_for_url(lambda url: "tour" not in url)
    act(page, "take")
    expect_stop(page, 3)
    act(page, "next")
    expect_stop(page, 4)
    act(page, "back")
    expect_stop(page, 3)
    for number in (4, 5):
        act(page, "next")
        expect_stop(page, number)
    expect(page.locator(f"{TOUR} [data-step=next]")).to_have_text(catalogue("en")("tour_finish"))
    act(page, "next")
    expect_stop(page, 0, "away")
    expect(page.get_by_role("button", name=catalogue("en")("tour_again"))).to_be_focused()
    assert kept(page) == {"stop": 0, "finished": True}


def test_a_stop_is_noticed_in_a_film_that_another_computer_has_made(server, visit, browser) -> None:
    def differ(route: Route) -> None:
        route.fulfill(content_type="application/json", body=route.fetch().text().replace('{"id":"', '{"id":"f', 1))

    browser.route("**/films/perceptron?*", differ)
    try:
        page = visit(f"{server.url}/perceptron?tour=1&lang=en", reduced_motion="reduce")
        assert attribute(page, "film").startswith("f")
        assert len(attribute(page, "film")) == 17
        to_the_end(page)
        expect_stop(page, 1, "done")
    finally:
        browser.unroute("**/films/perceptron?*")


def test_who_has_scrolled_away_hears_that_the_stop_is_done_and_comes_back_to_its_card(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?tour=1&lang=en", reduced_motion="reduce")
    up, next_stop = (page.locator(f"{TOUR} [data-step={step}]") for step in ("up", "next"))
    page.locator("[data-testid=quiz]").scroll_into_view_if_needed()
    expect(next_stop).not_to_be_in_viewport()
    expect(up).to_be_hidden()  # there is nothing to come back for
    page.locator(f"{PLAYER} [data-role=scrubber]").evaluate(TO_THE_END)
    expect_stop(page, 1, "done")
    up.click()
    expect(next_stop).to_be_focused()
    expect(next_stop).to_be_in_viewport()
    expect(up).to_be_hidden()


def test_on_a_phone_who_does_a_stops_deed_in_the_drawer_hears_of_it_there(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?tour=2&lang=en", phone=True, reduced_motion="reduce")
    up = page.locator(f"{TOUR} [data-step=up]")
    act(page, "show")
    NO_SLIP(page)
    expect_stop(page, 2, "done")
    up.click()  # which nothing lies on
    expect(page.locator("[data-testid=stSidebar]")).not_to_be_in_viewport()
    expect(page.locator(f"{TOUR} [data-step=next]")).to_be_in_viewport()
    expect(up).to_be_hidden()


@pytest.mark.parametrize("stop", [99, -1, 1.5, "two"])
def test_a_stop_that_the_tour_has_not_is_no_place_to_go_on_from(server, visit, stop: object) -> None:
    page = visit(f"{server.url}/perceptron?lang=en", reduced_motion="reduce")
    page.evaluate("text => localStorage.setItem(...text)", [STORE, json.dumps({"perceptron": {"stop": stop}})])
    page.reload()
    page.get_by_role("button", name=catalogue("en")("tour_take").format(stops=5)).press("Enter")
    expect_stop(page, 1)


def test_where_a_browser_keeps_nothing_it_is_known_until_the_page_is_left(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?lang=en&tour=1", reduced_motion="reduce")
    expect_stop(page, 1)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }")
    act(page, "next")
    expect_stop(page, 2)
    act(page, "leave")
    expect(page.get_by_role("button", name=LABELS("tour_go_on").format(stop=2, stops=5))).to_be_focused()


def test_on_a_phone_the_tour_covers_nothing_and_opens_the_drawer_where_a_control_is(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?lang=zh&tour=2", phone=True, reduced_motion="reduce")
    expect_stop(page, 2)
    expect(page.get_by_role("heading", name=ZH[1].title)).to_be_visible()
    card, film = page.locator(TOUR).bounding_box(), page.locator(PLAYER).bounding_box()
    assert card
    assert film
    assert card["y"] + card["height"] <= film["y"]
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    act(page, "show")
    slip = page.locator("[data-testid=stSidebar] .st-key-slip")
    expect(slip).to_be_in_viewport(ratio=1)
    expect(slip).to_have_attribute("data-tour-here", "")
    slip.locator("input").press("ArrowDown")
    page.get_by_role("option", name=catalogue("zh")("slip_none"), exact=True).click()
    expect_stop(page, 2, "done")
    page.locator("[data-testid=stSidebarCollapseButton] button").click()
    act(page, "next")
    expect_stop(page, 3)
    act(page, "next")
    expect_stop(page, 4)
    act(page, "next")
    expect_stop(page, 5)
    expect(page.locator(".st-key-near .st-key-near_dataset")).to_have_attribute("data-tour-here", "")


def test_a_challenge_is_solved_by_the_run_on_screen_and_not_by_the_way_that_is_shown(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?lang=en&challenge=2", reduced_motion="reduce")
    expect_stop(page, 2)
    before = attribute(page, "film")
    act(page, "solution")
    expect_link(page, challenge="2", init_scale="5", learning_rate="0.05")
    expect_another_film(page, before)
    page.locator(PLAYER).press("End")
    expect_stop(page, 2, "done")
    assert kept(page) == {}  # whoever is shown the way has not found it
    before = attribute(page, "film")
    act(page, "back")
    expect_stop(page, 1)
    expect_another_film(page, before)
    expect(page.locator("[data-tour-here]")).to_have_count(0)  # nothing is pointed at before one asks
    page.locator(PLAYER).press("End")
    expect(page.locator(f"{TOUR} [data-role=seen]")).to_have_text(LABELS("tour_missed"))
    page.locator(PLAYER).press("Home")
    expect(page.locator(f"{TOUR} [data-role=seen]")).to_have_text("")
    act(page, "hint")
    expect(page.locator(".st-key-separation")).to_have_attribute("data-tour-here", "")
    before = attribute(page, "film")
    page.get_by_role("slider", name="Separation").press("End")
    expect_link(page, challenge="1", separation="8")
    expect_another_film(page, before)
    page.locator(PLAYER).press("End")
    expect_stop(page, 1, "done")
    assert kept(page) == {"solved": ["one-update"]}
    page.reload()
    page.wait_for_selector(f"{TOUR}[data-stop='1']")
    expect(page.locator(f"{TOUR} [data-role=place]")).to_have_text("Challenge · 1 of 3 · ✓ solved")
    act(page, "leave")
    expect(page.get_by_role("button", name="Challenges: 1/3")).to_be_focused()
    page.wait_for_url(lambda url: "challenge" not in url)

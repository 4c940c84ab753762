"""The race as its visitors meet it: started with a click, guessed at, watched beside another one, sent as a link."""

import re

import pytest
from playwright.sync_api import Page, expect

from locales import catalogue
from tests.browser.film_on_page import (
    PLAYER,
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    expect_past,
    expect_width_of_a_phone,
    record,
    said_by,
)

LAB = "/gradient-descent"


def click_at(page: Page, panel: str, x: float, y: float) -> None:
    """Click where the axes of a panel say (x, y), and wait for the film that follows."""
    before, plot = attribute(page, "film"), page.locator(f"[data-panel={panel}] .js-plotly-plot")
    plot.scroll_into_view_if_needed()
    left, top = plot.evaluate(
        """(plot, [x, y]) => {
            const { xaxis, yaxis } = plot._fullLayout;
            return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
        }""",
        [x, y],
    )
    plot.click(position={"x": left, "y": top})
    expect_another_film(page, before)


def places(page: Page, panel: str) -> list[list[float]]:
    """Where the heads of the runners are in a map."""
    found: list[list[float]] = page.locator(f"[data-panel={panel}] .js-plotly-plot").evaluate(
        "plot => plot._fullData.filter((t) => t.mode === 'markers' && !t.showlegend).map((t) => [t.x[0], t.y[0]])"
    )
    return found


def test_a_link_opens_its_landscape_start_and_frame_and_a_click_on_the_map_starts_elsewhere(server, visit):
    link = "landscape=himmelblau&start=-2.5,0.25&n_steps=20&lang=zh&frame=0"
    page = visit(f"{server.url}{LAB}?{link}", reduced_motion="reduce")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("combobox", name="地形")).to_have_value(catalogue("zh")("landscape_himmelblau"))
    assert places(page, "map") == [[-2.5, 0.25]] * 3
    expect_frame(page, 0)
    assert attribute(page, "frames") == "21"

    click_at(page, "map", 2.0, -3.0)
    page.wait_for_url(lambda url: said_by(url)["start"] != "-2.5,0.25")
    x, y = map(float, said_by(page.url)["start"].split(","))
    assert (x, y) == (pytest.approx(2.0, abs=0.05), pytest.approx(-3.0, abs=0.05))
    page.locator("[data-action=first]").click()
    plot = page.locator("[data-panel=map] .js-plotly-plot")
    # what Plotly draws is copied to an attribute, so that the test can wait for it
    plot.evaluate("""plot => {
        const tell = () => plot.setAttribute("data-start", plot._fullData.at(-4).x[0]);
        plot.on("plotly_animated", tell);
        tell();
    }""")
    expect(plot).to_have_attribute("data-start", f"{x:g}")
    assert places(page, "map") == [[x, y]] * 3


def test_a_guess_plays_the_race_and_a_click_on_the_map_of_rates_sets_both_sliders(server, visit):
    page = visit(f"{server.url}{LAB}?landscape=bowl&learning_rate=0.5&n_steps=20&lang=en")
    page.locator("[data-role=speed]").select_option("4")
    verdict = page.locator("[data-role=verdict]")
    expect(verdict).to_be_hidden()
    expect_frame(page, 0)  # what comes later would tell
    figures, question = page.locator(".st-key-figures"), page.locator(".st-key-question")
    folded = page.locator("[data-testid=stPopoverButton]")
    expect(figures).to_have_count(0)
    record(page)
    folded.click()
    for pills in (question, page.locator(".st-key-optimizers")):  # each beside the dash of its path
        expect(pills.locator("button", has_text="Adam").locator("img")).to_have_js_property("naturalWidth", 28)
    question.get_by_text("Adam", exact=True).click()
    expect(question).to_have_count(0)  # it folds
    expect(folded).to_have_text(re.compile("Your guess: Adam"))
    expect_past(page, "playing 0")
    expect_frame(page, 20)
    # 0.5ⁿ · √13 < 0.02 · 8 from n = 5 on
    expect(verdict).to_have_text("✗ You said “Adam”. SGD arrives first, at update 5.")
    expect(figures).to_contain_text("Arrived")
    page.locator("[data-action=back]").click()
    expect(verdict).to_have_text("…")

    before = attribute(page, "film")
    page.locator(".st-key-learning_rate input[type=range]").press("End")
    expect_another_film(page, before)
    expect_frame(page, 0)  # another run, another guess: it does not play by itself
    expect(page.locator(PLAYER)).to_have_attribute("data-state", "paused")
    folded.click()
    expect(question.locator("button[aria-checked=true], button[kind=pillsActive]")).to_have_count(0)
    expect(verdict).to_be_hidden()
    expect(figures).to_have_count(0)
    question.get_by_text("I’d rather just watch").click()
    expect(figures).to_contain_text("Arrived")
    expect(verdict).to_be_hidden()

    page.emulate_media(reduced_motion="reduce")
    click_at(page, "rates", 1.5, 0.5)
    page.wait_for_url("**momentum=**")
    link = said_by(page.url)
    assert float(link["learning_rate"]) == pytest.approx(1.5, abs=0.1)
    assert float(link["momentum"]) == pytest.approx(0.5, abs=0.03)
    momentum = page.locator(".st-key-momentum input[type=range]")
    expect(momentum).to_have_attribute("aria-valuetext", f"{float(link['momentum']):.2f}")
    expect(page.locator(".st-key-learning_rate")).to_contain_text(link["learning_rate"])


def test_two_races_side_by_side_their_link_and_then_another_landscape(server, visit):
    page = visit(f"{server.url}{LAB}?learning_rate=4&start=1,1&n_steps=20&lang=en", reduced_motion="reduce")
    before = attribute(page, "film")
    page.get_by_role("button", name="Pin as A").click()
    for panel in ("map-A", "rates-A"):
        expect(page.locator(f"[data-panel={panel}]")).to_be_visible()
    expect_another_film(page, before)
    before = attribute(page, "film")
    page.locator(".st-key-learning_rate input[type=range]").press("End")
    expect_another_film(page, before)
    page.locator("[data-role=scrubber]").fill("7")
    expect_frame(page, 7)
    link = expect_link(page, learning_rate="4.5", frame="7")
    pinned = "start:1,1~learning_rate:4~n_steps:20"
    assert link["pinned"] == pinned

    again = visit(page.url, reduced_motion="reduce")
    assert attribute(again, "film") == attribute(page, "film")
    page.close()
    expect_frame(again, 7)
    a, b = places(again, "map-A"), places(again, "map-B")
    assert len(a) == len(b) == 3
    assert a != b
    expect(again.get_by_role("button", name="Unpin A")).to_be_visible()

    before = attribute(again, "film")
    landscapes = again.get_by_role("combobox", name="Landscape")
    landscapes.hover()  # scrolls to it first: an open list closes when the page scrolls
    landscapes.click()
    again.get_by_role("option", name="Rosenbrock").click()
    expect_another_film(again, before)
    link = expect_link(again, landscape="rosenbrock", learning_rate="0.05")
    assert "start" not in link
    assert link["pinned"] == pinned
    expect(again.locator("[data-panel=map-B]")).to_be_visible()
    expect(again.locator("[data-panel=rates-A]")).to_have_count(0)


def test_a_phone_shows_the_race_without_scrolling_sideways(server, visit):
    page = visit(f"{server.url}{LAB}?n_steps=20&lang=en", phone=True)
    parts = (PLAYER, "[data-role=scrubber]", "[data-panel=map]", "[data-panel=rates]", ".st-key-ways_in")
    expect_width_of_a_phone(page, parts)

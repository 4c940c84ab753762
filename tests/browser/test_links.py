"""Links on the page itself: Back and Forward, and the links of a lesson."""

from playwright.sync_api import expect

from charts.labs import LABS
from tests.browser.film_on_page import (
    PLAYER,
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    switch_language,
)
from ui.quiz import questions_of

LAB = "/gradient-descent"
FOLLOW = """href => {
    const link = Object.assign(document.createElement("a"), { href });
    document.querySelector("[data-testid=quiz]").append(link);
    link.click();
}"""


def test_back_undoes_the_last_change_of_a_control_and_forward_redoes_it(server, visit):
    page = visit(f"{server.url}/perceptron?dataset=xor&n_epochs=5&lang=en", reduced_motion="reduce")
    first = attribute(page, "film")
    page.locator("[data-role=scrubber]").fill("3")  # a frame is no entry
    page.locator(".st-key-n_epochs input[type=range]").press("End")
    expect_link(page, dataset="xor", n_epochs="100")
    expect_another_film(page, first)
    second = attribute(page, "film")
    page.go_back()
    expect_link(page, dataset="xor", n_epochs="5")
    expect(page.locator(PLAYER)).to_have_attribute("data-film", first)
    expect(page.locator(".st-key-n_epochs input[type=range]")).to_have_value("5")
    page.go_forward()
    expect_link(page, dataset="xor", n_epochs="100")
    expect(page.locator(PLAYER)).to_have_attribute("data-film", second)


def test_a_link_of_the_lesson_opens_in_place_beside_the_pinned_run(server, visit):
    page = visit(f"{server.url}{LAB}?view=data&batch_size=1&lang=en", reduced_motion="reduce")
    before = attribute(page, "film")
    page.get_by_role("button", name="Pin as A").click()
    expect_another_film(page, before)
    before = attribute(page, "film")
    tabs = len(page.context.pages)
    page.get_by_role("link", name="all 150").click()
    link = expect_link(page, view="data", batch_size="150")
    assert link["pinned"] == "batch_size:1"
    expect_another_film(page, before)
    expect(page.get_by_role("button", name="Unpin A")).to_be_visible()
    expect(page.locator(PLAYER)).to_be_in_viewport()
    assert len(page.context.pages) == tabs
    page.go_back()
    expect_link(page, batch_size="1", pinned="batch_size:1")
    expect(page.locator(PLAYER)).to_have_attribute("data-film", before)


def test_a_link_to_a_moment_opens_there_also_in_the_run_on_screen(server, visit):
    page = visit(f"{server.url}/perceptron?lang=en")
    before = attribute(page, "film")
    moment = next(asked for asked in questions_of(LABS[0], "en") if "frame=5" in asked.href)
    field = page.get_by_role("group", name=moment.question)
    field.get_by_label(moment.options[1 - moment.right]).check()
    field.get_by_role("link").click()
    expect_another_film(page, before)
    expect_frame(page, 5)
    expect(page.locator(PLAYER)).to_have_attribute("data-state", "paused")
    expect_link(page, dataset="four-points", frame="5")

    page.locator(".st-key-learning_rate input[type=range]").press("ArrowLeft")  # another run begins where films begin
    expect_frame(page, 0)
    page.go_back()
    expect_frame(page, 5)

    page.evaluate(FOLLOW, moment.href.replace("frame=5", "frame=2"))
    expect_frame(page, 2)
    expect_link(page, frame="2")

    switch_language(page, "中文")
    page.go_back()
    expect_frame(page, 5)
    expect_link(page, frame="5", lang="zh")

"""Links on the page itself: Back and Forward, and the links of a lesson."""

from playwright.sync_api import expect

from tests.browser.film_on_page import PLAYER, attribute, expect_another_film, expect_link

LAB = "/gradient-descent"


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

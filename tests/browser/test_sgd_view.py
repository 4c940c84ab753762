"""The data view of the gradient-descent lab in a browser: its link, its controls, and the way to the other view."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.film_on_page import attribute, expect_another_film, expect_frame, expect_link, rather_watch, said_by

VIEW = ".st-key-view_gradient-descent"


def slider(page: Page, field: str) -> Locator:
    return page.locator(f".st-key-{field} input[type=range]")


def press(page: Page, field: str, key: str) -> None:
    """Move a slider with the keyboard and wait for the film that follows."""
    before = attribute(page, "film")
    slider(page, field).press(key)
    expect_another_film(page, before)


def switch(page: Page, name: str) -> None:
    """Choose a view or a language by its button and wait for the film that follows."""
    before = attribute(page, "film")
    page.get_by_role("radio", name=name, exact=True).click()
    expect_another_film(page, before)


def test_a_link_to_the_data_view_and_its_language_leave_the_view_the_frame_and_every_control(server, visit):
    link = "view=data&dataset=line&n_samples=60&optimizer=momentum&batch_size=5&n_epochs=3&standardize=false&seed=7"
    page = visit(f"{server.url}/gradient-descent?{link}&lang=zh&frame=22")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(VIEW).get_by_role("radio", name="真实数据")).to_be_checked()
    expect_frame(page, 22)
    for panel in ("data", "parameters", "losses"):
        expect(page.locator(f"[data-panel={panel}] .main-svg").first).to_be_visible()
    expect(page.locator("[data-role=caption]")).to_contain_text("第 22 次更新")
    before = said_by(page.url)
    assert before == said_by(f"?{link}&lang=zh&frame=22")
    for name in ("English", "中文"):
        switch(page, name)
    expect(page.locator(VIEW).get_by_role("radio", name="真实数据")).to_be_checked()
    expect_frame(page, 22)
    assert expect_link(page, lang="zh") == before
    for field, value in {"n_samples": "60", "batch_size": "5", "n_epochs": "3"}.items():
        expect(slider(page, field)).to_have_value(value)
    expect(page.locator(".st-key-standardize input")).not_to_be_checked()


def test_each_view_keeps_its_own_values_when_the_view_is_switched(server, visit):
    page = visit(f"{server.url}/gradient-descent?n_steps=200&landscape=beale&lang=en", reduced_motion="reduce")
    expect(page.locator("[data-panel=map]")).to_be_visible()
    assert "view" not in said_by(page.url)
    switch(page, "Real data")
    expect(page.locator("[data-panel=parameters]")).to_be_visible()
    expect_link(page, view="data")
    rather_watch(page)
    caption = page.locator("[data-role=caption]")
    page.locator("[data-role=scrubber]").fill("1")
    expect(caption).to_contain_text("Update 1 is number 1 of 15 in epoch 1.")
    press(page, "batch_size", "ArrowRight")
    expect_link(page, batch_size="11")
    page.locator("[data-role=scrubber]").fill("14")  # 150 = 13·11 + 7
    expect(caption).to_contain_text("Update 14 is number 14 of 14 in epoch 1.")
    expect(page.get_by_text("The last minibatch is smaller")).to_be_visible()
    press(page, "n_epochs", "ArrowRight")
    assert "landscape" not in expect_link(page, n_epochs="9")
    switch(page, "Landscape")
    expect(page.locator("[data-panel=map]")).to_be_visible()
    link = {"landscape": "beale", "n_steps": "200", "lang": "en"}
    assert expect_link(page, **link).keys() - {"frame"} == link.keys()
    expect(slider(page, "n_steps")).to_have_value("200")
    switch(page, "Real data")
    expect_link(page, view="data", batch_size="11", n_epochs="9")
    expect(slider(page, "n_epochs")).to_have_value("9")

"""The data view of the gradient-descent lab in a browser: its link, its controls, and the way to the other view."""

from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Locator, Page, expect

PLAYER = "[data-testid=player]"
VIEW = ".st-key-view_gradient-descent"


def film(page: Page) -> str:
    value = page.locator(PLAYER).get_attribute("data-film")
    assert value
    return value


def slider(page: Page, field: str) -> Locator:
    return page.locator(f".st-key-{field} input[type=range]")


def press(page: Page, field: str, key: str) -> None:
    """Move a slider with the keyboard and wait for the film that follows."""
    before = film(page)
    slider(page, field).press(key)
    expect(page.locator(PLAYER)).not_to_have_attribute("data-film", before)


def switch(page: Page, name: str) -> None:
    """Choose a view or a language by its button and wait for the film that follows."""
    before = film(page)
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.locator(PLAYER)).not_to_have_attribute("data-film", before)


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def test_a_cold_link_to_the_data_view_in_chinese(start_server, visit):
    with start_server() as server:
        page = visit(f"{server.url}/gradient-descent?view=data&dataset=cars&batch_size=7&lang=zh&frame=9")
        expect(page.locator(VIEW).get_by_role("radio", name="真实数据")).to_be_checked()
        expect(page.locator(PLAYER)).to_have_attribute("data-frame", "9")
        for panel in ("data", "parameters", "losses"):
            expect(page.locator(f"[data-panel={panel}] .main-svg").first).to_be_visible()
        expect(page.locator("[data-role=caption]")).to_contain_text("第 9 次更新")
        assert slider(page, "batch_size").input_value() == "7"
        assert query(page) == {"view": "data", "dataset": "cars", "batch_size": "7", "lang": "zh", "frame": "9"}


def test_each_view_keeps_its_own_values_when_the_view_is_switched(server, visit):
    page = visit(f"{server.url}/gradient-descent?n_steps=200&landscape=beale&lang=en")
    expect(page.locator("[data-panel=map]")).to_be_visible()
    assert "view" not in query(page)
    switch(page, "Real data")
    expect(page.locator("[data-panel=parameters]")).to_be_visible()
    page.wait_for_url("**view=data**")
    press(page, "n_epochs", "ArrowRight")
    page.wait_for_url("**n_epochs=9**")
    assert "landscape" not in query(page)
    switch(page, "Landscape")
    expect(page.locator("[data-panel=map]")).to_be_visible()
    page.wait_for_url("**landscape=beale**")
    assert query(page) | {"frame": ""} == {"landscape": "beale", "n_steps": "200", "lang": "en", "frame": ""}
    assert slider(page, "n_steps").input_value() == "200"
    switch(page, "Real data")
    page.wait_for_url("**n_epochs=9**")
    assert query(page)["view"] == "data"
    assert slider(page, "n_epochs").input_value() == "9"


def test_a_batch_of_another_size_makes_another_film(server, visit):
    page = visit(f"{server.url}/gradient-descent?view=data&lang=en&frame=1")
    caption = page.locator("[data-role=caption]")
    expect(caption).to_contain_text("Update 1 is number 1 of 15 in epoch 1.")
    press(page, "batch_size", "ArrowRight")
    page.wait_for_url("**batch_size=11**")
    page.locator("[data-role=scrubber]").fill("14")  # 150 = 13·11 + 7
    expect(caption).to_contain_text("Update 14 is number 14 of 14 in epoch 1.")
    expect(page.get_by_text("The last minibatch is smaller")).to_be_visible()


def test_the_language_leaves_the_view_the_frame_and_every_control(server, visit):
    link = "view=data&dataset=line&n_samples=60&optimizer=momentum&batch_size=5&n_epochs=3&standardize=false&seed=7"
    page = visit(f"{server.url}/gradient-descent?{link}&lang=en&frame=22")
    before = query(page)
    switch(page, "中文")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(VIEW).get_by_role("radio", name="真实数据")).to_be_checked()
    expect(page.locator(PLAYER)).to_have_attribute("data-frame", "22")
    assert query(page) == before | {"lang": "zh"}
    sliders = {"n_samples": "60", "batch_size": "5", "n_epochs": "3"}
    assert {field: slider(page, field).input_value() for field in sliders} == sliders
    expect(page.locator(".st-key-standardize input")).not_to_be_checked()

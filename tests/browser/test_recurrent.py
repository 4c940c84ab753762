"""The RNN lab as its visitors meet it: along the sequence and the training, three cells at once, sequences typed in."""

from playwright.sync_api import Page, expect

from tests.browser.film_on_page import (
    PLAYER,
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    expect_width_of_a_phone,
    rather_watch,
    switch_language,
)

CAPTION = "[data-role=caption]"
BACK = "‖∂L/∂hₜ‖"
LAB = "/recurrent"
QUICK = "n_updates=50&sequence_length=10&delay=3"  # 22 frames: 0 … 10 forwards, 10 … 0 back


def plot_of(page: Page, panel: str):
    return page.locator(f"[data-panel={panel}] .js-plotly-plot")


def click_at(page: Page, panel: str, x: float) -> None:
    """Click in the middle of a panel's height where its axis says x."""
    plot = plot_of(page, panel)
    plot.scroll_into_view_if_needed()
    left, top = plot.evaluate(
        """(plot, x) => {
            const { xaxis, yaxis } = plot._fullLayout;
            return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis._length / 2];
        }""",
        x,
    )
    plot.click(position={"x": left, "y": top})


def n_drawn(page: Page, panel: str, trace: str) -> int:
    """How many points of a curve are on screen."""
    found: int = plot_of(page, panel).evaluate(
        "(plot, name) => [...plot.data.find((t) => t.name === name).y].filter(Number.isFinite).length", trace
    )
    return found


def type_in(page: Page, field: str, text: str) -> None:
    """Type into a text field of the sidebar and finish with Enter."""
    box = page.locator(f".st-key-{field} input")
    box.fill(text)
    box.press("Enter")


def test_a_link_opens_the_training_at_its_update_and_three_cells_play_side_by_side(server, visit):
    link = f"{QUICK}&cell=gru&axis=training&lang=zh&frame=7"
    page = visit(f"{server.url}{LAB}?{link}", reduced_motion="reduce")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert (attribute(page, "frame"), attribute(page, "frames")) == ("7", "51")
    expect(page.locator(CAPTION)).to_contain_text("7 次更新之后")
    for panel in ("sequence", "hidden", "gates", "gradient", "influence", "trajectory", "loss"):
        expect(page.locator(f"[data-panel={panel}] .main-svg").first).to_be_visible()
    expect(page.locator(".st-key-axis").get_by_role("radio", name="训练")).to_be_checked()

    switch_language(page, "English")
    before = attribute(page, "film")
    page.locator(".st-key-compare").get_by_text("Compare the three cells").click()
    expect_another_film(page, before)
    for cell in ("RNN", "LSTM", "GRU"):
        for panel in ("sequence", "hidden", "gradient", "loss"):
            expect(page.locator(f"[data-panel={panel}-{cell}] .main-svg").first).to_be_visible()
        expect(page.locator(f"{CAPTION} b", has_text=cell).first).to_be_visible()
    tops = {page.locator(f"[data-panel=hidden-{cell}]").bounding_box()["y"] for cell in ("RNN", "LSTM", "GRU")}
    assert len(tops) == 1
    expect(page.get_by_text("Same seed, same data, three cells")).to_be_visible()
    expect_link(page, compare="true")


def test_the_film_goes_through_the_sequence_and_back_a_step_is_clicked_and_a_sequence_typed(server, visit):
    page = visit(f"{server.url}{LAB}?{QUICK}&lang=en&frame=4", reduced_motion="reduce")
    expect(page.locator(CAPTION)).to_contain_text("Step 4: the network reads")
    assert n_drawn(page, "sequence", "answer of the network") == 4
    assert n_drawn(page, "gradient", BACK) == 0
    page.locator("[data-role=scrubber]").fill("15")  # 0 … 10 forwards, then 10, 9, 8, 7, 6
    expect(page.locator("[data-role=counter]")).to_contain_text("back at step 6")
    expect(page.locator(CAPTION)).to_contain_text("Back at step 6")
    assert n_drawn(page, "gradient", BACK) == 5
    assert n_drawn(page, "sequence", "answer of the network") == 10
    assert attribute(page, "frames") == "22"

    expect(page.locator("[data-panel=influence] figcaption")).to_have_text("Which inputs move the answer of step 10?")
    before = attribute(page, "film")
    click_at(page, "sequence", 6.2)
    expect_another_film(page, before)
    expect_link(page, output_step="6")
    expect(page.locator("[data-panel=influence] figcaption")).to_have_text("Which inputs move the answer of step 6?")
    bars = plot_of(page, "influence").evaluate("plot => [...plot._fullData[0].y]")
    assert bars[5] > 0
    assert bars[6:] == [0] * 4  # what comes later moves nothing

    before = attribute(page, "film")
    type_in(page, "own", "0.5, -1 0.25 1 0 0.75")
    expect_another_film(page, before)
    expect_link(page, own="0.5, -1 0.25 1 0 0.75")
    assert attribute(page, "frames") == "14"
    targets = plot_of(page, "sequence").evaluate(
        "plot => { const t = plot._fullData.find((t) => t.name === 'target'); return [[...t.x], [...t.y]]; }"
    )
    assert targets == [[4, 5, 6], [0.5, -1, 0.25]]  # three steps later

    before = attribute(page, "film")
    type_in(page, "own", "0.5 one 2 3")
    warning = page.get_by_role("alert").filter(has_text="The picture still shows the last run that worked.")
    expect(warning).to_contain_text("this task takes numbers with blanks or commas between them")
    assert attribute(page, "film") == before


def test_a_click_on_the_loss_shows_an_earlier_network_and_clipping_ends_at_the_end_of_its_slider(server, visit):
    page = visit(f"{server.url}{LAB}?{QUICK}&clip_norm=0.01&lang=en", reduced_motion="reduce")
    rather_watch(page)
    expect(page.get_by_text("Clipped at 100 % of the updates")).to_be_visible()
    before = attribute(page, "film")
    click_at(page, "loss", 40)
    expect_another_film(page, before)
    expect_link(page, trained="40")
    slider = page.locator(".st-key-trained input[type=range]")
    expect(slider).to_have_value("40")

    before = attribute(page, "film")
    page.locator(".st-key-axis").get_by_text("the training", exact=True).click()
    expect_another_film(page, before)
    expect(page.locator(".st-key-trained")).to_have_count(0)
    plot = plot_of(page, "loss")
    plot.scroll_into_view_if_needed()
    x, y = plot.evaluate(
        """plot => {
            const { xaxis, yaxis } = plot._fullLayout, curve = plot._fullData[2];
            return [xaxis._offset + xaxis.d2p(curve.x[12]), yaxis._offset + yaxis.d2p(curve.y[12])];
        }"""
    )
    plot.hover(position={"x": x, "y": y})
    plot.click(position={"x": x, "y": y})
    expect_frame(page, 12)
    expect(page.locator(CAPTION)).to_contain_text("After update 12")

    before = attribute(page, "film")
    page.locator(".st-key-clip_norm input[type=range]").press("End")
    expect_another_film(page, before)
    expect_link(page, clip_norm="none")
    expect(page.locator(".st-key-clip_norm")).to_contain_text("never")
    expect(page.get_by_text("of the updates", exact=False).filter(has_text="Clipped at")).to_have_count(0)


def test_a_beginning_is_written_on_in_both_languages(server, visit):
    link = "task=characters&cell=gru&text=abcabcabc+def&sequence_length=12&n_updates=100&learning_rate=0.03&lang=zh"
    page = visit(f"{server.url}{LAB}?{link}", reduced_motion="reduce")
    before = attribute(page, "film")
    type_in(page, "own", "ab")
    expect_another_film(page, before)
    expect(page.locator("[data-panel=next]")).to_be_visible()
    expect(page.locator("[data-panel=gradient]")).to_have_count(0)
    page.locator("[data-action=last]").click()
    assert attribute(page, "frames") == "42"  # two characters and forty more; the last is no input any more
    expect(page.locator(CAPTION)).to_contain_text("写到这里：abcabc")
    frame = attribute(page, "frame")
    before = attribute(page, "film")
    page.get_by_role("radio", name="English", exact=True).click()
    expect_another_film(page, before)
    expect(page.locator(CAPTION)).to_contain_text("So far: abcabc")
    assert attribute(page, "frame") == frame
    expect(page.locator(".st-key-own input")).to_have_value("ab")


def test_the_far_setting_is_one_click_away(server, visit):
    page = visit(f"{server.url}{LAB}?task=parity&cell=gru&n_updates=50&lang=en", reduced_motion="reduce")
    rather_watch(page)
    before = attribute(page, "film")
    page.locator(".st-key-origin").get_by_text("Far", exact=True).click()
    expect_another_film(page, before)
    expect_link(page, origin="far", cell="rnn")
    expect(page.get_by_text("This is the far setting")).to_be_visible()
    expect(page.get_by_text("Not solved").first).to_be_visible()
    before = attribute(page, "film")
    page.locator(".st-key-cell").get_by_text("GRU", exact=True).click()
    expect_another_film(page, before)
    expect(page.get_by_text("Solved at update")).to_be_visible()


def test_a_phone_shows_the_lab_without_scrolling_sideways(server, visit):
    page = visit(f"{server.url}{LAB}?{QUICK}&hidden_size=3&lang=en", phone=True)
    panels = ("sequence", "loss", "hidden", "state", "gradient", "trajectory", "gates", "influence")
    parts = (PLAYER, "[data-role=scrubber]", CAPTION, *(f"[data-panel={panel}]" for panel in panels))
    expect_width_of_a_phone(page, parts)

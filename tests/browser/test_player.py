"""The player in a real browser: one film, played, stepped, scrubbed, linked to."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.film_on_page import (
    FILM,
    PLAYER,
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    expect_past,
    rather_watch,
    record,
)

FOUR = "/perceptron?dataset=four-points&shuffle=false&lang=en"


@pytest.fixture(scope="module")
def shared_page(server, visit_for_all):
    return visit_for_all(f"{server.url}{FOUR}&frame=3")


@pytest.fixture
def third_frame(shared_page):
    """A film that rests at frame 3, for tests that leave the run and the buttons as they are."""
    expect(shared_page.locator(PLAYER)).to_have_attribute("data-state", "paused")
    shared_page.locator("[data-role=scrubber]").fill("3")
    expect_link(shared_page, frame="3")
    return shared_page


def last_frame(page: Page) -> int:
    return int(attribute(page, "frames")) - 1


def act(page: Page, action: str) -> None:
    page.locator(f"[data-action={action}]").click()


def move_slider(page: Page, field: str, key: str = "ArrowRight") -> None:
    """Move a slider of the sidebar with the keyboard and wait for the film that follows."""
    before = attribute(page, "film")
    page.locator(f".st-key-{field} input[type=range]").press(key)
    expect_another_film(page, before)


def test_a_cold_deep_link_is_the_first_request_the_server_ever_gets(start_server, visit):
    with start_server() as server:
        page = visit(f"{server.url}/perceptron?dataset=xor&shuffle=false&lang=zh&frame=7")
        expect(page.get_by_role("heading", name="感知机", exact=True)).to_be_visible()
        expect_frame(page, 7)


def test_a_frame_behind_the_end_opens_the_last_one_and_a_slider_starts_a_new_film_in_the_same_player(server, visit):
    page = visit(f"{server.url}{FOUR}&frame=99999")
    expect_frame(page, last_frame(page))
    expect(page.get_by_text("The link says frame")).to_be_visible()

    rather_watch(page)
    page.locator(PLAYER).evaluate(
        "root => { root.marked = true; root.querySelector('.js-plotly-plot').marked = true; }"
    )
    record(page)
    move_slider(page, "n_epochs", "ArrowLeft")
    expect_past(page, "playing 0")
    assert page.locator(PLAYER).evaluate("r => r.marked && r.querySelector('.js-plotly-plot').marked")
    expect_link(page, n_epochs="19")
    expect(page.get_by_text("The link says frame")).to_have_count(0)

    page.emulate_media(reduced_motion="reduce")  # who wants no motion gets none
    page.set_viewport_size({"width": 1400, "height": 420})  # what is out of sight is drawn after what is in sight
    page.locator(PLAYER).evaluate(
        """root => {
            const plots = [...root.querySelectorAll(".js-plotly-plot")];
            const [first, last, drawn] = [plots[0], plots.at(-1), plots.map((plot) => plot.data)];
            const look = ([{ attributeName }]) =>
                (root[attributeName] = [first.data !== drawn[0], last.data !== drawn.at(-1)]);
            new MutationObserver(look).observe(root, { attributeFilter: ["data-in-sight"] });
            new MutationObserver(look).observe(root, { attributeFilter: ["data-film"] });
        }"""
    )
    move_slider(page, "n_epochs")
    assert attribute(page, "state") == "paused"
    seen = page.locator(PLAYER).evaluate("root => [root['data-in-sight'], root['data-film']]")
    assert seen == [[True, False], [True, True]]


def test_play_stops_at_the_end_and_the_address_says_the_frame(third_frame):
    page = third_frame
    act(page, "first")
    page.locator("[data-role=speed]").select_option("4")
    record(page)
    act(page, "play")
    expect_past(page, "playing")
    last = last_frame(page)
    expect_frame(page, last)
    expect(page.locator(PLAYER)).to_have_attribute("data-state", "paused")
    expect_link(page, frame=str(last))


def test_the_first_play_begins_at_the_beginning_and_leaving_meanwhile_is_no_harm(server, visit):
    page = visit(f"{server.url}/perceptron?dataset=four-points&slip=no-bias&n_epochs=19&lang=en")
    expect(page.locator(PLAYER)).not_to_have_attribute("data-frame", "0")
    page.locator("[data-role=speed]").select_option("0.25")
    record(page)
    act(page, "play")
    expect_past(page, "playing 0")
    page.get_by_role("link", name="Home").click()
    page.wait_for_selector(".sil-compact[data-film]")
    page.get_by_role("link", name="Perceptron", exact=True).first.click()
    page.wait_for_selector(f"{FILM}:not(.sil-compact)")
    expect_link(page, n_epochs="19", dataset="four-points")


def test_back_forward_first_last_and_scrubbing(third_frame):
    page = third_frame
    caption = page.locator("[data-role=caption]")
    third = caption.inner_text()
    act(page, "forward")
    expect_frame(page, 4)
    assert caption.inner_text() != third
    act(page, "back")
    expect_frame(page, 3)
    assert caption.inner_text() == third
    act(page, "last")
    expect_frame(page, last_frame(page))
    act(page, "first")
    expect_frame(page, 0)
    page.locator("[data-role=scrubber]").fill("5")
    expect_frame(page, 5)
    expect_link(page, frame="5")


def test_the_picture_follows_the_frame_backwards_too(shared_page):
    page = shared_page
    plane = page.locator("[data-panel=plane] .js-plotly-plot")
    # what Plotly draws is copied to an attribute, so that the test can wait for it
    plane.evaluate("""plot => {
        const tell = () => plot.setAttribute("data-line", plot._fullData[5].x.join());
        plot.on("plotly_animated", tell);
        tell();
    }""")
    act(page, "first")
    expect(plane).to_have_attribute("data-line", "")  # the line lies outside the picture, as at frame 2
    act(page, "last")
    expect(plane).to_have_attribute("data-line", re.compile(r"\d"))
    last = plane.get_attribute("data-line")
    page.locator("[data-role=scrubber]").fill("2")
    expect(plane).to_have_attribute("data-line", "")
    act(page, "last")
    expect(plane).to_have_attribute("data-line", last)


def test_the_keyboard_drives_the_player(third_frame):
    page = third_frame
    page.locator(PLAYER).focus()
    page.keyboard.press("ArrowRight")
    expect_frame(page, 4)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect_frame(page, 2)
    page.keyboard.press("End")
    expect_frame(page, last_frame(page))
    page.keyboard.press("Home")
    expect_frame(page, 0)
    record(page)
    page.keyboard.press(" ")
    expect_past(page, "playing 0")
    page.keyboard.press(" ")
    expect(page.locator(PLAYER)).to_have_attribute("data-state", "paused")


def test_keys_work_wherever_the_focus_is_but_in_a_field(third_frame):
    page = third_frame
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    expect_frame(page, 4)
    field = page.locator(".st-key-seed input")  # takes no notice of the key: a slider would change the run
    press = "(target, key) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))"
    record(page)
    field.evaluate(press, " ")  # which changes no slider: the run stays as the other tests need it
    page.locator("body").evaluate(press, "Home")
    expect_past(page, "paused 0")
    assert "playing" not in attribute(page, "past")
    keys = page.locator("[data-role=keys]")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys).to_contain_text("One frame forward")
    act(page, "keys")
    expect(keys).to_be_hidden()


def test_the_counter_and_the_scrubber_say_what_the_frame_is_before_its_number(third_frame):
    last = last_frame(third_frame)
    expect(third_frame.locator("[data-role=counter]")).to_have_text(f"sample 3 · epoch 1 · 3 / {last}")
    said = f"sample 3 · epoch 1 · frame 3 of {last}"
    expect(third_frame.locator("[data-role=scrubber]")).to_have_attribute("aria-valuetext", said)


def test_a_point_of_a_curve_is_a_way_to_its_frame(third_frame):
    page = third_frame
    target = page.locator("[data-panel=mistakes] .js-plotly-plot")
    target.evaluate("plot => plot.emit('plotly_click', { points: [{ customdata: 6 }] })")
    expect_frame(page, 6)


def test_a_projector_gets_the_film_alone_and_who_wants_words_alone_is_remembered(third_frame):
    page = third_frame
    root, algebra = page.locator(PLAYER), page.locator("[data-role=caption] div").first
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    before = page.locator("[data-role=caption]").evaluate(size)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("f")
    expect(page.locator("[data-action=projector]")).to_have_attribute("aria-pressed", "true")
    assert root.bounding_box() == {"x": 0, "y": 0, **page.viewport_size}
    assert page.locator("[data-role=caption]").evaluate(size) >= 1.4 * before
    expect(page.locator("[data-role=keys] div", has_text=re.compile("^FProjector"))).to_have_count(1)
    heights = page.locator("figure .nsewdrag").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) > 90  # a panel of one row keeps its picture under larger words
    page.keyboard.press("f")
    expect(page.locator("[data-action=projector]")).to_have_attribute("aria-pressed", "false")
    act(page, "projector")
    expect(page.locator("[data-action=projector]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.locator("[data-action=projector]")).to_have_attribute("aria-pressed", "false")
    assert root.bounding_box()["x"] > 0

    expect(algebra).to_be_visible()
    act(page, "algebra")
    expect(algebra).to_be_hidden()
    page.reload()
    page.wait_for_selector(FILM)
    expect(page.locator("[data-role=caption] p")).to_be_visible()
    expect(algebra).to_be_hidden()
    act(page, "algebra")
    expect(algebra).to_be_visible()


def test_looping_starts_again(third_frame):
    page = third_frame
    watch = """root => new MutationObserver((changes) => {
        if (changes.some((c) => Number(c.oldValue) > Number(root.dataset.frame))) root.dataset.wrapped = "yes";
    }).observe(root, { attributeFilter: ["data-frame"], attributeOldValue: true })"""
    act(page, "loop")
    expect(page.locator("[data-action=loop]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-role=speed]").select_option("4")
    page.locator("[data-role=scrubber]").fill("20")
    page.locator(PLAYER).evaluate(watch)
    act(page, "play")
    expect(page.locator(PLAYER)).to_have_attribute("data-wrapped", "yes")
    assert attribute(page, "state") == "playing"
    act(page, "play")
    act(page, "loop")
    expect(page.locator("[data-action=loop]")).to_have_attribute("aria-pressed", "false")

"""The multi-layer network in a real browser: its picture is its editor, with a mouse, by keyboard and on a phone."""

from playwright.sync_api import Page, expect

from charts.mlp.slow import moments_of
from locales import catalogue
from tests.browser.film_on_page import (
    FILM,
    PHONE,
    PLAYER,
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    expect_width_of_a_phone,
)

EN = catalogue("en")
SMALL = "/mlp?n_samples=40&n_epochs=20&hidden_layer_sizes=3,2&features=x1&lang=en"
N_WEIGHTS = (1 * 3 + 3) + (3 * 2 + 2) + (2 * 1 + 1)
NETWORK = "[data-panel=network]"

# the ends of the lines that are drawn: two points each
LINES = """plot => plot.data.slice(0, 10).map((trace) => [...trace.x].filter((x) => x !== null).length / 2)"""
# where on screen the middle of a weight's line is: the first line that has no button's name
MIDDLE = """([panel, layer]) => {
    const plot = document.querySelector(`${panel} .js-plotly-plot`);
    const { xaxis, yaxis } = plot._fullLayout;
    const traces = plot.data.slice(0, 10).filter((trace) => trace.x.length > 1);
    const [x, y] = traces.map(({ x, y }) => [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2])[0];
    const box = plot.getBoundingClientRect();
    return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
}"""

# where in the picture a point of its first curve is
AT = """(plot, k) => {
    const { xaxis, yaxis } = plot._fullLayout, { x, y } = plot.data[0];
    return [xaxis._offset + xaxis.d2p(x[k]), yaxis._offset + yaxis.d2p(y[k])];
}"""


def button(page: Page, name: str) -> None:
    """Press a button of the picture by keyboard, and wait for the film that follows."""
    before = attribute(page, "film")
    page.locator(NETWORK).get_by_role("button", name=name, exact=True).press("Enter")
    expect_another_film(page, before)


def overlaps(page: Page) -> list[list[str]]:
    """Which written buttons and words of the picture lie on one another."""
    found: list[list[str]] = page.locator(NETWORK).evaluate("""panel => {
        const all = [...panel.querySelectorAll(".sil-sign, .textpoint text")].filter((e) => e.textContent.trim());
        const boxes = all.map((e) => [e.textContent, e.getBoundingClientRect()]);
        return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).flatMap(([b, q]) => {
            const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
            const up = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
            return across > 0 && up > 0 ? [[a, b]] : [];
        }));
    }""")
    return found


def test_the_picture_of_the_network_is_its_editor(server, visit):
    page = visit(f"{server.url}{SMALL}&frame=7", reduced_motion="reduce")
    plot = page.locator(f"{NETWORK} .js-plotly-plot")
    assert sum(plot.evaluate(LINES)) == N_WEIGHTS
    page.locator("[data-action=forward]").click()
    expect_frame(page, 8)
    assert sum(plot.evaluate(LINES)) == N_WEIGHTS

    losses = page.locator("[data-panel=mlp_losses] .js-plotly-plot")
    losses.scroll_into_view_if_needed()
    x, y = losses.evaluate(AT, 6)  # the player has drawn this point, and Plotly has to find it
    losses.hover(position={"x": x, "y": y})
    losses.click(position={"x": x, "y": y})
    expect_frame(page, 6)
    page.locator("[data-role=scrubber]").fill("8")
    expect_frame(page, 8)

    button(page, "Show neuron 2 of layer 1 in the plane")
    expect(page.locator("[data-panel=answers] figcaption")).to_have_text("What neuron 2 of layer 1 says")
    expect_frame(page, 8)  # another look at the same training
    expect_link(page, unit="1,2", frame="8")

    before = attribute(page, "film")
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")  # nothing lies over the line
    page.mouse.click(*page.evaluate(MIDDLE, [NETWORK, 1]))
    expect_another_film(page, before)
    expect_frame(page, 8)
    number = page.get_by_role("spinbutton", name="A number of your own")
    number.fill("2.5")
    number.press("Enter")
    before = attribute(page, "film")
    page.get_by_role("button", name="Set it").click()
    expect_another_film(page, before)
    taken_back = page.get_by_role("button", name="is 2.5")
    expect(taken_back).to_contain_text("epoch 8")

    button(page, "Add a hidden layer")
    expect_link(page, hidden_layer_sizes="3,2,2")
    expect(taken_back).to_have_count(0)
    button(page, "One neuron more in layer 3")
    expect_link(page, hidden_layer_sizes="3,2,3")
    assert page.evaluate("document.activeElement.title") == "One neuron more in layer 3"  # to be pressed again
    assert overlaps(page) == []

    before = attribute(page, "film")
    page.locator(".st-key-axis").get_by_text(EN("axis_slow"), exact=True).click()
    expect_another_film(page, before)
    page.locator(PLAYER).focus()
    page.keyboard.press("Home")
    for k, (kind, layer) in enumerate(moments_of(4)):  # forwards, the loss, backwards, the step: by keyboard
        expect_frame(page, k)
        expect(page.locator("[data-role=counter]")).to_contain_text(EN(f"mark_slow_{kind}", layer=layer))
        page.keyboard.press("ArrowRight")

    page.set_viewport_size(PHONE)
    page.reload()
    page.wait_for_selector(FILM)
    expect_width_of_a_phone(page, [NETWORK, "[data-panel=answers]"])
    assert overlaps(page) == []
    expect(page.locator(NETWORK).get_by_role("button", name="增加一个隐藏层")).to_be_visible()

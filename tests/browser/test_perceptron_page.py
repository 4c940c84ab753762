"""The perceptron lab as its visitors meet it: two languages, two themes, a phone, own points, files to take away."""

import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.film_on_page import (
    FILM,
    PLAYER,
    attribute,
    expect_another_film,
    expect_frame,
    expect_link,
    expect_width_of_a_phone,
    rather_watch,
    said_by,
    switch_language,
)

NOTHING_LEFT = "[data-testid=stApp][data-test-script-state=notRunning]"


def values(page: Page) -> dict[str, str]:
    """What the controls of the sidebar say, apart from the language they say it in."""
    return {
        "learning_rate": page.locator(".st-key-learning_rate input[type=range]").input_value(),
        "n_epochs": page.locator(".st-key-n_epochs input[type=range]").input_value(),
        "shuffle": str(page.locator(".st-key-shuffle input").is_checked()),
        "variant": str(page.locator(".st-key-variant [role=radio]").evaluate_all("r => r.map(x => x.ariaChecked)")),
    }


@pytest.mark.parametrize(
    ("link", "panel", "n_known", "n_whole", "legend"),
    [("perceptron?seed=4", "mistakes", 1, 2, []), ("recurrent?n_updates=60", "loss", 1, 4, ["best constant"])],
)
def test_curves_that_run_ahead_are_kept_back_until_the_visitor_has_guessed(
    server, visit, link, panel, n_known, n_whole, legend
):
    page = visit(f"{server.url}/{link}", reduced_motion="reduce")
    there = page.locator(f"[data-panel={panel}]")
    curves, names = there.locator(".scatterlayer .trace.scatter"), there.locator(".sil-legend li")
    expect(curves).to_have_count(n_known)
    expect(names).to_have_text(legend)
    expect(there).to_contain_text("after your guess")
    rather_watch(page)
    expect(curves).to_have_count(n_whole)
    expect(there).not_to_contain_text("after your guess")
    if legend:
        expect(names).to_have_count(n_whole)

    again = visit(f"{server.url}/{link}", reduced_motion="reduce")  # who sees the end need not guess it
    curves = again.locator(f"[data-panel={panel}] .scatterlayer .trace.scatter")
    again.locator("[data-action=last]").click()
    expect(curves).to_have_count(n_whole)
    again.locator("[data-action=first]").click()
    expect(curves).to_have_count(n_whole)
    expect(page.locator(PLAYER)).to_have_attribute("data-state", "paused")


def test_language_and_one_more_change_leave_every_control_and_the_frame(server, visit):
    link = "dataset=ring&variant=pocket&learning_rate=0.5&n_epochs=12&shuffle=false&slip=no-bias&lang=en&frame=33"
    page = visit(f"{server.url}/perceptron?{link}")
    before, said = values(page), said_by(page.url)
    switch_language(page, "中文")
    expect(page.get_by_text("学习率").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert values(page) == before
    assert expect_link(page, lang="zh") == said | {"lang": "zh"}
    expect_frame(page, 33)
    expect(page.get_by_role("combobox", name="数据集")).to_have_value("圆环")
    expect(page.get_by_role("combobox", name="常见错误")).to_have_value("漏掉了偏置")

    film = attribute(page, "film")
    page.locator(".st-key-n_epochs input[type=range]").press("ArrowRight")
    expect_another_film(page, film)
    after = values(page)
    assert after["n_epochs"] == "13"
    assert {k: after[k] for k in ("learning_rate", "shuffle", "variant")} == {
        k: before[k] for k in ("learning_rate", "shuffle", "variant")
    }
    expect(page.get_by_role("combobox", name="数据集")).to_have_value("圆环")
    expect(page.get_by_role("combobox", name="常见错误")).to_have_value("漏掉了偏置")
    expect_link(page, dataset="ring", n_epochs="13")


@pytest.fixture(scope="module")
def shared_page(server, visit_for_all):
    """The lab at its defaults in English, for tests that leave it so."""
    return visit_for_all(f"{server.url}/perceptron?lang=en&frame=3")


def test_every_tab_opens_at_the_first_click_and_stays_open_when_the_language_changes(shared_page):
    page = shared_page
    for tab in ("Code", "Check", "Take away", "Explain", "Check"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        expect(page.locator(NOTHING_LEFT)).to_be_visible()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("textbook loop")).to_be_visible()
    switch_language(page, "中文")
    expect(page.get_by_role("tab", name="检验")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("教科书上的循环")).to_be_visible()
    switch_language(page, "English")


def test_words_in_and_around_the_film_are_legible_in_both_themes(shared_page):
    page = shared_page
    tick = page.locator("[data-panel=plane] .xtick text").first
    for scheme in ("light", "dark"):
        before = tick.evaluate("node => getComputedStyle(node).fill")
        page.emulate_media(color_scheme=scheme)
        if scheme == "dark":  # the page follows without a rerun
            expect(tick).not_to_have_css("fill", before)
        places = ["[data-role=caption]", "[data-role=counter]", "[data-panel=plane] figcaption", ".sil-bad"]
        for place in places:
            assert contrast(page, place, "color") >= 4.5, place
        assert contrast(page, "[data-panel=plane] .xtick text", "fill") >= 4.5
    page.emulate_media(color_scheme="light")


def test_copy_link_copies_the_address(server, shared_page):
    page = shared_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    page.locator("[data-role=scrubber]").fill("4")
    expect_link(page, frame="4")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.locator("[data-role=scrubber]").fill("3")
    expect_link(page, frame="3")


def contrast(page: Page, selector: str, kind: str) -> float:
    """WCAG contrast of a text with what lies behind it."""
    text, ground = page.locator(selector).first.evaluate(
        """(node, kind) => {
            const parse = (c) => c.match(/[\\d.]+/g).map(Number);
            const text = parse(getComputedStyle(node)[kind]);
            for (let at = node; at; at = at.parentElement) {
                const ground = parse(getComputedStyle(at).backgroundColor);
                if (ground[3] === undefined || ground[3] === 1) return [text, ground];
            }
        }""",
        kind,
    )
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb: list[float]) -> float:
    c = np.array(rgb[:3]) / 255
    linear = np.where(c <= 0.03928, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_a_phone_shows_everything_without_scrolling_sideways(server, visit):
    page = visit(f"{server.url}/?lang=en", phone=True)
    expect_width_of_a_phone(page, (PLAYER, "[data-role=scrubber]", "[data-panel=plane]", ".st-key-lang"))
    switch_language(page, "English")
    page.get_by_role("link", name="Open the lab: Perceptron").click()
    page.wait_for_selector(f"{FILM}:not(.sil-compact)")
    expect_width_of_a_phone(page, (PLAYER, "[data-role=scrubber]", "[data-panel=plane]", ".st-key-lang"))


def test_own_points_are_read_from_a_file_put_with_a_click_and_cleared(server, visit):
    page = visit(f"{server.url}/perceptron?dataset=own&lang=en", reduced_motion="reduce")
    pad = page.locator("[data-testid=pad]")
    page.get_by_text("Read a CSV file").first.click()
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"x1,x2\n1,2\n"})
    expect(page.get_by_text("The column label is missing")).to_be_visible()
    expect(pad).to_have_attribute("data-points", "6")
    film = attribute(page, "film")
    good = b"x1,x2,label\n0,0,-1\n1,1,1\n2,2.345,1\n"
    chooser.set_input_files({"name": "good.csv", "mimeType": "text/csv", "buffer": good})
    expect(pad).to_have_attribute("data-points", "3")
    expect(page.get_by_text("rounded to two decimals")).to_be_visible()
    expect_another_film(page, film)

    film = attribute(page, "film")
    plane = pad.locator("[data-role=plane]")
    box = plane.bounding_box()
    plane.click(position={"x": box["width"] * 0.7, "y": box["height"] * 0.7})
    expect(pad).to_have_attribute("data-points", "4")
    expect_another_film(page, film)
    expect(page.locator("[data-role=caption]")).to_be_visible()
    page.wait_for_url(lambda url: len(said_by(url).get("points", "").split(";")) == 4)

    film = attribute(page, "film")
    pad.locator("[data-action=clear]").click()
    expect(page.get_by_text("must hold at least 2 points")).to_be_visible()
    assert attribute(page, "film") == film


def download(page: Page, label: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    done: Download = waiting.value
    path = folder / done.suggested_filename
    done.save_as(path)
    return path


def test_what_is_taken_away_gives_the_same_run_again_and_the_film_plays_by_itself(server, visit, tmp_path):
    link = "dataset=overlapping-blobs&variant=averaged&learning_rate=0.35&n_epochs=7&seed=3"
    page = visit(f"{server.url}/perceptron?{link}&lang=zh")
    page.get_by_role("tab", name="带走").click()
    program = download(page, "NumPy 程序（.py）", tmp_path)
    weights = np.load(download(page, "权重与数据", tmp_path))
    table = download(page, "运行记录", tmp_path).read_text().splitlines()

    # -I: alone, without this repository on the path
    ran = subprocess.run([sys.executable, "-I", program], capture_output=True, text=True, cwd=tmp_path, check=True)
    w, b = ran.stdout.splitlines()[0].removeprefix("w = ").split(", b = ")
    np.testing.assert_allclose(literal_eval(w), weights["w"], rtol=1e-12)
    assert float(b) == pytest.approx(weights["b"], rel=1e-12)
    assert [float(x) for x in table[-1].split(",")[3:5]] == weights["w"].tolist()

    alone = visit(download(page, "影片", tmp_path).as_uri())
    alone.locator("[data-role=speed]").select_option("4")
    expect_frame(alone, int(attribute(alone, "frames")) - 1)
    expect(alone.locator("[data-action=play]")).to_have_attribute("aria-label", "播放")

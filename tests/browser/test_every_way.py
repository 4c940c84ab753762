"""The player without the app, as it plays a film that was taken away: every way to a frame, keys, and hands."""

import json
import math
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from locales import catalogue
from tests.links.test_links import RECORDED, film_behind
from ui.player import standalone_html

# Walks a film by steps and jumps, there and back, and opens it at the same frames: which words differ?
WALK = """async film => {
    const last = film.captions.length - 1;
    const drawn = (player) => Object.fromEntries(player.plots.map(({ panel, target }) => [panel.name, words(target)]));
    const words = (target) => [...target.querySelectorAll(".textpoint text")]
        .filter((text) => text.textContent.trim())
        .map((text) => `${text.textContent} at ${text.getAttribute("x")}, ${text.getAttribute("y")}`).sort();
    const openAt = (start) => new Promise((resolve) => {
        const root = document.body.appendChild(document.createElement("div"));
        const opened = new Player(root, { plotly: () => Promise.resolve(Plotly), onFilm: () => resolve(opened) });
        opened.update({ ...film, labels: player.film.labels, start });
    });
    const atRest = async (player) => {
        while (player.plots.some((plot) => plot.busy || plot.late)) await new Promise(requestAnimationFrame);
    };
    const close = (player) => { player.destroy(); player.root.remove(); };
    const walker = await openAt(0);
    await atRest(walker);
    const [differences, opened, found] = [[], {}, new Set()];
    for (const k of [1, 2, 0, last, 1, last >> 1, 0, last >> 1]) {
        walker.seek(k);
        await atRest(walker);
        if (!opened[k]) {
            const fresh = await openAt(k);
            await atRest(fresh);
            opened[k] = drawn(fresh);
            close(fresh);
        }
        for (const [panel, there] of Object.entries(drawn(walker))) {
            there.forEach((word) => found.add(word));
            if (String(there) !== String(opened[k][panel])) differences.push([k, panel, there, opened[k][panel]]);
        }
    }
    close(walker);
    return [differences, found.size];
}"""


def panels_with_changing_words(film: dict[str, Any]) -> list[dict[str, Any]]:
    return [p for p in film["panels"] if any("text" in p["data"][j].get("mode", "") for j in p["traces"])]


@pytest.fixture(scope="module")
def open_film(visit_for_all, tmp_path_factory):
    file = tmp_path_factory.mktemp("film") / "film.html"
    film = film_behind("/perceptron").json
    file.write_text(standalone_html(film, catalogue("en"), title="A film", lang="en"), "utf-8")
    return visit_for_all(file.as_uri(), reduced_motion="reduce")


def test_the_words_of_a_frame_do_not_depend_on_the_way_to_it(open_film):
    n_words = 0
    for link in RECORDED:
        film = json.loads(film_behind(link).json)
        panels = panels_with_changing_words(film)
        differences, n = open_film.evaluate(WALK, film | {"panels": panels}) if panels else ([], 0)
        assert differences == [], link
        n_words += n
    assert n_words > 500


# Shows a film in the place of the page's own, with or without somebody who answers to clicks.
SHOW = """([film, answered]) => new Promise((resolve) => {
    (window.shown ?? player).destroy();
    window.asked = [];
    const answers = { onPick: () => {}, onAsk: (...cell) => asked.push(cell) };
    const callbacks = { plotly: () => Promise.resolve(Plotly), onFilm: resolve, ...(answered ? answers : {}) };
    const labels = player.film.labels;
    window.shown = new Player(player.root, callbacks);
    shown.update({ ...film, labels });
}).then(() => {
    const labels = [...shown.root.querySelectorAll("[aria-label]")].map((node) => node.getAttribute("aria-label"));
    return shown.root.innerText + labels;
})"""
EYE = "shown.plots.find((plot) => plot.panel.name === 'surface').target._fullLayout.scene.camera.eye"
INVITATIONS = ("hint_start", "hint_rates", "hint_step", "hint_trained", "hint_cell")
INVITING = {
    "/gradient-descent?landscape=bowl&optimizers=sgd&learning_rate=0.9&lang=zh": ("hint_start", "hint_rates"),
    "/recurrent": ("hint_step", "hint_trained"),
    "/convolution?digit=7&example=12&side=28&kernel=laplacian": ("hint_cell",),
}


@pytest.mark.parametrize("link", INVITING)
def test_a_panel_asks_for_a_click_only_where_somebody_answers(open_film, link):
    t = catalogue("zh" if "lang=zh" in link else "en")
    film = json.loads(film_behind(link).json)
    alone = open_film.evaluate(SHOW, [film, False])
    assert [name for name in INVITATIONS if t(name) in alone] == []
    assert t("player_cell") not in open_film.locator("[data-role=keys]").text_content()
    answered = open_film.evaluate(SHOW, [film, True])
    assert {name for name in INVITATIONS if t(name) in answered} == set(INVITING[link])


def test_arrows_reach_every_cell_of_a_row(open_film):
    film = json.loads(film_behind("/convolution?digit=7&example=12&side=28&kernel=laplacian").json)
    open_film.evaluate(SHOW, [film, True])
    open_film.locator("[data-testid=player]").focus()
    open_film.keyboard.press("Home")
    open_film.keyboard.press("ArrowRight")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        open_film.keyboard.press(key)
    width = len(film["panels"][0]["cells"][0]) - 2
    assert open_film.evaluate("asked") == [["output", 0, c] for c in (0, 1, 0, width - 1)]
    assert "↑" in open_film.locator("[data-role=keys]").text_content()


def test_every_panel_is_described_by_what_this_frame_shows(open_film):
    film = json.loads(film_behind("/gradient-descent?landscape=bowl&optimizers=sgd&learning_rate=0.9&lang=zh").json)
    open_film.evaluate(SHOW, [film, False])
    for key, frame in (("End", len(film["marks"]) - 1), ("Home", 0)):
        open_film.keyboard.press(key)
        for name in (panel["name"] for panel in film["panels"]):
            picture = open_film.locator(f"[data-panel={name}] [role=img]")
            expect(picture).to_have_accessible_description(re.compile(re.escape(film["marks"][frame])))


def test_the_race_in_space_turns_under_the_hand_and_leaves_the_wheel_to_the_page(open_film):
    page = open_film
    film = json.loads(film_behind("/gradient-descent").json)
    page.evaluate(SHOW, [film, False])
    page.locator("[data-panel=surface]").scroll_into_view_if_needed()

    def eye() -> dict[str, float]:
        found: dict[str, float] = page.evaluate(EYE)
        return found

    def distance() -> float:
        return math.hypot(*eye().values())

    box = page.locator("[data-panel=surface] canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    first, far = eye(), distance()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=3)
    page.mouse.up()
    turned = eye()
    assert turned["z"] == pytest.approx(first["z"])
    assert math.atan2(turned["y"], turned["x"]) == pytest.approx(math.atan2(first["y"], first["x"]) - 0.6)
    page.keyboard.press("End")  # drawn whole, from the same place
    assert eye() == pytest.approx(turned)
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    for kind, half in (("touchStart", 20), ("touchMove", 40)):
        points = [{"x": x - half, "y": y, "id": 0}, {"x": x + half, "y": y, "id": 1}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(f"far => Math.hypot(...Object.values({EYE})) < far", arg=0.9 * far)
    before = page.evaluate("scrollY")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -200 if before else 200)
    page.wait_for_function("before => scrollY !== before", arg=before)

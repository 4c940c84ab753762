"""The player without the app, as it plays a film that was taken away: every way to a frame, keys, and hands."""

import json
import math
import re
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from charts.film import Film
from charts.story import in_tens
from core.progress import silent
from locales import LANGUAGES, Catalogue, catalogue
from runs.wishes import VIEWS
from tests.browser.film_on_page import PHONE
from tests.links.test_links import RECORDED, film_behind
from ui.player import player_labels, standalone_html

# Walks a film by steps and jumps, there and back, and opens it at the same frames: which words differ?
WALK = """async film => {
    const last = film.captions.length - 1;
    const drawn = (player) => Object.fromEntries(player.panels.map(({ spec, target }) => [spec.name, words(target)]));
    const words = (target) => [...target.querySelectorAll(".textpoint text")]
        .filter((text) => text.textContent.trim())
        .map((text) => `${text.textContent} at ${text.getAttribute("x")}, ${text.getAttribute("y")}`).sort();
    const openAt = (start) => new Promise((resolve) => {
        const root = document.body.appendChild(document.createElement("div"));
        const opened = new Player(root, { plotly: () => Promise.resolve(Plotly), onFilm: () => resolve(opened) });
        opened.update({ ...film, labels: player.film.labels, start });
    });
    const atRest = async (player) => {
        while (player.panels.some((panel) => panel.isBusy || panel.late)) await new Promise(requestAnimationFrame);
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


def make(panel: dict[str, Any]) -> tuple[object, ...]:
    """What the player's way through a panel depends on: its traces, what of which of them changes, and how many words.

    The first is the same in every frame, see tests/charts/test_plot.py.
    """
    changes = [list(change) for change in panel["frames"][0]]
    n_words = [{len(change.get("text", "")) for change in changes} for changes in zip(*panel["frames"], strict=True)]
    more_or_fewer = [len(numbers) > 1 for numbers in n_words]
    return panel["name"], len(panel["data"]), *panel["traces"], str(changes), *more_or_fewer


@pytest.fixture(scope="module")
def open_film(visit_for_all, tmp_path_factory):
    file = tmp_path_factory.mktemp("film") / "film.html"
    film = film_behind("/perceptron").json
    file.write_text(standalone_html(film, catalogue("en"), title="A film", lang="en"), "utf-8")
    return visit_for_all(file.as_uri(), reduced_motion="reduce")


def test_the_words_of_a_frame_do_not_depend_on_the_way_to_it(open_film):
    n_words, walked = 0, set()
    for link in RECORDED:
        film = json.loads(film_behind(link).json)
        panels = [panel for panel in panels_with_changing_words(film) if make(panel) not in walked]
        walked.update(map(make, panels))
        differences, n = open_film.evaluate(WALK, film | {"panels": panels}) if panels else ([], 0)
        assert differences == [], link
        n_words += n
    assert len({name for name, *_ in walked}) > 15
    assert n_words > 300


# Jumps through a film, and has Plotly draw every panel anew beside it: where do lines, points and words differ?
BESIDE = """async film => {
    const root = document.body.appendChild(document.createElement("div"));
    const callbacks = { plotly: () => Promise.resolve(Plotly) };
    const walker = new Player(root, callbacks);
    await walker.update({ ...film, labels: player.film.labels, start: 0 });
    const numbers = (text) => text.match(/-?[\\d.]+(e-?\\d+)?/g).map(Number);
    const strokesOf = (path) => path.getAttribute("d").match(/M[^M]*/g).map((stroke) => {
        let at = [];
        return stroke.match(/[MLHV][^MLHVZ]*/g).map((step) => {
            const [a, b] = numbers(step);
            return (at = step[0] === "H" ? [a, at[1]] : step[0] === "V" ? [at[0], a] : [a, b]);
        });
    });
    const isLong = (stroke) => stroke.some(([x, y]) => Math.hypot(x - stroke[0][0], y - stroke[0][1]) > 1); // pixel
    const nearness = ([x, y], strokes) => Math.min(...strokes.flatMap((stroke) => stroke.slice(1).map(([bx, by], k) => {
        const [ax, ay] = stroke[k], [dx, dy] = [bx - ax, by - ay];
        const part = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
        return Math.hypot(x - ax - part * dx, y - ay - part * dy);
    })));
    const seen = (trace, { xaxis, yaxis }) => {
        const all = (selector) => [...(trace?.querySelectorAll(selector) ?? [])];
        const isInside = ([x, y]) => x >= 0 && y >= 0 && x <= xaxis._length && y <= yaxis._length;
        const lines = all(".js-line, .js-fill").flatMap(strokesOf).filter(isLong);
        return {
            lines,
            corners: lines.flat().filter(isInside),
            points: all("path.point").map((point) => numbers(point.getAttribute("transform"))),
            fills: all(".js-fill:not([d='M0,0Z'])").map((fill) => {
                const { fill: colour, fillOpacity } = getComputedStyle(fill);
                const [r, g, b, alpha = 1] = numbers(colour);
                return [r, g, b, (alpha * fillOpacity).toFixed(3)].join();
            }),
            words: all(".textpoint text").filter((word) => word.textContent.trim())
                .map((word) => [word.textContent, word.getAttribute("x"), word.getAttribute("y")].join()).sort(),
        };
    };
    const differ = (mine, its) => {
        if (mine.points.length !== its.points.length) return true;
        const misses = (a, b) => a.corners.some((corner) => nearness(corner, b.lines) > 0.75);
        const apart = mine.points.some(([x, y], k) => Math.hypot(x - its.points[k][0], y - its.points[k][1]) > 0.02);
        return misses(mine, its) || misses(its, mine) || apart
            || String(mine.words) !== String(its.words) || String(mine.fills) !== String(its.fills);
    };
    const painted = () => walker.panels.filter((panel) => panel.brush && panel.spec.traces.length);
    const [differences, found] = [[], { corners: 0, points: 0, words: 0 }];
    const last = film.captions.length - 1;
    for (const k of [last, 1, last >> 1, 0]) {
        walker.seek(k);
        for (const { spec, target, isPainted } of painted()) {
            if (!isPainted) differences.push([k, spec.name, "left to Plotly"]);
            const beside = document.body.appendChild(document.createElement("div"));
            await Plotly.newPlot(beside, target.data.map((trace) => ({ ...trace })), structuredClone(target.layout));
            for (const i of spec.traces) {
                const traces = [target, beside].map((plot) => plot.querySelector(`.tracesil${i}`));
                const [mine, its] = traces.map((trace) => seen(trace, target._fullLayout));
                for (const what of Object.keys(found)) found[what] += its[what].length;
                if (differ(mine, its)) differences.push([k, spec.name, i, mine, its]);
            }
            Plotly.purge(beside);
            beside.remove();
        }
    }
    const names = painted().map(({ spec }) => spec.name);
    while (walker.panels.some((panel) => panel.isBusy || panel.late)) await new Promise(requestAnimationFrame);
    walker.destroy();
    root.remove();
    return [differences, names, found];
}"""


def test_what_the_player_draws_itself_is_what_plotly_draws_of_the_same_frame(open_film):
    panels, n = set[str](), {"corners": 0, "points": 0, "words": 0}
    for link in (link for k, link in enumerate(RECORDED) if k % 3 == 0 or "mlp" in link):
        differences, names, found = open_film.evaluate(BESIDE, json.loads(film_behind(link).json))
        assert differences == [], link
        panels.update(names)
        n = {what: n[what] + found[what] for what in n}
    assert panels >= {"network", "warp", "mlp_losses", "confusion", "products", "sequence", "updates", "parameters"}
    assert min(n.values()) > 500


# Which captions of a film are wider than their place, every tenth and the last one.
TOO_WIDE = """({ captions: all }) => all.filter((text, k) => k % 10 === 0 || k === all.length - 1).filter((text) => {
    write(player.caption, text);
    return player.caption.scrollWidth > player.caption.clientWidth;
})"""


def test_no_caption_is_wider_than_a_phone(open_film):
    size = open_film.viewport_size
    open_film.set_viewport_size(PHONE)
    for link in RECORDED:
        assert open_film.evaluate(TOO_WIDE, json.loads(film_behind(link).json)) == [], link
    open_film.set_viewport_size(size)


# Shows a film in the place of the page's own, with or without somebody who answers to clicks.
SHOW = """([film, answered]) => new Promise((resolve) => {
    (window.onPage ?? player).destroy();
    window.asked = [];
    const answers = { onPick: () => {}, onAsk: (...cell) => asked.push(cell) };
    const callbacks = { plotly: () => Promise.resolve(Plotly), onFilm: resolve, ...(answered ? answers : {}) };
    const labels = player.film.labels;
    window.onPage = new Player(player.root, callbacks);
    onPage.update({ ...film, labels });
}).then(() => {
    const labels = [...onPage.root.querySelectorAll("[aria-label]")].map((node) => node.getAttribute("aria-label"));
    return onPage.root.innerText + labels;
})"""
EYE = "onPage.panels.find((panel) => panel.spec.name === 'surface').target._fullLayout.scene.camera.eye"
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


# What every panel says at some frames of a film, of which nothing is drawn.
LISTEN = """([film, labels, frames]) => {
    const root = document.body.appendChild(document.createElement("div"));
    const unseen = new Player(root, { plotly: () => new Promise(() => {}) });
    unseen.update({ ...film, labels });
    const said = frames.map((k) => {
        unseen.show(k, { draw: false });
        return Object.fromEntries(unseen.panels.map(({ spec, said }) => [spec.name, said.textContent]));
    });
    unseen.destroy();
    root.remove();
    return said;
}"""


def said_at(page: Page, film: Film, t: Catalogue, *frames: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate(LISTEN, [json.loads(film.json), player_labels(t), frames])
    return found


@pytest.fixture(scope="module")
def scenes() -> dict[str, Any]:
    """A run of every view."""
    fewer = {"attention": {"n_updates": 9}, "recurrent": {"n_updates": 20}, "mlp": {"n_epochs": 10}}
    return {name: view.scene(view.params(**fewer.get(name, {})), silent) for name, view in VIEWS.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_panel_says_what_its_frame_shows(open_film, scenes, lang):
    own, t = set[str](), catalogue(lang)
    for view, scene in scenes.items():
        film = VIEWS[view].film(scene, view, t)
        first, middle, last = said_at(open_film, film, t, 0, film.n_frames // 2, film.n_frames - 1)
        plain = film.captions[-1].partition("</p>")[0]
        for name, sentence in last.items():
            assert len(sentence) > 3, (view, name)
            assert not re.search(r"undefined|null|NaN|[{<]", sentence), (view, name, sentence)
            assert not sentence == first[name] == middle[name], (view, name, sentence)
            own |= set() if sentence in unescape(plain) else {name}
    assert own >= {"loss", "losses", "map", "parameters", "plane", "products", "kernel", "mlp_losses", "cnn_answer"}
    assert own >= {"share", "distribution", "trajectory"}


# How much of the window the first panel of a film takes, of which nothing is drawn.
HEIGHT = """([film, labels]) => {
    const root = document.body.appendChild(document.createElement("div"));
    const unseen = new Player(root, { plotly: () => new Promise(() => {}) });
    unseen.update({ ...film, labels });
    const part = unseen.panels[0].box.offsetHeight / innerHeight;
    unseen.destroy();
    root.remove();
    return part;
}"""


def test_the_first_panel_leaves_room_for_its_controls_and_caption(open_film, scenes):
    size, t = open_film.viewport_size, catalogue("en")
    open_film.set_viewport_size({"width": 1280, "height": 720})
    parts = {
        name: open_film.evaluate(HEIGHT, [json.loads(VIEWS[name].film(scene, name, t).json), player_labels(t)])
        for name, scene in scenes.items()
    }
    open_film.set_viewport_size(size)
    assert {name: part for name, part in parts.items() if not 0.2 < part <= 0.6} == {}


def test_what_a_panel_says_are_the_numbers_of_the_run(open_film, scenes):
    en, zh = catalogue("en"), catalogue("zh")

    def said(view: str, k: int, t: Catalogue) -> dict[str, str]:
        (at_k,) = said_at(open_film, VIEWS[view].film(scenes[view], view, t), t, k)
        return at_k

    race = scenes["gradient-descent"]
    k = race.n_frames // 2
    loss = race.history.losses[race.steps[k], race.names.index("adam")]
    assert f"Adam: update {race.steps[k]}, loss {loss:.4g}" in said("gradient-descent", k, en)["loss"]
    digits = scenes["cnn"]
    k = digits.n_frames // 2
    answer, losses = (said("cnn", k, zh)[f"cnn_{name}"] for name in ("answer", "losses"))
    assert answer == f"最大的是 {digits.answers[k]}，概率 {digits.shares[k].max():.4g}"
    assert f"测试数字：损失 {digits.history.test_losses[k]:.4g}" in losses  # the other axis is written in words
    perceptron = scenes["perceptron"]
    w1, w2 = perceptron.history.current_weights[-1]
    weights = said("perceptron", perceptron.n_frames - 1, en)["weights"]
    assert weights == f"w₁ {w1:.4g}, w₂ {w2:.4g}".replace("-", "−")


def test_of_what_lies_below_an_axis_no_more_is_said_than_that(open_film):
    """A step of the best length ends in the minimum, where the loss is 0, and a logarithmic axis has none."""
    view, t = VIEWS["gradient-descent"], catalogue("en")
    race = view.scene(view.params("bowl", learning_rate=1.0, optimizers=("sgd",), n_steps=20), silent)
    first, last = said_at(open_film, view.film(race, "race", t), t, 0, race.n_frames - 1)
    assert race.history.losses[-1, 0] == 0
    assert first["loss"] == f"SGD: update 0, loss {race.history.losses[0, 0]:.4g}"
    assert last["loss"] == f"SGD: update 20, loss at most {in_tens(f'{race.floor:.4g}')}"


# The signs of all legends whose colours no browser knows, and how many signs there are.
UNSEEN = """() => {
    const shapes = [...document.querySelectorAll(".sil-legend svg > *")];
    const isSeen = (shape) => ["fill", "stroke"].map((name) => shape.getAttribute(name)).some(
        (colour) => colour && colour !== "none" && CSS.supports("color", colour));
    return [shapes.filter((shape) => !isSeen(shape)).map((shape) => shape.outerHTML), shapes.length];
}"""


# The words of pictures that a phone cuts off, and those on titles of axes.
CUT_OFF = """() => [...document.querySelectorAll("[data-panel]")].flatMap((panel) => {
    const { left, right, top, bottom } = panel.querySelector(".sil-plot").getBoundingClientRect();
    const all = (selector) => [...panel.querySelectorAll(selector)].filter((text) => text.textContent.trim());
    const boxes = (selector) => all(selector).map((text) => [text.textContent, text.getBoundingClientRect()]);
    const over = (box) => [left - box.left, box.right - right, top - box.top, box.bottom - bottom]; // pixels
    const isOut = (box) => box.width > 0 && Math.max(...over(box)) > 2;
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const ticks = boxes(".xtick text, .ytick text");
    const hit = boxes(".xtitle, .ytitle").filter(([, title]) => ticks.some(([, tick]) => meet(title, tick)));
    return [...boxes(".js-plotly-plot text").filter(([, box]) => isOut(box)), ...hit].map(([text]) => text);
})"""
MORE = {"mlp": ({"dataset": "plane", "loss": "squared", "n_epochs": 10}, {"dataset": "iris", "n_epochs": 10})}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_phone_no_word_is_cut_off_and_every_name_in_a_legend_has_a_sign(open_film, scenes, lang):
    size, n_shown = open_film.viewport_size, 0
    open_film.set_viewport_size(PHONE)
    others = [(name, VIEWS[name].scene(VIEWS[name].params(**one), silent)) for name in MORE for one in MORE[name]]
    for name, scene in [*scenes.items(), *others]:
        open_film.evaluate(SHOW, [json.loads(VIEWS[name].film(scene, name, catalogue(lang)).json), False])
        assert open_film.evaluate(CUT_OFF) == [], name
        unseen, n = open_film.evaluate(UNSEEN)
        assert unseen == [], name
        n_shown += n
    open_film.set_viewport_size(size)
    assert n_shown > 40


def test_the_description_of_a_panel_follows_the_film(open_film):
    film = json.loads(film_behind("/gradient-descent?landscape=bowl&optimizers=sgd&learning_rate=0.9&lang=zh").json)
    open_film.evaluate(SHOW, [film, False])
    for key, frame in (("End", len(film["marks"]) - 1), ("Home", 0)):
        open_film.keyboard.press(key)
        for panel in film["panels"]:
            name = panel["name"]
            said = open_film.locator(f"[data-panel={name}] [data-role=said]").text_content()
            picture = open_film.locator(f"[data-panel={name}] [role=img]")
            described = re.compile(re.escape(film["marks"][frame]) + ".*" + re.escape(said))
            expect(picture).to_have_accessible_description(described)


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


def test_while_a_film_plays_a_panel_out_of_sight_waits_until_it_is_looked_at(open_film):
    page = open_film
    page.evaluate(SHOW, [json.loads(film_behind("/mlp").json), False])
    page.evaluate("scrollTo(0, 0)")
    drawn = "onPage.panels.find((panel) => panel.spec.name === 'layer_gradients').target.data[0].x.length - 1"
    page.wait_for_function("onPage.panels.find((panel) => panel.spec.name === 'layer_gradients').isHidden")
    page.evaluate("onPage.seek(0), onPage.play()")
    page.wait_for_function("onPage.frame > 1")
    assert page.evaluate(drawn) == 0
    page.locator("[data-panel=layer_gradients]").scroll_into_view_if_needed()
    page.wait_for_function(f"onPage.playing && {drawn} > 1")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("onPage.panels.find((panel) => panel.spec.name === 'layer_gradients').isHidden")
    page.evaluate("onPage.seek(40)")
    assert page.evaluate(drawn) == 40

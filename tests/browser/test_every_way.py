"""A frame looks the same whichever way one came to it, in every film that the tests know a link of."""

import json
from typing import Any

import pytest

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

"""The pages as a visitor meets them, in both languages: links good and bad, controls, own points, the four tabs."""

import gc
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from charts.lab import View
from charts.labs import LABS
from charts.perceptron.scene import scene_of
from core.perceptron.history import PerceptronHistory
from core.perceptron.params import PerceptronParams
from core.perceptron.training import train
from core.progress import silent
from locales import LANGUAGES, ROOT, catalogue, content
from runs.links import nested
from tests.pages.films import film_of
from tests.pages.source import BY_NAME, VIEWS
from ui import near
from ui.garbage import freeze_code
from ui.glossary import marked, marked_lesson
from ui.widgets import Custom

both_languages = pytest.mark.parametrize("lang", LANGUAGES)


def home(query: Mapping[str, str], locale: str = "en-US") -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=300)
    at.context = {"locale": locale}
    for name, value in query.items():
        at.query_params[name] = value
    return ran(at)


def lab(tab: str | None = None, **query: str) -> AppTest:
    """The perceptron page, opened by a link."""
    at = home({"lang": "en"} | query)
    if tab is not None:
        at.session_state["tab"] = tab
    return ran(at.switch_page("../pages/perceptron.py"))


def ran(action: Any) -> AppTest:
    """The page after it ran, or after something was done to one of its widgets."""
    at: AppTest = action.run()
    assert not at.exception
    return at


def watching(at: AppTest) -> AppTest:
    """The page after its visitor said to rather watch than guess."""
    (guesses,) = (group for group in at.button_group if (group.key or "").startswith("guess "))
    return ran(guesses.set_value("refused"))


def sent(at: AppTest, key: str) -> dict[str, Any]:
    """What the page sent to a component."""
    (component,) = (c for c in at.get("bidi_component") if c.key == key)
    data: dict[str, Any] = json.loads(component.proto.json)
    return data


def film(at: AppTest, key: str = "player") -> dict[str, Any]:
    shown: dict[str, Any] = film_of(sent(at, key))
    assert len(shown["captions"]) > 1
    assert all(len(panel["frames"]) == len(shown["captions"]) for panel in shown["panels"])
    return shown


def run_on_screen(at: AppTest) -> dict[str, str]:
    """The run that the address bar names."""
    return dict(parse_qsl(sent(at, "address")["query"]))


def words(at: AppTest) -> str:
    return "\n".join(str(element.value) for element in at.markdown)


# ---- home


@both_languages
def test_home_says_what_it_is_about_and_plays_a_film_of_the_lab(lang: str) -> None:
    at, t = home({"lang": lang}), catalogue(lang)
    assert at.title[0].value == t("app_name")
    assert content("home", lang).strip() in [element.value for element in at.markdown]
    assert t("home_card_perceptron") in words(at)
    steps = sent(at, "path")["steps"]
    assert [step["address"] for step in steps] == [*(lab.address for lab in LABS), "frameworks"]
    assert steps[0] == {
        **{"address": "perceptron", "name": t("page_perceptron"), "adds": t("path_step_perceptron")},
        **{"stops": 5, "challenges": [challenge.name for challenge in LABS[0].challenges], "questions": 3},
    }
    assert sent(at, "card_perceptron")["only"] in [panel["name"] for panel in film(at, "card_perceptron")["panels"]]
    assert not at.warning


@pytest.mark.parametrize(
    ("query", "locale", "lang"),
    [({}, "zh-CN", "zh"), ({}, "qaa-QA", "en"), ({"lang": "en"}, "zh-CN", "en"), ({"lang": "zh"}, "en-US", "zh")],
)
def test_the_link_and_then_the_browser_choose_the_language(query: dict[str, str], locale: str, lang: str) -> None:
    assert home(query, locale).title[0].value == catalogue(lang)("app_name")


# ---- the lab


@both_languages
def test_the_lab_shows_its_film_figures_card_and_controls(lang: str) -> None:
    at, t = watching(lab(lang=lang)), catalogue(lang)
    assert at.title[0].value == t("page_perceptron")
    assert [panel["name"] for panel in film(at)["panels"]] == ["plane", "mistakes", "updates", "weights"]
    figures = {metric.label: metric.value for metric in at.metric}
    assert figures[t("figure_updates")] == "14"
    story = BY_NAME["perceptron"].view.story.figures(scene_of(PerceptronParams()))
    assert figures == {t(f"figure_{name}"): value for name, value in story.items()}  # what the run says, and no more
    assert [card.value for card in at.success] == [marked(t("card_converged", n_epochs=2, n_updates=14), lang)]
    assert [tab.label for tab in at.tabs] == [t(f"tab_{tab}") for tab in ("explain", "code", "check", "take_away")]
    assert at.slider(key="learning_rate").label == t("learning_rate")
    assert at.selectbox(key="dataset").options[0] == t("dataset_iris-setosa-versicolor")
    assert (run_on_screen(at), len(at.warning), len(at.error)) == ({}, 0, 0)


def test_a_link_opens_its_run_at_its_frame() -> None:
    link = {"dataset": "ring", "n_samples": "50", "variant": "pocket", "learning_rate": "0.5", "shuffle": "false"}
    at = lab(frame="7", **link)
    assert run_on_screen(at) == link
    assert (sent(at, "player")["start"], len(at.warning)) == (7, 0)
    assert at.slider(key="n_samples").value == 50
    assert at.segmented_control(key="variant").value == "pocket"
    assert at.toggle(key="shuffle").value is False


# ---- links that say something wrong: one sentence, and a film


BAD_LINKS: list[tuple[dict[str, str], str, list[str]]] = [
    ({"colour": "red"}, "problem_unknown", ["colour"]),
    ({"learning_rate": "abc"}, "problem_unreadable", ["abc"]),
    ({"n_epochs": "2.5"}, "problem_unreadable", ["2.5"]),
    ({"shuffle": "maybe"}, "problem_unreadable", ["maybe"]),
    ({"dataset": "own", "points": "1,2,x"}, "problem_unreadable", ["1,2,x"]),
    ({"dataset": "moons"}, "problem_invalid", ["moons"]),
    ({"variant": "median"}, "problem_invalid", ["median", "averaged"]),
    ({"learning_rate": "0"}, "problem_invalid", ["0"]),
    ({"learning_rate": "-1"}, "problem_invalid", ["-1"]),
    ({"learning_rate": "nan"}, "problem_invalid", ["nan"]),
    ({"learning_rate": "1e308"}, "problem_invalid", ["1e308"]),
    ({"dataset": "own", "points": "1,2,1;3,4,1"}, "problem_invalid", ["−1", "+1"]),
    ({"n_epochs": "500"}, "problem_outside", ["500"]),
    ({"frame": "99999"}, "problem_frame", ["99999", "20"]),
    ({"frame": "-1"}, "problem_frame", ["-1"]),
    ({"lang": "qaa"}, "problem_lang", ["qaa"]),
    ({"learning_rate": "7" * 100_000}, "problem_unreadable", ["7" * 40]),
    ({"points": "7" * 100_000, "dataset": "own"}, "problem_unreadable", ["7" * 40]),
    ({"x" * 100_000: ""}, "problem_unknown", ["x" * 40]),
]


@pytest.mark.parametrize(("link", "key", "named"), BAD_LINKS, ids=lambda value: str(value)[:40])
def test_a_bad_link_gets_one_clear_sentence_and_a_film(link: dict[str, str], key: str, named: list[str]) -> None:
    at = lab(**link)
    (warning,) = (element.value for element in at.warning)
    assert len(warning) < 400
    beginning = catalogue("en")(key).split("{")[0]
    assert warning.removeprefix("- ").startswith(beginning)
    assert "\n" not in warning
    assert all(part in warning for part in named)
    assert film(at)["run"].startswith("perceptron?")
    assert not at.error


@both_languages
def test_a_link_full_of_nonsense_gets_a_few_sentences(lang: str) -> None:
    at = lab(lang=lang, **{f"wrong{k}": "x" for k in range(50)})
    lines = at.warning[0].value.splitlines()
    assert len(lines) == 5
    assert "46" in lines[-1]
    assert film(at)["run"] == "perceptron?"


def test_the_sentence_about_a_link_goes_away_with_the_first_change() -> None:
    at = lab(learning_rate="abc", frame="99999")
    assert len(at.warning) == 2
    ran(at.slider(key="n_epochs").set_value(7))
    assert (len(at.warning), sent(at, "player")["start"]) == (0, None)


# ---- controls


@pytest.mark.parametrize("slip", ["unlabelled-test", "no-bias"])
@both_languages
def test_a_slip_is_marked_while_it_is_on(slip: str, lang: str) -> None:
    at, t = lab(lang=lang), catalogue(lang)
    before = film(at)["id"]
    mark = f"{t('slip')} · {t(f'slip_{slip}')}"
    assert mark not in words(at)
    ran(at.selectbox(key="slip").set_value(slip))
    assert film(at)["id"] != before
    assert mark in words(at)
    assert len(at.warning) == 1  # the card that explains it
    ran(at.selectbox(key="slip").set_value("none"))
    assert mark not in words(at)
    assert (film(at)["id"], len(at.warning)) == (before, 0)


def test_a_change_of_the_language_keeps_every_control_and_the_run() -> None:
    at = lab(dataset="ring", slip="no-bias")
    ran(at.slider(key="learning_rate").set_value(0.35))
    ran(at.segmented_control(key="variant").set_value("averaged"))
    run = {"dataset": "ring", "slip": "no-bias", "learning_rate": "0.35", "variant": "averaged"}
    names = []
    for lang in ("zh", "en", "zh"):
        ran(at.segmented_control(key="lang").set_value(lang))
        assert at.title[0].value == catalogue(lang)("page_perceptron")
        assert run_on_screen(at) == run
        names.append(film(at)["run"])
    assert len(set(names)) == 1
    ran(at.toggle(key="shuffle").set_value(False))
    assert run_on_screen(at) == run | {"shuffle": "false"}


def test_a_new_seed_changes_the_run_and_reset_brings_the_first_one_back() -> None:
    at = lab()
    first = film(at)["id"]
    ran(at.button(key="new_seed").click())
    assert run_on_screen(at) == {"seed": "1"}
    assert at.number_input(key="seed").value == 1
    assert film(at)["id"] != first
    ran(at.slider(key="n_epochs").set_value(3))
    ran(at.selectbox(key="dataset").set_value("xor"))
    ran(at.button(key="reset").click())
    assert (run_on_screen(at), film(at)["id"]) == ({}, first)
    assert at.selectbox(key="dataset").value == "iris-setosa-versicolor"


def test_the_two_axes_never_show_the_same_measurement() -> None:
    at = lab()
    ran(at.selectbox(key="x1_feature").set_value("petal-length"))
    assert run_on_screen(at) == {"x1_feature": "petal-length", "x2_feature": "sepal-length"}
    assert catalogue("en")("x2_feature_petal-length") not in at.selectbox(key="x2_feature").options
    assert not at.warning


def test_what_a_control_said_is_still_there_after_a_visit_to_another_page() -> None:
    at = lab()
    ran(at.slider(key="n_epochs").set_value(7))
    ran(at.switch_page("../pages/home.py"))
    ran(at.switch_page("../pages/perceptron.py"))
    assert at.slider(key="n_epochs").value == 7
    assert run_on_screen(at) == {"n_epochs": "7"}


@pytest.mark.parametrize("name", BY_NAME)
def test_two_controls_stand_near_every_film(name: str) -> None:
    panel = BY_NAME[name].panel
    shown = [c.field for c in panel.controls(panel.defaults()) if not isinstance(c, Custom)]
    assert len(set(panel.near) & set(shown)) == 2


def test_a_control_near_the_film_moves_the_one_of_the_sidebar() -> None:
    at = lab(learning_rate="0.5")
    assert at.slider(key="near_learning_rate").value == 0.5
    ran(at.slider(key="near_learning_rate").set_value(0.75))
    assert at.slider(key="learning_rate").value == 0.75
    ran(at.slider(key="learning_rate").set_value(0.25))
    assert at.slider(key="near_learning_rate").value == 0.25
    ran(at.selectbox(key="near_dataset").set_value("ring"))
    assert run_on_screen(at)["dataset"] == "ring"


# ---- comparing


def test_what_a_browser_has_not_heard_of_yet_is_no_move(monkeypatch: pytest.MonkeyPatch) -> None:
    at = lab(learning_rate="0.5")
    ran(at.slider(key="learning_rate").set_value(0.6))
    # moved before the browser knew that the control near the film shows 0.6, too
    at.slider(key="near_learning_rate").set_value(0.5)
    ran(at.slider(key="init_scale").set_value(1.0))
    assert run_on_screen(at).items() >= {"learning_rate": "0.6", "init_scale": "1"}.items()
    assert at.slider(key="near_learning_rate").value == 0.6

    now = near.monotonic()
    monkeypatch.setattr(near, "monotonic", lambda: now + near.HEARD)
    ran(at.slider(key="near_learning_rate").set_value(0.5))
    assert run_on_screen(at)["learning_rate"] == "0.5"


def test_a_control_that_nobody_moved_is_not_sent_again() -> None:
    """What is sent the browser shows, in place of what has been moved there meanwhile."""
    at = lab()
    ran(at.slider(key="init_scale").set_value(1.0))
    sent_again = [slider.key for slider in at.slider if slider.proto.set_value]
    assert sent_again == []


def test_a_pinned_run_plays_beside_the_next_one_until_it_is_let_go() -> None:
    at = lab(dataset="xor")
    alone = film(at)["id"]
    ran(at.button(key="pin").click())
    ran(at.slider(key="learning_rate").set_value(0.5))
    both = film(at)
    assert [panel["name"] for panel in both["panels"]][:2] == ["plane-A", "plane-B"]
    assert both["run"] == "perceptron?dataset=xor | perceptron?dataset=xor&learning_rate=0.5"
    link = run_on_screen(at)
    assert film(lab(**link))["id"] == both["id"]
    ran(at.slider(key="learning_rate").set_value(1.0))
    ran(at.button(key="pin").click())
    assert film(at)["id"] == alone


def test_a_pinned_run_may_not_ask_for_more_than_the_controls_of_the_page() -> None:
    at = lab(pinned="n_epochs=1000&dataset=ring&n_samples=999")
    assert len(at.warning) == 1
    assert film(at)["run"] == "perceptron?dataset=ring | perceptron?"


IMPOSSIBLE = {"stride": "2", "dilation": "3", "picture": "own", "kernel": "own"}  # each possible, refused together


def convolution(**query: str) -> AppTest:
    return ran(home({"lang": "en"} | query).switch_page("../pages/convolution.py"))


def test_a_pinned_run_that_is_refused_when_it_is_computed_is_left_out_and_said() -> None:
    at, t = convolution(pinned=nested(IMPOSSIBLE), stride="2"), catalogue("en")
    (warning,) = (element.value for element in at.warning)
    before, after = t("problem_pinned", why="…").split("…")
    assert warning.startswith(before)
    assert warning.endswith(after)
    assert t("kernel_size") in warning
    assert film(at)["run"] == "convolution?stride=2"
    assert run_on_screen(at) == {"stride": "2"}


# ---- links that make no run


@both_languages
def test_a_link_that_makes_no_run_shows_the_default_says_so_and_stays(lang: str) -> None:
    at, t = convolution(lang=lang, **IMPOSSIBLE), catalogue(lang)
    (warning,) = (element.value for element in at.warning)
    assert warning.endswith(t("default_shown"))
    assert film(at)["run"] == "convolution?"
    assert sent(at, "address")["keep"]
    ran(at.slider(key="dilation").set_value(1))
    assert not sent(at, "address")["keep"]
    assert run_on_screen(at).keys() == IMPOSSIBLE.keys() - {"dilation"}


def test_an_unknown_view_is_said_and_the_rest_of_the_link_opens() -> None:
    at = convolution(view="slid", stride="2", kernel="sharpen")
    (warning,) = (element.value for element in at.warning)
    assert "`slid`" in warning
    assert run_on_screen(at) == {"stride": "2", "kernel": "sharpen"}


def test_a_link_that_was_bent_on_its_way_opens_without_a_word() -> None:
    at = lab(**{"lang": "zh。", "amp;Dataset": "XOR.", "isappinstalled": "0"})
    assert not at.warning
    assert run_on_screen(at) == {"dataset": "xor"}
    assert sent(at, "address")["lang"] == "zh"


# ---- own points


def with_points(points: list[list[float]], lang: str = "en") -> tuple[AppTest, str]:
    """The lab after these points were put into the plane, and the film that was there before."""
    at = lab(dataset="own", lang=lang)
    before = film(at)["id"]
    at.session_state["points"] = {"edit": {"version": 0, "seq": 1, "points": points}}
    return ran(at), before


def test_points_put_into_the_plane_make_a_run() -> None:
    at, before = with_points([[0, 0, 1], [1, 1, -1], [2, 2.5, 1]])
    assert film(at)["id"] != before
    assert run_on_screen(at) == {"dataset": "own", "points": "0,0,1;1,1,-1;2,2.5,1"}
    ran(at.button(key="reset").click())
    assert run_on_screen(at) == {}


@both_languages
@pytest.mark.parametrize(
    ("points", "rule"),
    [([[0, 0, 1], [1, 1, 1]], "both_classes"), ([], "too_few_points"), ([[1, 1, -1]], "too_few_points")],
    ids=["one class", "cleared", "one point"],
)
def test_points_that_cannot_be_learnt_keep_the_picture_and_say_why(
    points: list[list[float]], rule: str, lang: str
) -> None:
    at, before = with_points(points, lang)
    t = catalogue(lang)
    (warning,) = (element.value for element in at.warning)
    assert warning.startswith(t(f"rule_{rule}", parameter=t("points"), low=2, value=f"`{len(points)}`"))
    assert warning.endswith(t("picture_stays"))
    assert film(at)["id"] == before
    assert sent(at, "points")["points"] == points  # what the visitor did is not undone


def test_a_point_of_both_classes_is_a_run_and_its_contradiction_is_said() -> None:
    at, before = with_points([[1, 1, 1], [1, 1, -1]])
    assert film(at)["id"] != before
    assert [card.value for card in at.warning] == [marked(catalogue("en")("card_contradiction"), "en")]
    assert not at.error


def test_more_points_than_a_link_carries_are_a_run_and_the_page_says_so() -> None:
    points = [[k % 20 / 4, k // 20 / 4, 1 if k % 20 < 9 else -1] for k in range(201)]
    at, before = with_points(points)
    assert film(at)["id"] != before
    assert run_on_screen(at) == {"dataset": "own", "without": "points"}
    t = catalogue("en")
    assert t("link_without", parameter=t("points")) in [caption.value for caption in at.caption]
    assert not at.warning
    own = run_on_screen(at)
    for link in ({"dataset": "four-points", "shuffle": "false"}, {"dataset": "xor"}, own):  # as Back and Forward do
        at.session_state["followed"] = link
        ran(at)
        assert not at.warning
    assert sent(at, "points")["points"] == points

    elsewhere = lab(**own)
    assert [element.value for element in elsewhere.warning] == [f"- {t('problem_unsent', name=t('points'))}"]
    assert run_on_screen(elsewhere) == own  # for whoever gets it next
    ran(elsewhere.slider(key="n_epochs").set_value(7))
    assert run_on_screen(elsewhere) == {"dataset": "own", "n_epochs": "7"}
    assert not elsewhere.warning


# ---- tabs


@both_languages
def test_explain_shows_the_lesson(lang: str) -> None:
    assert marked_lesson(content("perceptron/lesson", lang), lang).strip() in [
        element.value for element in lab(lang=lang).markdown
    ]


@pytest.mark.parametrize(
    ("link", "functions"),
    [
        ({}, ["def update(", "def is_mistake(", "def steps(", "def train(", "def standard_at("]),
        ({"slip": "unlabelled-test", "variant": "pocket"}, ["def is_mistake_unlabelled(", "def pocket_at("]),
    ],
)
def test_code_shows_the_functions_that_ran(link: dict[str, str], functions: list[str]) -> None:
    at = lab(tab="code", **link)
    shown = [element.value for element in at.code]
    assert all(any(text.startswith(function) for text in shown) for function in functions)
    assert "core/perceptron/training.py" in [caption.value for caption in at.caption]


@both_languages
@pytest.mark.parametrize(
    "link",
    [
        {},
        {"dataset": "ring", "variant": "pocket", "learning_rate": "0.35"},
        {"slip": "no-bias", "dataset": "blobs"},
        {"slip": "unlabelled-test"},
    ],
    ids=str,
)
def test_every_check_holds_on_the_page(link: dict[str, str], lang: str) -> None:
    at, t = lab(tab="check", lang=lang, **link), catalogue(lang)
    verdicts = [element.value for element in at.markdown if "[**" in element.value]
    assert len(verdicts) >= 2
    assert all(verdict.startswith(f":green[**✓ {t('check_holds')}**]") for verdict in verdicts)
    assert t("check_fails") not in words(at)


@both_languages
def test_take_away_offers_files_programs_and_notebooks(lang: str) -> None:
    at, t = lab(tab="take_away", lang=lang), catalogue(lang)
    labels = [button.label for button in at.get("download_button")]
    files = [t(f"download_{name}") for name in ("table", "weights", "film")]
    assert labels == files + [t(f"download_{name}", framework="NumPy") for name in ("program", "notebook")]


# ---- what visitors share


def test_code_is_out_of_the_garbage_collectors_rounds_once_its_page_has_run(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[str] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append("code"))
    freeze_code.cache_clear()
    at = ran(lab())
    assert frozen == ["code"] * 2  # home, and the lab
    ran(at.slider(key="n_epochs").set_value(7))
    assert frozen == ["code"] * 2
    assert st.get_option("runner.postScriptGC") is False  # or every run would still wait for a round over all films


def arrays(record: Any) -> list[np.ndarray]:
    return [value for value in vars(record).values() if isinstance(value, np.ndarray)]


@pytest.mark.parametrize("view", [v.view for v in VIEWS], ids=BY_NAME)
def test_the_run_that_visitors_share_cannot_be_written(view: View[Any, Any]) -> None:
    shared = view.scene(view.params(), silent)
    record = shared.history if hasattr(shared, "history") else shared.run
    assert arrays(record)
    for array in arrays(record):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_history_is_read_only_also_after_a_cache_that_copies() -> None:
    @st.cache_data
    def history(params: PerceptronParams) -> PerceptronHistory:
        return train([[1.0, 2.0], [3.0, 4.0]], [1, -1], params)

    first, second = history(PerceptronParams()), history(PerceptronParams())
    assert first is not second
    for record in (first, second):
        assert not any(array.flags.writeable for array in arrays(record))
    np.testing.assert_array_equal(first.weights, second.weights)


def test_a_browser_that_missed_what_was_written_to_a_control_draws_it_all_the_same() -> None:
    """Of two runs that follow one another quickly it may draw the second one only, in which nothing is written."""
    at = ran(lab(n_epochs="7", learning_rate="0.5", fit_bias="false", seed="3"))
    for control in (at.slider(key="n_epochs"), at.toggle(key="fit_bias"), at.number_input(key="seed")):
        assert not control.proto.set_value
    assert list(at.slider(key="n_epochs").proto.default) == [7]
    assert list(at.slider(key="learning_rate").proto.default) == [0.5]
    assert at.toggle(key="fit_bias").proto.default is False
    assert at.number_input(key="seed").proto.default == 3

    at = ran(ran(home({"lang": "en", "learning_rate": "0.05"}).switch_page("../pages/mlp.py")))
    rate = at.select_slider(key="learning_rate")
    assert rate.options[int(rate.proto.default[0])] == "0.05"

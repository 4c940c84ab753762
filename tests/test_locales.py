"""Every language says everything, and every sentence on screen comes from the catalogues."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from charts.labs import LABS
from core.progress import silent
from core.validation import RULES
from locales import DEFAULT_LANGUAGE, LANGUAGES, ROOT, Catalogue, as_code, catalogue, choose_language
from runs.codec import Problem
from runs.lesson_link import READY_MADE
from tests.pages.source import VIEWS, controls
from ui.address import STREAMLIT_WORDS
from ui.frameworks_tabs import TABS as FRAMEWORKS_TABS
from ui.menu import ADDRESSES, UNLISTED
from ui.path import LABELS as PATH_LABELS
from ui.player import LABELS
from ui.quiz import LABELS as QUIZ_LABELS
from ui.reader import LABELS as READER_LABELS
from ui.shown import Shown
from ui.tabs import TABS
from ui.tour import LABELS as TOUR_LABELS
from ui.widgets import GROUPS, Custom

CATALOGUES = {lang: catalogue(lang).strings for lang in LANGUAGES}
EN, ZH = CATALOGUES["en"], CATALOGUES["zh"]
every_language = pytest.mark.parametrize("lang", LANGUAGES)
CONTROLS = [control for view in VIEWS for control in controls(view)]
PAGE_NAMES = {"home", *ADDRESSES, *UNLISTED} | {view.name for view in VIEWS}
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

CODE_KEYS = {"slip_code"}  # a line of a program

# What Chinese really writes as English does: symbols, and names that nobody translates.
SAME_ON_PURPOSE = {"legend_w", "schedule_inverse", "measure_x", "measure_y"}
SAME_ON_PURPOSE |= {"activation_relu", "activation_sigmoid", "activation_tanh"} | CODE_KEYS
SAME_ON_PURPOSE |= {"cell_rnn", "cell_lstm", "cell_gru"}
SAME_ON_PURPOSE |= {f"activation_{name}" for name in ("leaky-relu", "elu", "gelu", "swish")} | {
    "init_xavier",
    "init_he",
}
SAME_ON_PURPOSE |= {f"features_{name}" for name in ("x1", "x2", "x1-squared", "x2-squared", "x1x2", "sin-x1", "sin-x2")}
GAPS = {"sentence_gap", "list_gap", "choice_gap", "and_gap", "player_gap"}
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = ("sgd", "nesterov", "adagrad", "rmsprop", "adam")
SAME_ON_PURPOSE |= {f"{field}_{name}" for field in ("optimizer", "optimizers") for name in NAMES}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# ---- the catalogues


@every_language
def test_every_language_has_the_same_keys_in_the_same_order(lang: str) -> None:
    assert list(CATALOGUES[lang]) == list(EN)


@every_language
def test_every_language_has_the_same_placeholders(lang: str) -> None:
    assert {key: placeholders(text) for key, text in CATALOGUES[lang].items()} == {k: placeholders(EN[k]) for k in EN}


@every_language
def test_every_string_is_text(lang: str) -> None:
    """A gap between two sentences may be a blank, or nothing."""
    assert {key for key, text in CATALOGUES[lang].items() if text.strip() != text or not text} <= GAPS


def untranslated(strings: Mapping[str, str]) -> set[str]:
    """Whole phrases left as they are in English; single words may be the same in two languages."""
    return {key for key, text in strings.items() if text == EN[key] and len(WORD.findall(text)) > 2} - CODE_KEYS


def test_every_phrase_is_translated() -> None:
    others = {lang: strings for lang, strings in CATALOGUES.items() if lang != DEFAULT_LANGUAGE}
    assert {lang: left for lang, strings in others.items() if (left := untranslated(strings))} == {}
    assert "app_name" in untranslated(EN)


def test_chinese_is_chinese_and_nothing_else_is() -> None:
    assert {key for key in ZH if not CHINESE.search(ZH[key])} <= GAPS | SAME_ON_PURPOSE
    assert {key for key in EN if CHINESE.search(EN[key])} == set()


# What is written besides the lessons and tours of the labs.
FURTHER = {f"frameworks/{name}" for name in ("intro", "concepts", "lesson", "settings", "trade")}

# Counts that are never one: of rows and columns that are refused, of layers between which a gradient fades, of updates
# that far settings and the cards of the race look back on, of hidden units. One entry is no count: a rate.
NEVER_ONE = {"csv_columns", "csv_wide", "csv_wide_comma", "csv_too_many_columns", "card_stride", "card_mlp_vanishing"}
NEVER_ONE |= {
    "cells_error_too_many",
    "cells_error_ragged",
    "card_far",
    "card_far_here",
    "card_oscillating",
    "card_noise",
}
NEVER_ONE |= {
    "card_plateau",
    "card_slow",
    "caption_row_cell",
    "card_cnn_shipped",
    "stopped_by_patience",
    "panel_cnn_units",
}
NEVER_ONE |= {"question_updates_why", "question_solved_never", "question_solved_not"}
NEVER_ONE |= {"rule_at_most_rows", "card_mlp_stopped", "card_cnn_diverged"}
PLURAL = re.compile(
    r"\b1( of (the )?1)? ([a-z]+ )?(mistakes|epochs|updates|steps|layers|cells|rows|numbers|neurons|units)\b"
)


def test_no_count_of_one_stands_before_a_plural() -> None:
    ones = {key: re.sub(r"\{[a-z_0-9]+\}", "1", text) for key, text in EN.items()}
    assert {key for key, text in ones.items() if PLURAL.search(text)} <= NEVER_ONE


@every_language
def test_every_lesson_is_written_in_every_language(lang: str) -> None:
    folder = ROOT / "content" / lang
    ways = {f"{lab.folder}/{way}" for lab in LABS for way, stops in lab.ways.items() if stops}
    wanted = {"home", *FURTHER} | {view.lab.lesson(view.view) for view in VIEWS} | ways
    wanted |= {f"{lab.folder}/quiz" for lab in LABS}
    wanted |= {f"lessons/{path.stem}" for path in READY_MADE.glob("*.json")}
    assert {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md")} == wanted


@every_language
def test_every_lesson_links_to_the_labs_in_its_own_language(lang: str) -> None:
    for path in (ROOT / "content" / lang).rglob("*.md"):
        linked = set(re.findall(r"\blang=(\w+)", path.read_text("utf-8")))
        assert linked <= {lang}, path


def test_a_catalogue_and_lessons_are_there_for_the_languages_alone() -> None:
    assert {path.stem for path in (ROOT / "locales").glob("*.toml")} == LANGUAGES.keys()
    assert {path.name for path in (ROOT / "content").iterdir()} == LANGUAGES.keys() | {"lessons"}


@every_language
def test_every_language_has_a_name_and_a_tag_that_begins_with_its_code(lang: str) -> None:
    assert LANGUAGES[lang].name
    assert catalogue(lang).tag == LANGUAGES[lang].tag
    assert LANGUAGES[lang].tag.split("-")[0] == lang


def test_a_catalogue_fills_in_values_and_an_unknown_key_is_a_mistake_of_ours() -> None:
    t = Catalogue("en", {"sum": "{a} and {b}", "braces": "a {lone} brace"})
    assert t("sum", a=1, b="{c}") == "1 and {c}"
    assert t("braces") == "a {lone} brace"
    assert ("sum" in t, "sun" in t) == (True, False)
    with pytest.raises(KeyError, match="sun"):
        t("sun")


# ---- the visitor


@pytest.mark.parametrize(
    ("linked", "locale", "lang"),
    [
        ("zh", "en-US", "zh"),
        ("en", "zh-CN", "en"),
        (None, "zh-CN", "zh"),
        (None, "zh", "zh"),
        (None, "ZH-Hant-TW", "zh"),
        (None, "qaa-QA", "en"),
        (None, "", "en"),
        (None, None, "en"),
        ("qaa", "zh-CN", "zh"),
        ("", "en", "en"),
        ("ZH", None, "zh"),
        ("zh-TW", None, "zh"),
        ("zhx", "en-US", "en"),
    ],
)
def test_the_link_decides_then_the_browser_then_english(linked: str | None, locale: str | None, lang: str) -> None:
    assert choose_language(linked, locale) == lang
    assert choose_language(linked, "fr", locale, "qaa") == lang


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "`abc`"),
        ("", '`""`'),
        (" \n", '`""`'),
        ("a`b``c", "`a'b''c`"),
        ("x" * 41, f"`{'x' * 40}…`"),
        ("one\ntwo", "`one two`"),
        ("one\r\n\r\n# two", "`one # two`"),
        ("one\r\r# two", "`one # two`"),
    ],
)
def test_what_a_visitor_sent_stays_code(text: str, code: str) -> None:
    """A line end could end the code, and what follows would be Markdown."""
    assert re.sub(" +", " ", as_code(text)) == code


# ---- what the code asks for


def sources(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


CODE = list(sources("ui", "runs", "charts", "pages", "server"))
NODES = [node for _, tree in CODE for node in ast.walk(tree)]

LESSON_PROBLEMS = {"lesson_lab", "lesson_hidden"}

# Strings that a page or the browser finds by a name made from a code.
FAMILIES: dict[str, set[str]] = {
    "rule_": set(RULES),
    "problem_": {
        *get_args(Problem.__annotations__["code"]),
        "frame",
        "lang",
        "tour",
        "challenge",
        "stop",
        *LESSON_PROBLEMS,
    },
    "tour_": set(TOUR_LABELS),
    "player_": set(LABELS),
    "path_": {*PATH_LABELS, *(f"step_{to}" for to in (*(lab.address for lab in LABS), "frameworks"))},
    "quiz_": set(QUIZ_LABELS),
    "tab_": {*TABS, *FRAMEWORKS_TABS},
    "reader_": set(READER_LABELS),
    "streamlit_": set(STREAMLIT_WORDS),
    "group_": set(GROUPS),
    "page_": PAGE_NAMES,
    "home_card_": set(ADDRESSES),
    "about_": {"app", *ADDRESSES, *UNLISTED},
    "lesson_error_": {
        node.args[0].value
        for node in NODES
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LessonError"
        if isinstance(node.args[0], ast.Constant)
    },
    "csv_": {
        node.args[0].value
        for node in NODES
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PointsError"
        if isinstance(node.args[0], ast.Constant)
    },
}


@pytest.mark.parametrize("prefix", FAMILIES)
def test_a_family_of_strings_has_one_for_every_code_and_no_more(prefix: str) -> None:
    assert {key.removeprefix(prefix) for key in EN if key.startswith(prefix)} == FAMILIES[prefix]


def test_every_field_option_slip_and_figure_has_its_words() -> None:
    options = [(control.field, option) for control in CONTROLS for option in getattr(control, "options", ())]
    slips = [option for field, option in options if field == "slip" and option != "none"]
    figures = set().union(*(v.story.figures(v.scene(v.params(), silent)) for v in (shown.view for shown in VIEWS)))
    wanted = {control.field for control in CONTROLS}
    wanted |= {f"{control.field}_help" for control in CONTROLS if not isinstance(control, Custom)}
    wanted |= {f"{field}_{option}" for field, option in options}
    wanted |= {f"slip_note_{slip}{end}" for slip in slips for end in ("", "_title")}
    wanted |= {f"figure_{name}{end}" for name in figures for end in ("", "_help")}
    assert wanted - EN.keys() == set()


# What a word of a help text is about, and the views that have it.
OF_SOME: dict[str, set[str]] = {
    "landscape|地形|valley floor": {"gradient-descent"},
    "kernel|卷积核": {"convolution", "convolution-learn", "cnn"},
    "image|图像": {"convolution", "convolution-learn", "cnn"},
    "remember|要记住": {"recurrent", "attention"},
    "caption|说明里": {"recurrent"},
    "hidden neuron|隐藏神经元": {"mlp"},
    "flower|花的": {"perceptron", "mlp"},
    "logistic|逻辑回归": {"gradient-descent-data", "cnn"},
    "dense|全连接": {"cnn"},
    "velocity|速度": {"gradient-descent", "gradient-descent-data", "convolution-learn", "mlp", "cnn"},
    r"\bstar\b|星号": set(),
    "mistake|出错的机会": {"perceptron", "cnn"},
}


@pytest.mark.parametrize("shown", VIEWS, ids=lambda shown: shown.name)
def test_a_help_text_speaks_of_nothing_that_its_view_has_not(shown: Shown[Any, Any]) -> None:
    fields = [control.field for control in controls(shown) if control.field != "slip"]
    figures = shown.view.story.figures(shown.view.scene(shown.view.params(), silent))
    keys = [f"{name}_help" for name in (*fields, *(f"figure_{name}" for name in figures))]
    texts = {key: f"{EN[key]} {ZH[key]}" for key in keys if key in EN}
    assert len(texts) > 10
    strange = [word for word, views in OF_SOME.items() if shown.name not in views]
    assert [(key, word) for key, text in texts.items() for word in strange if re.search(word, text)] == []


def asked_for() -> Iterator[tuple[str, set[str]]]:
    """Every literal key in a call t("key", value=…) or card(kind, "key", t, value=…), with the names of its values."""
    for node in NODES:
        match node:
            case ast.Call(func=ast.Name(id="t"), args=[ast.Constant(value=str(key))], keywords=values):
                yield key, {value.arg or "" for value in values}
            case ast.Call(func=ast.Name(id="card"), args=[_, ast.Constant(value=str(key)), _], keywords=values):
                yield key, {value.arg or "" for value in values}
                yield f"{key}_title", {value.arg or "" for value in values}


# Templates whose places are filled elsewhere: by the browser.
FILLED_BY_THE_BROWSER = {key for key in EN if key.startswith("pad_")}


def test_every_literal_key_exists_and_gets_the_values_that_it_names() -> None:
    asked = list(asked_for())
    assert len(asked) > 50
    assert {key for key, _ in asked} - EN.keys() == set()
    # what comes as **values is not to be seen here
    seen = [(key, values) for key, values in asked if key not in FILLED_BY_THE_BROWSER and "" not in values]
    assert {key for key, values in seen if not placeholders(EN[key]) <= values} == set()


def test_every_key_is_used() -> None:
    """It stands in the code, or is made there: of a beginning, f"verdict_{…}", and a code that stands there, too."""
    everywhere = [node for _, tree in [*CODE, *sources("core", "programs")] for node in ast.walk(tree)]
    literals = {node.value for node in everywhere if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    beginnings = {
        str(node.values[0].value)
        for node in NODES
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    }
    beginnings |= {f"{control.field}_" for control in CONTROLS if hasattr(control, "options")}
    made = {begin + code for begin in beginnings if re.fullmatch("[a-z0-9_]+_", begin) for code in literals}
    used = literals | made
    for ends in ({text for text in literals if re.fullmatch("_[a-z]+", text)}, {"_help", "_title", "_alt"}):
        used |= {key + end for key in used & EN.keys() for end in ends}
    assert EN.keys() - used == set()


# ---- what the code must not say itself

PROSE = re.compile(r"(?<![\\\w<-])[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}")

# Code rather than prose, or words of another program.
NOT_PROSE = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"',
    '<math lang="en"',
    *("top left", "top right", "bottom right", "top center", "bottom center", "middle left", "middle right"),
)
IMPORT = re.compile(r"(from [\w.]+ )?import [\w, ]+")


def literal_texts(tree: ast.Module) -> Iterator[str]:
    """String constants apart from docstrings, types written as text, and messages to ourselves (raise)."""
    left_alone = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_alone:
            yield node.value


def spoken(tree: ast.Module) -> list[str]:
    """What looks like words for a visitor. A text of many lines is a program or a page, not a sentence."""
    return [
        text
        for text in literal_texts(tree)
        if (CHINESE.search(text) or PROSE.search(text)) and text not in NOT_PROSE
        if not IMPORT.fullmatch(text) and text.count("\n") < 3
    ]


# Recipes are programs; what their comments say is looked at in tests/charts/test_recipes.py.
SPEAKING = [(path, tree) for path, tree in sources("charts", "pages") if path.name != "recipes.py"]


@pytest.mark.parametrize(("path", "tree"), SPEAKING, ids=lambda value: str(value) if isinstance(value, Path) else "")
def test_pages_and_charts_speak_through_the_catalogue_alone(path: Path, tree: ast.Module) -> None:
    assert spoken(tree) == []


@pytest.mark.parametrize("source", ['f("Hello there")', 'x = "直线"', 'f(f"{n} points lost")', 'st.error("No, sir.")'])
def test_a_literal_sentence_is_seen(source: str) -> None:
    assert len(spoken(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    ['"""A docstring here."""', 'raise ValueError("not a film")', r'math(r"\mathbf{w} \leftarrow 0")', 't("no_words")'],
)
def test_what_is_no_sentence_is_left_alone(source: str) -> None:
    assert spoken(ast.parse(source)) == []

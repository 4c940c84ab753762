"""Both languages say everything, and every sentence on screen comes from their catalogues."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from core.validation import RULES
from tests.pages.source import PAGES, controls, labs
from ui.codec import Problem
from ui.i18n import LANGUAGES, ROOT, Catalogue, as_code, catalogue, choose_language
from ui.player import LABELS
from ui.tabs import TABS
from ui.widgets import GROUPS, Custom

EN, ZH = catalogue("en").strings, catalogue("zh").strings
LABS = labs()
CONTROLS = [control for lab in LABS for control in controls(lab)]
PAGE_NAMES = {page.replace("_", "-") for page in PAGES}
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

# Where the two languages really say the same: symbols, and names that nobody translates.
SAME_ON_PURPOSE = {"legend_w", "schedule_inverse", "measure_x", "measure_y"}
SAME_ON_PURPOSE |= {"activation_relu", "activation_sigmoid", "activation_tanh", "slip_code"}
SAME_ON_PURPOSE |= {"cell_rnn", "cell_lstm", "cell_gru"}
GAPS = {"sentence_gap", "list_gap"}
NAMES = ("sgd", "nesterov", "adagrad", "rmsprop", "adam")
SAME_ON_PURPOSE |= {f"{field}_{name}" for field in ("optimizer", "optimizers") for name in NAMES}
SAME_ON_PURPOSE |= {f"cell_{name}" for name in ("rnn", "lstm", "gru")}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# ---- the catalogues


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(EN) == list(ZH)


def test_both_languages_have_the_same_placeholders() -> None:
    assert {key: placeholders(text) for key, text in EN.items()} == {key: placeholders(ZH[key]) for key in EN}


def test_every_string_is_text_and_is_translated() -> None:
    for strings in (EN, ZH):  # a gap between two sentences may be a blank, or nothing
        assert {key for key, text in strings.items() if text.strip() != text or not text} <= GAPS
    assert {key for key in EN if EN[key] == ZH[key]} <= GAPS | SAME_ON_PURPOSE
    assert {key for key in ZH if not CHINESE.search(ZH[key])} <= GAPS | SAME_ON_PURPOSE
    assert {key for key in EN if CHINESE.search(EN[key])} == set()


def test_every_lesson_is_written_in_both_languages() -> None:
    lessons = {lang: {path.name for path in (ROOT / "content" / lang).iterdir()} for lang in LANGUAGES}
    assert lessons["en"] == lessons["zh"] == {f"{name}.md" for name in PAGE_NAMES | {lab.name for lab in LABS}}


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
        (None, "de-DE", "en"),
        (None, "", "en"),
        (None, None, "en"),
        ("xx", "zh-CN", "zh"),
        ("", "en", "en"),
        ("ZH", None, "zh"),
        ("zh-TW", None, "zh"),
        ("zhx", "en-US", "en"),
    ],
)
def test_the_link_decides_then_the_browser_then_english(linked: str | None, locale: str | None, lang: str) -> None:
    assert choose_language(linked, locale) == lang


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "`abc`"),
        ("", ""),
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


CODE = list(sources("ui", "charts", "pages"))
NODES = [node for _, tree in CODE for node in ast.walk(tree)]

# Strings that a page or the browser finds by a name made from a code.
FAMILIES: dict[str, set[str]] = {
    "rule_": set(RULES),
    "problem_": {*get_args(Problem.__annotations__["code"]), "frame", "lang"},
    "player_": set(LABELS),
    "tab_": set(TABS),
    "group_": set(GROUPS),
    "page_": PAGE_NAMES | {lab.name for lab in LABS},
    "home_card_": PAGE_NAMES - {"home"},
    "csv_": {
        node.args[0].value
        for node in NODES
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PointsError"
        if isinstance(node.args[0], ast.Constant)
    }
    | {"rounded"},
}


@pytest.mark.parametrize("prefix", FAMILIES)
def test_a_family_of_strings_has_one_for_every_code_and_no_more(prefix: str) -> None:
    assert {key.removeprefix(prefix) for key in EN if key.startswith(prefix)} == FAMILIES[prefix]


def test_every_field_option_slip_and_figure_has_its_words() -> None:
    options = [(control.field, option) for control in CONTROLS for option in getattr(control, "options", ())]
    slips = [option for field, option in options if field == "slip" and option != "none"]
    figures = {"milliseconds"}.union(*(lab.figures(lab.scene(lab.panel.kind())) for lab in LABS))
    wanted = {control.field for control in CONTROLS}
    wanted |= {f"{control.field}_help" for control in CONTROLS if not isinstance(control, Custom)}
    wanted |= {f"{field}_{option}" for field, option in options}
    wanted |= {f"slip_note_{slip}{end}" for slip in slips for end in ("", "_title")}
    wanted |= {f"figure_{name}{end}" for name in figures for end in ("", "_help")}
    assert wanted - EN.keys() == set()


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
    everywhere = [node for _, tree in [*CODE, *sources("core")] for node in ast.walk(tree)]
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
    "top right",
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


@pytest.mark.parametrize(
    ("path", "tree"), list(sources("charts", "pages")), ids=lambda value: str(value) if isinstance(value, Path) else ""
)
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

"""Numbers as they stand in a formula, and words that cannot become HTML."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from latex2mathml.converter import convert

from charts import theme
from charts.captions import (
    caption,
    equals,
    factor,
    hue,
    key,
    math,
    number,
    sentence,
    signed,
    term,
    together,
    vector,
    words,
)
from locales import Catalogue
from tests.charts.reading import lines_of, plain_of

finite = st.floats(-1e300, 1e300)
hostile = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'"), max_size=30)


def read(latex: str) -> float:
    """The number that stands there."""
    return float(re.sub(r"\\cdot10\^\{(-?\d+)\}", r"e\1", latex).strip("{}"))


@given(finite)
def test_a_number_is_read_back_to_four_digits(x: float) -> None:
    assert read(number(x)) == pytest.approx(x, rel=5.01e-4, abs=1e-323)


@given(finite)
def test_a_negative_number_is_the_positive_one_with_a_minus_in_braces(x: float) -> None:
    size = number(abs(x))
    assert not size.startswith(("-", "{"))
    assert number(x) == (f"{{-{size}}}" if x < 0 else size)
    assert factor(x) == (f"({{-{size}}})" if x < 0 else size)
    assert term(x) == f"{'-' if x < 0 else '+'}{size}"


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.25, "0.25"),
        (1 / 3, "0.3333"),
        (-1234.5678, "{-1235}"),
        (999_999.0, "999999"),
        (1.5e7, r"1.5\cdot10^{7}"),
        (1e-9, r"1\cdot10^{-9}"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_numbers_look_as_a_reader_wants_them(x: float, text: str) -> None:
    assert number(x) == text


@given(st.lists(finite, min_size=1, max_size=5))
def test_a_vector_is_its_numbers_in_one_line(values: list[float]) -> None:
    inside = vector(values).removeprefix("(").removesuffix(")")
    assert inside.split(r",\;") == [number(v) for v in values]


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        ((0.25, -3.0, 1235.0), "="),
        ((0.1 + 0.2,), "="),  # 0.30000000000000004: nobody wants to know
        ((1 / 3,), r"\approx"),
        ((0.25, 1234.5), r"\approx"),
        ((123.45,), r"\approx"),
        ((), "="),
    ],
)
def test_equal_is_only_said_of_numbers_that_are_shown_in_full(values: tuple[float, ...], sign: str) -> None:
    assert equals(*values) == sign


@given(hostile)
def test_words_stay_words(text: str) -> None:
    for kind in ("", "good"):
        spoken = ElementTree.fromstring(f"<p>{words(text, kind)}</p>")
        assert "".join(spoken.itertext()) == text
        assert [child.tag for child in spoken] == (["span"] if kind else [])


def test_words_cannot_leave_an_attribute_either() -> None:
    assert words("\"><img src=x onerror='alert(1)'>") == ("&quot;&gt;&lt;img src=x onerror=&#x27;alert(1)&#x27;&gt;")


def test_a_caption_has_a_block_for_each_line() -> None:
    text = caption(
        words("Line & point.", "good"),
        [words("Epoch 1:"), math(rf"{number(-2.0)}\cdot{factor(-1e-7)}"), words("wrong", "bad")],
        [math("w")],
    )
    told = plain_of(text)
    assert (told.words, told.formulas, told.kind) == ("Line & point.", [], "good")
    first, second = lines_of(text)
    assert (first.words, first.formulas, first.kind) == ("Epoch 1: wrong", ["-2·(-1·10^-7)"], "bad")
    assert first.numbers(0) == [-2.0, -1e-7]
    assert (second.words, second.formulas, second.kind) == ("", ["w"], None)


def test_a_sign_stays_with_its_formula_and_brings_its_own_blank() -> None:
    formula = math("a")
    assert caption("", [words("甲："), formula + "，", words("乙"), formula]) == (
        f'<p></p><div>甲：<span class="sil-whole">{formula}，</span>乙 {formula}</div>'
    )


def test_formulas_are_mathml_set_in_western_fonts() -> None:
    formula = ElementTree.fromstring(math(r"\mathbf{w}\cdot\mathbf{x}+b"))
    assert (formula.tag, formula.get("lang"), formula.get("display")) == ("math", "en", "inline")
    assert [bold.text for bold in formula.iter("mi")] == ["\U0001d430", "\U0001d431", "b"]


@pytest.mark.parametrize(
    "latex",
    [
        hue("#1a9e6c", r"\eta\cdot 7"),
        r"\mathbf{w} \approx (1.5,\;{-2}) + 0.1\cdot(3,\;4\cdot10^{-9})",
        r"\mathbf{m} \leftarrow \beta_1\mathbf{m} + (1-\beta_1)\,\mathbf{g}^2",
        r"7\cdot 77 = 539",
        r"x + y",
    ],
)
def test_filling_numbers_into_a_skeleton_is_converting_the_formula(latex: str) -> None:
    direct = re.sub(r"(?<= )mathcolor=.*?(?=>)", 'class="sil-hue" style="--hue:#1a9e6c"', convert(latex)).replace(
        '<math xmlns="http://www.w3.org/1998/Math/MathML"', '<math lang="en"'
    )
    assert math(latex) == direct


@given(st.from_regex("#[0-9a-f]{6}", fullmatch=True))
def test_a_hue_colours_its_part_of_the_formula_and_nothing_else(colour: str) -> None:
    formula = ElementTree.fromstring(math("a + " + hue(colour, r"\eta\,x") + " + 12"))
    (part,) = formula.iter("mstyle")
    assert part.attrib == {"class": "sil-hue", "style": f"--hue:{colour}"}
    assert "".join(part.itertext()) == "\u03b7x"
    assert "".join(formula.itertext()) == "a+\u03b7x+12"


def test_a_number_has_the_colour_of_its_sign_and_zero_has_none() -> None:
    assert signed(2.0, "2") == hue(theme.POSITIVE, "2")
    assert signed(-2.0, "{-2}", theme.KERNEL_ENDS) == hue(theme.KERNEL_ENDS[0], "{-2}")
    assert signed(0.0, "0") == "0"


@given(hostile)
def test_a_sentence_stays_words_whatever_its_catalogue_and_its_names_say(text: str) -> None:
    t = Catalogue("en", {"told": "<b>{names}</b> & {n}", "list_gap": ", "})
    names = together([key(text, "#123456", "dash"), key("B", "#abcdef", "square")], t)
    spoken = ElementTree.fromstring(f"<p>{sentence(t, 'told', names=names, n=3)}</p>")
    assert "".join(spoken.itertext()) == f"<b>{text}, B</b> & 3"
    assert [(part.get("data-look"), part.get("style")) for part in spoken] == [
        ("dash", "--hue:#123456"),
        ("square", "--hue:#abcdef"),
    ]

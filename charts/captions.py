"""Captions: first one sentence in plain words, below it the algebra with this frame's numbers, as HTML.

A formula is written in LaTeX, as everywhere in the field, and becomes MathML, which browsers typeset by themselves.
Formulas are kept short and joined by words: a line can break between two formulas, never inside one.
"""

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from unicodedata import category, east_asian_width

from latex2mathml.converter import convert

from charts import theme
from charts.story import Translate

NUMBER = re.compile(r"\d+(?:\.\d+)?")
PLACE = "7"  # stands for any number in a skeleton
HEX = str.maketrans("0123456789", "ghijklmnop")  # a colour without digits, or it would look like a number
DIGITS = {to: digit for digit, to in HEX.items()}
COLOUR = re.compile(r'mathcolor="#?([a-p]{6})"')


def math(latex: str) -> str:
    """One formula as MathML.

    Formulas of a film differ in their numbers alone. So each is converted once with a placeholder for every number, and
    its numbers are filled in: far faster, and the same to the letter.
    """
    parts = _converted(NUMBER.sub(PLACE, latex)).split(f"<mn>{PLACE}</mn>")
    numbers = NUMBER.findall(latex)
    if len(parts) != len(numbers) + 1:  # a digit that is no number, in a name say
        return _converted(latex)
    filled = [part + f"<mn>{n}</mn>" for part, n in zip(parts, numbers, strict=False)]
    return "".join([*filled, parts[-1]])


@lru_cache(maxsize=4096)
def _converted(latex: str) -> str:
    # marked as English, or a Chinese page would set the dot of a product in a Chinese font, as wide as a character
    mathml = convert(latex).replace('<math xmlns="http://www.w3.org/1998/Math/MathML"', '<math lang="en"')
    return COLOUR.sub(lambda found: _hue(f"#{found[1].translate(DIGITS)}"), mathml)


def hue(colour: str, latex: str) -> str:
    """A part of a formula in the colour, "#rrggbb", that what it names has in the picture."""
    return rf"\textcolor{{{colour[1:].lower().translate(HEX)}}}{{{latex}}}"


def signed(x: float, latex: str, ends: tuple[str, str] = (theme.NEGATIVE, theme.POSITIVE)) -> str:
    """A number's formula in the colour of its sign, as the maps have it; zero is white there, and stays ink here."""
    return hue(ends[x > 0], latex) if x else latex


def _hue(colour: str) -> str:
    # not the colour itself, which no text would be legible in: the player mixes it with that of the text
    return f'class="sil-hue" style="--hue:{colour}"'


def key(name: str, colour: str, look: str) -> str:
    """A name with the swatch of what it names: "#rrggbb", and a dash or a shape as Plotly calls it."""
    return f'<span class="sil-key" data-look="{look}" style="--hue:{colour}">{html.escape(name)}</span>'


def together(names: Sequence[str], t: Translate) -> str:
    """Several names, which are HTML already, as a list in a sentence."""
    return words(t("list_gap")).join(names)


def listed(formulas: Sequence[str], t: Translate) -> list[str]:
    """Several formulas in LaTeX, one after another, with the comma of the language between them."""
    return [*(math(each) + words(t("comma")) for each in formulas[:-1]), math(formulas[-1])]


def words(text: str, kind: str = "") -> str:
    """Plain words, escaped; `kind` may be “good” or “bad” to mark the verdict."""
    return f'<span class="sil-{kind}">{html.escape(text)}</span>' if kind else html.escape(text)


def sentence(t: Translate, name: str, kind: str = "", **values: object) -> str:
    """A sentence of the catalogue whose places are filled with numbers and with HTML made here (`key`, `together`)."""
    places = {each: f"\0{each}\0" for each in values}
    text = words(t(name, **places), kind)
    for each, value in values.items():
        text = text.replace(places[each], str(value))
    return text


def caption(plain: str, *lines: Sequence[str]) -> str:
    """A sentence in plain words, as HTML, and below it lines of parts made by `math` and `words`.

    The player folds the lines away for who wants words only, so the sentence says by itself what the frame did.
    """
    return f"<p>{plain}</p>" + "".join(f"<div>{_joined(parts)}</div>" for parts in lines)


def _joined(parts: Iterable[str]) -> str:
    line, end = "", ""
    for part in parts:
        gap = " " if end and not _is_wide(end) else ""
        line, end = line + gap + _whole(part), part[-1:]
    return line


def _whole(part: str) -> str:
    """A formula and the sign behind it as one, or a line could begin with the sign."""
    signed_formula = part.startswith("<math") and not part.endswith("</math>")
    return f'<span class="sil-whole">{part}</span>' if signed_formula else part


def _is_wide(sign: str) -> bool:
    """Whether it is a full-width sign, which brings its own blank."""
    return category(sign).startswith("P") and east_asian_width(sign) in "FW"


def number(x: float) -> str:
    """A number as a reader wants it: at most four significant digits, a true minus, no “-0”.

    A negative number stands in braces, or its minus would be set like the one between two numbers.

    >>> number(0.25), number(-1234.5678), number(1e-9), number(-0.0)
    ('0.25', '{-1235}', '1\\cdot10^{-9}', '0')
    """
    text = _digits(x)
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = rf"{float(mantissa):g}\cdot10^{{{int(exponent)}}}"
    return f"{{{text}}}" if x < 0 and text != "0" else text


def _digits(x: float) -> str:
    text = f"{x:.4g}" if abs(x) < 1000 else f"{x:.0f}" if abs(x) < 1e6 else f"{x:.3e}"
    return "0" if float(text) == 0 else text


def factor(x: float) -> str:
    """A number as a factor in a product: negative ones in brackets."""
    return f"({number(x)})" if x < 0 else number(x)


def term(x: float) -> str:
    """A number as a term after a sum: with its sign in front."""
    return f"{'-' if x < 0 else '+'}{number(abs(x))}"


def vector(values: Iterable[float]) -> str:
    """A vector in one line, so that no bracket has to stretch."""
    return "(" + r",\;".join(map(number, values)) + ")"


def equals(*values: float) -> str:
    """“=” when the values shown are exact, “≈” when showing them rounded them."""
    return "=" if all(_is_exact(v) for v in values) else r"\approx"


def _is_exact(x: float) -> bool:
    return abs(float(_digits(x)) - x) <= 1e-9 * max(1.0, abs(x))

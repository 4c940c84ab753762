"""What a teacher writes: the little Markdown that there is, and no way to put anything else into a page."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.prose import MATH_ATTRIBUTES, MATH_TAGS, as_html

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "code", "a"}


class Reading(HTMLParser):
    """All tags of a text with their attributes, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag


def expect_harmless(html: str) -> None:
    for tag, attributes in Reading(html).found:
        if tag == "a":
            assert attributes.keys() == {"href", "target", "rel"}
            assert re.match(r"(https?://|mailto:)[\w]", attributes["href"] or "")
        else:
            assert tag in TAGS | MATH_TAGS
            assert attributes.keys() <= (MATH_ATTRIBUTES if tag in MATH_TAGS else set())


ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert%281%29)",
    "[x](java\tscript:alert)",
    "[x](java&#115;cript:alert)",
    "[x](javascript&colon;alert)",
    "[x](&#106;avascript:alert)",
    "[x](\x01javascript:alert)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example)",
    "[x](file:///etc/passwd)",
    '[x](https://a.example/"onmouseover=alert`1`)',
    "[x](https://a.example/'onmouseover='alert)",
    "[x](https://a.example/><script>alert)",
    "[x](https://user:secret@evil.example)",
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "![x](https://evil.example/pixel.png)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![<script>alert(1)</script>](x)",
    "<https://evil.example>",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "`<script>alert(1)</script>`",
    "``` \n<script>alert(1)</script>\n```",
    "**<b onclick=alert(1)>x</b>**",
    "*[x](javascript:alert(1))*",
    "**[*x*](javascript:alert(1)) [y](data:x)**",
    "- <img src=x onerror=alert(1)>\n- [x](javascript:alert(1))",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$\\style{background:url(https://evil.example)}{x}$",
    "$\\class{x}{y}$ $\\cssId{x}{y}$ $\\unicode{x3c}script>$",
    "$\\color{red;background:url(x)}{x}$",
    "$\\require{html}\\begin{html}<script>$",
    "$x</math><script>alert(1)</script>$",
    "\\<script>alert(1)\\</script>",
    ":material/home: :red[x] :streamlit: ::before",
    "{{film}} {{css}} </script><script>alert(1)</script>",
    "\u202e<script>\u2028alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<<script>script>alert(1)<</script>/script>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_stays_text(text: str) -> None:
    expect_harmless(as_html(text))


@given(st.lists(st.sampled_from([*"[]()*`$!\\<>\"'&#:;\n- x1.", "https://", "javascript:", "<script>", "](", "**"])))
def test_no_mixture_of_signs_makes_more_than_markdown(parts: list[str]) -> None:
    expect_harmless(as_html("".join(parts)))


@given(st.text())
def test_no_text_makes_more_than_markdown(text: str) -> None:
    expect_harmless(as_html(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Watch *w*: it **never** moves.", "<p>Watch <em>w</em>: it <strong>never</strong> moves.</p>"),
        ("**all *of* it**", "<p><strong>all <em>of</em> it</strong></p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("`w -= eta`", "<p><code>w -= eta</code></p>"),
        ("2 * 3 * 4 < 25 & so on", "<p>2 * 3 * 4 &lt; 25 &amp; so on</p>"),
        (r"\*no\* \$5", "<p>*no* $5</p>"),
        ("看**这里**。", "<p>看<strong>这里</strong>。</p>"),
        (
            "[here](https://a.example/b?c=1&d=2#e)",
            '<p><a href="https://a.example/b?c=1&amp;d=2#e" target="_blank" rel="noopener noreferrer">here</a></p>',
        ),
        ("![a picture](https://school.example/a.png)", "<p>a picture</p>"),
        ("", ""),
        (" \n\n ", ""),
    ],
)
def test_markdown_is_set(text: str, html: str) -> None:
    assert as_html(text) == html


def test_a_formula_is_set_as_one() -> None:
    html = as_html(r"The score $y(\mathbf{w} \cdot \mathbf{x} + b) \le 0$ is wrong.")
    assert html.startswith('<p>The score <math lang="en"')
    assert html.endswith("</math> is wrong.</p>")
    assert as_html("$\\notaformula{$") == "<p><code>\\notaformula{</code></p>"

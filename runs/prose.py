"""What a teacher writes, as HTML: a little of Markdown, and formulas. Everything else is text.

Nothing of it is trusted: tags are written here alone, each from a rule below, and every other character is escaped.
"""

import re
from html import escape
from xml.etree import ElementTree

from charts.captions import math

INLINE = re.compile(
    r"\\(?P<plain>[\\`*_$\[\]()!-])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\$(?P<math>[^$\n]+)\$"
    r"|(?P<picture>!?)\[(?P<label>[^\[\]\n]*)\]\((?P<link>[^()\s]*)\)"
    r"|\*\*(?P<strong>[^*\n]+(?:\*[^*\n]+\*[^*\n]*)*)\*\*"
    r"|\*(?P<em>[^*\s][^*\n]*)\*"
)
ITEM = re.compile(r"(?P<bullet>[-*+])\s+|(?P<number>\d{1,3})[.)]\s+")
LINK = re.compile(r"https?://[\w.-]+(:\d+)?([/?#][\w./?#&=%~:;,!+@$-]*)?|mailto:[\w.+-]+@[\w.-]+", re.ASCII)
MATH_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup", "mfrac", "msqrt", "mroot"),
    *("mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle"),
}
MATH_ATTRIBUTES = {
    *("lang", "display", "stretchy", "fence", "form", "separator", "mathvariant", "movablelimits", "width", "lspace"),
    *("rspace", "linethickness", "displaystyle", "scriptlevel", "columnalign", "columnspacing", "rowspacing", "accent"),
    *("largeop", "minsize", "maxsize", "symmetric"),
}
DEEPEST = 3  # of words in words: bold inside of a list is enough for a sentence or two


def as_html(text: str) -> str:
    """Paragraphs and lists of a text; no tag in it but those of the rules above."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(_block(block.strip()) for block in blocks if block.strip())


def _block(block: str) -> str:
    lines = block.split("\n")
    marks = [ITEM.match(line.strip()) for line in lines]
    if not all(marks):
        return f"<p>{'<br>'.join(_inline(line.strip()) for line in lines)}</p>"
    name = "ul" if marks[0] and marks[0]["bullet"] else "ol"
    items = (_inline(line.strip()[mark.end() :]) for line, mark in zip(lines, marks, strict=True) if mark)
    return f"<{name}>{''.join(f'<li>{item}</li>' for item in items)}</{name}>"


def _inline(text: str, depth: int = 0) -> str:
    if depth > DEEPEST:
        return escape(text)
    parts, end = [], 0
    for found in INLINE.finditer(text):
        parts += [escape(text[end : found.start()]), _marked(found, depth + 1)]
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def _marked(found: re.Match[str], depth: int) -> str:
    match found.lastgroup:
        case "plain":
            return escape(found["plain"])
        case "code":
            return f"<code>{escape(found['code'])}</code>"
        case "math":
            return formula(found["math"])
        case "strong" | "em" as name:
            return f"<{name}>{_inline(found[name], depth)}</{name}>"
    label = _inline(found["label"], depth)
    if found["picture"] or not LINK.fullmatch(found["link"]):
        return label
    return f'<a href="{escape(found["link"])}" target="_blank" rel="noopener noreferrer">{label}</a>'


def formula(latex: str) -> str:
    """A formula as MathML; as code where it is none, or says more than a formula."""
    try:
        made = math(latex)
        if all(is_plain(element) for element in ElementTree.fromstring(made).iter()):
            return made
    except Exception:  # whatever the converter stumbles over: it was written for formulas that are right
        pass
    return f"<code>{escape(latex)}</code>"


def is_plain(element: ElementTree.Element) -> bool:
    """Whether an element of MathML only sets a formula."""
    return element.tag in MATH_TAGS and element.attrib.keys() <= MATH_ATTRIBUTES

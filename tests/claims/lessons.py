"""How a lesson is read, in any language: its text, its sources, its numbers.

What the lessons of two languages claim is written out sentence by sentence in the tests beside this file. A lesson in a
further language is held to the English one: the same numbers, links, headings, formulas and sources.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from locales import content

WITH_SENTENCES = ("en", "zh")
NUMBER = re.compile(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?")
LINK = re.compile(r"\]\(([a-z-]+)\?([^)]*)\)")
FREE = {"0", "1"}  # labels, and what another language says in words


def parts(text: str) -> tuple[str, str]:
    """What comes before the last heading, which is that of the sources, and what comes after it."""
    body, _, sources = text.rpartition("\n## ")
    return body, sources


def unclaimed(text: str, claims: Iterable[str], facts: Mapping[str, object]) -> str:
    """The text without its claims, each of which stands in it once, filled in with the facts.

    Without its tables, too, which have tests of their own, and without subscripts and squares.
    """
    for claim in claims:
        filled = claim.format(**facts)
        assert text.count(filled) == 1, filled
        text = text.replace(filled, "")
    return re.sub(r"[_^]\d", "", re.sub(r"^\|.*$", "", text, flags=re.M))


def numbers(text: str) -> Counter[str]:
    """How often each number stands in a lesson, addresses of links apart."""
    found = NUMBER.findall(re.sub(r"\]\([^)]*\)", "]", text))
    return Counter(number for each in found if (number := each.lstrip("-−")) not in FREE)


def queried(query: str) -> dict[str, str]:
    """What a link says; a blank is no hidden layer."""
    return dict(parse_qsl(query, keep_blank_values=True))


def all_links(lesson: str, lang: str) -> list[tuple[str, dict[str, str]]]:
    """Every link of a lesson to a lab: its address, and what it says."""
    return [(page, queried(query)) for page, query in LINK.findall(content(lesson, lang))]


def links_to(page: str, lesson: str, lang: str) -> list[dict[str, str]]:
    """What the links to one lab say."""
    return [query for address, query in all_links(lesson, lang) if address == page]


def prose(lesson: str, lang: str) -> str:
    """The lesson without its sources and the addresses of its links."""
    return re.sub(r"\]\([^)]*\)", "]", parts(content(lesson, lang))[0])

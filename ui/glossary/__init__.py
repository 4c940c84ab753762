"""The glossary: every term of the labs in one sentence. Pointing at a term, or tapping it, shows that sentence.

The terms stand in `content/<lang>/glossary.toml`, by the lab where they are met first. `marked` makes links of them in
a text, each at its first use: they lead to the page that lists all, and say the sentence as their title. So a text
shows its terms without any script; glossary.js says the sentence in a nicer way, and marks captions, which no
Markdown makes.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from locales import LANGUAGES, ROOT, Catalogue
from ui.bridge.component import component
from ui.menu import GLOSSARY

HERE = Path(__file__).parent
KEY = "glossary"
KEPT = 256  # texts with their marks
HAN = re.compile("[\u4e00-\u9fff]")
# Where no term is marked: code, formulas, links, headings, tables.
LEFT_ALONE = re.compile(
    r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]+\$|!?\[[^\]]*\]\([^)]*\)|^#.*?$|^\|.*?$", re.DOTALL | re.MULTILINE
)

_component = component("see_it_learn_glossary", HERE / "glossary.js", HERE / "glossary.css")


@dataclass(frozen=True)
class Term:
    """A term: the lab where it is met first, what it is called, the forms in which texts have it, and what it means."""

    lab: str
    term: str
    forms: tuple[str, ...]
    says: str


@cache
def glossary(lang: str) -> Mapping[str, Term]:
    """The terms in a language, by their keys."""
    labs = tomllib.loads((ROOT / "content" / lang / "glossary.toml").read_text("utf-8"))
    return {
        key: Term(lab, found["term"], tuple(found["forms"]), found["says"])
        for lab, terms in labs.items()
        for key, found in terms.items()
    }


def elsewhere(key: str, lang: str) -> str:
    """What a term is called in the other languages; nothing where that is the same."""
    here = glossary(lang)[key].term
    return " · ".join(dict.fromkeys(t for other in LANGUAGES if (t := glossary(other)[key].term) != here))


def said(key: str, lang: str) -> str:
    """The sentence about a term, with what it is called in the other languages."""
    term, other = glossary(lang)[key], elsewhere(key, lang)
    return f"{term.term}{f' · {other}' if other else ''} — {term.says}"


@cache
def _search(lang: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What finds the terms, the longest first, and their keys by their forms; Latin words end where they end."""
    keys = {form.lower(): key for key, term in glossary(lang).items() for form in term.forms}
    forms = [re.escape(form) for form in sorted(keys, key=len, reverse=True)]
    whole = [form if HAN.match(form) else rf"(?<![\w-]){form}(?![\w-])" for form in forms]
    return re.compile("|".join(whole), re.IGNORECASE | re.ASCII), keys


@lru_cache(maxsize=KEPT)  # cards are about single runs: there is no end to them
def marked(text: str, lang: str, *, names: bool = False) -> str:
    """Markdown with every term made a link where it is used first.

    Parameters
    ----------
    names : bool
        Whether what it is called in the other languages stands beside it.
    """
    pattern, keys = _search(lang)
    seen: set[str] = set()

    def link(found: re.Match[str]) -> str:
        key = keys[found[0].lower()]
        if key in seen:
            return found[0]
        seen.add(key)
        other = elsewhere(key, lang) if names else ""
        title = said(key, lang).replace('"', "”")
        gap = " " if HAN.match(found.string[found.end() :]) else ""
        is_said = other.lower() == found[0].lower()  # the text has it already: LSTM
        beside = f" :gray[:small[{other}]]{gap}" if other and not is_said else ""
        return f'[{found[0]}]({GLOSSARY}?term={key}&lang={lang} "{title}"){beside}'

    parts, at = [], 0
    for hole in LEFT_ALONE.finditer(text):
        parts += [pattern.sub(link, text[at : hole.start()]), hole[0]]
        at = hole.end()
    return "".join([*parts, pattern.sub(link, text[at:])])


def marked_lesson(text: str, lang: str) -> str:
    """A lesson with its terms, but for those in the titles of its sources, which are its last section."""
    body, heading, sources = text.rpartition("\n## ")
    return marked(body, lang, names=True) + heading + sources


def show_glossary(t: Catalogue) -> None:
    """What says a term on the page when it is pointed at; on every page, behind everything else."""
    data = {"lang": t.lang, "page": GLOSSARY, "all": t("glossary_all"), "terms": _for_script(t.lang)}
    _component(key=KEY, data=data)


@cache
def _for_script(lang: str) -> Mapping[str, Mapping[str, Any]]:
    return {key: {"forms": term.forms, "says": said(key, lang)} for key, term in glossary(lang).items()}

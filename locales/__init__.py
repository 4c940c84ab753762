"""Languages: every short string on screen comes from locales/<lang>.toml, every lesson from content/<lang>/.

A further language is one line in `LANGUAGES`, one catalogue and one folder of lessons.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Language:
    """What the language calls itself, and its tag for browsers: which fonts, hyphens and voices a page needs."""

    name: str
    tag: str


LANGUAGES = {
    "en": Language("English", "en"),
    "zh": Language("中文", "zh-CN"),
}
DEFAULT_LANGUAGE = "en"
EDGE = "\x01"  # of a value in its sentence
MEETING = re.compile(f"(?<=[\u4e00-\u9fff]){EDGE}(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]){EDGE}(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Catalogue:
    """The strings of one language. Calling it looks one up: ``t("learning_rate")``.

    Where a value in Latin letters meets Chinese, a blank stands between them: “Adam 最先到达”, but “动量法最先到达”.
    An unknown key is a mistake of ours and raises KeyError: the tests see it before a visitor does.
    """

    lang: str
    strings: Mapping[str, str]

    @property
    def tag(self) -> str:
        """The language's tag for browsers."""
        return LANGUAGES[self.lang].tag

    def __call__(self, key: str, /, **values: Any) -> str:
        text = self.strings[key]
        if not values:
            return text
        framed = {name: f"{EDGE}{value}{EDGE}" for name, value in values.items()}
        return MEETING.sub(" ", text.format(**framed)).replace(EDGE, "")

    def __contains__(self, key: str) -> bool:
        return key in self.strings


@cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of one of `LANGUAGES`."""
    return Catalogue(lang, tomllib.loads((ROOT / "locales" / f"{lang}.toml").read_text("utf-8")))


@cache
def content(name: str, lang: str) -> str:
    """The lesson `name` in one language, as Markdown."""
    return (ROOT / "content" / lang / f"{name}.md").read_text("utf-8")


@cache
def comments(lang: str) -> Mapping[str, str]:
    """What the comments of the programs say in one language, by what they say in English, which they are written in."""
    if lang == DEFAULT_LANGUAGE:
        return {}
    words: dict[str, str] = tomllib.loads((ROOT / "content" / lang / "programs.toml").read_text("utf-8"))
    return words


def choose_language(linked: str | None, *liked: str | None) -> str:
    """The language of a new visit: the link's, else the first of the browser's that the app speaks, else English.

    >>> choose_language(None, "fr", "zh-CN"), choose_language("en", "zh-CN"), choose_language("qaa", None)
    ('zh', 'en', 'en')
    """
    return next((code for tag in (linked, *liked) if (code := spoken(tag))), DEFAULT_LANGUAGE)


def spoken(tag: str | None) -> str | None:
    """Which of our languages a language tag means (zh-CN, EN), if any."""
    code = (tag or "").lower().replace("_", "-").split("-")[0]
    return code if code in LANGUAGES else None


def as_code(text: str, limit: int = 40) -> str:
    """Text that a visitor sent, cut and set as code, so that no Markdown in it comes alive."""
    line = " ".join(text.split())
    shown = line if len(line) <= limit else f"{line[:limit]}…"
    return "`" + (shown.replace("`", "'") or '""') + "`"

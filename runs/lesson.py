"""A lesson: runs in an order, and what a teacher says about each. Plain data, read from a file or a link.

A lesson lives in its link or in its file; the app keeps none. Whoever wrote one may have made mistakes: it is read as a
whole or refused with one sentence, and what this version does not know (a lab, a field) is kept as it came.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import parse_qsl, urlencode

from charts.lab import Lab
from charts.labs import LABS
from locales import LANGUAGES
from runs.codec import OF_A_PAGE
from runs.links import nested, plain, read_nested, read_query

VERSION = 1
MAX_STOPS = 200
MAX_TEXT = 1_000  # characters of what is said about one run, in one language
MAX_RUN = 32_000  # characters of the link of one run
MAX_FIELDS = 100
MARK = "see-it-learn-lesson"  # the key of the version in a file: by it one knows what the file is

Words = Mapping[str, str]
"""A text by the codes of its languages; where one is missing, another one is shown."""

BY_ADDRESS: dict[str, Lab] = {lab.address: lab for lab in LABS}
TABS = ("explain", "code", "check", "take_away")


class LessonError(ValueError):
    """Why there is no such lesson: a code, for a sentence, and what the sentence names."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Stop:
    """One run of a lesson.

    Parameters
    ----------
    lab : str
        The address of its lab, which this version may not have.
    query : str
        What the link to the run says after its question mark.
    text : Words
        What is said about it, in Markdown.
    question, answer : Words
        For the worksheet: what is asked, and what stands on the sheet of answers.
    hidden : tuple of str
        Fields whose controls are not there, and which no link may change.
    hidden_tabs : tuple of str
        Tabs that are not there.
    locked : bool
        Whether the run has no controls at all.
    """

    lab: str
    query: str = ""
    text: Words = field(default_factory=dict)
    question: Words = field(default_factory=dict)
    answer: Words = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    hidden_tabs: tuple[str, ...] = ()
    locked: bool = False

    @property
    def run(self) -> str:
        """Its link, relative to the app's own address."""
        return f"{self.lab}?{self.query}" if self.query else self.lab

    @property
    def opens(self) -> dict[str, str]:
        """The query of its run."""
        return query_of(self.query)

    def opened(self, link: Mapping[str, str]) -> dict[str, str]:
        """The query that a link in the lesson opens: the run of the stop, and what the link may change of it.

        >>> Stop("perceptron", "dataset=xor&seed=3", hidden=("seed",)).opened({"n_epochs": "7", "seed": "4"})
        {'dataset': 'xor', 'seed': '3', 'n_epochs': '7'}
        """
        own, link = self.opens, read_query(link)
        if self.locked:
            return own | {name: text for name, text in link.items() if name == "frame"}
        kept = {*self.hidden, *OF_A_PAGE, "view"}
        changes = {name: text for name, text in link.items() if name not in kept}
        if "pinned" in changes:
            beside = {name: text for name, text in read_nested(changes["pinned"]).items() if name not in kept}
            fixed = {name: text for name, text in own.items() if name in self.hidden}
            changes["pinned"] = nested(beside | fixed)
        return own | changes

    @property
    def unknown(self) -> list[str]:
        """What it hides that its lab has not."""
        if self.lab not in BY_ADDRESS:
            return []
        known = {each.name for view in BY_ADDRESS[self.lab].views for each in fields(view.params)}
        return [name for name in self.hidden if name not in known] + [n for n in self.hidden_tabs if n not in TABS]


@dataclass(frozen=True)
class Lesson:
    """Stops in their order, a title, and the language that it is held in, if it is held in one alone."""

    title: Words
    stops: tuple[Stop, ...]
    lang: str | None = None


def said(words: Words, lang: str) -> str:
    """A text in this language, or in the first that it has; nothing where it has none."""
    return words.get(lang) or next((text for text in words.values() if text), "")


def address_of(stop: Stop) -> str:
    """The address of the page that shows a stop: its lab, or that of lessons where this version has no such lab."""
    return stop.lab if stop.lab in BY_ADDRESS else "lesson"


def stop_number(text: str | None, n: int) -> int | None:
    """The stop that a link to one of n asks for, counted from 1: the first, where it asks for none; None if it is none.

    >>> stop_number(None, 3), stop_number("3.", 3), stop_number("4", 3), stop_number("last", 3)
    (1, 3, None, None)
    """
    text = "1" if text is None else plain(text)
    number = int(text[:4]) if text.isascii() and text.isdigit() else 0
    return number if 1 <= number <= n else None


def query_of(text: str, keeps: Collection[str] = ()) -> dict[str, str]:
    """A link's query as names and values, without what is no part of a run, but for some of that."""
    try:
        query = read_query(dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)))
    except ValueError:  # too many fields
        return {}
    return {name: value for name, value in query.items() if name not in OF_A_PAGE or name in keeps}


def stop_at(link: str) -> Stop:
    """The stop at a link, whole or as it stands behind the app's own address; raises LessonError("no_run").

    >>> stop_at("https://school.example/app/mlp?lang=en&seed=3&frame=7").run
    'mlp?seed=3&frame=7'
    """
    address, _, query = link.strip().partition("#")[0].partition("?")
    lab = address.rstrip("/").rpartition("/")[2].lower().replace("_", "-")
    if lab not in BY_ADDRESS or len(query) > MAX_RUN or query.count("&") >= MAX_FIELDS:
        raise LessonError("no_run", link=link.strip())
    return Stop(lab, urlencode(query_of(query), safe=",;:~!"))


# ---- as JSON


def as_data(lesson: Lesson) -> dict[str, Any]:
    """What JSON says of a lesson; what is empty is left out."""
    whole = {"title": dict(lesson.title), "lang": lesson.lang, "stops": [_as_data(stop) for stop in lesson.stops]}
    return {name: value for name, value in whole.items() if value or name == "stops"}


def _as_data(stop: Stop) -> dict[str, Any]:
    whole = {
        "run": stop.run,
        "text": dict(stop.text),
        "question": dict(stop.question),
        "answer": dict(stop.answer),
        "hide": list(stop.hidden),
        "hide_tabs": list(stop.hidden_tabs),
        "lock": stop.locked,
    }
    return {name: value for name, value in whole.items() if value}


def as_file(lesson: Lesson) -> str:
    """The file of a lesson, for people to read, too."""
    return json.dumps({MARK: VERSION} | as_data(lesson), ensure_ascii=False, indent=2) + "\n"


def read_file(text: str | bytes) -> Lesson:
    """The lesson in a file; raises LessonError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is one
        raise LessonError("unreadable") from error
    if not isinstance(data, dict) or type(data.get(MARK)) is not int:
        raise LessonError("unreadable")
    return read_data(data, data[MARK])


def read_data(data: Any, version: int) -> Lesson:
    """The lesson that JSON says; raises LessonError.

    Parameters
    ----------
    version : int
        Of the form in which it was written. Every later version of the app reads it.
    """
    if version > VERSION:
        raise LessonError("newer")
    if version < 1 or not isinstance(data, dict) or not isinstance(data.get("stops"), list) or not _is_text(data):
        raise LessonError("unreadable")
    if not data["stops"]:
        raise LessonError("empty")
    if len(data["stops"]) > MAX_STOPS:
        raise LessonError("too_many", n=len(data["stops"]), limit=MAX_STOPS)
    lang = data.get("lang")
    stops = tuple(_read_stop(stop, number) for number, stop in enumerate(data["stops"], start=1))
    return Lesson(_words(data.get("title", {}), 0), stops, lang if lang in tuple(LANGUAGES) else None)


def _is_text(data: Any) -> bool:
    """Whether all of it can be sent on: JSON may escape halves of characters, which no page and no file can hold."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_stop(data: Any, number: int) -> Stop:
    if not isinstance(data, dict) or not isinstance(data.get("run"), str) or len(data["run"]) > MAX_RUN:
        raise LessonError("stop", number=number)
    lab, _, query = data["run"].partition("?")
    if not lab:
        raise LessonError("stop", number=number)
    text, question, answer = (_words(data.get(name, {}), number) for name in ("text", "question", "answer"))
    hidden, tabs = (_names(data.get(name, []), number) for name in ("hide", "hide_tabs"))
    return Stop(lab, query, text, question, answer, hidden, tabs, data.get("lock", False) is True)


def _words(data: Any, number: int) -> Words:
    if not isinstance(data, dict) or not all(isinstance(text, str) for text in data.values()):
        raise LessonError("stop", number=number)
    if any(len(text) > MAX_TEXT for text in data.values()):
        raise LessonError("too_long", number=number, limit=MAX_TEXT)
    return {lang: text for lang, text in data.items() if text}


def _names(data: Any, number: int) -> tuple[str, ...]:
    if not isinstance(data, list) or len(data) > MAX_FIELDS or not all(isinstance(name, str) for name in data):
        raise LessonError("stop", number=number)
    return tuple(data)

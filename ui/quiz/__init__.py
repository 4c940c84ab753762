"""Three short questions after a lab: a right answer is explained, and a wrong one leads to the run that shows why.

They stand in `content/<lang>/<lab>/quiz.md`: a heading asks, `- [x]` marks the right one of its options, and behind `>`
stands why, with a link to the run at its end. The browser keeps which were answered rightly; the server hears nothing.
"""

import re
from dataclasses import asdict, dataclass
from pathlib import Path

from charts.lab import Lab
from locales import Catalogue, content
from ui.bridge.component import component
from ui.tour import PROGRESS_JS

HERE = Path(__file__).parent
KEY = "quiz"
LABELS = ("title", "right", "wrong", "look")
OPTION = re.compile(r"^- \[([ x])\] (.+)$", re.MULTILINE)
WHY = re.compile(r"^> (.+?) ?\[(.+)\]\((\S+)\)$", re.MULTILINE)

_component = component("see_it_learn_quiz", PROGRESS_JS, HERE / "quiz.js", HERE / "quiz.css")


@dataclass(frozen=True)
class Asked:
    """A question: its options, the number of the right one from 0, why, and the link to the run that shows it."""

    question: str
    options: tuple[str, ...]
    right: int
    why: str
    watch: str
    href: str


def questions_of(lab: Lab, lang: str) -> list[Asked]:
    """The questions after a lab."""
    parts = re.split(r"^## ", content(f"{lab.folder}/quiz", lang), flags=re.MULTILINE)[1:]
    return [_read(part) for part in parts]


def _read(part: str) -> Asked:
    marks, options = zip(*OPTION.findall(part), strict=True)
    ((why, watch, href),) = WHY.findall(part)
    return Asked(part.splitlines()[0], options, marks.index("x"), why, watch, href)


def show_quiz(lab: Lab, t: Catalogue) -> None:
    """The questions after a lab, at the end of its page."""
    questions = [asdict(asked) for asked in questions_of(lab, t.lang)]
    labels = {name: t(f"quiz_{name}") for name in LABELS} | {"gap": t("sentence_gap")}
    _component(key=KEY, data={"lab": lab.address, "questions": questions, "labels": labels})

"""The path through the labs on the home page: what each step adds, what this browser has finished, where to go on."""

from pathlib import Path

from charts.labs import LABS
from locales import Catalogue
from ui.bridge.component import component
from ui.menu import OTHERS
from ui.quiz import questions_of
from ui.tour import PROGRESS_JS

HERE = Path(__file__).parent
KEY = "path"
LABELS = (
    *("title", "begin", "go_on", "dare", "ask", "whole"),
    *("tour", "challenges", "questions", "kept", "forget"),
)

_component = component("see_it_learn_path", PROGRESS_JS, HERE / "path.js", HERE / "path.css")


def show_path(t: Catalogue) -> None:
    """The labs in their order; behind them the other pages that belong to the path."""
    steps = [
        {
            "address": lab.address,
            "stops": len(lab.tour),
            "challenges": [challenge.name for challenge in lab.challenges],
            "questions": len(questions_of(lab, t.lang)),
        }
        for lab in LABS
    ]
    steps += [{"address": to, "stops": 0, "challenges": [], "questions": 0} for to in OTHERS if f"path_step_{to}" in t]
    for step in steps:
        step |= {"name": t(f"page_{step['address']}"), "adds": t(f"path_step_{step['address']}")}
    labels = {name: t(f"path_{name}") for name in LABELS}
    _component(key=KEY, data={"lang": t.lang, "steps": steps, "labels": labels})

"""A tour or a challenge in a link: `tour=2` opens the second stop, with the run that it begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from charts.lab import Lab
from runs.codec import encode
from runs.links import plain


@dataclass(frozen=True)
class Step:
    """Where in a lab a visitor is: at a stop of one of its ways, counted from 1; 0 at none."""

    way: str = "tour"
    number: int = 0

    @property
    def query(self) -> dict[str, str]:
        """What a link says of it."""
        return {self.way: str(self.number)} if self.number else {}


AWAY = Step()


def asked_step(lab: Lab, query: Mapping[str, str]) -> Step | None:
    """The stop that a link asks for; AWAY where it asks for none, None where there is no such stop."""
    way = next((way for way in lab.ways if way in query), None)
    if way is None:
        return AWAY
    text = plain(query[way])
    number = int(text[:4]) if text.isascii() and text.isdigit() else 0
    return Step(way, number) if 1 <= number <= len(lab.ways[way]) else None


def led(lab: Lab, query: Mapping[str, str]) -> dict[str, str]:
    """The query; where it says a stop and nothing of a run, with the run that the stop begins with."""
    step = asked_step(lab, query)
    names = {field.name for view in lab.views for field in fields(view.params)} | {"view", "pinned"}
    if not step or not step.number or names & query.keys():
        return dict(query)
    return {"frame": "0", **query, **run_of(lab, step)}


def run_of(lab: Lab, step: Step, changes: Mapping[str, object] = {}) -> dict[str, str]:
    """The query of the run that a stop begins with, or of that run with some changes."""
    view = lab.view_of(lab.ways[step.way][step.number - 1])
    of_view = {"view": lab.link(view)} if lab.link(view) else {}
    return of_view | encode(view.params(**{**lab.opening(step.way, step.number), **changes}))

"""A tour in a link: `tour=2` opens the second stop, with the run that it begins with."""

from collections.abc import Mapping
from dataclasses import fields

from charts.lab import Lab
from runs.codec import encode
from runs.links import plain


def asked_stop(lab: Lab, query: Mapping[str, str]) -> int | None:
    """The stop that a link asks for, counted from 1; 0 where it asks for none, None where there is no such stop."""
    if "tour" not in query:
        return 0
    text = plain(query["tour"])
    number = int(text[:4]) if text.isascii() and text.isdigit() else 0
    return number if 1 <= number <= len(lab.tour) else None


def led(lab: Lab, query: Mapping[str, str]) -> dict[str, str]:
    """The query; where it says a stop and nothing of a run, with the run that the stop begins with."""
    number = asked_stop(lab, query)
    names = {field.name for view in lab.views for field in fields(view.params)} | {"view", "pinned"}
    if not number or names & query.keys():
        return dict(query)
    view = lab.view_of(number)
    of_view = {"view": lab.link(view)} if lab.link(view) else {}
    return {"frame": "0", **query, **of_view, **encode(view.params(**lab.opening(number)))}

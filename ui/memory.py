"""What a session remembers of a lab's controls: from its link, or from the visitor's last change of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from core.validation import InvalidParameterError
from runs.codec import Problem, decode, too_long, unsent
from runs.links import plain, read_nested, read_query, tidy
from ui.controls import Panel
from ui.widgets import LogSlider, Slider


@dataclass(frozen=True)
class Asked:
    """A cell of a panel that a visitor clicked, in the film of one run; `key` tells two clicks apart."""

    run: str
    panel: str
    row: int
    column: int
    key: int


@dataclass(frozen=True)
class Along:
    """The controls that changed along with another one, and all values after that; true until one of them changes."""

    source: str
    fields: Sequence[str]
    values: Mapping[str, Any]


@dataclass
class Memory:
    """What a session remembers of a lab while the visitor is on other pages."""

    values: dict[str, Any]
    opened: dict[str, Any]  # the values that mattered when the page was opened by its link
    problems: list[Problem]
    frame: str | None = None  # the frame that the link asks for, as it stands there
    is_new: bool = True  # the run is still the one that the link opened
    good: Any = None  # the last Params that made a run
    stopped: Any = None  # Params of a run that the visitor did not want to wait for
    pinned: Any = None  # Params of the run to compare with
    asked: Asked | None = None  # the cell whose detail was asked for last
    guesses: dict[str, str | None] = field(default_factory=dict)  # by the names of their runs
    watched: set[str] = field(default_factory=set)  # runs, by their names, that it was told of while they were computed
    only_watches: bool = False  # the visitor would rather not guess
    along: Along | None = None  # what changed when the visitor changed a control


def opened(panel: Panel[Any], query: Mapping[str, str]) -> Memory:
    """The values of this lab in this session; on arrival those of the link, or those from the last visit."""
    memories: dict[str, Memory] = st.session_state.setdefault("labs", {})
    if st.session_state.get("open_lab") == panel.lab:
        return memories[panel.lab]
    st.session_state["open_lab"] = panel.lab
    for name in panel.defaults():
        st.session_state.pop(name, None)  # another lab may have a control of this name
    if panel.lab not in memories or panel.defaults().keys() & query.keys():
        memory = memories[panel.lab] = from_link(panel, query)
        here = st.session_state.setdefault("unlinked", {}).get(panel.lab, {})
        kept = {name: here[name] for name in unsent(read_query(query)) if name in here}
        memory.values.update(kept)
        memory.problems = [each for each in memory.problems if not (each.code == "unsent" and each.name in kept)]
    return memories[panel.lab]


def forget(lab: str) -> None:
    """Let the next link open this lab anew; what is too long for a link is kept for one that says that it lacks it."""
    memory: Memory | None = st.session_state.get("labs", {}).pop(lab, None)
    st.session_state.pop("open_lab", None)
    if memory is not None:
        own = {name: memory.values[name] for name in too_long(memory.values)}
        st.session_state.setdefault("unlinked", {}).setdefault(lab, {}).update(own)


def from_link(panel: Panel[Any], query: Mapping[str, str]) -> Memory:
    """What a session remembers when it opens a link: what the link says, with defaults for what it says wrongly."""
    query = read_query(query)
    values, problems = _asked(panel, query)
    if "view" in query and plain(query["view"]) not in panel.names:
        problems.insert(0, Problem("unreadable", "view", query["view"]))
    memory = Memory(values, panel.that_matter(values), problems, tidy(query["frame"]) if "frame" in query else None)
    if "pinned" in query:
        pinned, wrong = _asked(panel, read_nested(query["pinned"]))
        problems += wrong
        try:
            memory.pinned = panel.kind(**panel.that_matter(pinned))
        except InvalidParameterError as error:
            problems.append(Problem("pinned", "", "", error))
    return memory


def _asked(panel: Panel[Any], query: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Values that a query asks for and the controls of this page allow, and what was wrong with it."""
    params, problems = decode(panel.kind, query)
    values = asdict(params)
    # What is missing is no mistake of the link's: it opens where the visitor can bring it along.
    missing = [problem for problem in problems if problem.error and problem.error.code == "missing"]
    values |= {problem.name: problem.value for problem in missing}
    invited = [Problem("unsent", problem.error.parameter, "") for problem in missing if problem.error]
    problems = [problem for problem in problems if problem not in [*missing, *invited]]
    for control in panel.controls(values):
        name = control.field
        if control.accepts(values[name]):
            continue
        if name in query:
            problems.append(Problem("outside", name, query[name]))
        default = panel.defaults()[name]
        values[name] = default if control.accepts(default) else control.nearest(default)
    return values, problems


def put(values: dict[str, Any], new: Mapping[str, Any]) -> None:
    """Set values from outside their widgets."""
    values.update(new)
    for name in new:
        st.session_state.pop(name, None)


def pick(panel: Panel[Any], memory: Memory, fields: Sequence[str], x: float, y: float) -> None:
    """Take a place clicked in a picture: one field takes both coordinates, of two fields each takes its own."""
    if not panel.may_set(*fields):
        return
    if len(fields) == 1:
        put(memory.values, {fields[0]: (round(x, 3), round(y, 3))})
        return
    sliders = {c.field: c for c in panel.controls(memory.values) if isinstance(c, Slider | LogSlider)}
    found = {
        field: sliders[field].nearest(value) for field, value in zip(fields, (x, y), strict=True) if field in sliders
    }
    put(memory.values, found)

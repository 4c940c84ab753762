"""The sidebar of a lab: its controls in the groups Data, Model and Training, and what a session remembers of them.

A page lists its controls; everything else (where values come from, which are shown, what happens on a change of the
language or of the page) is here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.validation import InvalidParameterError
from locales import Catalogue
from runs.codec import Problem, decode, default_of, too_long, unsent
from runs.links import plain, read_nested, read_query, tidy
from runs.wishes import RunWish
from ui.widgets import GROUPS, Choice, Choices, Control, Custom, Group, LogSlider, Slider

P = TypeVar("P")
Controls = Callable[[Mapping[str, Any]], Sequence[Control]]  # those that matter at the values so far


@dataclass(frozen=True)
class Panel(Generic[P]):
    """The controls of one lab.

    Parameters
    ----------
    lab : str
        Code name of the lab's view.
    kind : type
        Its Params.
    controls : function of the values so far
        The controls that matter now, in the order of the sidebar; fields without one stay at their defaults.
    names : tuple of str
        What a link may call this panel, ours first: empty for the first one of its page.
    near : tuple of str
        The fields that tell most; a phone, which hides the sidebar, has them below the film, too.
    folded : tuple of str
        The fields that a beginner may leave alone: they stand folded away at the end of their group.
    hidden : frozenset of str
        The fields that a lesson keeps as they are: their controls are not there.
    locked : bool
        Whether a lesson keeps all of them so.
    begins : mapping of fields to values
        What a lesson's run changes of the defaults: a reset goes back to it.
    """

    lab: str
    kind: type[P]
    controls: Controls
    names: tuple[str, ...] = ("",)
    near: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    locked: bool = False
    begins: Mapping[str, Any] = field(default_factory=dict)

    @property
    def view(self) -> str:
        """What links of ours call this panel."""
        return self.names[0]

    def defaults(self) -> dict[str, Any]:
        return {field.name: default_of(field) for field in fields(self.kind)}  # type: ignore[arg-type]

    def that_matter(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {control.field: values[control.field] for control in self.controls(values)}

    def drawn(self, values: Mapping[str, Any]) -> list[Control]:
        """The controls that are there: of those that matter all that no lesson hides."""
        return [control for control in self.controls(values) if self.may_set(control.field)]

    def may_set(self, *names: str) -> bool:
        """Whether a visitor may change these fields."""
        return not self.locked and self.hidden.isdisjoint(names)


@dataclass(frozen=True)
class Asked:
    """A cell of a panel that a visitor clicked, in the film of one run; `key` tells two clicks apart."""

    run: str
    panel: str
    row: int
    column: int
    key: int


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
    asked: "Asked | None" = None  # the cell whose detail was asked for last
    guesses: dict[str, str | None] = field(default_factory=dict)  # by the names of their runs
    watched: set[str] = field(default_factory=set)  # runs, by their names, that it was told of while they were computed
    only_watches: bool = False  # the visitor would rather not guess


@dataclass(frozen=True)
class Reading(Generic[P]):
    """What the sidebar says: Params, or the reason why its values make none; and what was wrong with the link."""

    params: P | None
    error: InvalidParameterError | None
    memory: Memory
    actions: DeltaGenerator  # the row above the controls: what is done with the run as a whole


def read(panel: Panel[P], query: Mapping[str, str], t: Catalogue) -> Reading[P]:
    """Draw the sidebar and read it; on arrival it says what the query asks for."""
    memory = _open(panel, query)
    values = memory.values
    with st.container() if panel.locked else st.sidebar:  # nothing stands in the sidebar of a run without controls
        actions = st.container(horizontal=True, key="actions")
        drawn: set[str] = set()
        for group in GROUPS:
            if _next(panel, group, drawn, values):
                st.markdown(f"## {t(f'group_{group}')}")
            _draw_all(panel, group, values, drawn, t)
            if _next(panel, group, drawn, values, folded=True):
                with st.expander(t("more_controls"), key=f"more_{group}"):
                    _draw_all(panel, group, values, drawn, t, folded=True)
    seen = panel.that_matter(values)
    memory.is_new = memory.is_new and seen == memory.opened
    try:
        return Reading(panel.kind(**seen), None, memory, actions)
    except InvalidParameterError as error:
        return Reading(None, error, memory, actions)


def _open(panel: Panel[Any], query: Mapping[str, str]) -> Memory:
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


def _draw_all(
    panel: Panel[Any], group: Group, values: dict[str, Any], drawn: set[str], t: Catalogue, *, folded: bool = False
) -> None:
    """Draw those controls of a group that are folded away, or those that are not, and take their values."""
    while control := _next(panel, group, drawn, values, folded=folded):
        drawn.add(control.field)
        _take(control, _draw(control, values[control.field], t), values, drawn)


def _next(
    panel: Panel[Any], group: Group, drawn: set[str], values: Mapping[str, Any], *, folded: bool = False
) -> Control | None:
    """The next control of the group; a value that has just been taken may change which controls matter."""
    here = (c for c in panel.drawn(values) if c.group == group and (c.field in panel.folded) == folded)
    return next((c for c in here if c.field not in drawn), None)


def _take(control: Control, value: Any, values: dict[str, Any], drawn: set[str]) -> None:
    """Keep the value of a control, and start anew what depends on it; the page, too, if some of that stands above."""
    # what is made by hand may be typed anew and come out equal
    changed = value is not values[control.field] if isinstance(control, Custom) else value != values[control.field]
    values[control.field] = value
    if changed and isinstance(control, Slider | Choice | Choices | Custom):
        new = control.resets(value)
        put(values, new)
        if drawn & new.keys():
            st.rerun()


def put(values: dict[str, Any], new: Mapping[str, Any]) -> None:
    """Set values from outside their widgets."""
    values.update(new)
    for name in new:
        st.session_state.pop(name, None)


def _draw(control: Control, value: Any, t: Catalogue) -> Any:
    if isinstance(control, Custom):
        with st.container(key=f"custom_{control.field}"):
            return control.draw(value, t)
    there = st.session_state.get(control.field)
    kept = value if there is None or not control.accepts(there) else there  # None where no browser has drawn it yet
    # The range may depend on another control, and have changed.
    wanted = kept if control.accepts(kept) else control.nearest(kept)
    # What is written the browser shows at once, in place of what the visitor has chosen meanwhile. Lists alone need it
    # on every run: without it they forget their value one run after their labels changed language.
    if there != wanted or isinstance(control, Choice | Choices):
        st.session_state[control.field] = wanted
    return control.widget(t)


def show_after(panel: Panel[Any], values: Mapping[str, Any], wish: RunWish | None, t: Catalogue) -> None:
    """What controls show of the run that is on screen."""
    for control in panel.drawn(values):
        if isinstance(control, Custom):
            control.after(wish, t)


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

"""The controls of one lab: what a page lists, and which of them a visitor may set.

Where their values come from is in ui.memory, how they are drawn in ui.sidebar.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from runs.codec import default_of
from ui.widgets import Control

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

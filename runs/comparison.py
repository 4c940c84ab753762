"""One run beside itself: which lab's run, and the two frameworks it is read in; and how a link says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from programs.registry import FRAMEWORKS, frameworks_of
from runs.codec import Problem, decode, encode
from runs.links import plain, read_query
from runs.wishes import VIEWS

DEFAULT_VIEW = "mlp"
SIDES = ("left", "right")
SLIP = "slip"
NAMES = ("lab", *SIDES, "film")  # what a link says besides the settings of the run; no field of Params is called so


@dataclass(frozen=True)
class Comparison:
    """A run, and two frameworks.

    Parameters
    ----------
    view : str
        The name of the lab's view.
    params : Params
    left, right : str
        Keys of `programs.registry.FRAMEWORKS`, both of which the view has.
    slip : bool
        Whether the film shows what comes of settings that silently differ.
    """

    view: str
    params: Any
    left: str
    right: str
    slip: bool = False

    @property
    def query(self) -> dict[str, str]:
        """What a link to it says; what every link would say is left out."""
        lab = {} if self.view == DEFAULT_VIEW else {"lab": self.view}
        sides = {"left": self.left, "right": self.right}
        usual = fitting(self.view)
        if (self.left, self.right) == (usual.left, usual.right):
            sides = {}
        return lab | sides | ({"film": SLIP} if self.slip else {}) | encode(self.params)

    @property
    def is_default(self) -> bool:
        """Whether the run is its view's default run, which was measured."""
        return bool(self.params == VIEWS[self.view].params())


def fitting(view: str, left: str = "", right: str = "", params: Any = None) -> Comparison:
    """The comparison of a view's run, its default one if there is no other; frameworks that it has not give way."""
    has = list(frameworks_of(view))
    left = left if left in has else next(code for code in has if code != right)
    right = right if right in has else next(code for code in has if code != left)
    return Comparison(view, VIEWS[view].params() if params is None else params, left, right)


def read_comparison(query: Mapping[str, str]) -> tuple[Comparison, list[Problem]]:
    """What a link asks for, with defaults for what it says wrongly, and what was wrong with it."""
    fields = read_query(query)
    said = {name: fields.pop(name) for name in NAMES if name in fields}
    codes = {name: plain(text) for name, text in said.items()}
    view = codes.get("lab", DEFAULT_VIEW)
    if view not in VIEWS:
        view = DEFAULT_VIEW
        fields = {}  # they are another lab's
    found = fitting(view, codes.get("left", ""), codes.get("right", ""))
    slip = codes.get("film") == SLIP
    taken = {"lab": found.view, "left": found.left, "right": found.right, "film": SLIP if slip else ""}
    wrong = [name for name in said if codes[name] != taken[name]]
    problems = [Problem("outside" if codes[name] in FRAMEWORKS else "unreadable", name, said[name]) for name in wrong]
    params, others = decode(VIEWS[view].params, fields)
    return replace(fitting(view, found.left, found.right, params), slip=slip), [*problems, *others]

"""The views of a lab with the controls that its page gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from charts.lab import Lab, View
from ui.controls import Controls, Panel

P = TypeVar("P")
S = TypeVar("S")
Near = Mapping[str, tuple[str, ...]]
NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class Shown(Generic[P, S]):
    """One view of a lab with its controls: what `ui.lab.show` puts on the screen."""

    lab: Lab
    view: View[P, S]
    panel: Panel[P]

    @property
    def name(self) -> str:
        return self.view.name


def shown(
    lab: Lab, controls: Mapping[str, Controls], near: Near, folded: Mapping[str, tuple[str, ...]] = NONE
) -> list[Shown[Any, Any]]:
    """The views of a lab, each with its controls, those near its film and those folded away, by the view's code."""
    return [
        Shown(
            lab,
            view,
            Panel(
                view.name,
                view.params,
                controls[view.code],
                lab.names(view),
                near[view.code],
                folded.get(view.code, ()),
            ),
        )
        for view in lab.views
    ]

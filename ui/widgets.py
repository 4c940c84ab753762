"""The controls that a lab's sidebar is made of: one widget a field of its Params.

Each knows its field, its group, which values it accepts, which value it would take instead of another, and how to draw
itself. Widgets are keyed by field name, but for a second one of the same field, which tells the first when it changes;
labels are translated, values never are.

A value is written where the session keeps it, and handed over as the widget's default, too: of two runs that follow one
another quickly a browser may draw the second one only, which no longer says that the value was written.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import streamlit as st

from charts.story import in_tens
from charts.swatch import named
from locales import Catalogue
from runs.wishes import RunWish

Group = Literal["data", "model", "training", "race"]
GROUPS: tuple[Group, ...] = ("data", "model", "training", "race")


@dataclass(frozen=True)
class Slider:
    """A number that a learner may move between `low` and `high`; `resets` as `Choice` has it."""

    field: str
    group: Group
    low: float
    high: float
    step: float
    resets: Callable[[Any], Mapping[str, Any]] = lambda value: {}

    def accepts(self, value: Any) -> bool:
        return bool(self.low <= value <= self.high)

    def nearest(self, value: Any) -> Any:
        kept = min(max(value, self.low), self.high)
        return round(kept) if isinstance(self.step, int) else round(round(kept / self.step) * self.step, 10)

    def widget(self, t: Catalogue, key: str = "", tell: Callable[[], None] | None = None) -> Any:
        label, more, key = t(self.field), t(f"{self.field}_help"), key or self.field
        digits = max(0, -math.floor(math.log10(self.step))) if isinstance(self.step, float) else 0
        value, look = st.session_state[key], f"%.{digits}f"
        return st.slider(label, self.low, self.high, value, self.step, look, key, more, on_change=tell)


@dataclass(frozen=True)
class LogSlider:
    """A positive number between `low` and `high` whose factors matter, not its differences: 0.01, 0.012, …, 10."""

    field: str
    group: Group
    low: float
    high: float
    per_decade: ClassVar[int] = 20

    def accepts(self, value: Any) -> bool:
        return bool(self.low <= value <= self.high)

    def nearest(self, value: Any) -> float:
        return min(max(float(f"{value:.2g}"), self.low), self.high)

    def steps(self, value: float) -> list[float]:
        """Numbers of two digits, evenly spread on a logarithmic axis, the present one among them."""
        n = max(2, math.ceil(self.per_decade * math.log10(self.high / self.low)))
        powers = (self.low * (self.high / self.low) ** (k / n) for k in range(n + 1))
        return sorted({value, self.low, self.high, *(self.nearest(p) for p in powers)})

    def widget(self, t: Catalogue, key: str = "", tell: Callable[[], None] | None = None) -> Any:
        key = key or self.field
        value, more = st.session_state[key], t(f"{self.field}_help")
        return st.select_slider(
            t(self.field),
            self.steps(value),
            value,
            format_func=lambda v: in_tens(f"{v:g}"),
            key=key,
            help=more,
            on_change=tell,
        )


@dataclass(frozen=True)
class Choice:
    """One of a few codes; `look` is a list that opens, or buttons side by side.

    `resets(code)` says which other fields start anew when another code is chosen, and with what.
    """

    field: str
    group: Group
    options: tuple[str, ...]
    look: Literal["list", "buttons"] = "list"
    resets: Callable[[str], Mapping[str, Any]] = lambda code: {}

    def accepts(self, value: Any) -> bool:
        return value in self.options

    def nearest(self, value: Any) -> str:
        return self.options[0]

    def widget(self, t: Catalogue, key: str = "", tell: Callable[[], None] | None = None) -> Any:
        def name(code: str) -> str:
            return t(f"{self.field}_{code}")

        label, key, more = t(self.field), key or self.field, t(f"{self.field}_help")
        same: dict[str, Any] = {"format_func": name, "key": key, "help": more, "on_change": tell}
        if self.look == "list":
            return st.selectbox(label, self.options, filter_mode=None, **same)
        return st.segmented_control(label, self.options, required=True, **same)


@dataclass(frozen=True)
class Choices:
    """Any of a few codes, in the order of `options`; `resets` as `Choice` has it.

    `swatch(code)` is a picture in Markdown that stands before the name of an option, or None.
    """

    field: str
    group: Group
    options: tuple[str, ...]
    resets: Callable[[tuple[str, ...]], Mapping[str, Any]] = lambda codes: {}
    swatch: Callable[[str], str | None] = lambda code: None

    def accepts(self, value: Any) -> bool:
        return all(code in self.options for code in value)

    def nearest(self, value: Any) -> tuple[str, ...]:
        return tuple(code for code in self.options if code in value)

    def widget(self, t: Catalogue, key: str = "", tell: Callable[[], None] | None = None) -> Any:
        def name(code: str) -> str:
            return named(t(f"{self.field}_{code}"), self.swatch(code))

        chosen = st.pills(
            t(self.field),
            self.options,
            selection_mode="multi",
            format_func=name,
            key=key or self.field,
            help=t(f"{self.field}_help"),
            on_change=tell,
        )
        return self.nearest(chosen)


@dataclass(frozen=True)
class Toggle:
    """Yes or no."""

    field: str
    group: Group

    def accepts(self, value: Any) -> bool:
        return isinstance(value, bool)

    def nearest(self, value: Any) -> bool:
        return bool(value)

    def widget(self, t: Catalogue, key: str = "", tell: Callable[[], None] | None = None) -> Any:
        key = key or self.field
        return st.toggle(t(self.field), st.session_state[key], key, t(f"{self.field}_help"), on_change=tell)


@dataclass(frozen=True)
class Seed:
    """The seed, with a button that draws other random numbers."""

    field: str = "seed"
    group: Group = "training"
    high: ClassVar[int] = 9999

    def accepts(self, value: Any) -> bool:
        return bool(0 <= value <= self.high)

    def nearest(self, value: Any) -> int:
        return int(value) % (self.high + 1)

    def widget(self, t: Catalogue, key: str = "", tell: Callable[[], None] | None = None) -> Any:
        key, more = key or self.field, t(f"{self.field}_help")
        value = st.session_state[key]
        return st.number_input(t(self.field), 0, self.high, value, key=key, help=more, on_change=tell)


@dataclass(frozen=True)
class Custom:
    """A control that needs more than one widget: `draw(value, t)` shows it and returns the new value.

    `resets(value)` says what else changes with it; the page then runs anew, for what stands above it. `after(wish, t)`
    shows what needs the run that is on screen, or None where there is none. `allows(value)` says whether a link may ask
    for that value.
    """

    field: str
    group: Group
    draw: Callable[[Any, Catalogue], Any]
    is_work: bool = False  # made by hand: a reset leaves it alone
    resets: Callable[[Any], Mapping[str, Any]] = lambda value: {}
    after: Callable[[RunWish | None, Catalogue], None] = lambda wish, t: None
    allows: Callable[[Any], bool] = lambda value: True

    def accepts(self, value: Any) -> bool:
        return self.allows(value)

    def nearest(self, value: Any) -> Any:
        return value


Control = Slider | LogSlider | Choice | Choices | Toggle | Seed | Custom

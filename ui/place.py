"""A place on a map as a control: two numbers to type, set as well by a click in the picture."""

from collections.abc import Callable

import streamlit as st

from locales import Catalogue

Place = tuple[float, float]


def place(
    field: str, default: Place, bounds: tuple[float, float, float, float]
) -> Callable[[Place | None, Catalogue], Place | None]:
    """The drawing function of a `controls.Custom` for a place (x, y) inside bounds (x low, x high, y low, y high)."""

    def draw(value: Place | None, t: Catalogue) -> Place | None:
        x, y = default if value is None else value
        x_low, x_high, y_low, y_high = bounds
        st.caption(t(f"{field}_help"))
        left, right = st.columns(2)
        # keyed by the value they stand at: a place that was clicked makes them anew
        name = t(field)
        new_x = left.number_input(f"{name} x", x_low, x_high, min(max(x, x_low), x_high), 0.1, key=f"{field}_x_{x}")
        new_y = right.number_input(f"{name} y", y_low, y_high, min(max(y, y_low), y_high), 0.1, key=f"{field}_y_{y}")
        chosen = (float(new_x), float(new_y))
        return None if chosen == default else chosen

    return draw

"""A number or none at all, as a control: a slider one end of which says “not used”."""

from collections.abc import Callable, Sequence

import streamlit as st

from charts.story import in_tens
from locales import Catalogue


def optional(
    field: str, numbers: Sequence[float], *, none_first: bool
) -> Callable[[float | None, Catalogue], float | None]:
    """The drawing function of a `controls.Custom` for a number among `numbers` (or the one of a link), or None.

    What None means stands under `no_<field>`.
    """

    def draw(value: float | None, t: Catalogue) -> float | None:
        known = sorted({*numbers, *([] if value is None else [value])})
        options = [None, *known] if none_first else [*known, None]
        kept = st.session_state.get(field, value)
        st.session_state[field] = kept if kept in options else value  # written on every run: see ui.sidebar
        chosen: float | None = st.select_slider(
            t(field),
            options,
            format_func=lambda v: t(f"no_{field}") if v is None else in_tens(f"{v:g}"),
            key=field,
            help=t(f"{field}_help"),
        )
        return chosen

    return draw

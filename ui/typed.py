"""A text that a visitor types, as a control."""

from collections.abc import Callable

import streamlit as st

from locales import Catalogue


def typed(field: str, n_lines: int = 1, example: str = "") -> Callable[[str, Catalogue], str]:
    """The drawing function of a `controls.Custom` for a text; `example` stands in the empty field."""

    def draw(value: str, t: Catalogue) -> str:
        st.session_state[field] = st.session_state.get(field, value)  # written on every run: see ui.sidebar
        label, more = t(field), t(f"{field}_help")
        if n_lines > 1:
            return str(st.text_area(label, key=field, help=more, height=28 + 24 * n_lines))
        return str(st.text_input(label, key=field, help=more, placeholder=example))

    return draw

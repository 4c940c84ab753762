"""The buttons above the controls: what is done with the run as a whole."""

from typing import Any

import streamlit as st

from locales import Catalogue
from ui.controls import Panel
from ui.memory import put
from ui.sidebar import Reading
from ui.widgets import Custom, Seed


def show_actions(panel: Panel[Any], reading: Reading[Any], t: Catalogue) -> None:
    """Another seed, a reset, and the run to compare with; none of them where a lesson locks the run."""
    memory = reading.memory

    def new_seed() -> None:
        put(memory.values, {"seed": (memory.values["seed"] + 1) % (Seed.high + 1)})

    def reset() -> None:
        work = {c.field for c in panel.controls(memory.values) if isinstance(c, Custom) and c.is_work}
        start = {**panel.defaults(), **panel.begins}
        put(memory.values, {name: value for name, value in start.items() if name not in work or name in panel.begins})

    def pin() -> None:
        memory.pinned = memory.good if memory.pinned is None else None

    if panel.locked:
        return
    with reading.actions:
        if "seed" in panel.that_matter(memory.values) and panel.may_set("seed"):
            st.button(t("new_seed"), key="new_seed", on_click=new_seed, help=t("new_seed_help"))
        st.button(t("reset"), key="reset", on_click=reset, help=t("reset_help"))
        name = "pin" if memory.pinned is None else "unpin"
        st.button(t(name), key="pin", on_click=pin, help=t(f"{name}_help"))

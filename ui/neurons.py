"""What a click in the picture of a network chooses, as controls: a neuron, a weight, and the number typed for it."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.mlp.checks import MAX_TYPED
from core.mlp.view import NO_WEIGHT, OUTPUT
from core.mlp.weights import Edit
from locales import Catalogue
from ui.told import made, tell

Unit = tuple[int, int]
Weight = tuple[int, int, int]
Edits = tuple[Edit, ...]


def unit(hidden: Sequence[int]) -> Callable[[Unit, Catalogue], Unit]:
    """The drawing function of a `controls.Custom` for one neuron of these hidden layers, or the output."""

    def draw(value: Unit, t: Catalogue) -> Unit:
        units = [(layer, n) for layer, size in enumerate(hidden, start=1) for n in range(1, size + 1)]
        options = [OUTPUT, *units]

        def name(chosen: Unit) -> str:
            return t("unit_output") if chosen == OUTPUT else t("unit_neuron", layer=chosen[0], unit=chosen[1])

        tell("unit", value, {"unit": value if value in options else OUTPUT})
        if st.session_state["unit"] not in options:
            st.session_state["unit"] = OUTPUT
        chosen = st.selectbox(t("unit"), options, format_func=name, key="unit", help=t("unit_help"), filter_mode=None)
        found: Unit = made("unit", value, chosen)
        return found

    return draw


def weight(sizes: Sequence[int]) -> Callable[[Weight, Catalogue], Weight]:
    """The same for one weight of a network with layers of these sizes: its layer, from which unit, to which."""

    def draw(value: Weight, t: Catalogue) -> Weight:
        last = len(sizes) - 1
        layer, source, target = value if value[0] <= last else NO_WEIGHT
        tell("weight", value, {"weight_layer": layer, "weight_source": source, "weight_target": max(target, 1)})
        layer = st.number_input(t("weight"), 0, last, key="weight_layer", help=t("weight_help"))
        if not layer:
            return _weight(value, NO_WEIGHT)
        ends = {"weight_source": (0, sizes[layer - 1]), "weight_target": (1, sizes[layer])}
        with st.container(horizontal=True):
            found = []
            for key, (low, high) in ends.items():
                st.session_state[key] = min(max(st.session_state[key], low), high)
                found.append(int(st.number_input(t(key), low, high, key=key)))
        return _weight(value, (int(layer), found[0], found[1]))

    return draw


def _weight(before: Weight, chosen: Weight) -> Weight:
    found: Weight = made("weight", before, chosen)
    return found


def typed_weights(chosen: Weight, after: int) -> Callable[[Edits, Catalogue], Edits]:
    """The same for the numbers that were typed; the next one is for the chosen weight, after so many epochs."""

    def draw(edits: Edits, t: Catalogue) -> Edits:
        found = edits
        if chosen != NO_WEIGHT:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                number = st.number_input(
                    t("typed_weights"), -float(MAX_TYPED), float(MAX_TYPED), 0.0, 0.1, help=t("typed_weights_help")
                )
                if st.button(t("type_it"), key="type_it"):
                    others = [edit for edit in edits if tuple(edit[:4]) != (after, *chosen)]
                    found = (*others, (after, *chosen, round(float(number), 3)))
        kept = tuple(edit for edit in found if not _taken_back(edit, t))
        return edits if kept == edits else kept

    return draw


def _taken_back(edit: Edit, t: Catalogue) -> bool:
    epoch, layer, source, target, value = edit
    words: dict[str, Any] = {"epoch": epoch, "layer": layer, "source": source, "target": target, "value": f"{value:g}"}
    return st.button(t("typed_edit", **words), key=f"take_back_{edit[:4]}", help=t("typed_edit_help"))

"""What a click in the picture of a network chooses, as controls: a neuron, a weight, and the number typed for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.iris import FEATURES as MEASURED
from core.mlp.checks import MAX_TYPED, check_edits
from core.mlp.datasets import THREE_CLASSES
from core.mlp.view import NO_WEIGHT, OUTPUT
from core.mlp.weights import Edit
from core.validation import InvalidParameterError
from locales import Catalogue
from ui.told import made, tell
from ui.widgets import Control, Custom, Slider

Unit = tuple[int, int]
Weight = tuple[int, int, int]
Edits = tuple[Edit, ...]


def units(hidden: Sequence[int]) -> list[Unit]:
    """The output, and every neuron of these hidden layers."""
    return [OUTPUT, *((layer, n) for layer, size in enumerate(hidden, start=1) for n in range(1, size + 1))]


def is_weight(value: Weight, sizes: Sequence[int]) -> bool:
    """Whether a network with layers of these sizes has that weight; no weight at all is always there."""
    layer, source, target = value
    return value == NO_WEIGHT or (
        1 <= layer < len(sizes) and source <= sizes[layer - 1] and 1 <= target <= sizes[layer]
    )


def unit(hidden: Sequence[int]) -> Callable[[Unit, Catalogue], Unit]:
    """The drawing function of a `controls.Custom` for one neuron of these hidden layers, or the output."""

    options = units(hidden)

    def draw(value: Unit, t: Catalogue) -> Unit:

        def name(chosen: Unit) -> str:
            return t("no_unit") if chosen == OUTPUT else t("unit_neuron", layer=chosen[0], unit=chosen[1])

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


def still_there(edits: Edits, sizes: Sequence[int], n_epochs: int) -> Edits:
    """Those of the typed numbers whose weight and whose epoch are part of this training; the same object if all are."""

    def fits(edit: Edit) -> bool:
        try:
            return bool(check_edits("typed_weights", (edit,), sizes, n_epochs))
        except InvalidParameterError:
            return False

    kept = tuple(edit for edit in edits if fits(edit))
    return edits if kept == edits else kept


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


def in_the_picture(values: Mapping[str, Any]) -> list[Control]:
    """What clicks in the picture of the network choose, too."""
    hidden, chosen = values["hidden_layer_sizes"], values["weight"]
    sizes = sizes_of(values)
    after: list[Control] = [Slider("typed_after", "model", 0, values["n_epochs"], 1)] if chosen != NO_WEIGHT else []
    return [
        *([Slider("warped", "model", 0, len(hidden), 1)] if len(hidden) > 1 else []),
        Custom("unit", "model", unit(hidden), allows=lambda value: value in units(hidden)),
        Custom("weight", "model", weight(sizes), allows=lambda value: is_weight(value, sizes)),
        *after,
        Custom("typed_weights", "model", typed_weights(chosen, values["typed_after"])),
    ]


def n_outputs(values: Mapping[str, Any]) -> int:
    """How many numbers it answers with."""
    labels = {label for *_, label in values["points"]}
    return 3 if values["dataset"] in (*THREE_CLASSES, "iris") or (values["dataset"], len(labels)) == ("own", 3) else 1


def sizes_of(values: Mapping[str, Any]) -> tuple[int, ...]:
    """Of the input, the hidden layers and the output."""
    n_inputs = len(MEASURED) if values["dataset"] == "iris" else len(values["features"])
    return n_inputs, *values["hidden_layer_sizes"], n_outputs(values)


def left(values: Mapping[str, Any], **news: Any) -> dict[str, Any]:
    """The typed weights that another training still has, where it has not all of them."""
    changed = {**values, **news}
    kept = still_there(values["typed_weights"], sizes_of(changed), changed["n_epochs"])
    return {} if kept is values["typed_weights"] else {"typed_weights": kept}

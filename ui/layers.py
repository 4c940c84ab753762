"""The hidden layers of a network as one control: how many there are, and how many neurons each of them has."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.mlp.activations import ACTIVATIONS
from core.mlp.checks import MAX_LAYERS, MAX_UNITS
from locales import Catalogue
from ui.told import made, tell

NEW_LAYER = 4  # neurons, where there is no layer to take after


def layers(sizes: tuple[int, ...], t: Catalogue) -> tuple[int, ...]:
    """Draw the control; return the sizes as they are now. A new layer is as large as the one before it."""
    field = "hidden_layer_sizes"
    keys = [f"neurons_{k}" for k in range(MAX_LAYERS)]
    wanted = (*sizes, *(sizes[-1:] or (NEW_LAYER,)) * MAX_LAYERS)
    tell(field, sizes, {"n_layers": len(sizes), **dict(zip(keys, wanted, strict=False))})
    n = st.slider(t(field), 0, MAX_LAYERS, key="n_layers", help=t(f"{field}_help"))
    for key, size in zip(keys[len(sizes) : n], wanted[len(sizes) :], strict=False):
        st.session_state[key] = size
    found = tuple(st.slider(t("neurons_of", layer=k + 1), 1, MAX_UNITS, key=key) for k, key in enumerate(keys[:n]))
    return tuple(made(field, sizes, found))


def layer_activations(
    hidden: Sequence[int], activation: str
) -> Callable[[tuple[str, ...], Catalogue], tuple[str, ...]]:
    """The drawing function of a `controls.Custom` for the activations of single layers; none is that of all."""

    def draw(names: tuple[str, ...], t: Catalogue) -> tuple[str, ...]:
        field, keys = "layer_activations", [f"activation_{k}" for k in range(MAX_LAYERS)]
        wanted = (*names, *(activation,) * MAX_LAYERS)
        tell(field, names, {f"{field}_on": bool(names), **dict(zip(keys, wanted, strict=False))})
        if not st.toggle(t(field), key=f"{field}_on", help=t(f"{field}_help")):
            return tuple(made(field, names, ()))
        found = tuple(
            st.selectbox(
                t("activation_of", layer=k + 1),
                tuple(ACTIVATIONS),
                format_func=lambda code: t(f"activation_{code}"),
                key=key,
            )
            for k, key in enumerate(keys[: len(hidden)])
        )
        return tuple(made(field, names, found))

    return draw

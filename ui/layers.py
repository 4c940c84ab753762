"""The hidden layers of a network as one control: how many there are, and how many neurons each of them has."""

import streamlit as st

from core.mlp.checks import MAX_LAYERS, MAX_UNITS
from locales import Catalogue

NEW_LAYER = 4  # neurons, where there is no layer to take after
TOLD = "layers_told"


def layers(sizes: tuple[int, ...], t: Catalogue) -> tuple[int, ...]:
    """Draw the control; return the sizes as they are now. A new layer is as large as the one before it."""
    keys = [f"neurons_{k}" for k in range(MAX_LAYERS)]
    if st.session_state.get(TOLD) != sizes:  # changed elsewhere: in the picture, by a link, by a reset
        st.session_state.update({"n_layers": len(sizes), **dict(zip(keys, sizes, strict=False))})
    for key in ("n_layers", *keys):  # written on every run: see ui.controls
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]
    n = st.slider(t("hidden_layer_sizes"), 0, MAX_LAYERS, key="n_layers", help=t("hidden_layer_sizes_help"))
    wanted = [*sizes, *(sizes[-1:] or (NEW_LAYER,)) * MAX_LAYERS][:n]
    for key, size in zip(keys[len(sizes) : n], wanted[len(sizes) :], strict=True):
        st.session_state[key] = size
    found = tuple(st.slider(t("neurons_of", layer=k + 1), 1, MAX_UNITS, key=key) for k, key in enumerate(keys[:n]))
    st.session_state[TOLD] = found
    return sizes if found == sizes else found

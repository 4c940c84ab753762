"""What belongs to a network of convolutions, as controls: its kernels, the cell that is looked at, the digits shown."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

import streamlit as st

from core.cnn.params import FILTERS, KERNEL_SIZES, MAX_BLOCKS, CNNParams, Pooling
from core.cnn.shapes import N_CLASSES, Block, blocks
from core.cnn.view import EVERYTHING, FIRST_MAP
from core.validation import InvalidParameterError
from locales import Catalogue
from ui.told import made, tell

Cell = tuple[int, int, int, int]
NEW_BLOCK = 8  # kernels
SHAPE = ("filters", "kernel_size", "stride", "pooling")


def filters(numbers: tuple[int, ...], t: Catalogue) -> tuple[int, ...]:
    """Draw the control for the number of kernels of every block; return the numbers as they are now."""
    keys = [f"kernels_{k}" for k in range(MAX_BLOCKS)]
    wanted = (*numbers, *(NEW_BLOCK,) * MAX_BLOCKS)
    tell("filters", numbers, {"n_blocks": len(numbers), **dict(zip(keys, wanted, strict=False))})
    n = st.slider(t("n_blocks"), 1, MAX_BLOCKS, key="n_blocks", help=t("filters_help"))
    found = tuple(st.slider(t("filters_of", block=k + 1), *FILTERS, key=key) for k, key in enumerate(keys[:n]))
    return tuple(made("filters", numbers, found))


def map_cell(values: Mapping[str, Any]) -> Callable[[Cell, Catalogue], Cell]:
    """The drawing function of a `controls.Custom` for a cell of a map, or the strongest one of a map."""
    made_of = _blocks(values)
    n_maps, sides = [block.out_channels for block in made_of], [block.side for block in made_of]

    def draw(value: Cell, t: Catalogue) -> Cell:
        parts = ("block", "map", "row", "column")
        block = min(value[0], len(n_maps))
        tell("map_cell", value, dict(zip((f"cell_{part}" for part in parts), value, strict=True)))
        st.caption(t("map_cell"), help=t("map_cell_help"))
        found: list[int] = []
        for row in (parts[:2], parts[2:]):
            with st.container(horizontal=True):
                for part in row:
                    block = found[0] if found else block
                    ends = {"block": (1, len(n_maps)), "map": (1, n_maps[block - 1])}
                    low, high = ends.get(part, (0, sides[block - 1]))
                    key = f"cell_{part}"
                    st.session_state[key] = min(max(st.session_state[key], low), high)
                    found.append(int(st.number_input(t(key), low, high, key=key)))
        chosen: Cell = made("map_cell", value, (found[0], found[1], found[2], found[3]))
        return chosen

    return draw


def _blocks(values: Mapping[str, Any]) -> list[Block]:
    """The blocks of the network that the controls ask for; of the default one, where there can be none such."""
    return blocks(_network(values) or CNNParams())


def _network(values: Mapping[str, Any]) -> CNNParams | None:
    """The network that the controls ask for, if there can be one: its maps must be as large as a kernel, and a pool."""
    try:
        return CNNParams(**{name: values[name] for name in SHAPE})
    except InvalidParameterError:
        return None


def poolings(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The kinds of pooling that maps of this size have room for."""
    return tuple(kind for kind in get_args(Pooling) if _network({**values, "pooling": kind}) is not None)


def fitting(values: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    """What else must change with a part of the network's shape, so that there is such a network: nothing, mostly."""
    if _network({**values, **changed}) is not None:
        return {}
    return {"stride": 1} if "kernel_size" in changed else {"kernel_size": KERNEL_SIZES[0]}


def other_filters(values: Mapping[str, Any], numbers: tuple[int, ...]) -> dict[str, Any]:
    """What changes with the kernels: the shape, where it must, and the chosen map, where there is no such map now."""
    block, number, *_ = values["map_cell"]
    there = block <= len(numbers) and number <= numbers[block - 1]
    return fitting(values, filters=numbers) | ({} if there else {"map_cell": FIRST_MAP})


def mistaken(classes: tuple[int, ...], t: Catalogue) -> tuple[int, ...]:
    """Draw the control for which test digits are shown: all mistakes, or those of one class with one answer."""
    tell("mistaken", classes, {"mistaken_one": bool(classes), **dict(zip(KEYS, classes or (4, 9), strict=True))})
    if not st.toggle(t("mistaken"), key="mistaken_one", help=t("mistaken_help")):
        return tuple(made("mistaken", classes, EVERYTHING))
    with st.container(horizontal=True):
        found = tuple(int(st.number_input(t(key), 0, N_CLASSES - 1, key=key)) for key in KEYS)
    return tuple(made("mistaken", classes, found))


KEYS = ("mistaken_true", "mistaken_said")

"""A digit of one's own as one control of the sidebar: the pad to draw on, and a picture file to bring along."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from core import Array
from core.drawing import own_ground
from core.drawing_text import pack, unpack
from core.strokes import Drawing, Ground
from core.validation import InvalidParameterError
from locales import Catalogue
from runs.address import answer_address
from runs.wishes import VIEWS, RunWish
from ui.draw import LABEL_KEYS, drawing_pad, latest_edit
from ui.picture_file import PictureError
from ui.upload import from_file
from ui.widgets import Custom

SIDE = 512  # pixels that are looked at in a picture file


@dataclass
class Held:
    """The drawing of this session as its text; the pad is told by `version` that it was replaced."""

    text: str
    version: int = 0
    place: Any = None  # in the sidebar, where the pad will be

    def replace(self, text: str) -> None:
        self.text = text
        self.version += 1


def own_drawing(field: str, samples: Sequence[Ground]) -> Custom:
    """The control for a drawing; its value: see core.drawing_text.pack.

    The pad is shown once the run is known: it asks the network of the film on screen, and no other.

    Parameters
    ----------
    field : str
    samples : sequence of Ground
        A picture of each digit from 0 to 9, to start from.
    """

    def draw(value: str, t: Catalogue) -> str:
        held: Held = st.session_state.setdefault(f"{field}_held", Held(value))
        if value != held.text:  # another lab, a link, a reset
            held.replace(value)
        elif (edited := latest_edit(f"{field}_pad", held.version)) is not None:
            held.text = pack(edited)
        st.markdown(t(field), help=t(f"{field}_help"))
        held.place = st.container()
        with st.expander(t("draw_file")):
            found = from_file("draw_file", held.text, t, SIDE, _drawing_of)
        if found != held.text:
            held.replace(found)
        return value if value == held.text else held.text

    def show(wish: RunWish | None, t: Catalogue) -> None:
        held: Held = st.session_state[f"{field}_held"]
        if wish is not None:
            make_ready(wish)
        with held.place:
            drawing_pad(
                unpack(held.text),
                key=f"{field}_pad",
                labels={key: t(key) for key in LABEL_KEYS},
                samples=samples,
                address=None if wish is None else answer_address(wish),
                version=held.version,
            )

    return Custom(field, "data", draw, is_work=True, after=show)


def make_ready(wish: RunWish) -> None:
    """Read what ships with the app now, in the process that will be asked: the first answer need not wait for it."""
    answers = VIEWS[wish.view].answers
    if answers is not None:
        answers.shipped(wish.params)


def _drawing_of(picture: Array) -> str:
    """The text of a drawing whose ground is a picture (C, H, W) of a file."""
    try:
        return pack(Drawing((), own_ground(np.asarray(picture).mean(0))))
    except InvalidParameterError:
        raise PictureError("no_ink") from None

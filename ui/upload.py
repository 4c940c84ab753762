"""A picture of the visitor's own as a control of the sidebar: the file to bring along, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from core import Array
from core.convolution.pictures import MAX_SIDE, pack
from locales import Catalogue
from ui.chooser import file_chooser
from ui.picture_file import MAX_BYTES, PictureError, has_more, read_picture

V = TypeVar("V")


@dataclass
class Held:
    """The file that was read last, and what is to be said of it: a file is read once, not on every run."""

    file_id: str = ""
    error: PictureError | None = None
    is_first: bool = False  # others follow in the file


def uploaded_picture(field: str) -> Callable[[str, Catalogue], str]:
    """The drawing function of a `widgets.Custom` for a picture file; its value: see core.convolution.pictures.pack.

    A file that cannot be used leaves the picture as it is.
    """

    def draw(value: str, t: Catalogue) -> str:
        st.markdown(t(field), help=t(f"{field}_help"))
        return from_file(field, value, t, MAX_SIDE, pack)

    return draw


def from_file(field: str, value: V, t: Catalogue, side: int, make: Callable[[Array], V]) -> V:
    """Show the chooser; return what is made of a file that has just been brought along, else the value as it was.

    Parameters
    ----------
    field : str
        Its key and its words; `<field>_limits` says what is taken.
    value : Any
    t : Catalogue
    side : int
        A longer picture is shrunk to so many pixels.
    make : function of a picture (C, H, W)
        The new value; raises PictureError.
    """
    held: Held = st.session_state.setdefault(f"{field}_held", Held())
    file = file_chooser(f"{field}_file", t, limits=t(f"{field}_limits"), megabytes=MAX_BYTES // 1_000_000)
    if file is None:
        return value
    if file.file_id != held.file_id:
        held.file_id, held.error = file.file_id, None
        try:
            value = make(read_picture(file.getvalue(), side))
            held.is_first = has_more(file.getvalue())
        except PictureError as error:
            held.error = error
    if held.error is not None:
        said = t(f"picture_error_{held.error.code}", **held.error.values)
        st.error(said + t("sentence_gap") + t("picture_kept"))
    elif held.is_first:
        st.caption(t("picture_first"))
    return value

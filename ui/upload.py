"""A picture of the visitor's own as one control of the sidebar: the file to bring along, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.convolution.pictures import MAX_SIDE, pack
from locales import Catalogue
from ui.chooser import file_chooser
from ui.picture_file import MAX_BYTES, PictureError, has_more, read_picture


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
        held: Held = st.session_state.setdefault(f"{field}_held", Held())
        st.markdown(t(field), help=t(f"{field}_help"))
        file = file_chooser(f"{field}_file", t, limits=t(f"{field}_limits"), megabytes=MAX_BYTES // 1_000_000)
        if file is None:
            return value
        if file.file_id != held.file_id:
            value = _read(held, file.file_id, file.getvalue(), value)
        if held.error is not None:
            said = t(f"picture_error_{held.error.code}", **held.error.values)
            st.error(said + t("sentence_gap") + t("picture_kept"))
        elif held.is_first:
            st.caption(t("picture_first"))
        return value

    return draw


def _read(held: Held, file_id: str, data: bytes, value: str) -> str:
    """The picture of a new file, or the value as it was."""
    held.file_id, held.error = file_id, None
    try:
        value = pack(read_picture(data, MAX_SIDE))
    except PictureError as error:
        held.error = error
    else:
        held.is_first = has_more(data)
    return value

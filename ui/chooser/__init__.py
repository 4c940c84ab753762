"""The way to bring a file along: a button, a drop anywhere on the page, or a paste, in our words and with our limits.

`chooser.js` hands the file to Streamlit's own uploader, which stays hidden: its words are English, the limit it
names is not ours, and it would turn files away by their names before anybody has looked into them.
"""

from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from locales import Catalogue
from ui.bridge.component import component

HERE = Path(__file__).parent
LABELS = ("button", "again", "busy", "too_large")

_component = component("file_chooser", HERE / "chooser.js", HERE / "chooser.css")


def file_chooser(
    key: str, t: Catalogue, *, limits: str, megabytes: int, takes_text: bool = False
) -> UploadedFile | None:
    """Show the chooser; return the file that was brought along last.

    Parameters
    ----------
    key : str
        The key of the uploader.
    limits : str
        A sentence that says what is taken.
    megabytes : int
        A larger file is refused by the browser, with a sentence; it never sets out for the server.
    takes_text : bool
        Whether several lines of text that are pasted count as a file: so cells come out of a spreadsheet.
    """
    file = st.file_uploader(t("choose_button"), key=key, label_visibility="collapsed", max_upload_size=megabytes)
    _component(
        key=f"{key}_chooser",
        data={
            "uploader": f"st-key-{key}",
            "name": "" if file is None else file.name,
            "limits": limits,
            "megabytes": megabytes,
            "takes_text": takes_text,
            "labels": {name: t(f"choose_{name}") for name in LABELS},
        },
    )
    return file

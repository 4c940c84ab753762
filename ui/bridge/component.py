"""Registers a component: its own files, between what all components share."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

HERE = Path(__file__).parent
DOM_JS = HERE / "dom.js"
DRAWER_JS = HERE / "drawer.js"
ROOT_CSS = HERE / "root.css"


def component(name: str, *files: Path) -> ComponentRenderer:
    """A component made of these scripts and styles; the last script defines `mount`, see adapter.js.

    The scripts become one module, and the styles reach the whole page: names and selectors are the component's own.
    """
    scripts = [DOM_JS, *(file for file in files if file.suffix == ".js"), HERE / "adapter.js"]
    styles = [ROOT_CSS, *(file for file in files if file.suffix == ".css")]
    return st.components.v2.component(
        name, html='<div class="sil-root"></div>', css=joined(*styles), js=joined(*scripts), isolate_styles=False
    )


def joined(*files: Path) -> str:
    """The texts of the files, one after the other."""
    return "\n".join(file.read_text("utf-8") for file in files)

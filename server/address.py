"""Where the app lies on its server: at the root, or below Streamlit's setting baseUrlPath."""

import streamlit as st


def under_base(path: str) -> str:
    """The whole path of an address of the app that begins with a slash."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path

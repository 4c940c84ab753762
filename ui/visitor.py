"""Who visits: a name for each session, without meaning elsewhere."""

from uuid import uuid4

import streamlit as st


def visitor() -> str:
    """The name of this session at the desk, and for the browser."""
    name: str = st.session_state.setdefault("visitor", uuid4().hex)
    return name

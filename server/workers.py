"""The workers live as long as the server does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from runs.log import open_log
from runs.service import desk
from runs.settings import WrongSetting, check_settings

try:
    check_settings()
except WrongSetting as error:  # before anything is served
    raise SystemExit(str(error)) from None


@asynccontextmanager
async def with_workers(app: st.App) -> AsyncIterator[None]:
    """Start them before the first visitor comes, and end them with the server, whatever they are at."""
    open_log()
    opened = desk()
    yield
    opened.close()

"""The workers live as long as the server does."""

import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Thread
from types import FrameType

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
    for end in (signal.SIGTERM, signal.SIGINT):
        _also(end, opened.close)
    yield
    opened.close()


def _also(end: signal.Signals, close: Callable[[], None]) -> None:
    """Close on this signal, too: the server waits for open requests first, and they may wait for a long run."""
    before = signal.getsignal(end)

    def handle(number: int, frame: FrameType | None) -> None:
        Thread(target=close).start()  # not here, where the signal may have interrupted just that desk
        if callable(before):
            before(number, frame)

    signal.signal(end, handle)

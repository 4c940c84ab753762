"""The server around the pages, started by `streamlit run app.py`. The pages begin in ui/shell.py."""

import os

# NumPy reads these when it is first imported. On arrays as small as ours, two threads on two busy cores are
# slower than one; a value that the environment already has is kept.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

import ui.turns  # noqa: F401 before any session begins
from server.answers import answer_routes
from server.assets import asset_routes
from server.films import film_routes
from server.lost import Lost
from server.preloads import film_preloads
from server.security import Guard
from server.start_page import start_page_routes
from server.static import CompressedFiles
from server.stats import stats_routes
from server.workers import with_workers

ROOT = Path(__file__).resolve().parent

app = st.App(
    ROOT / "ui" / "shell.py",
    lifespan=with_workers,
    routes=[*film_routes(), *answer_routes(), *stats_routes(), *asset_routes(), *start_page_routes(film_preloads)],
    middleware=[Middleware(Guard), Middleware(CompressedFiles), Middleware(Lost)],
)

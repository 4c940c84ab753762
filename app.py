"""The server around the pages, started by `streamlit run app.py`. The pages begin in ui/shell.py."""

import os

# NumPy reads these when it is first imported. On arrays as small as ours, two threads on two busy cores are
# slower than one; a value that the environment already has is kept.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runs.log import open_log
from runs.service import desk
from server import films
from ui.assets import PLOTLY_PATH

ROOT = Path(__file__).resolve().parent

# Streamlit puts styles and a little script into its page and loads components from blob: addresses; no eval.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
CLOSED = ("/_stcore/metrics",)  # numbers about the server and its sessions: nobody's business on the open net


def not_found() -> Response:
    """A plain 404 without any detail."""
    return PlainTextResponse("Not found", status_code=404)


class Guard:
    """ASGI middleware: security headers on every HTTP answer, and 404 for what is closed.

    Websockets pass through untouched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        answer = not_found() if scope["path"].rstrip("/").endswith(CLOSED) else self.app
        await answer(scope, receive, send_with_headers)


def plotly_js() -> bytes:
    """The plotly.js that the installed plotly package carries."""
    return files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()


@cache
def plotly_js_gz() -> bytes:
    """The same, compressed once in the life of the server: 1.5 MB instead of 4.8."""
    return gzip.compress(plotly_js(), compresslevel=9, mtime=0)


def asset(request: Request) -> Response:
    """Serve plotly.js under an address that names its version, so that a browser may keep it for a year."""
    if f"/assets/{request.path_params['path']}" != PLOTLY_PATH:
        return not_found()
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body = plotly_js_gz()
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    else:
        body = plotly_js()  # Streamlit's own compression, which wraps this route, adds Vary
    return Response(body, media_type="text/javascript", headers=headers)


@asynccontextmanager
async def with_workers(app: st.App) -> AsyncIterator[None]:
    """Start the workers before the first visitor comes, and end them with the server."""
    open_log()
    opened = desk()
    yield
    opened.close()


app = st.App(
    ROOT / "ui" / "shell.py",
    lifespan=with_workers,
    routes=[
        *films.routes,
        Route("/assets/{path:path}", asset),
    ],  # all of /assets, or Streamlit answers a wrong name with its start page
    middleware=[Middleware(Guard)],
)

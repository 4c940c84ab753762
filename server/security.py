"""What every answer tells the browser about safety, and what is closed to everybody."""

import os
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http import not_found

SETTING = "SEE_IT_LEARN_FRAME_ANCESTORS"
# An origin as Content-Security-Policy writes it, with a star at most for the first part of the name or for the port.
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?", re.IGNORECASE)
CLOSED = ("/_stcore/metrics",)  # numbers about the server and its sessions: nobody's business on the open net


def frame_ancestors(setting: str) -> str:
    """Who may show the app in a frame: its own pages, and the origins of the setting.

    Anything but an origin stops the start: it could change the whole policy, or be meant otherwise than it would work.
    """
    origins = [origin for origin in setting.split(" ") if origin not in ("", "'self'")]
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise SystemExit(
                f"{SETTING} must be origins like https://school.example or https://*.school.example "
                f"with blanks between them, got {origin!r}."
            )
    return " ".join(["'self'", *origins])


def content_security_policy(ancestors: str) -> str:
    """Streamlit puts styles and a little script into its page and loads components from blob: addresses; no eval."""
    return "; ".join(
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
            f"frame-ancestors {ancestors}",
        )
    )


SECURITY_HEADERS = {
    "Content-Security-Policy": content_security_policy(frame_ancestors(os.environ.get(SETTING, ""))),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


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

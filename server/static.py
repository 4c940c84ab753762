"""Streamlit's own scripts and styles, compressed: on a first visit a third of the bytes.

Streamlit sends them as they lie on its disk. Each is compressed once in the life of the server, when it is first asked
for. Everything else (fonts, pictures, what is asked for in parts) is left to Streamlit.
"""

import gzip
import hashlib
from functools import cache
from mimetypes import guess_type
from pathlib import Path

import streamlit as st
from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.address import under_base
from server.http import accepts_gzip, is_known

STREAMLIT_FILES = Path(st.__file__).parent / "static"
KINDS = (".js", ".css")
WORTHWHILE = 1000  # bytes; what is smaller fits into one packet anyway
FOR_A_YEAR = "public, immutable, max-age=31536000"  # what Streamlit says of them


def compressible(folder: Path) -> dict[str, Path]:
    """The files in the folder that gain from it, by their addresses: no other path is ever looked up on the disk."""
    found = (path for path in (folder / "static").rglob("*") if path.suffix in KINDS)
    return {
        under_base(f"/{path.relative_to(folder).as_posix()}"): path
        for path in found
        if path.stat().st_size >= WORTHWHILE
    }


@cache
def compressed(path: Path) -> tuple[bytes, str]:
    """A file as it goes over the wire, and the name of this version."""
    body = gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


class CompressedFiles:
    """ASGI middleware that answers for Streamlit's files in place of Streamlit."""

    def __init__(self, app: ASGIApp, folder: Path = STREAMLIT_FILES) -> None:
        self.app = app
        self.files = compressible(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self.answer(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    async def answer(self, scope: Scope) -> Response | None:
        """The compressed file that is asked for, if it is one."""
        path = self.files.get(scope["path"].removeprefix(scope.get("root_path", "")))
        asked = Headers(scope=scope)
        if path is None or scope["method"] not in ("GET", "HEAD") or "Range" in asked:
            return None
        if not accepts_gzip(asked.get("Accept-Encoding", "")):
            return None
        body, etag = await run_sync(compressed, path)
        headers = {"Cache-Control": FOR_A_YEAR, "ETag": etag, "Vary": "Accept-Encoding"}
        if is_known(etag, asked.get("If-None-Match", "")):
            return Response(status_code=304, headers=headers)
        headers |= {"Content-Encoding": "gzip"}
        return Response(body, media_type=guess_type(path.name)[0], headers=headers)

"""The little of HTTP that several answers need."""

from starlette.responses import PlainTextResponse, Response

from locales.preference import preferred


def not_found() -> Response:
    """A plain 404 without any detail."""
    return PlainTextResponse("Not found", status_code=404)


def accepts_gzip(header: str) -> bool:
    """Whether a browser with this Accept-Encoding unpacks gzip."""
    return "gzip" in preferred(header)


def is_known(etag: str, header: str) -> bool:
    """Whether an If-None-Match header names this version."""
    known = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return etag.removeprefix("W/") in known

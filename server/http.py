"""The little of HTTP that several answers need."""

from collections.abc import Iterator

from starlette.responses import PlainTextResponse, Response


def not_found() -> Response:
    """A plain 404 without any detail."""
    return PlainTextResponse("Not found", status_code=404)


def preferred(header: str) -> list[str]:
    """What an Accept-… header takes, in lower case, what it likes best first; what it refuses (q=0) is left out.

    >>> preferred("fr;q=0.2, zh-CN, en;q=0.8, de;q=0")
    ['zh-cn', 'en', 'fr']
    """
    return [name for _, name in sorted(_weighted(header), key=lambda entry: -entry[0])]


def accepts_gzip(header: str) -> bool:
    """Whether a browser with this Accept-Encoding unpacks gzip."""
    return "gzip" in preferred(header)


def is_known(etag: str, header: str) -> bool:
    """Whether an If-None-Match header names this version."""
    known = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return etag.removeprefix("W/") in known


def _weighted(header: str) -> Iterator[tuple[float, str]]:
    for entry in header.split(","):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        try:
            q = float(weight)
        except ValueError:
            continue
        if name and q > 0:
            yield q, name

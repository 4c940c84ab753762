"""The plotly.js that the player draws with, under an address that names its version."""

import gzip
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.address import under_base
from server.http import accepts_gzip, not_found
from ui.assets import PLOTLY_PATH


def plotly_js() -> bytes:
    """The plotly.js that the installed plotly package carries."""
    return files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()


@cache
def plotly_js_gz() -> bytes:
    """The same, compressed once in the life of the server: 1.5 MB instead of 4.8."""
    return gzip.compress(plotly_js(), compresslevel=9, mtime=0)


def asset(request: Request) -> Response:
    """Serve plotly.js so that a browser may keep it for a year."""
    if f"/assets/{request.path_params['path']}" != PLOTLY_PATH:
        return not_found()
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    if accepts_gzip(request.headers.get("Accept-Encoding", "")):
        body = plotly_js_gz()
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    else:
        body = plotly_js()  # Streamlit's own compression, which wraps this route, adds Vary
    return Response(body, media_type="text/javascript", headers=headers)


def asset_routes() -> list[Route]:
    """All of /assets, or Streamlit would answer a wrong name with its start page."""
    return [Route(under_base("/assets/{path:path}"), asset)]

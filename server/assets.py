"""The plotly.js that the player draws with, under an address that names its content."""

import gzip

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.address import under_base
from server.http import accepts_gzip, not_found
from ui.assets import PLOTLY_GZ, PLOTLY_PATH


def asset(request: Request) -> Response:
    """Serve plotly.js so that a browser may keep it for a year."""
    if f"/assets/{request.path_params['path']}" != PLOTLY_PATH:
        return not_found()
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    body = PLOTLY_GZ.read_bytes()
    if accepts_gzip(request.headers.get("Accept-Encoding", "")):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    else:
        body = gzip.decompress(body)  # Streamlit's own compression, which wraps this route, adds Vary
    return Response(body, media_type="text/javascript", headers=headers)


def asset_routes() -> list[Route]:
    """All of /assets, or Streamlit would answer a wrong name with its start page."""
    return [Route(under_base("/assets/{path:path}"), asset)]

"""`GET /stats`: numbers about runs, cache, queue and workers for the host of the app, who must open it first."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from runs.service import desk
from runs.settings import has_stats
from server.address import under_base
from server.http import not_found


def stats(request: Request) -> Response:
    """What `runs.desk.Desk.stats` says."""
    if not has_stats():
        return not_found()
    return JSONResponse(desk().stats(), headers={"Cache-Control": "no-store"})


def stats_routes() -> list[Route]:
    return [Route(under_base("/stats"), stats)]

"""`GET /films/<lab>?…`: a film under an address that names its run, so that browsers and proxies may keep it."""

import asyncio
import gzip
import hashlib
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.validation import InvalidParameterError
from locales import DEFAULT_LANGUAGE, catalogue
from runs.address import FOLDER, WrongAddress, build, read_film_address
from runs.log import log_run
from runs.sentences import error_sentence
from runs.service import desk
from runs.tickets import RunFailed, Ticket, TooBusy
from runs.wishes import Run, RunWish
from server.address import under_base
from server.http import accepts_gzip, is_known, not_found

R = TypeVar("R")

MAX_QUERY = 32_000  # characters; the longest run that has an address needs fewer
MAX_AT_ONCE = 64  # films that are being made for those who ask over HTTP; pages ask by themselves
PAUSE = 0.25  # seconds between two looks whether the browser is still there
A_YEAR = "public, max-age=31536000, immutable"

_at_once = 0


async def film(request: Request) -> Response:
    """The film; a sentence when the address is wrong (400) or there are too many (503)."""
    address, query = request.path_params["lab"], request.url.query
    if len(query) > MAX_QUERY:
        return sentence(414, catalogue(DEFAULT_LANGUAGE)("wrong_address"))
    try:
        wish, is_ours = read_film_address(address, query)
    except LookupError:
        return not_found()
    except WrongAddress as error:
        return sentence(400, str(error))
    tag = _tag(wish)
    headers = {"ETag": tag, "Vary": "Accept-Encoding", "Cache-Control": A_YEAR if is_ours else "no-cache"}
    if is_ours and is_known(tag, request.headers.get("If-None-Match", "")):
        return Response(status_code=304, headers=headers)
    try:
        run = await _run(request, wish)
    except InvalidParameterError as error:
        return sentence(400, error_sentence(error, catalogue(wish.lang)))
    except TooBusy:
        return sentence(503, catalogue(wish.lang)("too_busy"), {"Retry-After": "1"})
    except RunFailed:
        return sentence(500, catalogue(wish.lang)("run_failed"))
    if run is None:
        return Response(status_code=499)  # nobody reads it
    headers["X-Film-Size"] = str(run.film_size)
    body = run.film
    if accepts_gzip(request.headers.get("Accept-Encoding", "")):
        headers["Content-Encoding"] = "gzip"
    else:
        body = await run_in_threadpool(gzip.decompress, body)
    return Response(body, media_type="application/json", headers=headers)


async def _run(request: Request, wish: RunWish) -> Run | None:
    """The run; None when the browser has gone."""
    global _at_once
    if _at_once >= MAX_AT_ONCE and not desk().has(wish):
        raise TooBusy
    _at_once += 1
    try:
        client = request.client.host if request.client else ""
        with desk().ask(wish, f"http {client}") as ticket:
            run = await patiently(request, ticket)
            if run is not None:
                log_run(wish, run, ticket, asked_by="http")
            return run
    finally:
        _at_once -= 1


async def patiently(request: Request, ticket: Ticket[R]) -> R | None:
    """The answer to a wish; None when the browser has gone."""
    future: asyncio.Future[Any] = asyncio.wrap_future(ticket.future)
    while not future.done():
        await asyncio.wait([future], timeout=PAUSE)
        if not future.done() and await request.is_disconnected():
            return None
    answer: R = future.result()
    return answer


def _tag(wish: RunWish) -> str:
    """The same for the same film: it follows from the run and from what films are made of."""
    return f'"{hashlib.blake2b(f"{build()} {wish!r}".encode(), digest_size=12).hexdigest()}"'


def sentence(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """A refusal in one sentence, which nobody keeps."""
    return PlainTextResponse(text, status, headers={"Cache-Control": "no-store", **(headers or {})})


def film_routes() -> list[Route]:
    """All of /films: a lab that is not there is not found, instead of the start page."""
    return [Route(under_base(f"/{FOLDER}/{{lab:path}}"), film)]

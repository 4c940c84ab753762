"""`POST /answers/<lab>?…`: what the network of a run says of a drawing, without a run of the page.

The address names the run as that of its film does, so any server of this version can answer. A run that ships with the
app is answered at once; of any other the desk is asked once for what it has learned, and keeps that.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from time import perf_counter
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from charts.answers import answered
from charts.lab import Answers, Learned
from core.validation import InvalidParameterError
from locales import DEFAULT_LANGUAGE, catalogue
from runs.address import ANSWERS, WrongAddress, read_run_address
from runs.sentences import error_sentence
from runs.service import desk
from runs.tickets import RunFailed, TooBusy
from runs.wishes import VIEWS, LearnedWish, RunWish, bare
from server.address import under_base
from server.films import MAX_QUERY, patiently, sentence
from server.http import not_found
from ui.strokes import from_plain

MAX_BODY = 20_000  # bytes; the longest drawing needs fewer
MAX_AT_ONCE = 200  # answers that are being made: each takes milliseconds
MAX_WAITING = 64  # those that wait for a training
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
THREADS = 2  # in which drawings become digits: they take turns with the pages

_inside: Counter[str] = Counter()
_limiter: CapacityLimiter | None = None


async def answer(request: Request) -> Response:
    """The digit and the answer as JSON; a sentence when the question is wrong (400) or there are too many (503)."""
    started = perf_counter()
    if request.method != "POST":
        return Response(status_code=405, headers={"Allow": "POST"})
    query = request.url.query
    if len(query) > MAX_QUERY:
        return sentence(414, catalogue(DEFAULT_LANGUAGE)("wrong_address"))
    try:
        wish = read_run_address(request.path_params["lab"], query)
    except LookupError:
        return not_found()
    except WrongAddress as error:
        return sentence(400, str(error))
    answers = VIEWS[wish.view].answers
    if answers is None:
        return not_found()
    t = catalogue(wish.lang)
    try:
        with _room("answering", MAX_AT_ONCE):
            found = await _answer(request, wish, answers)
    except InvalidParameterError as error:
        return sentence(400, error_sentence(error, t))
    except BodyTooLarge:
        return sentence(413, t("draw_too_large"))
    except TooBusy:
        return sentence(503, t("too_busy"), {"Retry-After": "1"})
    except RunFailed:
        return sentence(500, t("run_failed"))
    except ClientDisconnect:
        return Response(status_code=499)  # nobody reads it
    took = f"answer;dur={1000 * (perf_counter() - started):.1f}"
    return JSONResponse(found, headers={"Cache-Control": "no-store", "Server-Timing": took})


@contextmanager
def _room(what: str, most: int) -> Iterator[None]:
    """Room for one more; raises TooBusy."""
    if _inside[what] >= most:
        raise TooBusy
    _inside[what] += 1
    try:
        yield
    finally:
        _inside[what] -= 1


class BodyTooLarge(ValueError):
    """More than a drawing needs."""


async def _answer(request: Request, wish: RunWish, answers: Answers[Any]) -> dict[str, Any]:
    drawing = from_plain(_read(await _body(request)))
    learned = await _learned(request, wish, answers)
    return await run_sync(partial(answered, answers, learned, wish.params, drawing), limiter=_threads())


def _threads() -> CapacityLimiter:
    """Made within the event loop that it belongs to."""
    global _limiter
    if _limiter is None:
        _limiter = CapacityLimiter(THREADS)
    return _limiter


async def _body(request: Request) -> bytes:
    """What was sent, as long as it is no more than a drawing needs."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise BodyTooLarge
    return body


def _read(body: bytes) -> object:
    """The JSON of a body, None for anything else."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, a number of thousands of digits, lists too deep
        return None


async def _learned(request: Request, wish: RunWish, answers: Answers[Any]) -> Learned:
    view = VIEWS[wish.view]
    params = bare(view, wish.params)
    shipped = answers.shipped(params)
    if shipped is not None:
        return shipped
    client = request.client.host if request.client else ""
    wanted = LearnedWish(wish.view, params, DEFAULT_LANGUAGE)
    with _room("waiting", MAX_WAITING), desk().ask(wanted, f"http {client}") as ticket:
        learned: Mapping[str, Any] | None = await patiently(request, ticket)
    if learned is None:
        raise ClientDisconnect
    return learned


def answer_routes() -> list[Route]:
    """All of /answers, asked in whatever way: Streamlit would answer anything else with its start page."""
    return [Route(under_base(f"/{ANSWERS}/{{lab:path}}"), answer, methods=METHODS)]

"""A server asked over HTTP: the answer as it came over the wire."""

import urllib.error
import urllib.request
from email.message import Message
from typing import NamedTuple


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


opener = urllib.request.build_opener(NoRedirects)


def get(url: str, method: str = "GET", **headers: str) -> Answer:
    """The answer, whatever its status, with headers like Accept_Encoding="gzip"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _answer(urllib.request.Request(url, headers=named, method=method))


def post(url: str, body: bytes) -> Answer:
    """The answer to what is sent, whatever its status."""
    return _answer(urllib.request.Request(url, body, {"Content-Type": "application/json"}, method="POST"))


def _answer(request: urllib.request.Request) -> Answer:
    try:
        with opener.open(request, timeout=60) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())

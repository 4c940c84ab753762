"""The real server, asked over HTTP: what it adds to Streamlit and what it keeps closed."""

import gzip
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import Message
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import pytest

from ui.assets import PLOTLY_PATH

ROOT = Path(__file__).resolve().parents[2]
OTHER_VERSION = re.sub(r"\d+\.\d+\.\d+", "0.0.1", PLOTLY_PATH)


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


def get(url: str, method: str = "GET", **headers: str) -> Answer:
    """The answer as it came over the wire, whatever its status."""
    request = urllib.request.Request(url, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


@pytest.mark.parametrize(
    "path", ["/", "/perceptron", "/_stcore/health", PLOTLY_PATH, OTHER_VERSION, "/_stcore/metrics"]
)
def test_every_answer_carries_the_security_headers(server, path):
    headers = get(server.url + path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]  # no outside host is ever allowed
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_server_is_healthy(server):
    assert get(f"{server.url}/_stcore/health")[::2] == (200, b"ok")


def test_plotly_is_the_installed_one_compressed_and_kept_for_a_year(server):
    status, headers, body = get(server.url + PLOTLY_PATH, **{"Accept-Encoding": "gzip, br"})
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Vary"] == "Accept-Encoding"
    assert len(body) == int(headers["Content-Length"]) < 1_600_000
    assert gzip.decompress(body) == files("plotly").joinpath("package_data/plotly.min.js").read_bytes()


def test_plotly_comes_plain_to_those_who_cannot_unpack_it(server):
    status, headers, body = get(server.url + PLOTLY_PATH, **{"Accept-Encoding": "identity"})
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, None, "Accept-Encoding")
    assert body == files("plotly").joinpath("package_data/plotly.min.js").read_bytes()


@pytest.mark.parametrize("path", [OTHER_VERSION, "/assets/", "/assets/plotly/", "/assets/x.js"])
def test_there_are_no_other_assets(server, path):
    assert get(server.url + path)[::2] == (404, b"Not found")


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/%6Detrics"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "HEAD"])
def test_the_metrics_are_closed(server, path, method):
    assert get(server.url + path, method).status == 404


def test_the_start_asks_no_outside_host(server):
    log = server.log.read_text("utf-8")
    assert server.url in log
    assert "external" not in log.lower()  # the line Streamlit prints when it looked its own address up


def test_numpy_works_with_one_thread_behind_the_server():
    """In a process of its own, because this one has its settings from conftest."""
    program = (
        "import app, numpy; from threadpoolctl import threadpool_info as pools;"
        "print(*(pool['num_threads'] for pool in pools()))"
    )
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    threads = subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, env=environment, text=True).split()
    assert threads
    assert set(threads) == {"1"}

"""The real server, asked over HTTP: what it adds to Streamlit and what it keeps closed."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from server.security import SETTING
from tests.conftest import running_server
from tests.server.asking import get
from ui.assets import PLOTLY_GZ, PLOTLY_PATH

ROOT = Path(__file__).resolve().parents[2]
OTHER_VERSION = re.sub(r"/[0-9a-f]{16}/", "/0123456789abcdef/", PLOTLY_PATH)


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


def test_plotly_comes_compressed_and_is_kept_for_a_year(server):
    status, headers, body = get(server.url + PLOTLY_PATH, Accept_Encoding="gzip, br")
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Vary"] == "Accept-Encoding"
    assert len(body) == int(headers["Content-Length"]) < 800_000
    assert body == PLOTLY_GZ.read_bytes()


def test_plotly_comes_plain_to_those_who_cannot_unpack_it(server):
    status, headers, body = get(server.url + PLOTLY_PATH, Accept_Encoding="identity")
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, None, "Accept-Encoding")
    assert body == gzip.decompress(PLOTLY_GZ.read_bytes())


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


def test_below_an_address_of_its_own_and_inside_the_pages_of_a_school(tmp_path):
    """With baseUrlPath and the setting for frames: what the pages name is there, and nothing at the root."""
    school = {SETTING: "https://school.example https://*.school.example"}
    with running_server(tmp_path / "log.txt", base="learn", environment=school) as server:
        page = get(f"{server.url}/perceptron?lang=zh", Accept_Encoding="identity")
        assert b'<html lang="zh-CN">' in page.body
        assert page.headers["Content-Security-Policy"].endswith(
            "frame-ancestors 'self' https://school.example https://*.school.example"
        )
        named = re.findall(rb'(?:src|href)="\./([^"]+\.(?:js|css))"', page.body)
        assert len(named) > 50
        for path in {PLOTLY_PATH[1:], *(name.decode() for name in named[::20])}:
            assert "javascript" in get(f"{server.url}/{path}").headers["Content-Type"]
        assert b'<html lang="zh-CN">' in get(f"{server.url}/?lang=zh").body
        outside = server.url.removesuffix("/learn")
        assert [get(outside + path).status for path in ("/", "/perceptron", PLOTLY_PATH)] == [404, 404, 404]


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

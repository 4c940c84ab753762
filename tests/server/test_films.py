"""Films under their addresses, asked over HTTP from a real server with real workers."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from core.perceptron.params import PerceptronParams
from locales import LANGUAGES, catalogue
from runs.address import build, film_address, read_film_address
from runs.wishes import RunWish
from tests.conftest import Server
from tests.pages.source import VIEWS
from tests.server.asking import Answer, get
from ui.shown import Shown

Start = Callable[..., AbstractContextManager[Server]]
PATIENCE = 60  # seconds
DEAR = "films/recurrent?hidden_size=32&sequence_length=40&n_updates=900&batch_size=16&lang=en"
every_view = pytest.mark.parametrize("shown", VIEWS, ids=lambda shown: shown.name)


@pytest.fixture(scope="module")
def host(start_server: Start) -> Iterator[Server]:
    """A server whose host looks at its numbers, with two workers and little memory for answers."""
    settings = {"SEE_IT_LEARN_STATS": "1", "SEE_IT_LEARN_WORKERS": "2", "SEE_IT_LEARN_CACHE_MB": "1"}
    with start_server(environment=settings) as running:
        yield running


def film(server: Server, address: str, **headers: str) -> Answer:
    return get(f"{server.url}/{address}", **{"Accept_Encoding": "gzip", **headers})


def perceptron(**settings: Any) -> str:
    address = film_address(RunWish("perceptron", PerceptronParams(**settings), "en"))
    assert address
    return address


def stats(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get(f"{server.url}/stats").body)
    return found


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@every_view
def test_a_film_comes_compressed_and_may_be_kept_for_a_year(host: Server, shown: Shown[Any, Any]) -> None:
    wish = RunWish(shown.name, shown.panel.kind(), "zh")
    address = film_address(wish)
    assert address
    status, headers, body = film(host, address)
    assert (status, headers["Content-Type"], headers["Content-Encoding"]) == (200, "application/json", "gzip")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Vary"] == "Accept-Encoding"
    text = gzip.decompress(body)
    assert len(text) == int(headers["X-Film-Size"])
    shown_film = json.loads(text)
    assert shown_film["run"].startswith(f"{shown.name}?")
    assert len(shown_film["captions"]) > 1
    plain = film(host, address, Accept_Encoding="identity")
    assert (plain.status, plain.headers["Content-Encoding"], plain.body) == (200, None, text)
    head = get(f"{host.url}/{address}", method="HEAD", Accept_Encoding="gzip")
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", headers["ETag"])
    assert head.headers["Content-Length"] == str(len(body))


def test_what_a_browser_has_is_not_sent_again(host: Server) -> None:
    tag = film(host, perceptron()).headers["ETag"]
    again = film(host, perceptron(), If_None_Match=tag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    other = film(host, perceptron(seed=3), If_None_Match=tag)
    assert other.status == 200
    assert other.headers["ETag"] != tag


def test_an_address_of_another_version_is_answered_but_not_kept(host: Server) -> None:
    ours = film(host, perceptron())
    for version in ("v=0.4.0-12345678", "v=", ""):
        address = perceptron().replace(f"v={build()}", version)
        old = film(host, address)
        assert (old.status, old.body, old.headers["Cache-Control"]) == (200, ours.body, "no-cache")


def test_an_address_that_was_bent_on_its_way_is_answered_but_not_kept(host: Server) -> None:
    address = perceptron(dataset="xor")
    ours = film(host, address)
    for bent in (
        address.replace("xor", "XOR"),
        address.replace("&", "&amp;"),
        f"{address}&utm_source=chat",
        f"{address}.",
    ):
        found = film(host, bent)
        assert (found.status, found.body, found.headers["Cache-Control"]) == (200, ours.body, "no-cache")


def test_films_side_by_side_have_an_address_too(host: Server) -> None:
    wish = RunWish("perceptron", PerceptronParams(seed=1), "en", PerceptronParams(learning_rate=0.5))
    address = film_address(wish)
    assert address
    names = [panel["name"] for panel in json.loads(gzip.decompress(film(host, address).body))["panels"]]
    assert names[:2] == ["plane-A", "plane-B"]
    assert read_film_address("perceptron", address.partition("?")[2]) == (wish, True)


@every_view
def test_an_address_is_read_as_it_was_written(shown: Shown[Any, Any]) -> None:
    for lang in LANGUAGES:
        wish = RunWish(shown.name, shown.panel.kind(), lang, shown.panel.kind(seed=5))
        address = film_address(wish)
        assert address
        path, _, query = address.partition("?")
        assert read_film_address(path.removeprefix("films/"), query) == (wish, True)


def test_a_run_too_long_for_an_address_has_none() -> None:
    points = tuple((float(k), 0.5, 1 if k % 2 else -1) for k in range(201))
    own = PerceptronParams(dataset="own", points=points)
    assert film_address(RunWish("perceptron", own, "en")) is None
    assert film_address(RunWish("perceptron", PerceptronParams(), "en", own)) is None


WRONG = {
    "learning_rate=-1": "-1",
    "learning_rate=abc": "abc",
    "colour=red": "colour",
    "view=data": "data",
    "lang=xx": "xx",
    "lang=zh&n_epochs=0": catalogue("zh")("n_epochs"),
    "pinned=n_epochs%3Dx": "x",
    "dataset=%ff%fe": "cannot be read",
    "&".join(f"a{k}=1" for k in range(200)): "cannot be read",
}


@pytest.mark.parametrize("query", WRONG, ids=lambda query: query[:20])
def test_a_wrong_address_is_a_400_with_a_sentence(host: Server, query: str) -> None:
    status, headers, body = film(host, f"films/perceptron?{query}")
    assert (status, headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert headers["Cache-Control"] == "no-store"
    assert WRONG[query] in body.decode()
    assert len(body) < 1000


def test_what_the_core_refuses_later_is_a_400_too(host: Server) -> None:
    query = urlencode({"dataset": "own", "points": "1,1,1;2,2,1"})
    assert film(host, f"films/perceptron?{query}").status == 400


@pytest.mark.parametrize("lab", ["", "xor", "perceptron/", "x" * 5000])
def test_a_lab_that_is_not_there_is_not_found(host: Server, lab: str) -> None:
    assert film(host, f"films/{lab}?lang=en")[::2] == (404, b"Not found")


def test_a_hundred_kilobytes_of_query_are_refused_and_harm_nobody(host: Server) -> None:
    for query in ("seed=" + "1" * 100_000, "&".join(f"x{k}=1" for k in range(15_000)), "a" * 40_000):
        assert film(host, f"films/perceptron?{query}").status in (400, 414, 431)
    assert film(host, perceptron()).status == 200


def test_five_hundred_at_once_get_a_film_or_a_word_and_the_server_goes_on(host: Server) -> None:
    before = stats(host)["runs"]["computed"]
    with ThreadPoolExecutor(60) as pool:
        same = list(pool.map(lambda _: film(host, perceptron(seed=77)).status, range(400)))
        others = list(pool.map(lambda k: film(host, perceptron(seed=1000 + k, n_epochs=2)), range(100)))
    assert same == [200] * 400
    assert {answer.status for answer in others} <= {200, 503}
    assert all(answer.headers["Retry-After"] == "1" for answer in others if answer.status == 503)
    assert stats(host)["runs"]["computed"] - before <= 1 + 100
    assert film(host, perceptron()).status == 200
    after = stats(host)
    assert after["queue"] == {"waiting": 0, "working": 0}
    assert after["cache"]["bytes"] <= 2**20


def test_who_hangs_up_ends_the_run(host: Server) -> None:
    before = stats(host)["runs"]["cancelled"]
    with subprocess.Popen(
        [sys.executable, "-c", f"import urllib.request as u; u.urlopen('{host.url}/{DEAR}')"]
    ) as browser:
        until(lambda: stats(host)["queue"]["working"])
        browser.kill()
    until(lambda: stats(host)["queue"]["working"] == 0)
    assert stats(host)["runs"]["cancelled"] == before + 1


def test_a_killed_worker_is_replaced_and_its_film_comes_all_the_same(host: Server) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(film, host, DEAR.replace("n_updates=900", "n_updates=300"))
        until(lambda: any(worker["busy"] for worker in stats(host)["workers"]))
        (victim,) = (worker["pid"] for worker in stats(host)["workers"] if worker["busy"])
        os.kill(victim, signal.SIGKILL)
        assert answer.result(PATIENCE).status == 200
    assert stats(host)["workers_died"] == 1
    assert all(worker["pid"] for worker in stats(host)["workers"])


def test_the_numbers_are_closed_unless_the_host_opens_them(server: Server) -> None:
    assert get(f"{server.url}/stats")[::2] == (404, b"Not found")


def test_every_run_is_one_line_in_the_log(host: Server) -> None:
    for _ in range(2):
        film(host, perceptron(seed=4321))
    lines = [json.loads(line) for line in host.log.read_text("utf-8").splitlines() if line.startswith("{")]
    first, second = lines[-2:]
    assert first.keys() == {"lab", "view", "lang", "ms", "cached", "waited_ms", "by"}
    assert (first["lab"], first["cached"], second["cached"]) == ("perceptron", False, True)
    assert first["ms"] > 0


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_server_ends_within_five_seconds_with_all_its_workers(start_server: Start, end: signal.Signals) -> None:
    settings = {"SEE_IT_LEARN_STATS": "1", "SEE_IT_LEARN_WORKERS": "2"}
    # the fixture minds that its server has ended
    with suppress(pytest.fail.Exception), start_server(environment=settings) as running, ThreadPoolExecutor(1) as pool:
        workers = [worker["pid"] for worker in stats(running)["workers"]]
        pool.submit(film, running, DEAR)
        until(lambda: stats(running)["queue"]["working"])
        os.kill(running.pid, end)
        started = time.monotonic()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
        until(lambda: _has_ended(running.pid))
        assert time.monotonic() - started < 5


def _has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize(
    ("name", "value"), [("SEE_IT_LEARN_WORKERS", "abc"), ("SEE_IT_LEARN_CACHE_MB", "-1"), ("SEE_IT_LEARN_STATS", "yes")]
)
def test_a_setting_that_makes_no_sense_stops_the_start_with_one_sentence(
    start_server: Start, name: str, value: str
) -> None:
    sentence = f"{name} must be a whole number"
    with pytest.raises(pytest.fail.Exception, match=sentence) as failed, start_server(environment={name: value}):
        pass
    assert "Traceback" not in str(failed.value)


def test_without_workers_the_server_computes_by_itself(
    start_server: Start,
) -> None:
    settings = {"SEE_IT_LEARN_STATS": "1", "SEE_IT_LEARN_WORKERS": "0"}
    with start_server(environment=settings) as running:
        assert film(running, perceptron()).status == 200
        assert [worker["pid"] for worker in stats(running)["workers"]] == [running.pid]

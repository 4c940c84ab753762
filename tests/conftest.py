"""What tests of every kind share: the process as the server sets it up, and a real server to talk to."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("SEE_IT_LEARN_WORKERS", "0")  # runs are computed in the process of the test; servers have workers

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

ROOT = Path(__file__).resolve().parent.parent

# A busy machine is no reason to fail, and a failure found once must be found again by everybody.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test makes the run fail")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("no_skips") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# Every page that a test runs by itself looks for components in every package that is installed: once is enough, and
# takes a third of such a test's time.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that a test runs by itself has no browser, whose film would have to be drawn first."""
    if "ui.waiting" in sys.modules:
        monkeypatch.setattr("ui.waiting.HEAD_START", 0.0)


@dataclass(frozen=True)
class Server:
    """A running app: its address without a slash at the end, the file that its output goes to, and its process."""

    url: str
    log: Path
    pid: int


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> None:
    """Return as soon as the server answers; fail with its log when it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text('utf-8')}")


@contextmanager
def running_server(
    log: Path, app: Path = ROOT, base: str = "", environment: Mapping[str, str] = MappingProxyType({}), port: int = 0
) -> Iterator[Server]:
    """Start the app of a checkout in a process of its own, below an address if there is one, and stop it at the end.

    Of our own settings its environment has those alone that are given.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    command += [f"--server.baseUrlPath={base}"] if base else []
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("SEE_IT_LEARN_")}
    environment = theirs | environment
    with log.open("wb") as out, subprocess.Popen(command, cwd=app, stdout=out, stderr=out, env=environment) as process:
        try:
            server = Server(f"http://localhost:{port}" + (f"/{base}" if base else ""), log, process.pid)
            wait_until_healthy(server.url, process, log)
            yield server
            if process.poll() is not None:
                pytest.fail(f"the server ended with {process.returncode}:\n{log.read_text('utf-8')}")
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[Server]]:
    """`with start_server() as server:` gives a server that nobody has visited yet."""
    return lambda **options: running_server(tmp_path_factory.mktemp("server") / "log.txt", **options)


@pytest.fixture(scope="session")
def server(start_server: Callable[..., AbstractContextManager[Server]]) -> Iterator[Server]:
    """One server for all tests that do not mind who visited it before."""
    with start_server() as running:
        yield running

"""What a first visit to a lab costs, and the next one in the same browser: bytes, requests, time to the first picture.

    python -m benchmarks.first_visit [--app DIR] [--lab ADDRESS]
    python -m benchmarks.first_visit --alternate DIR_A DIR_B --rounds K

Once over a network of 10 Mbit/s with 40 ms latency, once without a limit. With --alternate two checkouts take turns, so
that what else the machine does meets both. Needs CHROMIUM in the environment or in the path. Prints, asserts nothing.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import BrowserContext, Playwright, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import FLAGS
from tests.conftest import ROOT, running_server

PICTURE = "[data-testid=player][data-film] .main-svg"
NETWORKS = {
    "10 Mbit/s, 40 ms": {"latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8},
    "without a limit": None,
}
VISITS = ("cold", "warm")
PATIENCE = 60_000  # ms
SETTLED = 1500  # ms after the picture in which a page may go on loading


class Visit(NamedTuple):
    """What was received until shortly after the first picture, and the seconds until that picture."""

    megabytes: float
    requests: float
    seconds: float


def visit(context: BrowserContext, url: str, network: dict[str, float] | None) -> Visit:
    """Open a page in a tab of its own, look at it, and close it."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if network:
        session.send("Network.emulateNetworkConditions", {"offline": False, **network})
    sizes: list[float] = []
    requests: list[str] = []
    session.on("Network.requestWillBeSent", lambda e: requests.append(e["requestId"]))
    session.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", lambda e: sizes.append(len(e["response"]["payloadData"]) * 3 / 4))
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(PICTURE, timeout=PATIENCE)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(SETTLED)
    page.close()
    return Visit(sum(sizes) / 1e6, len(requests), seconds)


def cold_and_warm(p: Playwright, url: str, network: dict[str, float] | None) -> tuple[Visit, Visit]:
    """The first visit of a browser that was never used, and its second one."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = p.chromium.launch_persistent_context(
            profile, executable_path=path, args=FLAGS, viewport={"width": 1400, "height": 900}, locale="en-US"
        )
        try:
            return visit(context, url, network), visit(context, url, network)
        except PlaywrightTimeout:
            print(f"  {url} came to nothing; once more")  # now and then Chromium's slow network stands still altogether
        finally:
            context.close()
    return cold_and_warm(p, url, network)


@contextmanager
def addresses(checkouts: list[Path], lab: str) -> Iterator[dict[Path, str]]:
    """The lab's address on a server of each checkout, which has computed its film already."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = {
            app: stack.enter_context(running_server(Path(folder) / f"{k}.txt", app)) for k, app in enumerate(checkouts)
        }
        yield {app: f"{server.url}/{lab}?lang=en" for app, server in servers.items()}


def median(visits: list[Visit]) -> Visit:
    return Visit(*map(statistics.median, zip(*visits, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--app", type=Path, default=ROOT, help="the checkout to measure")
    parser.add_argument("--alternate", type=Path, nargs=2, metavar="DIR", help="two checkouts to compare instead")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lab", default="perceptron", help="the address of the lab")
    options = parser.parse_args()
    checkouts = [path.resolve() for path in options.alternate or [options.app]]

    seen: dict[tuple[str, str, Path], list[Visit]] = defaultdict(list)
    with addresses(checkouts, options.lab) as urls, sync_playwright() as p:
        for url in urls.values():
            cold_and_warm(p, url, None)  # the server's own first visit is another matter
        for _ in range(options.rounds):
            for name, network in NETWORKS.items():
                for app, url in urls.items():
                    for kind, one in zip(VISITS, cold_and_warm(p, url, network), strict=True):
                        seen[name, kind, app].append(one)

    print(f"{options.lab}, medians of {options.rounds}")
    for name in NETWORKS:
        for kind in VISITS:
            print(f"  {kind}, {name}")
            medians = [median(seen[name, kind, app]) for app in checkouts]
            for app, one in zip(checkouts, medians, strict=True):
                print(f"    {app.name:12} {one.megabytes:6.2f} MB, {one.requests:4.0f} requests, {one.seconds:6.2f} s")
            if len(medians) == 2:
                ratios = [after / before for before, after in zip(*medians, strict=True)]
                print("    ratio        {:6.2f} MB, {:4.2f} requests, {:6.2f} s".format(*ratios))


if __name__ == "__main__":
    main()

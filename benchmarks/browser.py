"""What a visitor waits for, measured in a real browser: slider to picture, bytes on the wire, frames a second.

Run it with `make bench`, or `python -m benchmarks.browser` with CHROMIUM set; words after it choose the runs whose
names hold one of them. Prints, asserts nothing. On a busy computer look at the milliseconds that the page computes.
"""

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FILM, FLAGS
from tests.conftest import running_server
from tests.pages.source import VIEWS
from ui.widgets import LogSlider, Slider

MOVES = 20
SECONDS = 5
PLAYER = "[data-testid=player]"

WATCH = """() => {
    const root = document.querySelector("[data-testid=player]");
    window.released = 0; window.waits = []; window.shown = 0; window.ticks = 0;
    document.addEventListener("pointerup", () => (window.released = performance.now()), true);
    new MutationObserver((changes) => {
        const changed = changes.map((c) => c.attributeName);
        if (changed.includes("data-in-sight")) window.waits.push(performance.now() - window.released);
        if (changed.includes("data-frame")) window.shown += 1;
    }).observe(root, { attributeFilter: ["data-in-sight", "data-frame"] });
    const tick = () => { window.ticks += 1; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""


def default_runs() -> dict[str, tuple[str, str]]:
    """The default run of every view: its address, and the slider that is moved."""
    runs = {}
    for shown in VIEWS:
        controls = shown.panel.controls(shown.panel.defaults())
        sliders = [control.field for control in controls if isinstance(control, Slider | LogSlider)]
        field = "learning_rate" if "learning_rate" in sliders else "side"
        query = urlencode(({"view": shown.panel.view} if shown.panel.view else {}) | {"lang": "en"})
        runs[shown.name] = (f"/{shown.lab.address}?{query}", field)
    return runs


LARGE_RUNS = {  # what costs more than the default
    "perceptron, largest film": (
        "/perceptron?dataset=overlapping-blobs&n_samples=200&n_epochs=100&lang=en",
        "learning_rate",
    ),
    "six optimisers race": (
        "/gradient-descent?optimizers=sgd,momentum,nesterov,adagrad,rmsprop,adam&lang=en",
        "learning_rate",
    ),
    "convolution, in colour, by rows": ("/convolution?picture=balloon&side=64&border=same&lang=en", "bias"),
    "three cells": ("/recurrent?compare=true&lang=en", "learning_rate"),
}


def slider_to_picture(page: Page, field: str) -> list[float]:
    """Milliseconds from letting go of a slider until what is in sight shows the new film, whose values are new."""
    page.locator(f".st-key-{field} [role=group]").scroll_into_view_if_needed()
    track = page.locator(f".st-key-{field} [role=group]").bounding_box()
    assert track
    for move in range(1, MOVES + 1):
        film = page.locator(PLAYER).get_attribute("data-film")
        thumb = page.locator(f".st-key-{field} [data-testid=stSliderThumbValue]").locator("..").bounding_box()
        assert thumb
        page.mouse.move(thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2)
        page.mouse.down()
        page.mouse.move(track["x"] + track["width"] * move / (MOVES + 1), track["y"] + track["height"] / 2, steps=4)
        page.mouse.up()
        page.wait_for_selector(f"{PLAYER}:not([data-film='{film}'])")
    return [float(ms) for ms in page.evaluate("window.waits")]


def playing(page: Page) -> tuple[float, float]:
    """Frames of the film and pictures of the browser, both a second, while the film plays at 4×."""
    page.locator("[data-role=speed]").select_option("4")
    page.locator("[data-action=loop]").click()
    page.locator("[data-action=first]").click()
    page.locator("[data-action=play]").click()
    page.evaluate("() => { window.shown = 0; window.ticks = 0; }")
    page.wait_for_timeout(1000 * SECONDS)
    shown, ticks = page.evaluate("[window.shown, window.ticks]")
    return shown / SECONDS, ticks / SECONDS


def drawing(page: Page) -> tuple[float, float]:
    """When each frame of the film is asked for as soon as the one before is on screen: frames a second, ms for each.

    The milliseconds are what the page's main thread computes for a frame: 33 of them would leave 30 frames a second.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def computed() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))

    before = computed()
    frames, shown = page.evaluate(
        """async (seconds) => {
            const scrubber = document.querySelector("[data-role=scrubber]");
            const began = performance.now();
            let shown = 0;
            while (performance.now() - began < 1000 * seconds) {
                scrubber.value = shown % (Number(scrubber.max) + 1);
                scrubber.dispatchEvent(new Event("input"));
                await new Promise(requestAnimationFrame);
                shown += 1;
            }
            return [(1000 * shown) / (performance.now() - began), shown];
        }""",
        SECONDS,
    )
    return frames, 1000 * (computed() - before) / shown


def report(browser_page: Page, url: str, name: str, query: str, field: str) -> None:
    wire = {"http": 0, "websocket": 0}
    session = browser_page.context.new_cdp_session(browser_page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda e: wire.update(http=wire["http"] + e["encodedDataLength"]))
    session.on(
        "Network.webSocketFrameReceived",
        lambda e: wire.update(websocket=wire["websocket"] + len(e["response"]["payloadData"]) * 3 // 4),
    )
    browser_page.goto(f"{url}{query}")
    browser_page.wait_for_selector(FILM)
    frames = browser_page.locator(PLAYER).get_attribute("data-frames")
    print(f"{name} ({frames} frames)")
    print(f"  first visit      {wire['http'] / 1e6:6.2f} MB files, {wire['websocket'] / 1e6:.2f} MB messages")
    browser_page.evaluate(WATCH)
    before = wire["websocket"]
    waits = sorted(slider_to_picture(browser_page, field))
    median, p95 = statistics.median(waits), waits[int(0.95 * (len(waits) - 1))]
    print(f"  slider → picture {median:6.0f} ms median, {p95:.0f} ms p95 of {len(waits)}")
    print(f"  one new film     {(wire['websocket'] - before) / len(waits) / 1e3:6.0f} kB messages")
    shown, ticks = playing(browser_page)
    print(f"  playing at 4×    {shown:6.1f} frames of the film a second, {ticks:.0f} pictures of the browser a second")
    frames_per_second, milliseconds = drawing(browser_page)
    print(f"  as fast as it can{frames_per_second:6.1f} frames of the film a second, {milliseconds:.1f} ms each")


def main() -> None:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder) / "log.txt") as server,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=path, args=FLAGS)
        runs = default_runs() | LARGE_RUNS
        for name in (name for name in runs if not sys.argv[1:] or any(word in name for word in sys.argv[1:])):
            query, field = runs[name]
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            report(context.new_page(), server.url, name, query, field)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()

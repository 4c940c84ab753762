"""What a run costs on the server, for every view of every lab: its scene, its film, and the bytes sent.

`python -m benchmarks.films` from the repository's root. Prints, asserts nothing.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported

import gzip
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from charts.lab import View
from charts.labs import LABS
from core.progress import silent
from locales import catalogue

REPEATS = 9


def median_ms(work: Callable[[], object]) -> float:
    """Median wall time, after one call to warm up."""
    times = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[1:])


def report(view: View[Any, Any]) -> None:
    """One line for the default run of a view."""
    params, t = view.params(), catalogue("en")
    seeds = iter(range(1, REPEATS + 2))  # a new seed every time: nothing is kept from before
    scene_ms = median_ms(lambda: view.scene(replace(params, seed=next(seeds)), silent))
    scene = view.scene(params, silent)
    film_ms = median_ms(lambda: view.film(scene, view.name, t))
    both_ms = median_ms(lambda: view.film(scene, view.name, t).json)
    text = view.film(scene, view.name, t).json.encode()
    size = f"{len(text) / 1e3:6.0f} kB, {len(gzip.compress(text)) / 1e3:4.0f} kB compressed"
    print(f"{view.name:22} scene {scene_ms:6.1f} ms, film {film_ms:6.1f}, its JSON {both_ms - film_ms:6.1f}; {size}")


def main() -> None:
    for lab in LABS:
        for view in lab.views:
            report(view)


if __name__ == "__main__":
    main()

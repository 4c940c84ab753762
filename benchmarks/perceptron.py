"""How fast the perceptron trains, next to scikit-learn's, how its cost grows, and its film. Prints, asserts nothing.

`python -m benchmarks.perceptron` from the repository's root.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sklearn.linear_model import Perceptron

from charts.perceptron.lab import LAB
from core.datasets import blobs, overlapping_blobs
from core.perceptron.margin import largest_margin
from core.perceptron.params import PerceptronParams
from core.perceptron.training import steps, train
from core.progress import silent
from locales import catalogue

REPEATS = 30
PARAMS = PerceptronParams(n_epochs=20)


def milliseconds(run: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def median_ms(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median wall time, after one call to warm up."""
    run()
    return statistics.median(milliseconds(run) for _ in range(repeats))


def slope(sizes: list[int], run: Callable[[int], object]) -> float:
    """Log-log slope of the time between two sizes: 1 is linear growth."""
    small, large = (median_ms(partial(run, size), 7) for size in sizes)
    return math.log(large / small) / math.log(sizes[1] / sizes[0])


def compare(separation: float) -> None:
    """Ours and theirs in turn, so that a busy moment of the computer hits both."""
    X, y = blobs(n_samples=200, separation=separation)
    ours = partial(train, X, y, PARAMS)
    theirs = partial(Perceptron(max_iter=PARAMS.n_epochs, tol=None, random_state=0).fit, X, y)
    pairs = [(milliseconds(ours), milliseconds(theirs)) for _ in range(REPEATS + 1)][1:]  # the first is warm-up
    ours_ms, theirs_ms = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"perceptron, 200 points x 20 epochs, blobs {separation} apart, {ours().n_updates} updates recorded")
    print(f"  train {ours_ms:.2f} ms, scikit-learn fit (no history) {theirs_ms:.2f} ms, ratio {ratio:.2f}")


def film() -> None:
    """The film of the default run, and its JSON, which a film makes once."""
    view = LAB.views[0]
    scene, t = view.scene(PerceptronParams(), silent), catalogue("en")
    build = partial(view.film, scene, "run", t)
    build_ms = median_ms(build)
    films = [build() for _ in range(REPEATS + 1)]
    json_ms = statistics.median([milliseconds(lambda film=film: film.json) for film in films][1:])
    print(f"  film of the default run, {films[0].n_frames} frames: {build_ms:.1f} ms, its JSON {json_ms:.1f} ms")


def main() -> None:
    """Print everything."""
    compare(3.0)
    compare(1.5)
    X, y = overlapping_blobs(n_samples=200)
    for variant in ("averaged", "pocket"):
        print(f"  {variant}: {median_ms(partial(train, X, y, replace(PARAMS, variant=variant))):.2f} ms")
    print(f"  book version, every sample yielded: {median_ms(lambda: list(steps(X, y, PARAMS)), 5):.2f} ms")
    print(f"  largest margin: {median_ms(partial(largest_margin, X, y)):.2f} ms")

    film()

    by_points = slope([125, 1000], lambda n: train(*overlapping_blobs(n_samples=n), PARAMS))
    by_epochs = slope([10, 1000], lambda n: train(X, y, replace(PARAMS, n_epochs=n)))
    print(f"growth (log-log slope): with points {by_points:.2f}, with epochs {by_epochs:.2f}")


if __name__ == "__main__":
    main()

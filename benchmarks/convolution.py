"""How fast one picture is convolved, next to SciPy and PyTorch, and how the cost grows. Prints, asserts nothing.

`python -m benchmarks.convolution` from the repository's root. PyTorch takes part where it is installed
(`make parity` does that).
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported

import statistics
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import numpy as np
from scipy.signal import correlate2d

from benchmarks.perceptron import median_ms, milliseconds, slope
from core import Array
from core.conv2d import conv2d, conv2d_backward, conv2d_steps
from core.convolution.learn import KernelFitParams, fit
from core.convolution.slide import ConvolutionParams, slide
from core.pooling import max_pool2d

CASES = [(28, 3), (28, 5), (28, 7), (64, 5), (128, 5), (256, 3), (256, 5), (256, 7)]  # side of picture and kernel
REPEATS = 40
INNER_MS = 2  # small pictures are convolved so many times in a row that the clock has something to measure


def numbers(side: int, k: int, dtype: type = np.float64) -> tuple[Array, Array]:
    """One picture of one channel and one kernel."""
    rng = np.random.default_rng(0)
    return rng.random((1, 1, side, side)).astype(dtype), rng.standard_normal((1, 1, k, k)).astype(dtype)


def torch_call(x: Array, kernels: Array) -> Callable[[], object]:
    """The same with torch.nn.functional.conv2d: one thread, no gradient kept, tensors made beforehand."""
    import torch

    torch.set_num_threads(1)
    tensors = torch.from_numpy(x), torch.from_numpy(kernels)

    def call() -> None:
        with torch.no_grad():
            torch.nn.functional.conv2d(*tensors)

    return call


def repeated(call: Callable[[], object], times: int) -> None:
    """The call, several times."""
    for _ in range(times):
        call()


def compare(calls: list[Callable[[], object]]) -> list[tuple[float, float]]:
    """Microseconds of each call and the ratio of the first one to it; all in turn, so that a busy moment hits all."""
    times = max(1, round(INNER_MS / median_ms(calls[0], 5)))
    rounds = [[milliseconds(partial(repeated, call, times)) / times for call in calls] for _ in range(REPEATS + 1)]
    columns = list(zip(*rounds[1:], strict=True))  # the first round is warm-up
    return [
        (1000 * statistics.median(theirs), statistics.median(a / b for a, b in zip(columns[0], theirs, strict=True)))
        for theirs in columns
    ]


def print_ratios(dtype: type) -> None:
    """One line for each size."""
    for side, k in CASES:
        x, kernels = numbers(side, k, dtype)
        calls = [partial(conv2d, x, kernels), partial(correlate2d, x[0, 0], kernels[0, 0], "valid")]
        if find_spec("torch"):
            calls.append(torch_call(x, kernels))
        (ours, _), *peers = compare(calls)
        names = ("SciPy", "PyTorch")[: len(peers)]
        words = [f"{name} {us:5.0f} µs, ratio {r:.2f}" for name, (us, r) in zip(names, peers, strict=True)]
        print(f"  {side:3d} k{k}: ours {ours:4.0f} µs; {'; '.join(words)}")


def main() -> None:
    """Print everything."""
    print("one picture, one channel, without padding (budget: 28 and 256 k5 at most 1.0 x SciPy,")
    print("28 at most 1.0 x and 256 k5 at most 1.5 x PyTorch)")
    for dtype in (np.float32, np.float64):
        print(f" {dtype.__name__}")
        print_ratios(dtype)
    if not find_spec("torch"):
        print("  PyTorch is not installed here")

    x, kernels = numbers(28, 5)
    dy = np.ones((1, 1, 24, 24))
    print(f"gradients, 28 k5: {1000 * median_ms(partial(conv2d_backward, x, kernels, dy)):.0f} µs")
    print(f"window by window, 28 k5: {median_ms(lambda: list(conv2d_steps(x[0], kernels[0]))):.2f} ms")
    print(f"max pooling, 24 by 2: {1000 * median_ms(partial(max_pool2d, dy, 2)):.0f} µs")
    colour = np.random.default_rng(0).random((3, 28, 28))
    params = ConvolutionParams(activation="relu", pooling="max")
    print(f"the lab's stages, 28 in colour: {1000 * median_ms(partial(slide, colour, params)):.0f} µs")
    print(f"a kernel learnt, 14, 60 updates: {median_ms(partial(fit, colour[:1, :14, :14], KernelFitParams())):.1f} ms")

    sides = {side: numbers(side, 5, np.float32) for side in (64, 256)}
    kernel_sides = {k: numbers(128, k, np.float32) for k in (3, 9)}
    by_side = slope([*sides], lambda side: conv2d(*sides[side]))
    by_kernel = slope([*kernel_sides], lambda k: conv2d(*kernel_sides[k]))
    print(f"growth in float32 (log-log slope): with the side {by_side:.2f}, with the kernel's side {by_kernel:.2f}")


if __name__ == "__main__":
    main()

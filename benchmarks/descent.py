"""How fast six optimizers race down a landscape, next to torch.optim, and how the cost grows.

`python -m benchmarks.descent` from the repository's root. Prints, asserts nothing. PyTorch takes part where it is
installed (`make parity` does that).
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported

import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

from benchmarks.perceptron import median_ms, milliseconds, slope
from core.gradient_descent.descent import DescentParams, descend
from core.gradient_descent.landscapes import LANDSCAPES
from core.optimizers import OPTIMIZERS

REPEATS = 7
N_STEPS = 500
PARAMS = DescentParams(optimizers=tuple(OPTIMIZERS), n_steps=N_STEPS)


def torch_race(params: DescentParams, autograd: bool) -> None:
    """The same six races with torch.optim, nothing recorded; the gradient from our formula or from autograd."""
    import torch

    from tests.parity.peers import torch_optimizer

    torch.set_num_threads(1)
    surface = params.surface
    for name in params.optimizers:
        p = torch.tensor(surface.start, dtype=torch.float64, requires_grad=True)
        optimizer = torch_optimizer(name, [p], params)
        for _ in range(params.n_steps):
            if autograd:
                optimizer.zero_grad()
                surface.f(p[0], p[1]).backward()
            else:
                p.grad = torch.tensor(surface.gradient(*p.tolist()), dtype=torch.float64)
            optimizer.step()


def compare(theirs: Callable[[], object], what: str) -> None:
    """Ours and theirs in turn, so that a busy moment of the computer hits both."""
    ours = partial(descend, PARAMS)
    pairs = [(milliseconds(ours), milliseconds(theirs)) for _ in range(REPEATS + 1)][1:]  # the first is warm-up
    ours_ms, theirs_ms = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"  ours {ours_ms:.2f} ms, {what} (no history) {theirs_ms:.0f} ms, ratio {ratio:.4f}")


def main() -> None:
    """Print everything."""
    print(f"{len(OPTIMIZERS)} optimizers x {N_STEPS} steps, everything recorded (budget 10 ms)")
    for name, surface in LANDSCAPES.items():
        params = replace(PARAMS, landscape=name, learning_rate=surface.learning_rates[1])
        print(f"  {name}: {median_ms(partial(descend, params)):.2f} ms")
    if find_spec("torch"):
        compare(partial(torch_race, PARAMS, autograd=False), "torch.optim with our gradient")
        compare(partial(torch_race, PARAMS, autograd=True), "torch.optim with autograd")
    else:
        print("  torch.optim: PyTorch is not installed here")
    growth = slope([250, 2000], lambda n: descend(replace(PARAMS, n_steps=n)))
    print(f"growth (log-log slope): with steps {growth:.2f}")


if __name__ == "__main__":
    main()

"""How fast minibatch descent trains, next to scikit-learn and torch.optim, and how the cost grows.

`python -m benchmarks.sgd` from the repository's root. Prints, asserts nothing. PyTorch takes part where it is
installed (`make parity` does that).
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported

import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

from sklearn.linear_model import SGDClassifier

from benchmarks.perceptron import median_ms, milliseconds, slope
from core import Array
from core.gradient_descent.batches import Batches
from core.gradient_descent.linear_models import SGDParams, loss_surface, train
from core.gradient_descent.regression_data import load, two_groups
from core.optimizers import OPTIMIZERS

REPEATS = 7
PARAMS = SGDParams(dataset="two-groups", model="logistic", batch_size=10, n_epochs=50, n_samples=200)


def sklearn_run(X: Array, y: Array, batches: Batches) -> None:
    """One call of partial_fit for each minibatch: what recording every update takes there."""
    classifier = SGDClassifier(loss="log_loss", penalty=None, learning_rate="constant", eta0=PARAMS.learning_rate)
    for batch in batches:
        classifier.partial_fit(X[batch], y[batch], classes=(0, 1))


def torch_run(X: Array, y: Array, batches: Batches) -> None:
    """The same minibatches with torch.nn.Linear and torch.optim.SGD, nothing recorded."""
    import torch

    torch.set_num_threads(1)
    samples, labels = torch.from_numpy(X), torch.from_numpy(y)
    indices = [torch.from_numpy(batch.copy()) for batch in batches]
    layer = torch.nn.Linear(X.shape[1], 1, dtype=torch.float64)
    optimizer = torch.optim.SGD(layer.parameters(), lr=PARAMS.learning_rate)
    for batch in indices:
        optimizer.zero_grad()
        z = layer(samples[batch])[:, 0]
        torch.nn.functional.binary_cross_entropy_with_logits(z, labels[batch]).backward()
        optimizer.step()


def compare(ours: Callable[[], object], theirs: Callable[[], object], what: str) -> None:
    """Ours and theirs in turn, so that a busy moment of the computer hits both."""
    pairs = [(milliseconds(ours), milliseconds(theirs)) for _ in range(REPEATS + 1)][1:]  # the first is warm-up
    ours_ms, theirs_ms = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"  ours {ours_ms:.2f} ms, {what} (no history) {theirs_ms:.0f} ms, ratio {ratio:.4f}")


def main() -> None:
    """Print everything."""
    X, y = load("two-groups", model="logistic", n_samples=200)
    print("logistic SGD, 200 points, batch 10, 50 epochs, every step recorded (budget 20 ms)")
    ours = partial(train, X, y, PARAMS)
    batches = ours().batches
    compare(ours, partial(sklearn_run, X, y, batches), "scikit-learn partial_fit per minibatch")
    if find_spec("torch"):
        compare(ours, partial(torch_run, X, y, batches), "torch.optim")
    else:
        print("  torch.optim: PyTorch is not installed here")
    for name in OPTIMIZERS:
        print(f"  {name}: {median_ms(partial(train, X, y, replace(PARAMS, optimizer=name)), 7):.2f} ms")
    for batch_size in (1, 50, 200):
        run = partial(train, X, y, replace(PARAMS, batch_size=batch_size))
        print(f"  batch_size {batch_size}: {median_ms(run, 5):.2f} ms")
    grid = X[:50, 0]
    print(f"  loss surface 50 x 50: {median_ms(partial(loss_surface, X, y, 'logistic', grid, grid), 7):.2f} ms")

    by_points = slope([125, 1000], lambda n: train(*two_groups(n_samples=n), PARAMS))
    by_epochs = slope([10, 100], lambda n: train(X, y, replace(PARAMS, n_epochs=n)))
    print(f"growth (log-log slope): with points {by_points:.2f}, with epochs {by_epochs:.2f}")


if __name__ == "__main__":
    main()

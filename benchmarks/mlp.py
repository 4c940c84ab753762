"""How fast multi-layer networks train, next to scikit-learn's and PyTorch's, and how the cost grows.

`python -m benchmarks.mlp` from the repository's root. Prints, asserts nothing. PyTorch takes part where it is
installed (`make parity` does that).
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported
os.environ.setdefault("OMP_NUM_THREADS", "1")

import statistics
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.perceptron import median_ms, milliseconds, slope
from core import Array
from core.mlp import MLPParams, data, epoch_orders, split, train, updates
from core.mlp.training import first_weights
from core.optimizers import OPTIMIZERS

REPEATS = 7
FRAME = 1000 / 60  # milliseconds: a playground that draws one epoch a frame takes so long for each
PARAMS = MLPParams(hidden_layer_sizes=(8, 8), activation="tanh", init="xavier", optimizer="sgd", n_epochs=200)


def sklearn_run(X: Array, y: Array, params: MLPParams) -> None:
    """The same network, rule, batches and number of epochs with MLPClassifier, which records its losses alone."""
    theirs = MLPClassifier(
        hidden_layer_sizes=params.hidden_layer_sizes,
        activation=params.activation,
        solver=params.optimizer,
        momentum=0,
        alpha=0,
        batch_size=params.batch_size,
        learning_rate_init=params.learning_rate,
        max_iter=params.n_epochs,
        n_iter_no_change=params.n_epochs,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs.fit(X, y)


def torch_run(X: Array, y: Array, params: MLPParams) -> None:
    """The same with torch.nn and torch.optim in float64, nothing recorded."""
    import torch

    torch.set_num_threads(1)
    samples, labels = torch.from_numpy(X), torch.from_numpy((y[:, None] + 1) / 2)
    (a, b), linear = params.hidden_layer_sizes, partial(torch.nn.Linear, dtype=torch.float64)
    model = torch.nn.Sequential(linear(2, a), torch.nn.Tanh(), linear(a, b), torch.nn.Tanh(), linear(b, 1))
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[params.optimizer]
    optimizer = kind(model.parameters(), lr=params.learning_rate)
    for order in torch.from_numpy(epoch_orders(params, len(X))):
        for batch in order.split(params.batch_size):
            optimizer.zero_grad()
            torch.nn.functional.binary_cross_entropy_with_logits(model(samples[batch]), labels[batch]).backward()
            optimizer.step()


def compare(params: MLPParams) -> None:
    """Ours and theirs in turn, so that a busy moment of the computer hits all."""
    X, y = data(params)
    learnt, _ = split(y, params)
    runs: dict[str, Callable[[], object]] = {
        "ours": partial(train, X, y, params),
        "scikit-learn": partial(sklearn_run, X[learnt], y[learnt], params),
    }
    if find_spec("torch"):
        runs["PyTorch"] = partial(torch_run, X[learnt], y[learnt], params)
    rounds = [[milliseconds(run) for run in runs.values()] for _ in range(REPEATS + 1)][1:]  # the first is warm-up
    for name, times in zip(runs, zip(*rounds, strict=True), strict=True):
        ratio = statistics.median(row[0] / time for row, time in zip(rounds, times, strict=True))
        print(f"  {params.optimizer}, {name}: {statistics.median(times):.0f} ms, ours is {ratio:.3f} of it")
    ours = statistics.median(row[0] for row in rounds)
    playground = params.n_epochs * FRAME
    print(f"  a playground that draws each epoch at 60 Hz: {playground:.0f} ms, {playground / ours:.1f} times ours")


def textbook(params: MLPParams) -> None:
    """The training as books print it, nothing recorded."""
    X, y = data(params)
    learnt, _ = split(y, params)
    for _ in updates(first_weights(params, 2, 1), X[learnt], y[learnt], epoch_orders(params, len(learnt)), params):
        pass


def main() -> None:
    """Print everything."""
    print("2-8-8-1 tanh, batch 10, 250 points, 200 epochs, ours with every epoch recorded and judged")
    print("  (budgets: 0.4 of scikit-learn, 0.15 of PyTorch)")
    for optimizer in ("sgd", "adam"):
        compare(replace(PARAMS, optimizer=optimizer))
    print(f"  our textbook's loop: {median_ms(partial(textbook, PARAMS), 3):.0f} ms")
    default = MLPParams()
    X, y = data(default)
    print(f"the default of the lab: {median_ms(partial(train, X, y, default), 7):.0f} ms")
    for name in OPTIMIZERS:
        print(f"  {name}: {median_ms(partial(train, X, y, replace(default, optimizer=name)), 5):.0f} ms")
    for batch_size in (1, 30, 250):
        run = partial(train, X, y, replace(default, batch_size=batch_size, n_epochs=30))
        print(f"  30 epochs with batch_size {batch_size}: {median_ms(run, 3):.0f} ms")

    def points(n: float) -> object:
        params = MLPParams(n_samples=int(n), n_epochs=30)
        return train(*data(params), params)

    by_points = slope([250, 1000], points)
    by_width = slope([4, 16], lambda n: train(X, y, replace(default, hidden_layer_sizes=(int(n),) * 2, n_epochs=30)))
    by_epochs = slope([30, 120], lambda n: train(X, y, replace(default, n_epochs=int(n))))
    print(f"growth (log-log slope): points {by_points:.2f}, width {by_width:.2f}, epochs {by_epochs:.2f}")


if __name__ == "__main__":
    main()

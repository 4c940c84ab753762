"""How fast recurrent networks train, next to PyTorch's, and how long the tasks of the lab take.

`python -m benchmarks.recurrent` from the repository's root. Prints, asserts nothing. PyTorch takes part where it is
installed (`make parity` does that).
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported
os.environ.setdefault("OMP_NUM_THREADS", "1")

import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

from benchmarks.perceptron import median_ms, milliseconds, slope
from core.recurrent.tasks import TASKS
from core.recurrent.training import CELLS, RecurrentParams, first_weights, forward, random_streams, train, updates

REPEATS = 41
STEPS = 5  # updates in a row, so that caches are as warm as in a training
PARAMS = RecurrentParams(sequence_length=50, hidden_size=16, batch_size=32, n_updates=2000)
BUDGETS = {"rnn": 0.5, "lstm": 1.2, "gru": 0.5}


def steps_of(updates: Iterator[object]) -> None:
    """A few more updates."""
    for _ in range(STEPS):
        next(updates)


def torch_updates(params: RecurrentParams) -> Iterator[None]:
    """The same training with torch.nn, torch.optim and the same batches, nothing recorded."""
    import torch

    torch.set_num_threads(1)
    layer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[params.cell](1, params.hidden_size)
    top, rng = torch.nn.Linear(params.hidden_size, 1), random_streams(params)[1]
    parameters = [*layer.parameters(), *top.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=params.learning_rate)
    while True:
        batch = params.rule.batch(params, rng)
        x, targets = (torch.tensor(values, dtype=torch.float32) for values in (batch.x, batch.targets))
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(top(layer(x)[0]), targets).backward()
        torch.nn.utils.clip_grad_norm_(parameters, params.clip_norm)
        optimizer.step()
        yield


def compare(cell: str) -> None:
    """Ours and theirs in turn, so that a busy moment of the computer hits both."""
    params = replace(PARAMS, cell=cell)
    runs: list[Callable[[], None]] = [partial(steps_of, updates(params)), partial(steps_of, torch_updates(params))]
    pairs = [[milliseconds(run) / STEPS for run in runs] for _ in range(REPEATS + 3)][3:]  # the first are warm-up
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"  {cell}: ours {ours:.2f} ms, PyTorch {theirs:.2f} ms, ratio {ratio:.2f} (budget {BUDGETS[cell]})")


def solving(task: str) -> None:
    """The task's own settings, and those where the plain cell fails, from the first weights to the whole record."""
    rule = TASKS[task]
    for name, settings, cell in (("default", rule.defaults, rule.solver), ("hard", rule.hard, rule.hard_solver)):
        params = RecurrentParams(task=task, cell=cell, **settings)
        solved = train(params).solved_at
        seconds = median_ms(partial(train, params), 3) / 1000
        print(f"  {task}, {name}, {cell}: {seconds:.2f} s for {params.n_updates} updates, solved at {solved}")


def main() -> None:
    """Print everything."""
    print("one update, batch 32, 50 steps, 16 hidden units: new batch, forward, back through time, clip, Adam")
    for cell in CELLS:
        if find_spec("torch"):
            compare(cell)
        else:
            run = partial(steps_of, updates(replace(PARAMS, cell=cell)))
            print(f"  {cell}: ours {median_ms(run) / STEPS:.2f} ms (PyTorch is not installed here)")
    print("seconds with everything recorded (budget 1 s for a default)")
    for task in TASKS:
        solving(task)

    short = replace(PARAMS, n_updates=40)
    by_cell = {
        cell: slope([25, 100], lambda T, cell=cell: train(replace(short, cell=cell, sequence_length=T)))
        for cell in CELLS
    }
    print("growth with the length (log-log slope):", ", ".join(f"{cell} {by_cell[cell]:.2f}" for cell in CELLS))
    params = replace(PARAMS, cell="lstm")
    weights, x = first_weights(params), params.rule.batch(params, random_streams(params)[1]).x
    one = partial(forward, "lstm", weights, x)
    print(f"  one forward pass of the LSTM in float64, all states kept: {median_ms(one):.2f} ms")


if __name__ == "__main__":
    main()

"""How fast attention networks train, next to PyTorch's, and how long the tasks of the lab take.

`python -m benchmarks.attention` from the repository's root. Prints, asserts nothing. PyTorch takes part where it is
installed (`make parity` does that).
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported
os.environ.setdefault("OMP_NUM_THREADS", "1")

import statistics
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.perceptron import median_ms, milliseconds, slope
from core.attention import TASKS, AttentionParams, first_weights, random_streams, train, updates

REPEATS = 41
STEPS = 10  # updates in a row, so that caches are as warm as in a training
MANY = 2000
SEEDS = range(10)
RUNS = {
    "T 8, width 16": (AttentionParams(n_updates=MANY), 0.5),
    "T 8, width 32, feed-forward": (AttentionParams(width=32, feed_forward=True, n_updates=MANY), 0.6),
    "T 32, causal": (AttentionParams(task="copy", length=32, causal=True, n_updates=800), 1.0),
}


def steps_of(updates: Iterator[object]) -> None:
    """A few more updates."""
    for _ in range(STEPS):
        next(updates)


def torch_model(params: AttentionParams) -> tuple[Callable[[Any], Any], list[Any]]:
    """The same network of PyTorch's functions, in float32: a function from tokens to scores, and its parameters."""
    import torch

    w = {name: torch.tensor(v, dtype=torch.float32, requires_grad=True) for name, v in first_weights(params).items()}
    attend = torch.nn.functional.scaled_dot_product_attention

    def scores(tokens: Any) -> Any:
        B, T = tokens.shape
        x = torch.nn.functional.embedding(tokens, w["E"]) + w["P"][:T]
        q, k, v = ((x @ w["W_qkv"][0]).view(B, T, 3, params.n_heads, -1).permute(2, 0, 3, 1, 4)).unbind(0)
        found = attend(q, k, v, is_causal=params.causal)
        x = x + found.transpose(1, 2).reshape(B, T, -1) @ w["W_o"][0]
        if params.feed_forward:
            x = x + torch.relu(x @ w["W_1"][0] + w["b_1"][0]) @ w["W_2"][0] + w["b_2"][0]
        return x @ w["W_y"] + w["b_y"]

    return scores, list(w.values())


def torch_updates(params: AttentionParams) -> Iterator[None]:
    """The same training with torch.optim and the same batches, nothing recorded."""
    import torch

    torch.set_num_threads(1)
    scores, parameters = torch_model(params)
    rng, optimizer = random_streams(params)[1], torch.optim.Adam(parameters, lr=params.learning_rate)
    while True:
        batch = params.rule.batch(params, rng)
        tokens, targets = torch.from_numpy(batch.tokens.copy()), torch.from_numpy(batch.targets.copy())
        counted = torch.from_numpy(batch.mask.copy())
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(scores(tokens)[counted], targets[counted]).backward()
        optimizer.step()
        yield


def compare(name: str, params: AttentionParams, budget: float) -> None:
    """Ours and theirs in turn, so that a busy moment of the computer hits both."""
    runs = [partial(steps_of, updates(params)), partial(steps_of, torch_updates(params))]
    pairs = [[milliseconds(run) / STEPS for run in runs] for _ in range(REPEATS + 3)][3:]  # the first are warm-up
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"  {name}: ours {ours:.2f} ms, PyTorch {theirs:.2f} ms, ratio {ratio:.2f} (budget {budget})")


def learning(params: AttentionParams) -> None:
    """The updates of a training, nothing judged."""
    for _ in updates(params):
        pass


def main() -> None:
    """Print everything."""
    print("one update, batch 32: new batch, forward, backward, Adam")
    for name, (params, budget) in RUNS.items():
        if find_spec("torch"):
            compare(name, params, budget)
        else:
            ours = median_ms(partial(steps_of, updates(params))) / STEPS
            print(f"  {name}: ours {ours:.2f} ms (PyTorch is not installed here)")

    print("the default with ten seeds (budget: 98 % right with nine of them, weight 0.95, 200 ms)")
    found = [train(AttentionParams(seed=seed)) for seed in SEEDS]
    right = [history.test_accuracies[-1] for history in found]
    weight = np.mean([history.test_attention[-1] for history in found])
    print(f"  {sum(share >= 0.98 for share in right)} of 10 reach 98 %, mean weight {weight:.3f}")
    print(f"  solved after {statistics.median(history.solved_at for history in found)} updates in the middle")
    print(f"  {median_ms(partial(learning, AttentionParams())):.0f} ms for all 150 updates")
    blind = max(np.max(train(AttentionParams(seed=seed, slip="no-positions")).test_accuracies) for seed in SEEDS)
    print(f"  without positions at most {blind:.2f} right (budget 0.45)")

    print("milliseconds with 60 networks judged by the unseen sequences")
    for task, rule in TASKS.items():
        params = AttentionParams(task=task, **rule.defaults)
        print(f"  {task}: {median_ms(partial(train, params), 3):.0f} for {params.n_updates} updates")
    by_length = slope([8, 32], lambda n: learning(AttentionParams(length=int(n), n_updates=30)))
    by_width = slope([16, 64], lambda n: learning(AttentionParams(width=int(n), n_updates=30)))
    print(f"growth (log-log slope): length {by_length:.2f}, width {by_width:.2f}")


if __name__ == "__main__":
    main()

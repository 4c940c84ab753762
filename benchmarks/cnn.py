"""How fast networks learn to read digits, next to PyTorch's, and how well.

`python -m benchmarks.cnn` from the repository's root. Prints, asserts nothing. PyTorch takes part where it is
installed (`make parity` does that).
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported
os.environ.setdefault("OMP_NUM_THREADS", "1")

import statistics
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.perceptron import median_ms, milliseconds
from core.cnn import CNNParams, forward, init_weights, train
from core.cnn.fast import chunks, passes, scores_of
from core.cnn.looking import input_gradient, occlusion
from core.cnn.view import CNNView
from core.cnn.weights import Weights, flatten
from core.drawing import to_digit
from core.optimizers import OPTIMIZERS
from core.perceptron.params import PerceptronParams
from core.progress import silent
from data.cnn_run import PARAMS, shipped
from data.digits import digits
from runs.wishes import RunWish
from runs.workers import ProcessWorker
from tests.core.drawn_digits import mixed

ROUNDS, STEPS = 15, 10
NETWORKS = {
    "8@5 - 16@5": CNNParams(),
    "4@3 - 8@3": CNNParams(filters=(4, 8), kernel_size=3),
    "8@5, stride 2 - 16@5, no pooling": CNNParams(stride=2, pooling="none"),
}
Step = Callable[[], object]


def pictures(n: int) -> tuple[np.ndarray, np.ndarray]:
    """A batch (n, 28, 28) of float32, and its labels."""
    data = digits()
    return (data.train_images[:n] / 255).astype(np.float32), data.train_labels[:n]


def our_step(params: CNNParams, n: int) -> Step:
    """One update with Adam: passes there and back, and the change of the weights."""
    images, labels = pictures(n)
    columns = [(np.ascontiguousarray(images[part].reshape(-1, 784).T), labels[part]) for part in chunks(n)]
    theta = flatten(init_weights(params, np.random.default_rng(0))).astype(np.float32)
    gradient, rule, state = np.empty_like(theta), OPTIMIZERS["adam"], [OPTIMIZERS["adam"].start()]
    add = passes(theta, gradient, params)

    def step() -> None:
        gradient.fill(0)
        for x, y in columns:
            add(x, y, None, 1 / n)
        theta[...], state[0] = rule.step(theta, gradient, state[0], 1, 0.001, params)

    return step


def torch_step(params: CNNParams, n: int, channels_last: bool) -> Step:
    """The same with torch.nn and torch.optim."""
    import torch

    torch.set_num_threads(1)
    model = torch.nn.Sequential(*torch_layers(init_weights(params, np.random.default_rng(0)), params))
    images, labels = pictures(n)
    x, y = torch.from_numpy(images[:, None]), torch.from_numpy(labels.astype(np.int64))
    if channels_last:
        model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def step() -> None:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()

    return step


def torch_layers(weights: Weights, params: CNNParams) -> list[Any]:
    """The layers of the network in PyTorch."""
    import torch

    layers: list[Any] = []
    for k in (1, 2):
        c_out, c_in, size, _ = weights[f"kernels{k}"].shape
        layers += [torch.nn.Conv2d(c_in, c_out, size, params.stride), torch.nn.ReLU()]
        layers += [torch.nn.MaxPool2d(2)] if params.pooling == "max" else []
    return [*layers, torch.nn.Flatten(), torch.nn.Linear(*weights["W"].shape)]


def compare(params: CNNParams, n: int) -> None:
    """Ten steps of ours and of theirs in turn, so that a busy moment of the computer hits all."""
    steps = {"ours": our_step(params, n)}
    if find_spec("torch"):
        steps |= {"PyTorch": torch_step(params, n, False), "PyTorch, channels last": torch_step(params, n, True)}

    def block(step: Step) -> float:
        return milliseconds(lambda: [step() for _ in range(STEPS)]) / STEPS

    rounds = [[block(step) for step in steps.values()] for _ in range(ROUNDS + 1)][1:]  # the first is warm-up
    ours = [times[0] for times in rounds]
    for name, times in zip(steps, zip(*rounds, strict=True), strict=True):
        ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, times, strict=True))
        print(f"  batch {n}, {name}: {statistics.median(times):.2f} ms a step; ours takes {ratio:.2f} times as long")


def accuracies() -> None:
    """How well the default network reads, seeds 0 to 2."""
    data = digits()
    drawings, labels = mixed()
    drawn = np.array([to_digit(drawing) for drawing in drawings], np.float32)
    for n_epochs in (3, 5):
        rows = []
        for seed in range(3):
            params = replace(PARAMS, n_epochs=n_epochs, seed=seed)
            start = perf_counter()
            history = train(data.train_images, data.train_labels, data.test_images, data.test_labels, params)
            seconds = perf_counter() - start
            answers = scores_of(history.thetas[-1], drawn, params).argmax(axis=1)
            rows.append((100 * history.accuracy, 100 * np.mean(answers == labels), seconds))
        tested, of_drawn, times = (" ".join(f"{value:.2f}" for value in column) for column in zip(*rows, strict=True))
        print(f"  {n_epochs} epochs: {tested} % of the test digits, {of_drawn} % of drawings, in {times} s")


def looks() -> None:
    """How long the panels' questions about one digit take."""
    history, image = shipped(), digits().test_images[0] / 255
    networks = [history.weights_at(frame) for frame in range(len(history.updates))]
    weights = networks[-1]
    questions: dict[str, Step] = {
        "its answer": lambda: forward(weights, image[None], PARAMS),
        f"its maps at all {len(history.updates)} moments": lambda: [
            forward(weights, image[None], PARAMS) for weights in networks
        ],
        "its input gradient": lambda: input_gradient(weights, image, 7, PARAMS),
        "its occlusion everywhere": lambda: occlusion(weights, image, 7, PARAMS),
    }
    for name, question in questions.items():
        print(f"  {name}: {median_ms(question, 20):.2f} ms")


def memory() -> None:
    """The most that a worker's process ever holds, for runs that need much: beside that of one that has just begun."""
    wide = {"filters": (16, 16), "pooling": "none", "n_epochs": 1}
    runs: dict[str, dict[str, Any]] = {
        "the default with another seed": {"seed": 1},
        "windows of many maps": wide | {"reason": "occlusion", "scale": "film"},
        "many weights, too": wide | {"hidden_size": 64},
        "most weights": {"filters": (16,), "kernel_size": 3, "pooling": "none", "hidden_size": 64, "n_epochs": 1},
    }
    for name, fields in runs.items():
        worker = ProcessWorker()
        worker.fulfil(RunWish("perceptron", PerceptronParams(), "en"), silent)
        before = peak(worker)
        worker.fulfil(RunWish("cnn", CNNView(**fields), "en"), silent)
        print(f"  {name}: {peak(worker):.0f} MB, {before:.0f} MB before")
        worker.close()


def peak(worker: ProcessWorker) -> float:
    """MB that a process held at most so far; Linux says so."""
    status = Path(f"/proc/{worker.pid}/status").read_text("ascii").splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    for name, params in NETWORKS.items():
        print(f"{name} ({params.n_weights:,} weights), a step with Adam in float32, one thread")
        for n in (32, 64, 128):
            compare(params, n)
    print("what is asked about one digit")
    looks()
    print("accuracy")
    accuracies()
    print("memory of a worker")
    memory()


if __name__ == "__main__":
    main()

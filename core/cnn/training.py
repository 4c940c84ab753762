"""Networks that learn to read digits, trained batch by batch with back-propagation, and what is kept of it.

The training runs in float32, as everywhere in the field, in the order and layout that is fast (core.cnn.fast).
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from core import Array, IntArray
from core.cnn.cost import N_JUDGED
from core.cnn.fast import scores_of
from core.cnn.guards import LABELS, TEST_LABELS, grey_levels
from core.cnn.history import CNNHistory, confusion, kept_updates, most_moments
from core.cnn.network import cross_entropy
from core.cnn.params import CNNParams
from core.cnn.samples import INIT, learnt_labels, stream
from core.cnn.shapes import SIDE, shapes
from core.cnn.updates import updates
from core.cnn.weights import flatten, init_weights
from core.guards import takes
from core.progress import Progress, silent
from core.validation import InvalidParameterError


class Data(NamedTuple):
    """Digits to learn from, with their labels as they are learnt, and digits to test with."""

    images: Array
    labels: IntArray
    test_images: Array
    test_labels: IntArray


class Moment(NamedTuple):
    """A recorded moment: theta after so many updates, the losses of all batches until then, and how it is judged.

    Attributes
    ----------
    number : int
    theta : ndarray of shape (n_weights,)
    losses : list of float
    judged : tuple of four float
        Mean loss of the training digits and of the test digits, then the shares of right answers.
    """

    number: int
    theta: Array
    losses: list[float]
    judged: tuple[float, float, float, float]


@takes(images=grey_levels, labels=LABELS, test_images=grey_levels, test_labels=TEST_LABELS)
def data_for(images: Array, labels: IntArray, test_images: Array, test_labels: IntArray, params: CNNParams) -> Data:
    """What a run with these settings learns from and is tested with.

    Parameters
    ----------
    images, test_images : array-like of shape (n, 28, 28)
        Grey levels of uint8, 255 is ink, or numbers from 0 to 1.
    labels, test_labels : array-like of n whole numbers 0, …, 9
    params : CNNParams
    """
    for name, pictures, numbers in (("images", images, labels), ("test_images", test_images, test_labels)):
        if pictures.shape != (len(numbers), SIDE, SIDE):
            raise InvalidParameterError(name, "shape", pictures.shape, shape=f"({len(numbers)}, {SIDE}, {SIDE})")
    if len(images) < params.n_train:
        raise InvalidParameterError("n_train", "integer_between", params.n_train, low=1, high=len(images))
    return Data(images[: params.n_train], learnt_labels(labels, params), test_images, test_labels)


class Step(NamedTuple):
    """What an update has come to: how much of the training is done, from 0 to 1, and what is recorded, if anything."""

    fraction: float
    moment: Moment | None


def recorded_updates(params: CNNParams) -> IntArray:
    """After which updates a run is recorded, unless it diverges: see `kept_updates`."""
    return kept_updates(params.n_updates, most_moments(params.n_weights))


def steps(data: Data, params: CNNParams) -> Generator[Step]:
    """Train, update by update: whoever asks for the next step may let any time pass before.

    What is recorded: see `recorded_updates`; the last update that was made is, too.
    """
    made = _steps(data, params)
    while True:
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not kept
            step = next(made, None)
        if step is None:
            return
        yield step


def _steps(data: Data, params: CNNParams) -> Iterator[Step]:
    theta = flatten(init_weights(params, stream(params, INIT))).astype(np.float32)
    kept, last = set(recorded_updates(params).tolist()), -1
    losses: list[float] = []

    def recorded(number: int) -> Moment:
        return Moment(number, theta.copy(), losses, judged(theta, data, params))

    for number, _, loss in updates(data.images, data.labels, params, theta):
        losses += [loss] * (number > 0)
        last = number if number in kept else last
        yield Step(number / params.n_updates, recorded(number) if number in kept else None)
    if last < len(losses):
        yield Step(len(losses) / params.n_updates, recorded(len(losses)))


def accuracy_without_record(data: Data, params: CNNParams) -> float:
    """Train, and say no more than the share of right answers at the end, of the first `N_JUDGED` test digits."""
    theta = flatten(init_weights(params, stream(params, INIT))).astype(np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in updates(data.images, data.labels, params, theta):
            pass
    answers = scores_of(theta, data.test_images[:N_JUDGED], params).argmax(axis=1)
    return float(np.mean(answers == data.test_labels[:N_JUDGED]))


def told(made: Iterable[Step], progress: Progress) -> Iterator[Moment]:
    """What is recorded, step by step; after each of them `progress` is told how far it is and how good."""
    seen: dict[str, float] = {}
    for fraction, moment in made:
        if moment is not None:
            seen = {"loss": moment.judged[1], "accuracy": moment.judged[3]}
            yield moment
        progress(fraction, **seen)


def moments(data: Data, params: CNNParams, progress: Progress = silent) -> Iterator[Moment]:
    """Train, and yield what is recorded."""
    return told(steps(data, params), progress)


def judged(theta: Array, data: Data, params: CNNParams) -> tuple[float, float, float, float]:
    """Loss of the first `N_JUDGED` training and test digits, and the shares of right answers, see `Moment`."""
    rows = []
    for images, labels in ((data.images, data.labels), (data.test_images, data.test_labels)):
        scores = scores_of(theta, images[:N_JUDGED], params)
        right = scores.argmax(axis=1) == labels[:N_JUDGED]
        rows.append((cross_entropy(scores.astype(np.float64), labels[:N_JUDGED])[0], float(np.mean(right))))
    (train_loss, train_accuracy), (test_loss, test_accuracy) = rows
    return train_loss, test_loss, train_accuracy, test_accuracy


def history_of(made: Sequence[Moment], data: Data, params: CNNParams, *, over: bool = True) -> CNNHistory:
    """The record of a run from its moments; of one that is not `over` yet, what there is so far."""
    last, losses = made[-1], list(made[-1].losses[: made[-1].number])
    diverged_at = last.number + 1 if over and last.number < params.n_updates else -1
    if diverged_at > 0:
        made = _stood_still(made, params)
        losses += [losses[-1] if losses else last.judged[0]] * (params.n_updates - len(losses))
    train_losses, test_losses, train_accuracies, test_accuracies = np.transpose([moment.judged for moment in made])
    answers = scores_of(last.theta, data.test_images, params).argmax(axis=1)
    return CNNHistory(
        updates=np.array([moment.number for moment in made]),
        thetas=_stacked([moment.theta for moment in made]),
        shapes=shapes(params),
        losses=np.array(losses),
        train_losses=train_losses,
        test_losses=test_losses,
        train_accuracies=train_accuracies,
        test_accuracies=test_accuracies,
        n_judged=N_JUDGED,
        predictions=answers.astype(np.uint8),
        confusion=confusion(data.test_labels, answers),
        n_planned=params.n_updates,
        diverged_at=diverged_at,
    )


def _stacked(thetas: Sequence[Array]) -> Array:
    """In one array that a record need not copy."""
    stacked = np.array(thetas)
    stacked.flags.writeable = False
    return stacked


def _stood_still(made: Sequence[Moment], params: CNNParams) -> list[Moment]:
    """The moments of a run that diverged: those that were still to come are as the last one."""
    last = made[-1]
    return [*made, *(last._replace(number=int(n)) for n in recorded_updates(params) if n > last.number)]


def train(
    images: Array,
    labels: IntArray,
    test_images: Array,
    test_labels: IntArray,
    params: CNNParams,
    progress: Progress = silent,
) -> CNNHistory:
    """Train on the first `n_train` digits and keep what a film needs.

    Parameters
    ----------
    images, test_images : array-like of shape (n, 28, 28)
        Grey levels of uint8, 255 is ink, or numbers from 0 to 1.
    labels, test_labels : array-like of n whole numbers 0, …, 9
    params : CNNParams
    progress : Progress
        It is told after every update how much is done, from 0 to 1, with loss and accuracy of the test digits when they
        were judged last. What it raises ends the training.
    """
    data = data_for(images, labels, test_images, test_labels, params)
    return history_of(list(moments(data, params, progress)), data, params)

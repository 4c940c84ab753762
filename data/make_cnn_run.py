"""Trains the default network on digits and writes data/cnn_run.npz, the run with which the CNN lab opens.

    python -m data.make_cnn_run            writes the file anew
    python -m data.make_cnn_run --check    trains again and says how far the weights are from those of the file

Another processor sums up in another order, so the last digits of the weights differ from one to the next.
"""

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported

from collections.abc import Iterator

import numpy as np

from core.cnn.fast import scores_of
from core.cnn.training import Data, Moment, data_for, judged, moments
from data.cnn_run import FILE, PARAMS, settings
from data.digits import digits


def shipped_data() -> Data:
    """The digits of the run."""
    data = digits()
    return data_for(data.train_images, data.train_labels, data.test_images, data.test_labels, PARAMS)


def run() -> Iterator[Moment]:
    """The moments of the run, one after the other, in the precision of the training."""
    return moments(shipped_data(), PARAMS)


def rounded(theta: np.ndarray) -> np.ndarray:
    """The weights as the file keeps them."""
    return theta.astype(np.float16)


def write() -> None:
    """Train, round, judge what is rounded, and write it."""
    data, made = shipped_data(), list(run())
    thetas = rounded(np.array([moment.theta for moment in made]))
    kept = [theta.astype(np.float32) for theta in thetas]
    names = ("train_losses", "test_losses", "train_accuracies", "test_accuracies")
    columns = zip(*(judged(theta, data, PARAMS) for theta in kept), strict=True)
    np.savez_compressed(
        FILE,
        settings=np.array(settings()),
        updates=np.array([moment.number for moment in made]),
        thetas=thetas,
        losses=np.array(made[-1].losses),
        predictions=scores_of(kept[-1], data.test_images, PARAMS).argmax(axis=1).astype(np.uint8),
        **{name: np.array(column) for name, column in zip(names, columns, strict=True)},
    )


def compare() -> None:
    """Say how far a new run is from the file."""
    with np.load(FILE) as file:
        for moment, theta in zip(run(), file["thetas"], strict=True):
            print(f"update {moment.number}: at most {np.max(np.abs(moment.theta - theta)):.2g} apart")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        compare()
    else:
        write()

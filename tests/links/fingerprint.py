"""What a film shows, in a few bytes: two films with one fingerprint look the same.

Words, styles and the shape of everything go into a digest, so they must be equal to the letter. Numbers, also those in
captions and the pixels of pictures, go into one sum with a weight of its own for each, so that another processor's
last digit does not count, nor whether = or ≈ stands before it, but a moved point does.
"""

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

NUMBER = re.compile(r"\d+(?:\.\d+)?")
NEARLY = re.compile("&#x02248;|≈")  # whether a number is all that there is of it hangs on its last digit
PNG = "data:image/png;base64,"
NAMES = ("id", "run")  # how the film is called, not what it shows

Piece = str | np.ndarray


@dataclass(frozen=True)
class Fingerprint:
    """Digest of the words, how many numbers there are, and their weighted sum."""

    words: str
    n_numbers: int
    total: float

    def agrees_with(self, other: "Fingerprint") -> bool:
        """Whether both films show the same; each number may be off by about a millionth."""
        room = 0.01 + 1e-6 * self.n_numbers
        same_form = (self.words, self.n_numbers) == (other.words, other.n_numbers)
        return same_form and abs(self.total - other.total) <= room


def fingerprint(film_json: str) -> Fingerprint:
    """The fingerprint of a film, from its JSON."""
    film = {name: value for name, value in json.loads(film_json).items() if name not in NAMES}
    pieces = list(_pieces(film))
    words = "\n".join(f"[{piece.size}]" if isinstance(piece, np.ndarray) else piece for piece in pieces)
    numbers = np.concatenate([piece.ravel() for piece in pieces if isinstance(piece, np.ndarray)])
    squashed = numbers / (1 + np.abs(numbers))
    total = float(np.cos(np.arange(numbers.size)) @ squashed)
    return Fingerprint(hashlib.blake2b(words.encode(), digest_size=8).hexdigest(), numbers.size, round(total, 6))


def _pieces(value: Any) -> Iterator[Piece]:
    match value:
        case {"bdata": str(packed), "dtype": str(kind)}:
            yield np.frombuffer(base64.b64decode(packed), np.dtype(kind).newbyteorder("<")).astype(float)
        case dict():
            for name in sorted(value):
                yield name
                yield from _pieces(value[name])
        case list() if value and all(type(item) in (int, float) for item in value):
            yield np.array(value, float)
        case list():
            yield f"({len(value)}"
            for item in value:
                yield from _pieces(item)
        case str() if value.startswith(PNG):
            picture = Image.open(io.BytesIO(base64.b64decode(value.removeprefix(PNG)))).convert("RGB")
            yield str(picture.size)
            yield np.asarray(picture, float) / 255
        case str():
            value = NEARLY.sub(lambda sign: "=" if sign[0] == "≈" else "&#x0003D;", value)
            yield NUMBER.sub("0", value)
            yield np.array([float(number) for number in NUMBER.findall(value)])
        case int() | float() if not isinstance(value, bool):
            yield np.array([value], float)
        case _:
            yield repr(value)

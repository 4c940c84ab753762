"""Text as numbers: every character of a text has the number of its place in the text's alphabet.

A character is one Unicode code point of the text in composed form (NFC), so that é is one character however it was
typed. What is drawn as one sign may still be several, as a thumb with its skin colour; a network meets them in turn.
"""

import unicodedata

import numpy as np

from core import IntArray
from core.guards import whole_numbers
from core.validation import InvalidParameterError

MIN_LENGTH, MAX_LENGTH = 2, 500
MIN_DISTINCT, MAX_DISTINCT = 2, 100
BEGINNING = 6  # characters
UNWANTED = ("Cc", "Cs")  # control characters, and halves of characters that no file can hold


def check_text(parameter: str, text: object) -> str:
    """A text that a network can learn: composed, every run of blanks and line ends one space, none at the ends."""
    if not isinstance(text, str):
        raise InvalidParameterError(parameter, "text_length", text, low=MIN_LENGTH, high=MAX_LENGTH)
    text = normalized(text)
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        raise InvalidParameterError(parameter, "text_length", len(text), low=MIN_LENGTH, high=MAX_LENGTH)
    n_distinct = len(set(text))
    if not MIN_DISTINCT <= n_distinct <= MAX_DISTINCT:
        raise InvalidParameterError(parameter, "text_distinct", n_distinct, low=MIN_DISTINCT, high=MAX_DISTINCT)
    return text


def normalized(text: str) -> str:
    """The text in composed form, without control characters, with single spaces between its words."""
    words = unicodedata.normalize("NFC", text).split()
    kept = ("".join(sign for sign in word if unicodedata.category(sign) not in UNWANTED) for word in words)
    return " ".join(word for word in kept if word)


def alphabet_of(text: str) -> str:
    """The characters of the text, each once, in the order of their code points."""
    return "".join(sorted(set(text)))


def encode(text: str, alphabet: str, parameter: str = "text") -> IntArray:
    """The place of each character in the alphabet.

    Parameters
    ----------
    text : str
    alphabet : str
        Sorted, as `alphabet_of` gives it.
    parameter : str
        The name that an error gives to `text`.

    Returns
    -------
    ndarray of shape (len(text),)
    """
    strange = "".join(dict.fromkeys(character for character in text if character not in alphabet))
    if strange:
        raise InvalidParameterError(parameter, "known_characters", strange)
    places = {character: code for code, character in enumerate(alphabet)}
    return np.array([places[character] for character in text], dtype=np.int64)


def decode(codes: IntArray, alphabet: str) -> str:
    """The text that `encode` made these numbers of."""
    places = whole_numbers(below=len(alphabet))("codes", codes, {})
    return "".join(alphabet[code] for code in places.flat)


def beginning(text: str) -> str:
    """How a text begins: its first words, or its first characters where it has no blanks."""
    first = normalized(text)[:BEGINNING]
    return first[: first.rfind(" ") + 1] or first

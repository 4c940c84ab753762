"""JSON that the player can read: short, arrays typed, and nothing in it that a browser would not understand."""

import base64
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

SHORT_ARRAY = 12  # up to this length a plain list is shorter than a base64 typed array

MAX_FLOAT32 = float(np.finfo(np.float32).max)


class FilmError(ValueError):
    """A film that the player could not show as it was meant."""


def dumps(value: Any) -> str:
    """JSON that a browser can read: arrays short and typed, non-finite numbers as null, nothing unknown."""
    return json.dumps(_plain(value), allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | str() | int():
            return value
        case float() | np.floating():
            return _short(float(value))
        case list() | tuple():
            return [_plain(v) for v in value]
        case np.ndarray():
            return _array(value)
        case np.integer() | np.bool_():
            return value.item()
        case Mapping():
            return {_key(k): _plain(v) for k, v in value.items()}
        case _:
            raise FilmError(f"a film cannot carry a {type(value).__name__}: {value!r:.60}")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise FilmError(f"a film's keys are text, got {key!r:.60}")
    return key


def _short(number: float) -> float | int | None:
    """Six significant digits: far below a pixel, and half the bytes."""
    if not math.isfinite(number):
        return None
    rounded = float(f"{number:.6g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded


def _array(array: np.ndarray) -> Any:
    if array.dtype.kind not in "fiub":
        return [_plain(v) for v in array.tolist()]
    if array.size <= SHORT_ARRAY or array.ndim > 2 or not (np.abs(array) <= MAX_FLOAT32).all():
        return [_plain(v) for v in array] if array.ndim > 1 else [_plain(v) for v in array.tolist()]
    small = array.astype(_small_dtype(array))
    body = {"dtype": small.dtype.str[1:], "bdata": base64.b64encode(small.tobytes()).decode("ascii")}
    return body if array.ndim == 1 else body | {"shape": ", ".join(map(str, array.shape))}


def _small_dtype(array: np.ndarray) -> str:
    """float32 for lines; for whole numbers the smallest integer type that holds them (heat maps become uint8)."""
    if array.dtype.kind == "f":
        return "<f4"
    low, high = int(array.min()), int(array.max())
    return next(t for t in ("u1", "<i2", "<i4", "<f8") if t == "<f8" or _fits(low, high, t))


def _fits(low: int, high: int, dtype: str) -> bool:
    info = np.iinfo(dtype)
    return bool(info.min <= low and high <= info.max)

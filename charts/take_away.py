"""What a learner takes away of a run: its numbers, and what its programs are told (`programs`)."""

import inspect
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Source = Callable[..., object]  # a function or a class, whose source is shown


def source_of(source: Source) -> str:
    """The source as it stands; of a function without its guard (`core.guards.takes`), which stands above it."""
    text = inspect.getsource(source)
    return text if inspect.isclass(source) else "def " + f"\n{text}".partition("\ndef ")[2]


def settings(params: Any, *derived: str, without: Sequence[str] = ()) -> dict[str, object]:
    """Every field of Params by its name, and what programs read of its properties besides.

    Parameters
    ----------
    derived : str
        Names of properties.
    without : sequence of str
        Fields whose data the program gets in another form.
    """
    names = [field.name for field in fields(params) if field.name not in without]
    return {name: getattr(params, name) for name in (*names, *derived)}


def numbers(loss: float, theta: ArrayLike) -> dict[str, float]:
    """What the programs of a run compare themselves with: the loss, and Σ θₖ cos k over all weights in their order."""
    weights = np.ravel(np.asarray(theta, dtype=float))
    return {"loss": float(loss), "checksum": float(weights @ np.cos(np.arange(len(weights))))}


def plotted(table: Mapping[str, ArrayLike]) -> dict[str, list[float | None]]:
    """Of a table what a plot shows: its first column, and over it the losses; where it has none, all other numbers."""
    first, *others = table
    losses = [name for name in others if "loss" in name]
    return {name: list(map(_number, np.asarray(table[name], dtype=object))) for name in (first, *(losses or others))}


def _number(value: object) -> float | None:
    """As Python's; None for a gap."""
    number = float("nan") if value is None or value == "" else float(value)  # type: ignore[arg-type]
    return number if np.isfinite(number) else None


def table_csv(columns: Mapping[str, ArrayLike]) -> str:
    """Columns of equal length as CSV, numbers in full precision."""
    import pandas as pd  # 40 MB that a worker needs only for this

    return str(pd.DataFrame(columns).to_csv(index=False))


def arrays_npz(arrays: Mapping[str, ArrayLike]) -> bytes:
    """Named arrays as one .npz file, to be read with `numpy.load`."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()

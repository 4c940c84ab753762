"""What a learner takes away of a run: its numbers, and a program that computes it again with NumPy alone."""

import inspect
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Source = Callable[..., object]  # a function or a class, whose source is shown


def script(
    title: str,
    *,
    imports: Sequence[str],
    values: Mapping[str, object],
    sources: Sequence[Source],
    main: str,
) -> str:
    """A Python program made of the functions that ran in the app, with this run's values.

    Parameters
    ----------
    imports : sequence of str
        Import lines besides NumPy's.
    values : mapping
        Names to define before the functions; arrays are written out with every digit, a mapping becomes a
        `SimpleNamespace`.
    sources : sequence of functions and classes
        Their source is taken as it stands.
    main : str
        What to do with them.
    """
    parts = [
        f'"""{title}"""',
        "from __future__ import annotations",
        "\n".join([*imports, "", "import numpy as np"]),
        "\n".join(f"{name} = {_literal(value)}" for name, value in values.items()),
        *(source_of(source).rstrip() for source in sources),
        main.strip(),
    ]
    return "\n\n".join(parts) + "\n"


def source_of(source: Source) -> str:
    """The source as it stands; of a function without its guard (`core.guards.takes`), which stands above it."""
    text = inspect.getsource(source)
    return text if inspect.isclass(source) else "def " + f"\n{text}".partition("\ndef ")[2]


def settings(params: Any, *derived: str, without: Sequence[str] = ()) -> dict[str, object]:
    """Every field of Params by its name, for `values`, and what the sources read of its properties besides.

    Parameters
    ----------
    derived : str
        Names of properties.
    without : sequence of str
        Fields whose data the program gets in another form.
    """
    names = [field.name for field in fields(params) if field.name not in without]
    return {name: getattr(params, name) for name in (*names, *derived)}


def _literal(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r})"
    if isinstance(value, Mapping):
        return f"SimpleNamespace({', '.join(f'{name}={item!r}' for name, item in value.items())})"
    return repr(value)


def table_csv(columns: Mapping[str, ArrayLike]) -> str:
    """Columns of equal length as CSV, numbers in full precision."""
    import pandas as pd  # 40 MB that a worker needs only for this

    return str(pd.DataFrame(columns).to_csv(index=False))


def arrays_npz(arrays: Mapping[str, ArrayLike]) -> bytes:
    """Named arrays as one .npz file, to be read with `numpy.load`."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()

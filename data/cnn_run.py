"""A finished training on digits, that of the default `CNNParams`; made by make_cnn_run.py, see README.md.

Its weights are kept in float16, and everything that is judged is judged by these very weights.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import numpy as np

from core.cnn import CNNHistory, CNNParams, shapes
from core.cnn.cost import N_JUDGED
from core.cnn.history import confusion
from data.digits import digits

FILE = Path(__file__).with_name("cnn_run.npz")
PARAMS = CNNParams()


@cache
def shipped() -> CNNHistory:
    """The run of `PARAMS`, read once."""
    with np.load(FILE) as file:
        kept = {name: file[name] for name in file.files if name != "settings"}
    return CNNHistory(
        **kept | {"thetas": kept["thetas"].astype(np.float32)},
        shapes=shapes(PARAMS),
        n_judged=N_JUDGED,
        confusion=confusion(digits().test_labels, kept["predictions"]),
        n_planned=PARAMS.n_updates,
        diverged_at=-1,
    )


def settings() -> str:
    """All settings of the run as JSON, as they stand in the file."""
    return json.dumps(asdict(PARAMS))

"""What a learner takes away from a convolution: a table of its output, its arrays, and what programs need."""

from numpy.typing import ArrayLike

from charts.convolution.slide.scene import Scene
from charts.take_away import numbers, settings


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row a cell of the output: where it is, its sum, and what the activation makes of it."""
    rows, columns = scene.shape
    return {
        "row": [r for r in range(rows) for _ in range(columns)],
        "column": list(range(columns)) * rows,
        "sum": scene.run.summed.ravel().tolist(),
        "activated": scene.run.activated.ravel().tolist(),
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """Picture, kernel, and all that was computed."""
    run = scene.run
    maps = {"channel_maps": run.channel_maps, "summed": run.summed, "activated": run.activated, "pooled": run.pooled}
    return {"image": scene.image, "kernel": run.kernel, **maps}


def for_programs(scene: Scene) -> dict[str, object]:
    """The run as programs are told it: settings, picture, kernel as it slides, and what came of it here."""
    pooled = scene.run.pooled
    return {
        **settings(scene.params, without=("pixels", "upload", "cells")),
        "padding": scene.run.padding,
        "image": scene.image.tolist(),
        "kernel": scene.run.kernel.tolist(),
        "lab": {"mean": float(pooled.mean()), "checksum": numbers(0.0, pooled)["checksum"]},
    }

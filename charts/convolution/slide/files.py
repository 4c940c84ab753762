"""What a learner takes away from a convolution: a table of its output, its arrays, a program that computes it again."""

from numpy.typing import ArrayLike

from charts.convolution.slide.scene import Scene
from charts.take_away import script
from core import conv2d as convolution

MAIN = """
output = {bias} + np.array([p.sum for p in conv2d_steps(image, kernel, stride=stride, dilation=dilation)])
print(output.reshape({rows}, {columns}).tolist())
"""


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


def program(scene: Scene, title: str) -> str:
    """A program that needs NumPy alone and prints the same output, before activation and pooling."""
    rows, columns = scene.shape
    slides = {"stride": scene.params.stride, "dilation": scene.params.dilation}
    return script(
        title,
        imports=["from collections.abc import Iterator", "from typing import NamedTuple"],
        values={"image": scene.padded, "kernel": scene.run.kernel, **slides},
        sources=[convolution.Position, convolution.conv2d_steps],
        main=MAIN.format(bias=scene.params.bias, rows=rows, columns=columns),
    )

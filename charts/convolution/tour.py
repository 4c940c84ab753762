"""The tour of convolution: a line of code that does not slide, one window, many windows, and longer jumps."""

from charts.convolution.slide.scene import Scene
from charts.tour import PLAY, Stop, chosen, control, panel

NINE_CELLS = {"picture": "own", "kernel": "vertical-edge"}


def summed(scene: Scene) -> int | None:
    """Played to the end of the mistake: a frame for each row, then the true result."""
    return scene.image.shape[1] + 1 if scene.params.slip == "rows" else None


def convolves(scene: Scene) -> int | None:
    """The kernel is laid on the picture, and everything under it is added up."""
    return chosen(scene.params.slip == "none")


def row_filled(scene: Scene) -> int | None:
    """Played until the window has gone along the first row."""
    return None if scene.by_rows or scene.params.slip == "rows" else scene.shape[1]


def jumps(scene: Scene) -> int | None:
    """The window moves by two cells."""
    return chosen(scene.params.stride == 2)


TOUR: tuple[Stop[Scene], ...] = (
    Stop(name="summed", at=PLAY, done=summed, sets=NINE_CELLS | {"slip": "rows"}),
    Stop(name="convolves", at=control("slip"), done=convolves),
    Stop(name="row-filled", at=panel("output"), done=row_filled, sets={}),
    Stop(name="jumps", at=control("stride"), done=jumps),
)

"""The film of an attention network: along its training, or along the way of one position through a layer."""

from dataclasses import replace

import numpy as np

from charts.attention.bars import answer_panel, fits_panel, looks, products, weights_panel
from charts.attention.captions import training_caption
from charts.attention.curves import loss_panel, reach_panel, share_panel
from charts.attention.lines import lines_panel
from charts.attention.maps import maps_panel
from charts.attention.moments import Moment, moments_of
from charts.attention.scene import Scene
from charts.attention.vectors import vectors_panel
from charts.attention.way_captions import way_caption, way_mark
from charts.film import Film, pace
from charts.panel import Panel
from charts.plot import Trace
from charts.story import Translate

FOUR = 4  # panels in a row
WAY = 0.8  # moments a second


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film of one training, or of one position."""
    return way_film(scene, run, t) if scene.params.axis == "position" else training_film(scene, run, t)


def training_film(scene: Scene, run: str, t: Translate) -> Film:
    """Every recorded network."""
    updates, readings, query = scene.history.updates, scene.readings, scene.query
    panels = [
        maps_panel(scene, readings, t),
        lines_panel(scene, readings, t),
        fits_panel(scene, [products(scene, reading, query) for reading in readings], t),
        answer_panel(scene, np.array([reading.probabilities[query] for reading in readings]), t),
        loss_panel(scene, t),
        share_panel(scene, t),
        *([reach_panel(scene, t)] if scene.versus else []),
    ]
    n = len(panels) - 2
    widths = [3] * n if n == FOUR else [4, 4, 4, 6, 6]
    return Film(
        panels=[*panels[:2], *(replace(panel, columns=width) for panel, width in zip(panels[2:], widths, strict=True))],
        captions=[training_caption(scene, frame, t) for frame in scene.frames],
        time_axis=t("time_update"),
        marks=[t("mark_update", update=int(update)) for update in updates],
        run=run,
        poster=telling(scene),
        frames_per_second=pace(len(updates)),
        times=updates.tolist(),
    )


def telling(scene: Scene) -> int:
    """The first frame at which the task is learnt; without one the last frame."""
    solved = scene.history.solved_at
    return scene.history.updates.tolist().index(solved) if solved != -1 else len(scene.frames) - 1


def way_film(scene: Scene, run: str, t: Translate) -> Film:
    """One position's way through a layer of one network."""
    moments, reading, query = moments_of(scene), scene.reading, scene.query
    scores, row, shares = products(scene, reading, query), looks(scene, reading, query), reading.probabilities[query]
    tried = [np.where(np.arange(scene.T) < moment.tried, scores, np.nan) for moment in moments]
    tried[-1] = scores  # the axis holds all of them
    panels = [
        replace(still(maps_panel(scene, [reading], t), len(moments)), columns=4),
        vectors_panel(scene, moments, t),
        lines_of_one(scene, moments, t),
        fits_panel(scene, tried, t),
        weights_panel(scene, [row * moment.has_weights for moment in moments], t),
        answer_panel(scene, np.array([shares * (moment.kind == "answer") for moment in moments]), t),
    ]
    return Film(
        panels=panels,
        captions=[way_caption(scene, moment, t) for moment in moments],
        time_axis=t("time_moment"),
        marks=[way_mark(scene, moment, t) for moment in moments],
        run=run,
        poster=next(k for k, moment in enumerate(moments) if moment.has_weights),
        frames_per_second=WAY,
    )


def still(panel: Panel, n: int) -> Panel:
    """A panel of one frame, which stays for n frames."""
    images = panel.figure["layout"]["images"]
    kept = [{**image, "source": source} for image, source in zip(images, panel.pictures[0], strict=True)]
    layout = {**panel.figure["layout"], "images": kept}
    return replace(panel, figure={**panel.figure, "layout": layout}, pictures=(), frames=list(panel.frames) * n)


def lines_of_one(scene: Scene, moments: list[Moment], t: Translate) -> Panel:
    """The lines of the position alone, as soon as there are weights; its answer at the end."""
    panel = lines_panel(scene, [scene.reading], t, only=scene.query)
    (last,) = panel.frames
    *lines, _, _, _ = last
    answers = [{"text": [name * (k == scene.query) for k, name in enumerate(row["text"])]} for row in last[-3:]]
    nothing: list[Trace] = [{"parts": []} for _ in lines]
    silent: list[Trace] = [{"text": [""] * scene.T} for _ in answers]
    frames = [
        [*(lines if moment.has_weights else nothing), *(answers if moment.kind == "answer" else silent)]
        for moment in moments
    ]
    return replace(panel, frames=frames, columns=4)

"""A film: what the player in the browser needs to show one run, forwards and backwards.

A film has panels (charts.panel) that share one time line. Frames are complete (they never build on the frame before),
so any frame can be shown at any time. This module knows how a film is built and checked; it does not know what is in
it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np

from charts import theme
from charts.as_json import FilmError, dumps
from charts.panel import Act, Panel

MAX_FRAMES = 120

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Film:
    """Panels on one time line, with a caption a frame.

    Parameters
    ----------
    panels : sequence of Panel
        All with as many frames as there are captions.
    captions : sequence of str
        HTML made by `charts.captions`, one a frame.
    time_axis : str
        What a frame is, in the visitor's language: “update”, “epoch”, “time step”, “position”.
    marks : sequence of str
        Short plain text a frame, shown beside the frame counter (“epoch 2”).
    run : str
        Names the run. Two films of the same run (in two languages, say) share it, and the player keeps its frame.
    poster : int
        The telling frame that is shown to a visitor who has not pressed play.
    frames_per_second : float
        Pace at speed 1×.
    times : sequence of float
        When each frame is, in units of the time axis, ascending; films of two runs are joined by it. Empty: the
        frame's own number.
    """

    panels: Sequence[Panel]
    captions: Sequence[str]
    time_axis: str
    marks: Sequence[str]
    run: str
    poster: int = 0
    frames_per_second: float = 4.0
    times: Sequence[float] = ()

    def __post_init__(self) -> None:
        n = len(self.captions)
        if n > MAX_FRAMES:
            raise FilmError(f"a film has at most {MAX_FRAMES} frames, got {n}")
        if len(self.marks) != n:
            raise FilmError(f"a film has one mark a frame, got {len(self.marks)} marks for {n} frames")
        if len(self.timeline) != n or any(b < a for a, b in pairwise(self.timeline)):
            raise FilmError("a film has one time a frame, and they never go back")
        if n and not 0 <= self.poster < n:
            raise FilmError(f"poster must be one of {n} frames, got {self.poster}")
        for panel in self.panels:
            if len(panel.frames) != n:
                raise FilmError(f"panel {panel.name!r} has {len(panel.frames)} frames, the film {n}")
            if len(panel.pictures) not in (0, n):
                raise FilmError(f"panel {panel.name!r} has pictures for {len(panel.pictures)} frames, the film {n}")
            if any(len(frame) != len(panel.traces) for frame in panel.frames):
                raise FilmError(f"every frame of panel {panel.name!r} must change {len(panel.traces)} traces")

    @property
    def n_frames(self) -> int:
        return len(self.captions)

    @property
    def picks(self) -> Sequence[Sequence[str]]:
        """The fields that clicks in its panels may set."""
        return [panel.pick for panel in self.panels if panel.pick]

    @property
    def acts(self) -> Mapping[str, Sequence[Act]]:
        """What clicks in its panels set, by the names of the panels."""
        return {panel.name: panel.acts for panel in self.panels if panel.acts}

    @property
    def timeline(self) -> Sequence[float]:
        """When each frame is."""
        return self.times or range(self.n_frames)

    @cached_property
    def json(self) -> str:
        """The film as one line of JSON; raises FilmError for a value the browser could not read."""
        body = {
            "run": self.run,
            "time_axis": self.time_axis,
            "poster": self.poster,
            "frames_per_second": self.frames_per_second,
            "captions": list(self.captions),
            "marks": list(self.marks),
            "neutrals": theme.NEUTRALS,
            "panels": [panel.as_dict() for panel in self.panels],
        }
        text = dumps(body)
        digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        return f'{{"id":"{digest}",{text[1:]}'


def thin(indices: Sequence[T], limit: int) -> list[T]:
    """At most `limit` of the indices, evenly spread, the first and the last always among them."""
    if len(indices) <= limit:
        return list(indices)
    if limit < 2:
        return list(indices[-1:]) if limit == 1 else []
    picks = np.linspace(0, len(indices) - 1, limit).round().astype(int)
    return [indices[i] for i in picks]


def pace(n_frames: int) -> float:
    """Frames a second at which a film is neither over at once nor endless (about 12 s, 2 to 8 frames a second)."""
    return float(min(8.0, max(2.0, n_frames / 12)))

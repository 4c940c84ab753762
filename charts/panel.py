"""A panel: one picture of a film, and what a hand can do in it.

It is a Plotly figure of its first look plus, for every frame, the values of the traces that change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from charts.as_json import dumps
from charts.plot import FigureDict, Trace
from core import IntArray


@dataclass(frozen=True)
class Act:
    """What a click in a picture sets: on a button that stands there, or on a line.

    Parameters
    ----------
    place : (x0, y0, x1, y1)
        In the coordinates of the panel's axes: two corners of the button, or the two ends of the line.
    sets : mapping of fields of Params to values
    name : str
        What the button is called, for those who point at it and for those who cannot see it. A line has no name: the
        keyboard reaches lines by no button, so what they set needs a control, too.
    sign : str
        What is written on the button; without it the button is only seen when it is pointed at or has the focus.
    moment : str
        The field, if any, that takes when the frame on screen is, in units of the film's time axis.
    cells : (rows, columns)
        A button that is a map of so many cells; none on any other button.
    takes : str
        The field of `sets` whose last two numbers become the row and the column of the cell that was clicked, counted
        from 1. By keyboard no cell is clicked, and `sets` holds as it stands.
    """

    place: tuple[float, float, float, float]
    sets: Mapping[str, Any]
    name: str = ""
    sign: str = ""
    moment: str = ""
    cells: tuple[int, int] = (0, 0)
    takes: str = ""

    def as_dict(self) -> dict[str, Any]:
        cells = {"cells": list(self.cells)} if self.takes else {}
        return {"place": list(self.place), "name": self.name, "sign": self.sign} | cells

    def set_by(self, cell: tuple[int, int], moment: float) -> dict[str, Any]:
        """What a click sets: on a cell, counted from 1, or on none, which is (0, 0)."""
        found = dict(self.sets)
        if self.takes and all(1 <= number <= n for number, n in zip(cell, self.cells, strict=True)):
            found[self.takes] = (*found[self.takes][:-2], *cell)
        return found | ({self.moment: int(moment)} if self.moment else {})


@dataclass(frozen=True)
class Scale:
    """What the colours of a picture mean: they run from `low` to `high`, words or numbers.

    Parameters
    ----------
    low, high : str
    colours : sequence of str
        At even distances, as CSS writes them.
    """

    low: str
    high: str
    colours: Sequence[str]

    def as_dict(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high, "colours": list(self.colours)}


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture of a film.

    Parameters
    ----------
    name : str
        Code name, the same in every language; the player marks the panel with it.
    title, alt : str
        Heading above the panel, and its description for those who cannot see it.
    figure : dict with data and layout
        The panel before any frame is shown; fixes the axes of the whole film.
    traces : sequence of int
        Indices of the traces of ``figure`` that change from frame to frame.
    frames : sequence of sequences of dict
        ``frames[k][j]`` holds what frame k changes in trace ``traces[j]``; ``{"upto": n}`` shows the first n points of
        a curve that the figure holds as a whole, ``{"parts": indices}`` some of its lines, which have two points each.
    columns : int
    rows : float
        How much of the 12-column grid the panel takes on a wide screen, rows in quarters; it takes the whole width of a
        narrow one.
    redraw : bool
        Whether Plotly must draw the whole panel anew for a frame (heat maps and 3-D need it, lines and points do not).
    to_scale : bool
        Whether a unit is as long across as it is up, as on a map.
    hint : str
        What a hand can do here, as a sentence; the player says it only where it is so.
    turns : bool
        Whether a picture in 3-D can be turned; it keeps how it was turned as long as its scene's ``uirevision`` stays.
    pick : sequence of str
        Fields of Params that a click in the panel sets: one field takes (x, y), of two each takes its coordinate.
    cells : integer array of shape (rows, columns), optional
        The panel is a picture whose cell (r, c) fills x from c to c + 1 and y from r to r + 1. The frame that each cell
        leads to, -1 for none: pointing at a cell shows that frame, a click goes there.
    asks : bool
        Whether a click on a cell also asks for a `Detail`.
    pictures : sequence of sequences of str
        The sources of the figure's first images at every frame, as `charts.raster.png` makes them; empty where they
        stay as they are. They change without the panel being drawn anew.
    acts : sequence of Act
        What clicks in the panel set.
    sharp : bool
        Whether every pixel of its pictures is a cell: a browser must not blur one into the next.
    shared : sequence of int
        The traces that two runs show in one panel when they are compared, if their axes are of one kind: curves.
        Without any, the panels of both stand side by side.
    scale : Scale, optional
        Stands in the legend.
    ahead : sequence of int
        Traces of ``figure`` that show what is still to come: they are kept back while a visitor is to guess it.
    """

    name: str
    title: str
    alt: str
    figure: FigureDict
    traces: Sequence[int]
    frames: Sequence[Sequence[Trace]]
    columns: int = 6
    rows: float = 1
    redraw: bool = False
    to_scale: bool = False
    hint: str = ""
    turns: bool = False
    pick: Sequence[str] = ()
    cells: IntArray | None = None
    asks: bool = False
    pictures: Sequence[Sequence[str]] = ()
    acts: Sequence[Act] = ()
    sharp: bool = False
    shared: Sequence[int] = ()
    scale: Scale | None = None
    ahead: Sequence[int] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "alt": self.alt,
            **self.figure,
            "traces": list(self.traces),
            "frames": self.frames,
            "columns": self.columns,
            "rows": self.rows,
            "redraw": self.redraw,
            "to_scale": self.to_scale,
            "hint": self.hint,
            "turns": self.turns,
            "pick": list(self.pick) or None,
            "cells": None if self.cells is None else self.cells.tolist(),
            "asks": self.asks,
            "pictures": self.pictures,
            "acts": [act.as_dict() for act in self.acts],
            **({"sharp": True} if self.sharp else {}),
            **({"scale": self.scale.as_dict()} if self.scale else {}),
            **({"ahead": list(self.ahead)} if self.ahead else {}),
        }


@dataclass(frozen=True, eq=False)
class Detail:
    """What a visitor asked to see that no frame of the film shows: a frame with another caption, and other changes.

    Parameters
    ----------
    frame : int
        The frame it stands on.
    caption : str
        HTML made by `charts.captions`.
    changes : mapping of panel names to sequences of dict
        In the place of that frame's changes, for the traces that the panel names.
    cell : (row, column)
        Which cell it is about, of the panel whose rows are the frames: from there the arrow keys go on.
    """

    frame: int
    caption: str
    changes: Mapping[str, Sequence[Trace]]
    cell: tuple[int, int]

    @cached_property
    def json(self) -> str:
        """One line of JSON; raises FilmError for a value the browser could not read."""
        return dumps({"frame": self.frame, "caption": self.caption, "changes": self.changes, "cell": list(self.cell)})

"""The reader: two programs side by side, cut into the same concepts; what is pointed at in one is lit in both.

While a film plays on the same page, the concept of the frame on screen is lit, and the line that is at work on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from locales import Catalogue
from programs.export import CONCEPTS
from programs.listing import Listing
from ui.bridge.component import component

HERE = Path(__file__).parent
LABELS = ("concepts", "does", "hides", "none", "cut")

_component = component("see_it_learn_reader", HERE / "reader.js", HERE / "reader.css")


@dataclass(frozen=True)
class Column:
    """One of the two programs.

    Parameters
    ----------
    title : str
        The framework.
    listing : Listing, optional
        None where there is no such program.
    why : str
        In that case: why.
    notes : mapping of concepts to (what the framework does for you, what it hides)
    """

    title: str
    listing: Listing | None
    why: str = ""
    notes: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def reader(columns: Sequence[Column], t: Catalogue, *, key: str, frames: Sequence[str] = ()) -> None:
    """Show the programs.

    Parameters
    ----------
    frames : sequence of str
        The concept of each frame of the page's film, if there is one.
    """
    said = {concept for column in columns if column.listing for concept in column.listing.at_work}
    data = {
        "labels": {name: t(f"reader_{name}") for name in LABELS},
        "concepts": [[concept, t(f"concept_{concept}")] for concept in CONCEPTS if concept in said],
        "columns": [_sent(column) for column in columns],
        "frames": list(frames),
    }
    _component(key=key, data=data)


def _sent(column: Column) -> dict[str, object]:
    listing = column.listing
    return {
        "title": column.title,
        "why": column.why,
        "lines": [] if listing is None else [list(line) for line in listing.lines],
        "spans": [] if listing is None else [[list(s.concepts), s.start, s.start + len(s.code)] for s in listing.spans],
        "at_work": {} if listing is None else listing.at_work,
        "notes": {concept: list(note) for concept, note in column.notes.items()},
    }

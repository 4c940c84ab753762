"""Own points as one control of the sidebar: the pad to click in, the table to type in, a CSV file to bring along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.datasets import MAX_COORDINATE, MAX_POINTS
from locales import Catalogue, as_code
from ui.chooser import file_chooser
from ui.pad import LABEL_KEYS, nice_range, point_pad
from ui.points import COLUMNS, DECIMALS, Points, PointsError, round_points, signed, write_csv
from ui.points_csv import CsvPoints, read_csv

CSV_MB = 5  # a thousand points among a hundred columns


@dataclass
class Held:
    """The points of this session, and who has seen which of them.

    The pad is told by `pad_version` that its points were replaced. The table keeps the edits made to `table` since
    `table_version`, so it gets a new version whenever the points change elsewhere, and never for its own edits.
    """

    points: Points
    table: Points
    page: Points  # what the page was told last; when it comes back with others, they were replaced from outside
    pad_version: int = 0
    table_version: int = 0
    file_id: str = ""
    read: CsvPoints | PointsError | None = None  # what came of that file: it is read once, not on every run
    is_swapped: bool = False  # whether its first label and its last have changed places

    def replace(self, points: Points) -> None:
        self.points = self.table = points
        self.pad_version += 1
        self.table_version += 1

    def open(self, file_id: str, data: bytes, labels: Sequence[int]) -> None:
        """Take the points of a file; one that cannot be read leaves them as they are."""
        self.file_id, self.is_swapped = file_id, False
        try:
            self.read = read_csv(data, labels)
        except PointsError as error:
            self.read = error
        else:
            self.replace(self.read.points)

    def swap(self) -> None:
        self.is_swapped = not self.is_swapped
        self.replace(tuple((x1, x2, -label) for x1, x2, label in self.points))


def own_points(colours: Mapping[int, str]) -> Callable[[Points, Catalogue], Points]:
    """The drawing function of a `controls.Custom` for points of these classes: labels, ascending, with CSS colours."""

    def draw(points: Points, t: Catalogue) -> Points:
        held: Held = st.session_state.setdefault("own_points", Held(points, points, points))
        if points != held.page:  # another lab, a link, a reset
            held.replace(points)
        _pad(held, colours, t)
        with st.expander(t("points_table")):
            _table(held, list(colours), t)
        with st.expander(t("points_csv")):
            _file(held, list(colours), t)
        held.page = held.points
        return held.points

    return draw


def _pad(held: Held, colours: Mapping[int, str], t: Catalogue) -> None:
    drawn = point_pad(
        held.points,
        key="points",
        view_range=nice_range(held.points),
        labels={key: t(key) for key in LABEL_KEYS},
        colors=colours,
        version=held.pad_version,
    )
    if drawn is not None:
        held.points = held.table = drawn
        held.table_version += 1


def _table(held: Held, labels: Sequence[int], t: Catalogue) -> None:
    number: Any = st.column_config.NumberColumn
    places = {
        "step": 10.0**-DECIMALS,
        "min_value": -float(MAX_COORDINATE),
        "max_value": float(MAX_COORDINATE),
        "required": True,
    }
    try:
        edited = st.data_editor(
            pd.DataFrame(held.table, columns=list(COLUMNS)),
            num_rows="dynamic",
            hide_index=True,
            height=260,
            key=f"points_table_{held.table_version}",
            column_config={
                "x1": number("x₁", **places),
                "x2": number("x₂", **places),
                "label": st.column_config.SelectboxColumn(t("points_label"), options=labels, required=True),
            },
        )
        complete = edited.dropna()
        typed = round_points((float(x1), float(x2), int(label)) for x1, x2, label in complete.itertuples(index=False))
    except (LookupError, AttributeError, TypeError, ValueError, ArithmeticError):
        held.table_version += 1  # edits of rows that are not there, as no table of ours sends them: begin a new table
        st.rerun()
    if typed != held.points:
        held.points = typed
        held.pad_version += 1
        st.rerun()


def _file(held: Held, labels: Sequence[int], t: Catalogue) -> None:
    limits = t("points_csv_help", limit=MAX_POINTS, classes=len(labels))
    file = file_chooser("points_file", t, limits=limits, megabytes=CSV_MB, takes_text=True)
    st.download_button(t("points_save"), lambda: write_csv(held.points), "points.csv", "text/csv", on_click="ignore")
    if file is not None and file.file_id != held.file_id:
        held.open(file.file_id, file.getvalue(), labels)
        st.rerun()
    if file is not None and held.read is not None:
        _told(held, held.read, t)


def _told(held: Held, read: CsvPoints | PointsError, t: Catalogue) -> None:
    """How the file was read, or why it was not."""
    if isinstance(read, PointsError):
        values = {name: as_code(v) if isinstance(v, str) else v for name, v in read.values.items()}
        st.error(t(f"csv_{read.code}", **values) + t("sentence_gap") + t("points_kept"))
        return
    said = []
    names = dict(zip(COLUMNS, map(as_code, read.columns), strict=True))
    if read.header is None:
        said.append(t("told_no_header", **names))
    elif read.header > 1 or read.columns != COLUMNS:
        said.append(t("told_header", row=read.header, **names))
    if read.commas:
        said.append(t(f"told_{read.commas}"))
    if read.n_rounded:
        said.append(t("told_rounded", n=read.n_rounded))
    if said:
        st.caption(t("sentence_gap").join(said))
    if read.has_own_names or held.is_swapped:
        theirs = list(read.classes.values())
        named = zip(read.classes, theirs[::-1] if held.is_swapped else theirs, strict=True)
        classes = [t("told_class", name=as_code(name), label=signed(label)) for label, name in named]
        st.markdown(t("list_gap").join(reversed(classes)))
        st.button(t("points_swap"), key="points_swap", on_click=held.swap)

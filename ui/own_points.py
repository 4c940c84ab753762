"""Own points as one control of the sidebar: the pad to click in, the table to type in, a CSV file to bring along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.datasets import MAX_COORDINATE
from locales import Catalogue
from ui.pad import LABEL_KEYS, nice_range, point_pad
from ui.points import COLUMNS, DECIMALS, Points, PointsError, read_csv, round_points, write_csv


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

    def replace(self, points: Points) -> None:
        self.points = self.table = points
        self.pad_version += 1
        self.table_version += 1


def own_points(colours: Mapping[str, str]) -> Callable[[Points, Catalogue], Points]:
    """The drawing function of a `controls.Custom` for the points of two classes, in these CSS colours."""

    def draw(points: Points, t: Catalogue) -> Points:
        held: Held = st.session_state.setdefault("own_points", Held(points, points, points))
        if points != held.page:  # another lab, a link, a reset
            held.replace(points)
        _pad(held, colours, t)
        with st.expander(t("points_table")):
            _table(held, t)
        with st.expander(t("points_csv")):
            _file(held, t)
        held.page = held.points
        return held.points

    return draw


def _pad(held: Held, colours: Mapping[str, str], t: Catalogue) -> None:
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


def _table(held: Held, t: Catalogue) -> None:
    number: Any = st.column_config.NumberColumn
    places = {
        "step": 10.0**-DECIMALS,
        "min_value": -float(MAX_COORDINATE),
        "max_value": float(MAX_COORDINATE),
        "required": True,
    }
    edited = st.data_editor(
        pd.DataFrame(held.table, columns=list(COLUMNS)),
        num_rows="dynamic",
        hide_index=True,
        height=260,
        key=f"points_table_{held.table_version}",
        column_config={
            "x1": number("x₁", **places),
            "x2": number("x₂", **places),
            "label": st.column_config.SelectboxColumn(t("points_label"), options=[-1, 1], required=True),
        },
    )
    complete = edited.dropna()
    typed = round_points((float(x1), float(x2), int(label)) for x1, x2, label in complete.itertuples(index=False))
    if typed != held.points:
        held.points = typed
        held.pad_version += 1
        st.rerun()


def _file(held: Held, t: Catalogue) -> None:
    st.caption(t("points_csv_help"))
    file = st.file_uploader(t("points_csv"), type="csv", key="points_file", label_visibility="collapsed")
    st.download_button(t("points_save"), lambda: write_csv(held.points), "points.csv", "text/csv", on_click="ignore")
    if file is None:
        return
    try:
        read = read_csv(file.getvalue())
    except PointsError as error:
        st.error(t(f"csv_{error.code}", **error.values) + t("sentence_gap") + t("points_kept"))
        return
    if read.n_rounded:
        st.caption(t("csv_rounded", n=read.n_rounded))
    if file.file_id != held.file_id:
        held.file_id = file.file_id
        held.replace(read.points)
        st.rerun()

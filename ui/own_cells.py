"""Own numbers as one control of the sidebar: their shape, the editor to type or paint in, a text to paste into."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from locales import Catalogue, as_code
from ui.cells import LABEL_KEYS, cells_editor, latest_edit
from ui.matrices import Cells, CellsError, read_cells, resized, write_cells

PIXEL_LIMIT = 1000.0
TYPED_SIDE = 5  # pixels up to this side are typed, more are painted


@dataclass(frozen=True)
class Rules:
    """Which numbers an editor takes, how many on a side, and from which side on they are painted."""

    field: str
    low: float
    high: float
    max_side: int
    typed_side: int
    example: Cells | None = None  # numbers to read; a canvas that is painted begins without them

    def painted(self, rows: int, columns: int) -> bool:
        return max(rows, columns) > self.typed_side


@dataclass
class Held:
    """The cells of this session, and who has seen which of them.

    The editor is told by `version` that its cells were replaced. The fields around it get a new version, which is a new
    key, whenever they must show something else than what was typed into them: a value written into an old key could be
    overtaken by what the browser still holds. A text that cannot be read stays as it was typed.
    """

    cells: Cells
    page: Cells  # what the page was told last; when it comes back with others, they were replaced from outside
    text: str
    error: CellsError | None = None
    version: int = 0
    shape_version: int = 0
    text_version: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.cells), len(self.cells[0])

    def replace(self, cells: Cells) -> None:
        self.cells, self.error = cells, None
        self.version += 1
        self.shape_version += 1
        self.write()

    def resize(self, rows: int, columns: int, rules: Rules) -> None:
        is_left_behind = self.cells == rules.example and rules.painted(rows, columns)
        self.cells = resized(((0.0,),) if is_left_behind else self.cells, rows, columns)
        self.version += 1
        self.write()

    def edit(self, cells: Cells) -> None:
        self.cells = cells
        self.write()

    def read(self, text: str, rules: Rules) -> None:
        self.text = text
        try:
            self.cells = read_cells(text, rules.low, rules.high, rules.max_side)
        except CellsError as error:
            self.error = error
            return
        self.error = None
        self.version += 1
        self.shape_version += 1

    def write(self) -> None:
        """Let the text say what the cells are, unless there is still a mistake in it to be put right."""
        if self.error is None:
            self.text = write_cells(self.cells)
            self.text_version += 1


def typed_cells(field: str, low: float, high: float, max_side: int) -> Callable[[Cells, Catalogue], Cells]:
    """The drawing function of a `widgets.Custom` for a matrix that is typed."""
    return _control(Rules(field, float(low), float(high), max_side, typed_side=max_side))


def painted_cells(field: str, max_side: int, example: Cells | None = None) -> Callable[[Cells, Catalogue], Cells]:
    """The drawing function of a `widgets.Custom` for a grey picture: few pixels are typed, many are painted.

    `example` is a picture of numbers to read: as long as nobody has changed it, a canvas to paint begins empty.
    """
    return _control(Rules(field, -PIXEL_LIMIT, PIXEL_LIMIT, max_side, TYPED_SIDE, example))


def _control(rules: Rules) -> Callable[[Cells, Catalogue], Cells]:
    def draw(value: Cells, t: Catalogue) -> Cells:
        held: Held = st.session_state.setdefault(f"{rules.field}_held", Held(value, value, write_cells(value)))
        if value != held.page:  # a preset, another lab, a link, a reset
            held.replace(value)
        else:
            _take_edits(held, rules)
        st.markdown(t(rules.field), help=t(f"{rules.field}_help"))
        _shape(held, rules, t)
        _editor(held, rules, t)
        with st.expander(t("cells_paste")):
            _text(held, rules, t)
        held.page = held.cells
        return held.cells

    return draw


def _shape_keys(held: Held, rules: Rules) -> tuple[str, str]:
    return f"{rules.field}_rows_{held.shape_version}", f"{rules.field}_columns_{held.shape_version}"


def _text_key(held: Held, rules: Rules) -> str:
    return f"{rules.field}_text_{held.text_version}"


def _take_edits(held: Held, rules: Rules) -> None:
    """What the visitor has done since the last run; before anything is drawn, so that every widget shows it."""
    state = st.session_state
    text = state.get(_text_key(held, rules), held.text)
    rows, columns = (state.get(key, size) for key, size in zip(_shape_keys(held, rules), held.shape, strict=True))
    edited = latest_edit(f"{rules.field}_editor", held.version)
    is_typed = text != held.text
    if edited is not None:
        held.edit(edited)
    if (rows, columns) != held.shape:
        held.resize(rows, columns, rules)
    if is_typed:
        held.read(text, rules)


def _shape(held: Held, rules: Rules, t: Catalogue) -> None:
    keys = _shape_keys(held, rules)
    for place, name, size, key in zip(st.columns(2), ("rows", "columns"), held.shape, keys, strict=True):
        place.number_input(t(f"cells_{name}"), 1, rules.max_side, size, key=key)


def _editor(held: Held, rules: Rules, t: Catalogue) -> None:
    cells_editor(
        held.cells,
        key=f"{rules.field}_editor",
        labels={key: t(key) for key in LABEL_KEYS},
        low=rules.low,
        high=rules.high,
        paint=rules.painted(*held.shape),
        version=held.version,
    )


def _text(held: Held, rules: Rules, t: Catalogue) -> None:
    st.text_area(t("cells_text"), held.text, 120, key=_text_key(held, rules), help=t("cells_text_help"))
    if held.error is not None:
        values = {name: _written(value) for name, value in held.error.values.items()}
        st.error(t(f"cells_error_{held.error.code}", **values) + t("sentence_gap") + t("cells_kept"))


def _written(value: object) -> str:
    return as_code(value) if isinstance(value, str) else f"{value:g}".replace("-", "−")

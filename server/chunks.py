"""The pieces of Streamlit's front end that our pages are built of.

The front end loads the piece for a slider when the first slider comes, and then what that piece imports: round trip
after round trip. We know beforehand which pieces will come.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ALL_CHUNKS = ("ButtonGroup", "BidiComponent")
HOME_CHUNKS = (*ALL_CHUNKS, "PageLink")
LAB_CHUNKS = (
    *(*ALL_CHUNKS, "Selectbox", "Checkbox", "Slider", "NumberInput", "Button", "WidgetLabelHelpIconInline"),
    *("Metric", "rehype-katex"),
)

IMPORT = re.compile(r"""\b(?:from|import)["'`]\./([\w.-]+\.js)["'`]""")  # not import(…), which waits until it is needed


@cache
def with_imports(folder: Path, names: Iterable[str]) -> tuple[str, ...]:
    """The addresses of these pieces and of all that they import; one that this Streamlit has not is left out.

    Parameters
    ----------
    folder : Path
        Where Streamlit's start page lies.
    names : tuple of str
        The names of the files without the hash of their content.
    """
    scripts = folder / "static" / "js"
    found: dict[str, None] = {}
    waiting = [
        path.name for name in names for path in sorted(scripts.glob(f"{name}.*.js")) if path.name.count(".") == 2
    ]
    while waiting:
        name = waiting.pop(0)
        if name not in found and (scripts / name).is_file():
            found[name] = None
            waiting += IMPORT.findall((scripts / name).read_text("utf-8"))
    return tuple(f"static/js/{name}" for name in found)

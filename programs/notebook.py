"""A program as a Jupyter notebook: the lesson, then a cell for every concept, then the lab's own history as a plot.

Written in the format 4.4 as plain JSON: a reader of notebooks needs nothing of ours.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from programs.export import CONCEPTS
from programs.literals import literal

MARK = re.compile(rf"# ({'|'.join(CONCEPTS)})(:|$)")
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:)[^)]*\)")  # to a place in the app
MOST_POINTS = 300
PLOT = """import matplotlib.pyplot as plt

# result: what the lab recorded
history = {history}
x, *lines = history
for name in lines:
    plt.plot(history[x], history[name], ".-", label=name)
plt.xlabel(x)
plt.legend()
plt.show()
"""


def notebook(
    program: str, title: str, lesson: str, headings: Mapping[str, str], history: Mapping[str, Sequence[float | None]]
) -> str:
    """The JSON of a notebook.

    Parameters
    ----------
    program : str
        As `programs.export.program` writes it.
    title : str
    lesson : str
        Markdown; its links into the app become plain words.
    headings : mapping of concepts to str
    history : mapping of names to columns of numbers
        The first one is what the others are plotted over; None leaves a gap.
    """
    cells = [_prose(f"# {title}"), _prose(LINK.sub(r"\1", lesson))]
    for concept, code in cut(program):
        if concept:
            cells.append(_prose(f"## {headings[concept]}"))
        cells.append(_code(code))
    cells += [_prose(f"## {headings['history']}"), _code(PLOT.format(history=literal(_thin(history))))]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps(
        {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 4}, ensure_ascii=False, indent=1
    )


def cut(program: str) -> Iterator[tuple[str, str]]:
    """The program at its concepts, but for those inside of a loop or a function; each with its code."""
    concept, lines, has_code = "", list[str](), False
    for line in program.splitlines():
        mark = MARK.match(line)
        if mark and has_code:
            yield concept, "\n".join(lines).strip("\n")
            lines, has_code = [], False
        if mark and not any(MARK.match(earlier) for earlier in lines):
            concept = mark[1]
        lines.append(line)
        has_code = has_code or not line.startswith("#")
    yield concept, "\n".join(lines).strip("\n")


def _thin(history: Mapping[str, Sequence[float | None]]) -> dict[str, list[float | None]]:
    n = max(map(len, history.values()))
    step = -(-n // MOST_POINTS)
    return {name: list(values)[::step] for name, values in history.items()}


def _prose(text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, object]:
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}

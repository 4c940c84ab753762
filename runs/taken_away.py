"""The files of a run that are taken away: table, arrays, and its program for a framework, alone or as a notebook."""

from typing import Any

from charts.lab import Lab, View
from charts.take_away import arrays_npz, plotted, table_csv
from locales import catalogue, comments, content
from programs.commented import commented
from programs.export import CONCEPTS, program
from programs.notebook import notebook
from programs.registry import frameworks_of


def file_of(lab: Lab, view: View[Any, Any], scene: Any, ending: str, title: str, lang: str) -> bytes:
    """The file with that ending: csv, npz, <framework>.py, or <framework>.ipynb.

    Raises
    ------
    ValueError
        When the ending is none of these.
    """
    match ending:
        case "csv":
            return table_csv(view.files.table(scene)).encode()
        case "npz":
            return arrays_npz(view.files.arrays(scene))
    framework, _, kind = ending.partition(".")
    if framework not in frameworks_of(view.name) or kind not in ("py", "ipynb"):
        raise ValueError(f"a file ends with csv, npz, <framework>.py or <framework>.ipynb, not with {ending!r}")
    text = commented(program(view.name, framework, view.files.for_programs(scene), title), comments(lang))
    if kind == "ipynb":
        t = catalogue(lang)
        headings = {concept: t(f"concept_{concept}") for concept in (*CONCEPTS, "history")}
        text = notebook(text, title, content(lab.lesson(view), lang), headings, plotted(view.files.table(scene)))
    return text.encode()

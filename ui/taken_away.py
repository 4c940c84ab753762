"""What the tab *Take away* offers of a run: its files, and its programs for NumPy and the frameworks."""

from collections.abc import Callable

from locales import Catalogue
from programs.measured import measured
from programs.registry import FRAMEWORKS, frameworks_of
from runs.service import desk
from runs.wishes import FileWish, RunWish, title
from ui.player import standalone_html
from ui.tabs import File, Program


def files_of(wish: RunWish, t: Catalogue, visitor: str) -> list[File]:
    """What a learner takes away of a run, made when somebody asks for it."""

    def film() -> str:
        run = desk().ask(wish, visitor).result()
        return standalone_html(run.film_json, t, title=title(wish.view, wish.lang), lang=t.tag)

    return [
        File("csv", t("download_table"), "text/csv", _made(wish, "csv", visitor)),
        File("npz", t("download_weights"), "application/zip", _made(wish, "npz", visitor)),
        File("html", t("download_film"), "text/html", film),
    ]


def programs_of(wish: RunWish, t: Catalogue, visitor: str) -> list[Program]:
    """The run as a program and as a notebook, for every framework that its lab is written for."""

    def file(framework: str, kind: str, label: str, mime: str) -> File:
        ending = f"{framework}.{kind}"
        title = FRAMEWORKS[framework].title
        return File(ending, t(label, framework=title), mime, _made(wish, ending, visitor))

    return [
        Program(
            framework,
            [
                file(framework, "py", "download_program", "text/x-python"),
                file(framework, "ipynb", "download_notebook", "application/x-ipynb+json"),
            ],
            measured(wish.view, framework),
            cannot(vars(wish.params)),
        )
        for framework, cannot in frameworks_of(wish.view).items()
    ]


def _made(wish: RunWish, ending: str, visitor: str) -> Callable[[], bytes]:
    return lambda: desk().ask(FileWish(wish.view, wish.params, wish.lang, ending), visitor).result()

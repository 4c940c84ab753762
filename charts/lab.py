"""What a lab is, said once: its address, its views, and what each of them computes, shows, says and gives away.

A lab is defined in `charts/<lab>/lab.py` and listed in `charts/labs.py`; its page adds the controls. Menu, home page,
lessons, tests and benchmarks all read that one list.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from numpy.typing import ArrayLike

from charts.film import Film
from charts.panel import Detail
from charts.story import Card, Check, Question, Translate
from charts.take_away import Source
from charts.tour import Challenge, Stop
from core import Array
from core.progress import Progress

P = TypeVar("P")
S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)
Learned = Mapping[str, Array]
"""Arrays by their names."""


class Story(Protocol[S_contra]):
    """What is said about a run besides its film: a module with these functions."""

    def figures(self, scene: S_contra, /) -> Mapping[str, str]:
        """The numbers that matter, ready to be shown, by code name."""

    def cards(self, scene: S_contra, t: Translate, /) -> Iterable[Card]:
        """Why the run went as it did."""

    def checks(self, scene: S_contra, t: Translate, /) -> Iterable[Check]:
        """Claims about this very run, each one computed anew."""


class Files(Protocol[S_contra]):
    """What a learner takes away besides the film: a module with these functions."""

    def table(self, scene: S_contra, /) -> Mapping[str, ArrayLike]:
        """The columns of a table, by their names."""

    def arrays(self, scene: S_contra, /) -> Mapping[str, ArrayLike]:
        """Arrays, by their names."""

    def for_programs(self, scene: S_contra, /) -> Mapping[str, object]:
        """All that programs need to compute the run again, and as "lab" what came of it here."""


class Answers(Protocol[S_contra]):
    """What a trained network says of a digit that somebody draws: a module with these functions."""

    def shipped(self, params: Any, /) -> Learned | None:
        """What the run has learned, where that ships with the app."""

    def learned(self, scene: S_contra, /) -> Learned:
        """What the run has learned in the end: little enough to be kept for many runs."""

    def answer(self, learned: Learned, params: Any, digit: Array, /) -> Array:
        """The probability of each class for a digit (28, 28) from 0 to 1."""


@dataclass(frozen=True)
class Code:
    """The functions that ran: first those to read, then those that make them fast or put them together."""

    first: Sequence[Source]
    more: Sequence[Source]


def everything(params: P) -> P:
    """All of the Params."""
    return params


def always(params: Any) -> bool:
    """Nothing is still to come."""
    return True


def no_question(scene: Any, t: Translate) -> None:
    """Nothing to guess."""


def no_recipes(params: Any, file: str, t: Translate) -> Mapping[str, str]:
    """Nothing to say about the file of weights."""
    return {}


def no_detail(scene: Any, panel: str, row: int, column: int, t: Translate) -> None:
    """Nothing to ask for."""


@dataclass(frozen=True, kw_only=True)
class View(Generic[P, S]):
    """One run of a lab and all that is made of it.

    Parameters
    ----------
    name : str
        Code name, of which there is one in the whole app: of runs, files, and of the title `page_<name>`.
    code : str
        Which of its lab's views this is, as links and the switch `view_<code>` say; empty when there is but one.
    params : type
        The frozen dataclass that alone determines the run.
    cost : function of Params
        The arithmetic of the whole run in multiply-adds, see `core.cost`; from it comes how long it is likely to take.
    scene : function of Params and of Progress
        Computes the run and gathers what the film needs; raises InvalidParameterError.
    film : function of the scene, the name of the run, and the catalogue
    story : Story
        Figures, cards and checks.
    files : Files
        What a learner takes away.
    code_shown : function of Params
        What the tab *Code* shows.
    question : function of the scene and the catalogue
        A guess before the film, or None.
    asked_about : function of Params
        The part of them that the question is about: a guess holds for every run that shares it.
    training : function of Params
        The part of them that alone determines what is trained: runs that share it differ in what is shown of it.
    on_time_line : function of Params
        The part of them that a frame depends on: between runs that share it the player keeps its frame.
    is_whole : function of Params
        Whether a run can be made of them already: a drawing, say, may be still to come.
    answers : Answers, optional
        What its network says of a drawing.
    recipes : function of Params, the name of a file, and the catalogue
        Programs that read the file of weights, by framework (`programs.registry.FRAMEWORKS`).
    detail : function of the scene, a panel's name, a row, a column, and the catalogue
        What a clicked cell shows that no frame does, or None.
    """

    name: str
    code: str = ""
    params: type[P]
    cost: Callable[[P], float]
    scene: Callable[[P, Progress], S]
    film: Callable[[S, str, Translate], Film]
    story: Story[S]
    files: Files[S]
    code_shown: Callable[[P], Code]
    question: Callable[[S, Translate], Question | None] = no_question
    asked_about: Callable[[P], Any] = everything
    training: Callable[[P], Any] = everything
    on_time_line: Callable[[P], P] = everything
    is_whole: Callable[[P], bool] = always
    answers: Answers[S] | None = None
    recipes: Callable[[P, str, Translate], Mapping[str, str]] = no_recipes
    detail: Callable[[S, str, int, int, Translate], Detail | None] = no_detail


@dataclass(frozen=True)
class Lab:
    """A lab: one page with one or more views.

    Parameters
    ----------
    address : str
        Its address, and the key of its title, `page_<address>`.
    card : str
        The panel that the home page shows of the default run of its first view.
    views : tuple of View
        The first one is what the bare address opens.
    tour : tuple of Stop
        What a beginner is led through, if there is a tour.
    challenges : tuple of Challenge
        What a learner may try after it.
    """

    address: str
    card: str
    views: tuple[View[Any, Any], ...]
    tour: tuple[Stop[Any], ...] = ()
    challenges: tuple[Challenge[Any], ...] = ()

    @property
    def ways(self) -> Mapping[str, tuple[Stop[Any], ...]]:
        """What a visitor can be at a stop of, by what links call it."""
        return {"tour": self.tour, "challenge": self.challenges}

    @property
    def folder(self) -> str:
        """What its page, its packages and its lessons are called."""
        return self.address.replace("-", "_")

    def link(self, view: View[Any, Any]) -> str:
        """What a link calls the view; empty for the first one."""
        return "" if view is self.views[0] else view.code

    def names(self, view: View[Any, Any]) -> tuple[str, ...]:
        """What a link may call the view: first what links of ours do, then its code."""
        return self.link(view), view.code

    def opened_by(self, name: str) -> View[Any, Any]:
        """The view that a link asks for by one of its names; the first one where there is none of that name."""
        return next((view for view in self.views if name in self.names(view)), self.views[0])

    def view_of(self, stop: Stop[Any]) -> View[Any, Any]:
        """The view in which a stop is."""
        return next(view for view in self.views if stop.view in ("", view.code))

    def opening(self, way: str, number: int) -> Mapping[str, Any]:
        """What the run that the stop with this number (from 1) begins with changes of the defaults."""
        opened: Mapping[str, Any] = {}
        run: Mapping[str, Any] = {}
        for stop in self.ways[way][:number]:
            opened = run if stop.sets is None else stop.sets
            run = {**opened, **stop.leaves}
        return opened

    def deeds(self, view: View[Any, Any], scene: Any) -> Mapping[str, int | None]:
        """From which frame of this run on each stop of a view is done, by the names of the stops."""
        stops = (*self.tour, *self.challenges)
        return {stop.name: stop.done(scene) for stop in stops if self.view_of(stop) is view}

    def lesson(self, view: View[Any, Any]) -> str:
        """Where the lesson of a view lies in the folder of a language."""
        return f"{self.folder}/{view.code or 'lesson'}"

"""What can be asked about a run. A wish is a small record that travels to a worker; equal wishes are one task."""

from __future__ import annotations

import gzip
import re
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from time import perf_counter
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from charts.choices import Difference, differences
from charts.compare import fewer, side_by_side, titled, what_changed
from charts.film import Film
from charts.lab import Lab, View
from charts.labs import LABS
from charts.panel import Act
from charts.story import Card, Check, Question, in_tens
from core.progress import Progress, part
from locales import Catalogue, catalogue, comments
from programs.commented import commented
from programs.export import program
from runs.codec import encode
from runs.scenes import Scenes, Watch, nobody
from runs.taken_away import file_of
from runs.version import VERSION

R_co = TypeVar("R_co", covariant=True)

VIEWS: dict[str, View[Any, Any]] = {view.name: view for lab in LABS for view in lab.views}
LAB_OF: dict[str, Lab] = {view.name: lab for lab in LABS for view in lab.views}

MAX_FILM = 1_000_000  # bytes on their way to a browser
COMPRESSION = 4  # of gzip: level 6 takes twice as long and saves a twentieth
ARITHMETIC = 8e9  # multiply-adds a second that one core does, see core.cost
FILE_PART = re.compile(r"[\w.,=+-]{1,40}", re.ASCII)
MAX_FILE_NAME = 120  # characters
FIRST_FILM = 2.0  # seconds until who waits sees the film so far
FILM = 0.15  # seconds for the film of a run


@dataclass(frozen=True)
class Beside:
    """A pinned run A beside the run B: in what they differ, what that changed, and what A says."""

    differences: Sequence[Difference]
    changed: str
    figures: Mapping[str, str]
    cards: Sequence[Card]


@dataclass(frozen=True)
class Run:
    """What a page shows of a run: a few words, and the film as it goes to the browser.

    Attributes
    ----------
    film : bytes
        Its JSON, compressed with gzip.
    film_size : int
        Bytes of the JSON before that.
    film_run : str
        What the film says that it is of. Another computer may make another film of it, which differs in last digits.
    n_frames : int
    picks : sequence of sequences of str
        The fields that clicks in the film's panels may set.
    acts : mapping of names of panels to sequences of Act
        What else clicks in them set.
    times : sequence of float
        When each frame is, in units of the film's time axis.
    figures : mapping of code names to str
    cards : sequence of Card
    beside : Beside, optional
        The pinned run, if there is one.
    question : Question, optional
    deeds : mapping of names of stops to int, optional
        From which frame on each stop of the lab's tour is done; None where this run never shows it.
    milliseconds : float
        What the worker took for its scene, for the log: on a page it would tell of the server, not of the run.
    """

    film: bytes
    film_size: int
    film_run: str
    n_frames: int
    picks: Sequence[Sequence[str]]
    acts: Mapping[str, Sequence[Act]]
    times: Sequence[float]
    figures: Mapping[str, str]
    cards: Sequence[Card]
    beside: Beside | None
    question: Question | None
    deeds: Mapping[str, int | None]
    milliseconds: float

    @property
    def film_json(self) -> str:
        """The film as one line of JSON."""
        return gzip.decompress(self.film).decode()


@dataclass(frozen=True)
class Wish(ABC, Generic[R_co]):
    """Something to be computed about a run.

    Parameters
    ----------
    view : str
        The view's name.
    params : Params
    lang : str
        The visitor's language.
    """

    view: str
    params: Any
    lang: str

    @property
    def trained(self) -> tuple[Any, ...]:
        """The Params of all runs that it needs."""
        return (self.params,)

    @property
    def trainings(self) -> tuple[Any, ...]:
        """What names the training of each of these runs: who has trained one, has it for all runs that share it."""
        view = VIEWS[self.view]
        return tuple((self.view, view.training(params)) for params in self.trained)

    @property
    def seconds(self) -> float:
        """How long it will take, by the arithmetic of its runs."""
        cost = VIEWS[self.view].cost
        return sum(FILM + cost(params) / ARITHMETIC for params in self.trained)

    @abstractmethod
    def fulfil(self, scenes: Scenes, progress: Progress) -> R_co:
        """Compute it; raises InvalidParameterError."""


@dataclass(frozen=True)
class RunWish(Wish[Run]):
    """A run as a page shows it, beside a pinned run if there is one."""

    pinned: Any = None

    @property
    def trained(self) -> tuple[Any, ...]:
        return (self.params,) if self.pinned is None else (self.pinned, self.params)

    def fulfil(self, scenes: Scenes, progress: Progress) -> Run:
        view, t = VIEWS[self.view], catalogue(self.lang)
        films: list[Film] = []
        for n, params in enumerate(self.trained):
            name = run_id(self.view, view.on_time_line(params))
            watch = nobody if self.pinned is not None else film_so_far(view, f"{name} so far", t)
            scene, milliseconds = scenes.of(view, params, part(progress, n, len(self.trained)), watch)
            films.append(view.film(scene, name, t))
        film = films[0]
        if self.pinned is not None:
            film = side_by_side(dict(zip("AB", films, strict=True)), titled(differences(self.pinned, self.params, t)))
        figures = _figures(view, scene)
        film, size, compressed = packed(film)
        return Run(
            film=compressed,
            film_size=size,
            film_run=film.run,
            n_frames=film.n_frames,
            picks=tuple(tuple(fields) for fields in film.picks),
            acts=film.acts,
            times=tuple(map(float, film.timeline)),
            figures=figures,
            cards=_cards(view, scene, t),
            beside=None if self.pinned is None else self._beside(view, scenes, figures, t),
            question=view.question(scene, t) if self.pinned is None else None,  # beside another run it is no guess
            deeds=_deeds(view, scene, films[-1], film),
            milliseconds=milliseconds,
        )

    def _beside(self, view: View[Any, Any], scenes: Scenes, figures: Mapping[str, str], t: Catalogue) -> Beside:
        pinned, _ = scenes.of(view, self.pinned)
        before = _figures(view, pinned)
        told, differing = what_changed(before, figures, t), differences(self.pinned, self.params, t)
        return Beside(differing, told, before, _cards(view, pinned, t))


def _figures(view: View[Any, Any], scene: Any) -> Mapping[str, str]:
    return {name: in_tens(value) for name, value in view.story.figures(scene).items()}


def _deeds(view: View[Any, Any], scene: Any, own: Film, shown: Film) -> Mapping[str, int | None]:
    """The run's deeds by the frames of the film that is shown, which a pinned run or its size may have changed."""
    found = LAB_OF[view.name].deeds(view, scene)
    return {name: None if at is None else bisect_left(shown.timeline, own.timeline[at]) for name, at in found.items()}


def _cards(view: View[Any, Any], scene: Any, t: Catalogue) -> tuple[Card, ...]:
    return tuple(replace(card, text=in_tens(card.text)) for card in view.story.cards(scene, t))


def film_so_far(view: View[Any, Any], name: str, t: Catalogue) -> Watch[Any]:
    """Makes a film of the scene so far, as it travels, after a while and then less and less often."""
    wait = FIRST_FILM
    due = perf_counter() + wait

    def watch(scene: Callable[[], Any]) -> Mapping[str, Any]:
        nonlocal due, wait
        if perf_counter() < due:
            return {}
        _, _, film = packed(view.film(scene(), name, t))
        wait *= 1.5
        due = perf_counter() + wait
        return {"film": film}

    return watch


def packed(film: Film) -> tuple[Film, int, bytes]:
    """A film as it travels, in at most MAX_FILM bytes: with fewer frames where it needs more; its size before that."""
    text = film.json.encode()
    compressed = gzip.compress(text, COMPRESSION, mtime=0)
    if len(compressed) <= MAX_FILM or film.n_frames <= 2:
        return film, len(text), compressed
    # what all frames share stays, so that a part of the frames takes more than that part of the bytes
    return packed(fewer(film, max(2, int(0.9 * film.n_frames * MAX_FILM / len(compressed)))))


@dataclass(frozen=True)
class DetailWish(Wish["str | None"]):
    """What a clicked cell shows that no frame of the film does, as JSON (`charts.panel.Detail`)."""

    panel: str
    row: int
    column: int

    def fulfil(self, scenes: Scenes, progress: Progress) -> str | None:
        view = VIEWS[self.view]
        scene, _ = scenes.of(view, self.params, progress)
        found = view.detail(scene, self.panel, self.row, self.column, catalogue(self.lang))
        return None if found is None else found.json


@dataclass(frozen=True)
class LearnedWish(Wish[Mapping[str, Any]]):
    """What a run has learned in the end: with it the server answers questions by itself."""

    def fulfil(self, scenes: Scenes, progress: Progress) -> Mapping[str, Any]:
        view = VIEWS[self.view]
        assert view.answers is not None
        return dict(view.answers.learned(scenes.of(view, self.params, progress)[0]))


@dataclass(frozen=True)
class ChecksWish(Wish[Sequence[Check]]):
    """The claims about this very run, each one computed anew."""

    def fulfil(self, scenes: Scenes, progress: Progress) -> Sequence[Check]:
        view = VIEWS[self.view]
        checks = view.story.checks(scenes.of(view, self.params, progress)[0], catalogue(self.lang))
        return tuple(replace(check, measured=in_tens(check.measured)) for check in checks)


@dataclass(frozen=True)
class FileWish(Wish[bytes]):
    """A file to take away, by its ending: csv, npz, <framework>.py, or <framework>.ipynb."""

    ending: str

    def fulfil(self, scenes: Scenes, progress: Progress) -> bytes:
        view = VIEWS[self.view]
        scene, _ = scenes.of(view, self.params, progress)
        return file_of(LAB_OF[self.view], view, scene, self.ending, title(self.view, self.lang), self.lang)


@dataclass(frozen=True)
class ProgramsWish(Wish[tuple[str, ...]]):
    """The run as programs for these frameworks, to be read."""

    frameworks: tuple[str, ...]

    def fulfil(self, scenes: Scenes, progress: Progress) -> tuple[str, ...]:
        view = VIEWS[self.view]
        told = view.files.for_programs(scenes.of(view, self.params, progress)[0])
        made = (program(self.view, code, told, title(self.view, self.lang)) for code in self.frameworks)
        return tuple(commented(text, comments(self.lang)) for text in made)


def bare(view: View[Any, Any], params: Any) -> Any:
    """Params with the same training, and nothing chosen of what is shown of it."""
    training = view.training(params)
    names = [field.name for field in fields(view.params)]
    return view.params(**{name: getattr(training, name) for name in names if hasattr(training, name)})


def run_id(name: str, params: Any) -> str:
    """The name of a run, the same in every language: its view and the query that opens it."""
    return f"{name}?{urlencode(encode(params))}"


def file_name(name: str, params: Any) -> str:
    """What files of a run are called, without their ending: the view, what it is about, and what was changed.

    Only what is short and may stand in the name of a file on any system.
    """
    about, *others = fields(params)
    changed = encode(params)
    parts = [name, str(getattr(params, about.name))]
    parts += [f"{field.name}={changed[field.name]}" for field in others if field.name in changed]
    named = parts[0]
    for each in parts[1:]:
        if FILE_PART.fullmatch(each) and len(named) + len(each) < MAX_FILE_NAME:
            named += f"_{each}"
    return named


def title(view: str, lang: str) -> str:
    """What a file that is taken away is called in its first line: which version of what made it."""
    t = catalogue(lang)
    return f"{t('app_name')} {VERSION} · {t(f'page_{view}')}"

"""The addresses of films and answers. Each names its run, so that any server of this version can answer."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from charts.labs import LABS
from locales import DEFAULT_LANGUAGE, Catalogue, catalogue, spoken
from runs.codec import Problem, decode, encode, left_out
from runs.links import nested, plain, read_nested, read_query, tidy
from runs.sentences import problem_sentence
from runs.version import VERSION
from runs.wishes import LAB_OF, VIEWS, RunWish, bare

ROOT = Path(__file__).resolve().parent.parent
MADE_OF = ("core", "charts", "data", "locales", "runs")  # what a film depends on
FOLDER = "films"
ANSWERS = "answers"
MAX_FIELDS = 100


class WrongAddress(ValueError):
    """The address names no film; the message says why, in the language of the address."""


@cache
def build() -> str:
    """The version, with a mark of what films are made of: where that has changed, a browser keeps no old film."""
    digest = hashlib.blake2b(digest_size=4)
    for folder in MADE_OF:
        for file in sorted((ROOT / folder).rglob("*.*")):
            if file.suffix in (".py", ".toml", ".npz"):
                digest.update(file.read_bytes())
    return f"{VERSION}-{digest.hexdigest()}"


def film_address(wish: RunWish) -> str | None:
    """Where the film of a run is, relative to the app's own address; None for a run too long for an address."""
    return _address(FOLDER, wish)


def answer_address(wish: RunWish) -> str | None:
    """Where one asks what the network of a run says; None where nothing answers, or the run has no address."""
    view = VIEWS[wish.view]
    if view.answers is None:
        return None
    return _address(ANSWERS, RunWish(wish.view, bare(view, wish.params), wish.lang))


def _address(folder: str, wish: RunWish) -> str | None:
    if any(left_out(params) for params in wish.trained):
        return None
    lab, view = LAB_OF[wish.view], VIEWS[wish.view]
    of_view = {"view": lab.link(view)} if lab.link(view) else {}
    of_pin = {} if wish.pinned is None else {"pinned": nested(encode(wish.pinned))}
    query = of_view | encode(wish.params) | of_pin | {"lang": wish.lang, "v": build()}
    return f"{folder}/{lab.address}?{urlencode(query)}"


def read_film_address(address: str, query: str) -> tuple[RunWish, bool]:
    """The run that an address names, and whether it is the address that this version gives that run.

    One that was bent on its way is read like a link, but only the one that we write may be kept: or one film would lie
    under many addresses.

    Parameters
    ----------
    address : str
        The lab's.
    query : str
        What stands after the question mark.

    Raises
    ------
    LookupError
        There is no such lab.
    WrongAddress
        The query says something wrongly. A page falls back to a default and says so; a film could not.
    """
    wish = read_run_address(address, query)
    return wish, _fields(query) == _fields((film_address(wish) or "").partition("?")[2])


def read_run_address(address: str, query: str) -> RunWish:
    """The run that an address names, be it of a film or of answers; errors as `read_film_address` has them."""
    lab = {lab.address: lab for lab in LABS}[address]
    fields = read_query(_fields(query))
    t = _language(fields)
    fields.pop("v", None)
    code = plain(fields.pop("view", ""))
    view = lab.opened_by(code)
    if code not in lab.names(view):
        raise WrongAddress(problem_sentence(Problem("unreadable", "view", code), t))
    pinned = fields.pop("pinned", None)
    params = _params(view.params, fields, t)
    beside = None if pinned is None else _params(view.params, read_nested(pinned), t)
    return RunWish(view.name, params, t.lang, beside)


def _fields(query: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS))
    except ValueError as error:  # UnicodeDecodeError is one
        raise WrongAddress(catalogue(DEFAULT_LANGUAGE)("wrong_address")) from error


def _language(fields: dict[str, str]) -> Catalogue:
    asked = fields.pop("lang", DEFAULT_LANGUAGE)
    lang = spoken(tidy(asked))
    if lang is None:
        t = catalogue(DEFAULT_LANGUAGE)
        raise WrongAddress(problem_sentence(Problem("unreadable", "lang", asked), t))
    return catalogue(lang)


def _params(kind: type[Any], fields: Mapping[str, str], t: Catalogue) -> Any:
    params, problems = decode(kind, fields)
    if problems:
        raise WrongAddress(t("sentence_gap").join(problem_sentence(problem, t) for problem in problems))
    return params

"""The film of the page of the frameworks: what was measured of the programs of a run."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import streamlit as st

from charts.frameworks.film import Losses, concepts, film
from locales import Catalogue, as_code, catalogue
from programs.measured import Noted, noted
from programs.registry import FRAMEWORKS
from ui.player import player, start_frame
from ui.side_by_side import SLIP_OF, Memory

KERAS_DEFAULTS = "keras-defaults"


def show_film(remembered: Memory, t: Catalogue) -> Sequence[str]:
    """The player with the film of the lab's default run; returns the concept of each frame, of none without a film."""
    shown = remembered.shown
    found = noted(shown.view)
    if found is None:
        st.caption(t("no_film_of_programs"))
        return ()
    name = shown.view
    if shown.view in SLIP_OF and shown.slip:
        st.warning(t("slip_note_keras"), title=t("slip_note_keras_title"))
        name = SLIP_OF[shown.view]
        found = noted(name) or found
    start = None
    if remembered.frame is not None:
        n = len(concepts(_losses(found, t)))
        start, fits = start_frame(remembered.frame, n)
        if not fits:
            st.warning(t("problem_frame", value=as_code(remembered.frame), last=n - 1, frame=start))
    player(_film(name, t.lang), t, key="player", start=start)
    if name != shown.view:
        st.caption(t("film_of_slip", n_epochs=found.passes[-1]))
    elif not shown.is_default:
        st.caption(t("film_of_default"))
    return concepts(_losses(found, t))


def say_when(remembered: Memory, t: Catalogue) -> None:
    """When the film was measured, and with what."""
    found = noted(remembered.shown.view)
    if found is None:
        return
    used = {package for code in found.programs if code in FRAMEWORKS for package in FRAMEWORKS[code].packages}
    versions = t("list_gap").join(f"{package} {found.versions[package]}" for package in sorted(used))
    st.caption(t("film_measured", date=found.date, versions=versions))


@cache
def _film(name: str, lang: str) -> str:
    t = catalogue(lang)
    found = noted(name)
    assert found is not None
    return film(_losses(found, t), f"frameworks {name}", t).json


def _losses(found: Noted, t: Catalogue) -> Losses:
    names = {code: framework.title for code, framework in FRAMEWORKS.items()} | {KERAS_DEFAULTS: t("keras_defaults")}
    programs = {code: np.array(losses) for code, losses in found.programs.items()}
    return Losses(found.axis, np.array(found.passes), np.array(found.lab), programs, names)

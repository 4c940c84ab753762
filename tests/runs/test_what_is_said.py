"""How the numbers of a run are said."""

import re
from dataclasses import replace

import pytest

from charts.story import in_tens
from core.gradient_descent.descent import DescentParams
from core.progress import silent
from runs.scenes import Scenes
from runs.wishes import VIEWS, ChecksWish, RunWish


@pytest.mark.parametrize("name", VIEWS)
def test_what_is_said_of_a_run_does_not_tell_how_fast_the_server_is(name: str) -> None:
    """Computed twice it is the same: there is no time in it, neither taken nor kept from before."""
    first, again = (RunWish(name, VIEWS[name].params(), "en").fulfil(Scenes(10**8), silent) for _ in range(2))
    assert first.milliseconds != again.milliseconds
    assert replace(again, milliseconds=first.milliseconds) == first


def test_very_small_and_very_large_numbers_are_written_as_people_write_them() -> None:
    """In every figure, card and check of a run whose loss is nearly nothing; a link keeps what it says."""
    assert in_tens("loss 1.33e-06, then 2e+12") == "loss 1.33 × 10⁻⁶, then 2 × 10¹²"
    assert in_tens("1e-05") == "10⁻⁵"
    assert in_tens("[less](?learning_rate=1e-05&l2=2e-06)") == "[less](?learning_rate=1e-05&l2=2e-06)"
    params = DescentParams(n_steps=500)
    scenes = Scenes(10**8)
    run = RunWish("gradient-descent", params, "en", replace(params, learning_rate=0.9)).fulfil(scenes, silent)
    checks = ChecksWish("gradient-descent", params, "en").fulfil(scenes, silent)
    assert run.beside is not None
    said = [*run.figures.values(), *(card.text for card in (*run.cards, *run.beside.cards)), run.beside.changed]
    said += [*run.beside.figures.values(), *(check.measured for check in checks)]
    assert any("× 10⁻" in text for text in said)
    assert not [text for text in said if re.search(r"\de[+-]\d", text)]

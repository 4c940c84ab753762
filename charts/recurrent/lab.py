"""The RNN lab: hidden states evolve along a sequence, and gradients travel back in time."""

from operator import attrgetter

from charts.lab import Code, Lab, View
from charts.recurrent import files, film, recipes, story
from charts.recurrent.challenges import CHALLENGES
from charts.recurrent.question import question
from charts.recurrent.scene import scene_of
from charts.recurrent.tour import TOUR
from core.recurrent import cells, loops, passes, sensitivity, training
from core.recurrent.view import RecurrentView


def code(params: RecurrentView) -> Code:
    """One step of the cell, the training; the loops that make it fast."""
    fast = loops.LOOPS[params.variant]
    return Code(
        [cells.VARIANTS[params.variant].step, params.rule.batch, training.updates, training.clip],
        [passes.run_backward, fast.forward, fast.backward, sensitivity.jacobian_norms],
    )


LAB = Lab(
    "recurrent",
    "hidden",
    (
        View(
            name="recurrent",
            params=RecurrentView,
            cost=attrgetter("cost"),
            scene=scene_of,
            film=film.film,
            story=story,
            files=files,
            code_shown=code,
            recipes=recipes.recipes,
            question=question,
            asked_about=attrgetter("training"),
        ),
    ),
    TOUR,
    CHALLENGES,
)

"""The perceptron lab: Rosenblatt's neuron turns its line at every mistake."""

from charts.film import Film
from charts.lab import Code, Lab, View
from charts.perceptron import files, story
from charts.perceptron import film as pictures
from charts.perceptron.challenges import CHALLENGES
from charts.perceptron.scene import Scene, plane_names, scene_of
from charts.perceptron.tour import TOUR
from charts.story import Translate
from core.perceptron import training
from core.perceptron.cost import cost
from core.perceptron.history import VARIANTS
from core.perceptron.params import PerceptronParams


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film, with the names of this data set's axes and classes."""
    return pictures.film(scene, plane_names(scene.params, t), run, t)


def code(params: PerceptronParams) -> Code:
    """The rule as books print it, and the fast version that ran."""
    return Code(
        [training.update, training.MISTAKES[params.slip], training.steps],
        [training.train, training.run_epochs, training.epoch_in_plane, VARIANTS[params.variant]],
    )


LAB = Lab(
    "perceptron",
    "plane",
    (
        View(
            name="perceptron",
            params=PerceptronParams,
            cost=cost,
            scene=scene_of,
            film=film,
            story=story,
            files=files,
            code_shown=code,
            question=story.question,
        ),
    ),
    TOUR,
    CHALLENGES,
)

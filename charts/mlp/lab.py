"""The multi-layer network lab: hidden neurons bend the plane until a line parts it."""

from operator import attrgetter

from charts.lab import Code, Lab, View
from charts.mlp import causes, files, film, recipes, story
from charts.mlp.challenges import CHALLENGES
from charts.mlp.scene import scene_of
from charts.mlp.tour import TOUR
from core.mlp import epochs, network, training
from core.mlp.activations import ACTIVATIONS
from core.mlp.view import MLPView
from core.optimizers import OPTIMIZERS


def code(params: MLPView) -> Code:
    """Forwards and backwards as books print it; the loop, and what makes it fast."""
    activation, optimizer = ACTIVATIONS[params.activation], OPTIMIZERS[params.optimizer]
    return Code(
        [network.forward, network.backpropagate, activation.f, activation.derivative, optimizer.step],
        [training.updates, training.train, epochs.epochs],
    )


LAB = Lab(
    "mlp",
    "network",
    (
        View(
            name="mlp",
            params=MLPView,
            cost=causes.cost_with_cures,
            scene=scene_of,
            film=film.film,
            story=story,
            files=files,
            code_shown=code,
            question=story.question,
            recipes=recipes.recipes,
            asked_about=attrgetter("training"),
            training=attrgetter("training"),
            on_time_line=attrgetter("on_time_line"),
        ),
    ),
    TOUR,
    CHALLENGES,
)

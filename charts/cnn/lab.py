"""The CNN lab: a network learns to read digits, and reads yours."""

from operator import attrgetter

from charts.cnn import answers, files, film, recipes, story
from charts.cnn.challenges import CHALLENGES
from charts.cnn.scene import scene_of
from charts.cnn.tour import TOUR
from charts.lab import Code, Lab, View
from core.cnn import network, training, updates
from core.cnn.view import CNNView
from core.conv2d import conv2d, conv2d_backward
from core.optimizers import OPTIMIZERS
from core.pooling import avg_pool2d, max_pool2d, max_pool2d_backward
from data.cnn_run import PARAMS


def cost(params: CNNView) -> float:
    """Of the training; nothing where the run ships with the app."""
    return 0.0 if params.training == PARAMS else params.cost


def code(params: CNNView) -> Code:
    """Forwards and backwards as books print it; the loop, and what the layers call."""
    pool = avg_pool2d if params.pooling == "average" else max_pool2d
    return Code(
        [network.forward, network.backward, network.loss_gradient, updates.updates],
        [conv2d, conv2d_backward, pool, max_pool2d_backward, OPTIMIZERS[params.optimizer].step, training.train],
    )


LAB = Lab(
    "cnn",
    "cnn_conv1",
    (
        View(
            name="cnn",
            params=CNNView,
            cost=cost,
            scene=scene_of,
            film=film.film,
            story=story,
            files=files,
            code_shown=code,
            question=story.question,
            training=attrgetter("training"),
            answers=answers,
            recipes=recipes.recipes,
            asked_about=attrgetter("training"),
            on_time_line=attrgetter("on_time_line"),
            is_whole=lambda params: params.reads != "drawing" or params.drawing != "",
        ),
    ),
    TOUR,
    CHALLENGES,
)

"""The attention lab: every position learns where to look."""

from operator import attrgetter

from charts.attention import files, film, recipes, story
from charts.attention.challenges import CHALLENGES
from charts.attention.scene import scene_of
from charts.attention.tour import TOUR
from charts.lab import Code, Lab, View
from core.attention import dot_product, network, parts, training
from core.attention.view import AttentionView


def code(params: AttentionView) -> Code:
    """The formula and its gradient, a layer; the way back, and the loop."""
    return Code(
        [dot_product.attention, dot_product.attention_backward, network.gather, network.run],
        [network.learn, network.gather_backward, params.rule.batch, parts.split_heads, training.updates],
    )


LAB = Lab(
    "attention",
    "looks",
    (
        View(
            name="attention",
            params=AttentionView,
            cost=attrgetter("cost"),
            scene=scene_of,
            film=film.film,
            story=story,
            files=files,
            code_shown=code,
            question=story.question,
            recipes=recipes.recipes,
            asked_about=attrgetter("training"),
            on_time_line=attrgetter("on_time_line"),
        ),
    ),
    TOUR,
    CHALLENGES,
)

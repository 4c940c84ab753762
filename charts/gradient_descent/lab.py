"""The gradient-descent lab: a race down a landscape, and stochastic gradient descent on real data."""

from charts.gradient_descent.challenges import CHALLENGES
from charts.gradient_descent.data import files as data_files
from charts.gradient_descent.data import film as data_film
from charts.gradient_descent.data import story as data_story
from charts.gradient_descent.data.scene import fit_of
from charts.gradient_descent.landscape import files as race_files
from charts.gradient_descent.landscape import film as race_film
from charts.gradient_descent.landscape import story as race_story
from charts.gradient_descent.landscape.scene import race_of
from charts.gradient_descent.tour import TOUR
from charts.lab import Code, Lab, View
from core.gradient_descent import descent, linear_losses, linear_models
from core.gradient_descent.cost import race_cost, training_cost
from core.gradient_descent.descent import DescentParams
from core.gradient_descent.linear_models import SGDParams
from core.optimizers import OPTIMIZERS


def race_code(params: DescentParams) -> Code:
    """The surface and the rules; the loop."""
    surface = params.surface
    formulas = [getattr(f, "func", f) for f in (surface.f, surface.gradient)]
    rules = [OPTIMIZERS[name].step for name in params.optimizers]
    return Code([*formulas, *rules], [descent.updates, descent.descend])


def data_code(params: SGDParams) -> Code:
    """The loss and its gradient, the rule; the loop."""
    model = linear_losses.MODELS[params.model]
    return Code(
        [model.predict, model.losses, linear_losses.loss_gradient, OPTIMIZERS[params.optimizer].step],
        [linear_models.updates, linear_models.train],
    )


RACE = View(
    name="gradient-descent",
    code="landscape",
    params=DescentParams,
    cost=race_cost,
    scene=race_of,
    film=race_film.film,
    story=race_story,
    files=race_files,
    code_shown=race_code,
    question=race_story.question,
)
DATA = View(
    name="gradient-descent-data",
    code="data",
    params=SGDParams,
    cost=training_cost,
    scene=fit_of,
    film=data_film.film,
    story=data_story,
    files=data_files,
    code_shown=data_code,
    question=data_story.question,
)
LAB = Lab("gradient-descent", "map", (RACE, DATA), TOUR, CHALLENGES)

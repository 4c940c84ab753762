"""What a race on a landscape costs, and what a training on data costs."""

from dataclasses import asdict

from core.cost import calls
from core.gradient_descent.descent import DescentParams
from core.gradient_descent.linear_models import SGDParams
from core.gradient_descent.regression_data import load

STEP = 6  # calls: the gradient of a landscape and the rule of an optimizer
UPDATE = 20  # calls: the gradient of a batch and the rule of an optimizer


def race_cost(params: DescentParams) -> float:
    """In multiply-adds (`core.cost`)."""
    return calls(STEP * params.n_steps * len(params.optimizers))


def training_cost(params: SGDParams) -> float:
    """In multiply-adds (`core.cost`)."""
    X, _ = load(params.dataset, **asdict(params))
    n_updates = params.n_epochs * -(-len(X) // params.batch_size)
    return calls(UPDATE * n_updates, 10 * params.n_epochs * X.size)

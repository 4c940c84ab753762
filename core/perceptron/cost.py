"""What a training of the perceptron costs."""

from dataclasses import asdict

from core.cost import calls
from core.datasets import load
from core.perceptron.params import PerceptronParams

# calls; the samples of an epoch are looked at in plain Python, each faster than NumPy could be called
EPOCH, VISIT = 7, 0.5


def cost(params: PerceptronParams) -> float:
    """At most, in multiply-adds (`core.cost`): a run without mistakes ends earlier."""
    return calls(params.n_epochs * (EPOCH + VISIT * len(load(params.dataset, **asdict(params))[0])))

"""What the lab promises that networks learn, in how many of its runs."""

import numpy as np

from core.mlp import MLPParams, data, train


def last_accuracies(seeds, **settings):
    """Test accuracies at the end."""
    found = []
    for seed in seeds:
        params = MLPParams(seed=seed, **settings)
        found.append(train(*data(params), params).test_accuracies[-1])
    return np.array(found)


def test_the_default_solves_the_spiral():
    """At least 9 of 10 seeds."""
    assert np.sum(last_accuracies(range(10)) >= 0.97) >= 9

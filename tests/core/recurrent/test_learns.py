"""What the lab says of its tasks: who solves which within how many updates, and who does not."""

import numpy as np
import pytest

from core.recurrent.tasks import TASKS
from core.recurrent.training import RecurrentParams, train

on_every_task = pytest.mark.parametrize("task", TASKS)
for_two_seeds = pytest.mark.parametrize("seed", [0, 1])


def trained(task, settings, seed, **others):
    return train(RecurrentParams(task=task, seed=seed, **settings, **others))


@on_every_task
@for_two_seeds
def test_the_stated_cell_solves_the_task_with_its_defaults(task, seed):
    history = trained(task, TASKS[task].defaults, seed, cell=TASKS[task].solver)
    assert 0 < history.solved_at < TASKS[task].defaults["n_updates"]
    assert history.test_errors[-1] < TASKS[task].solved_below(RecurrentParams(task=task, **TASKS[task].defaults))


@on_every_task
def test_nobody_solves_it_who_forgets_every_step(task):
    history = trained(task, TASKS[task].defaults, 0, cell=TASKS[task].solver, slip="no-feedback")
    assert history.solved_at == history.diverged_at == -1
    params = RecurrentParams(task=task, **TASKS[task].defaults)
    assert np.min(history.test_errors) > 5 * TASKS[task].solved_below(params)


@on_every_task
def test_where_the_plain_cell_fails_a_gated_one_succeeds_with_as_many_updates(task):
    seed = 1  # the table of the lesson is about seed 0: see tests/claims/test_recurrent.py
    plain, gated = (trained(task, TASKS[task].hard, seed, cell=cell) for cell in ("rnn", TASKS[task].hard_solver))
    assert plain.n_updates == gated.n_updates
    assert (plain.solved_at, plain.diverged_at) == (-1, -1)
    assert 0 < gated.solved_at <= gated.n_updates

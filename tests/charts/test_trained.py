"""Trainings are made once, and the oldest one goes first."""

from charts.trained import Trained
from core.progress import Progress, silent


def test_a_training_is_made_once_and_the_one_asked_for_longest_ago_goes_first() -> None:
    made: list[int] = []

    def train(params: int, progress: Progress) -> list[int]:
        made.append(params)
        return [params]

    trained = Trained(train, most=2)
    first = trained.of(1, silent)
    assert trained.of(2) == [2]
    assert trained.of(1) is first
    trained.of(3)  # now 2 has waited longest
    assert (len(trained), made) == (2, [1, 2, 3])
    assert trained.of(1) is first
    trained.of(2)
    assert made == [1, 2, 3, 2]

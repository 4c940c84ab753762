"""Who had something long rests for as long before the next, while others are there."""

from runs.rest import OTHERS, THERE, Rests


def crowd(rests: Rests, now: float) -> None:
    for k in range(OTHERS):
        rests.asked(f"other {k}", now)


def test_who_had_something_long_rests_as_long() -> None:
    rests = Rests()
    crowd(rests, 9.0)
    rests.ended(["dear"], 5.0, 10.0)
    assert [rests.left(["dear"], now) for now in (10.0, 12.0, 15.0, 99.0)] == [5.0, 3.0, 0.0, 0.0]
    assert rests.left(["other 0"], 10.0) == 0


def test_nobody_rests_alone() -> None:
    rests = Rests()
    rests.asked("dear", 9.0)
    rests.asked("one other", 9.0)
    rests.ended(["dear"], 5.0, 10.0)
    assert rests.left(["dear"], 10.0) == 0


def test_others_who_have_left_do_not_count() -> None:
    rests = Rests()
    crowd(rests, 9.0)
    rests.ended(["dear"], 5.0, 9.0 + THERE)
    assert rests.left(["dear"], 9.0 + THERE) == 0


def test_what_somebody_rested_waits_for_need_not_wait() -> None:
    rests = Rests()
    crowd(rests, 9.0)
    rests.ended(["dear"], 5.0, 10.0)
    assert rests.left(["dear", "other 0"], 10.0) == 0
    assert rests.left([], 10.0) == 0

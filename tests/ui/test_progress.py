"""The bar that says how far work is."""

import pytest

from ui import progress
from ui.progress import progress_bar


class Place:
    """Stands for the container on the page."""

    def __init__(self) -> None:
        self.shown: list[object] = []

    def empty(self) -> "Place":
        self.shown.append("empty")
        return self

    def progress(self, fraction: float, text: str) -> None:
        self.shown.append((fraction, text))


def test_the_bar_waits_is_not_drawn_too_often_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    place, times = Place(), iter([0.0, 0.2, 0.31, 0.35, 0.45, 9.0])
    monkeypatch.setattr(progress.st, "container", lambda key: place)
    monkeypatch.setattr(progress, "perf_counter", lambda: next(times))

    def t(key: str, percent: str) -> str:
        return f"{key} {percent}"

    def work() -> None:
        with progress_bar(t) as tell:  # type: ignore[arg-type]
            for fraction in (0.1, 0.2, 0.3, 0.4, 7.0):
                tell(fraction)
            raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        work()
    drawn = [(0.2, "computing 20"), (0.4, "computing 40"), (1.0, "computing 100")]
    assert place.shown == ["empty", *drawn, "empty"]

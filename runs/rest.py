"""How often one visitor may have what is long while others are there: for as long as it took, they have the machine.

Without it, who keeps asking for the dearest run has one core of two for himself, for good.
"""

from collections.abc import Collection

THERE = 10.0  # seconds after their last wish in which others count as there
OTHERS = 2  # fewer of them do not miss what one visitor takes


class Rests:
    """Who rests until when, by the names of visitors; all times are seconds on the clock of who calls."""

    def __init__(self) -> None:
        self._asked: dict[str, float] = {}
        self._until: dict[str, float] = {}

    def asked(self, visitor: str, now: float) -> None:
        """This visitor has asked for something."""
        self._asked[visitor] = now

    def ended(self, visitors: Collection[str], begun: float, now: float) -> None:
        """What was long and these visitors waited for has ended."""
        self._asked = {visitor: at for visitor, at in self._asked.items() if now - at < THERE}
        self._until = {visitor: until for visitor, until in self._until.items() if now < until}
        if len(self._asked.keys() - set(visitors)) >= OTHERS:
            self._until |= dict.fromkeys(visitors, now + (now - begun))

    def left(self, visitors: Collection[str], now: float) -> float:
        """Seconds until one of these visitors may have something long again; 0 when one may."""
        return min((max(0.0, self._until.get(visitor, now) - now) for visitor in visitors), default=0.0)

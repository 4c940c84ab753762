"""The moments of one position's way through a layer: what it is, what it asks, every key, the weights, the answer."""

from typing import Literal, NamedTuple

from charts.attention.scene import Scene
from charts.film import MAX_FRAMES

Kind = Literal["read", "query", "fit", "softmax", "gather", "answer"]


class Moment(NamedTuple):
    """What happens, and how many keys were tried by then."""

    kind: Kind
    tried: int

    @property
    def has_query(self) -> bool:
        return self.kind != "read"

    @property
    def has_weights(self) -> bool:
        return self.kind in ("softmax", "gather", "answer")

    @property
    def has_found(self) -> bool:
        return self.kind in ("gather", "answer")


def moments_of(scene: Scene) -> list[Moment]:
    """One a key that the position may look at, and those around them."""
    n = scene.query + 1 if scene.params.causal else scene.T
    assert n + 5 <= MAX_FRAMES
    fits = [Moment("fit", key + 1) for key in range(n)]
    end = [Moment(kind, n) for kind in ("softmax", "gather", "answer")]
    return [Moment("read", 0), Moment("query", 0), *fits, *end]

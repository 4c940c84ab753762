"""The last trainings of this process: whoever looks at one of them in another way need not train again."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from core.progress import Progress, silent

P = TypeVar("P")
H = TypeVar("H")


class Trained(Generic[P, H]):
    """Histories by the Params that alone determine them.

    Parameters
    ----------
    train : function of Params and of Progress
    most : int
        So many are kept, those that were asked for last.
    """

    def __init__(self, train: Callable[[P, Progress], H], most: int) -> None:
        self.train, self.most = train, most
        self._histories: OrderedDict[P, H] = OrderedDict()

    def __len__(self) -> int:
        return len(self._histories)

    def of(self, params: P, progress: Progress = silent) -> H:
        """The training, computed if it is not kept."""
        if params not in self._histories:
            self._histories[params] = self.train(params, progress)
        self._histories.move_to_end(params)
        if len(self._histories) > self.most:
            self._histories.popitem(last=False)
        return self._histories[params]

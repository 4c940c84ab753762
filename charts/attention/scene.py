"""A trained attention network and the sequence it reads, ready to be filmed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from charts.attention.reading import Reading, read
from charts.trained import Trained
from core import IntArray
from core.attention.history import AttentionHistory
from core.attention.params import AttentionParams
from core.attention.sequences import Mask
from core.attention.training import train, unseen_batch
from core.attention.versus import VersusHistory, versus
from core.attention.view import AttentionView, own_tokens
from core.attention.writing import write
from core.progress import Progress, part, silent

STREAM = 12  # the characters that a network goes on with
TRAINED = Trained(train, most=8)
BLANK = "␣"


@dataclass(frozen=True, eq=False)
class Scene:
    """One training and one sequence.

    Attributes
    ----------
    tokens : ndarray of shape (T,)
        What is read.
    targets : ndarray of shape (T,)
        The right answers.
    mask : ndarray of shape (T,) of True and False
        Where there is one.
    sources : ndarray of shape (T, T) of True and False
        Where the answer of a position (row) can be read off (column).
    versus : VersusHistory or None
        How the rival learns the same, if there is one.
    """

    params: AttentionView
    history: AttentionHistory
    tokens: IntArray
    targets: IntArray
    mask: Mask
    sources: Mask
    versus: VersusHistory | None

    @property
    def T(self) -> int:
        return len(self.tokens)

    @property
    def frames(self) -> list[int]:
        """The recorded updates."""
        return list(range(len(self.history.updates)))

    @cached_property
    def readings(self) -> list[Reading]:
        """The sequence, read at every recorded update."""
        return [self.reading_at(frame) for frame in self.frames]

    def reading_at(self, frame: int) -> Reading:
        return read(self.history.network_at(frame), self.tokens, self.params)

    @cached_property
    def shown_frame(self) -> int:
        """The recorded update whose network is looked at: the one nearest to `trained` percent."""
        updates = self.history.updates
        return int(np.argmin(np.abs(updates - self.params.trained * updates[-1] / 100)))

    @cached_property
    def reading(self) -> Reading:
        """By that network."""
        return self.reading_at(self.shown_frame)

    @cached_property
    def symbols(self) -> list[str]:
        """The names of what is read; a blank can be seen."""
        return [visible(self.params.symbols[code]) for code in self.tokens]

    def answer(self, code: int) -> str:
        """The name of an answer."""
        return visible(self.params.answers[code])

    @cached_property
    def right(self) -> list[str]:
        """The names of the right answers, empty where there is none."""
        return [self.answer(code) * bool(counts) for code, counts in zip(self.targets, self.mask, strict=True)]

    @cached_property
    def query(self) -> int:
        """The position that is looked at, counted from 0: the chosen one, or the first one that has an answer.

        Of a text, whose first characters nobody can know, the last one.
        """
        if self.params.query:
            return min(self.params.query, self.T) - 1
        return self.T - 1 if self.params.task == "characters" else int(np.argmax(self.mask))

    def written_at(self, frame: int) -> str:
        """What the network of a recorded update writes after the beginning."""
        params = self.params
        rng, weights = np.random.default_rng([params.seed, STREAM]), self.history.network_at(frame)
        more = write(weights, own_tokens(params), params.n_generated, params.temperature, rng, params)
        return "".join(params.symbols[code] for code in more)

    @property
    def n_weights(self) -> int:
        return int(self.history.thetas.shape[1])


def visible(symbol: str) -> str:
    """A symbol as it is written: a blank can be seen."""
    return symbol.replace(" ", BLANK)


def versus_of(asked: tuple[AttentionParams, str], progress: Progress) -> VersusHistory:
    """Train a rival; the attention network's own training is there already."""
    params, cell = asked
    return versus(params, cell, TRAINED.of(params), progress)


RIVALS = Trained(versus_of, most=8)


def scene_of(params: AttentionView, progress: Progress = silent) -> Scene:
    """Train, if that was not done, and read the sequence: the visitor's own, or the first one that was not learnt."""
    training, n = params.training, 1 if params.rival == "none" else 2
    history = TRAINED.of(training, part(progress, 0, n))
    rival = RIVALS.of((training, params.rival), part(progress, 1, n)) if n > 1 else None
    if params.own:
        tokens = own_tokens(params)[-params.length :]
        answers, counted = params.rule.right(tokens[None], params)
        targets, mask = answers[0], counted[0]
    else:
        unseen = unseen_batch(training)
        tokens, targets, mask = unseen.tokens[0], unseen.targets[0], unseen.mask[0]
    return Scene(params, history, tokens, targets, mask, params.rule.sources(tokens[None], params)[0], rival)

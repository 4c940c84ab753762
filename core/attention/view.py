"""What a visitor may ask of a trained attention network: which position to look at, and which sequence it should read.

Left out: the training, which none of these choices changes; see core.attention.params.
"""

import re
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

import numpy as np

from core import IntArray
from core.alphabet import beginning, encode, normalized
from core.attention.params import MAX_HEADS, MAX_LAYERS, AttentionParams
from core.attention.tasks import MAX_LENGTH, TASKS
from core.attention.versus import versus_cost
from core.attention.writing import MAX_TEMPERATURE
from core.validation import InvalidParameterError, check_choice, check_integer, check_number

Axis = Literal["training", "position"]
Opponent = Literal["none", "rnn", "lstm", "gru"]

SEPARATORS = re.compile(r"[\s,;，；、]+")
MAX_BEGINNING, MAX_GENERATED = 50, 60  # characters


@dataclass(frozen=True)
class AttentionView(AttentionParams):
    """A training, and what is shown of it.

    `rival` is the recurrent network that learns the same beside it, see `core.attention.versus`. `axis` is the
    film's time: the updates of the training, or the way of one position through a layer, in the network that has
    `trained` percent of the updates behind it. `query` is that position, counted from 1; 0 is the one that tells
    most. It is seen in the head `head` of the layer `layer`, counted from 1; 0 is the last one. `own` is the
    visitor's own sequence, see `own_tokens`; empty for one of the unseen ones. In the task "characters" it is a
    beginning, which the network continues by `n_generated` characters drawn with `temperature`.
    """

    rival: Opponent = "none"
    axis: Axis = "training"
    trained: int = 100
    query: int = 0
    layer: int = 0
    head: int = 1
    own: str = ""
    n_generated: int = 40
    temperature: float = 0.5

    def __post_init__(self) -> None:
        checked = {
            "rival": check_choice("rival", self.rival, get_args(Opponent)),
            "axis": check_choice("axis", self.axis, get_args(Axis)),
            "trained": check_integer("trained", self.trained, 0, 100),
            "query": check_integer("query", self.query, 0, MAX_LENGTH),
            "layer": check_integer("layer", self.layer, 0, MAX_LAYERS),
            "head": check_integer("head", self.head, 1, MAX_HEADS),
            "n_generated": check_integer("n_generated", self.n_generated, 1, MAX_GENERATED),
            "temperature": check_number("temperature", self.temperature, 0, MAX_TEMPERATURE),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        super().__post_init__()  # the cost of the training counts the rival, too
        if self.own:
            own_tokens(self)

    def cost_of(self, n_updates: int) -> float:
        """Of the training, and of the rival's; in multiply-adds, see `core.cost`."""
        rival = 0.0 if self.rival == "none" else versus_cost(self, self.rival, n_updates)
        return super().cost_of(n_updates) + rival

    @property
    def training(self) -> AttentionParams:
        """The part that determines the training."""
        return AttentionParams(**{field.name: getattr(self, field.name) for field in fields(AttentionParams)})

    @property
    def on_time_line(self) -> "AttentionView":
        """The same with nothing chosen in the picture: along the training it changes no frame's time."""
        return replace(self, query=0, layer=0, head=1) if self.axis == "training" else self

    @property
    def shown_layer(self) -> int:
        """The layer that is looked at, counted from 0; the last one where there are not so many."""
        return (min(self.layer, self.n_layers) or self.n_layers) - 1

    @property
    def shown_head(self) -> int:
        """The head that is looked at, counted from 0."""
        return min(self.head, self.n_heads) - 1

    @property
    def writes(self) -> bool:
        """Whether the network goes on with a beginning."""
        return bool(self.own) and self.task == "characters"


def example(task: str, length: int, text: str) -> str:
    """A sequence as a visitor may type it, as near to that length as the task can be, or how a text begins."""
    if task == "characters":
        return beginning(text)
    shortest, longest = TASKS[task].lengths
    params = AttentionParams(task, min(max(length, shortest), longest), delay=1, batch_size=1)
    names = [params.symbols[token] for token in params.rule.batch(params, np.random.default_rng(0)).tokens[0]]
    return ("" if all(len(symbol) == 1 for symbol in params.symbols) else " ").join(names)


def own_tokens(view: AttentionView) -> IntArray:
    """What the visitor typed, (T,): symbols between blanks or commas, also without where each is one sign; or text.

    A sequence is as long as those that were learnt from; of a text the network sees the last `length` characters.
    """
    if view.task == "characters":
        piece = normalized(view.own) + (" " if view.own[-1:].isspace() and view.own.strip() else "")
        _check_size(len(piece), 1, MAX_BEGINNING)
        return encode(piece, "".join(view.symbols), "own")
    items = [item for item in SEPARATORS.split(view.own.upper()) if item]
    if all(len(symbol) == 1 for symbol in view.symbols):
        items = list("".join(items))
    for item in items:
        if item not in view.symbols:
            known = view.symbols
            raise InvalidParameterError("own", "symbols", item, examples=(known[0], known[len(known) // 2], known[-1]))
    if len(items) != view.length:
        raise InvalidParameterError("own", "length", len(items), n=view.length)
    return np.array([view.symbols.index(item) for item in items])


def _check_size(size: int, low: int, high: int) -> None:
    if not low <= size <= high:
        raise InvalidParameterError("own", "length_between", size, low=low, high=high)

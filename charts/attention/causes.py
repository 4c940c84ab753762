"""Why a training of attention went as it did, measured on the run itself."""

from collections.abc import Iterator
from itertools import combinations
from math import ceil, log10, sqrt
from typing import NamedTuple

import numpy as np

from charts.attention.reading import Reading
from charts.attention.scene import Scene
from charts.story import Card, Translate, card
from core import Array
from core.activations import softmax

ORDERED = ("reverse", "copy", "sort", "recall-two")  # tasks that ask where a symbol stands
ALIKE = 0.8  # of their weights, and two heads look at the same places
SATURATED = 0.9  # the mean largest weight of a query that has not learnt the task


class Steepness(NamedTuple):
    """Of the softmax of every query: its largest weight, and Σ a(1 - a), the slopes by its own scores; means."""

    largest: float
    slope: float


def steepness(reading: Reading, scale: float) -> Steepness:
    """With the dot products multiplied by that; without a mask."""
    scores = reading.queries @ reading.keys.swapaxes(-1, -2) * scale
    looks = softmax(scores)
    return Steepness(float(np.mean(looks.max(axis=-1))), float(np.mean(np.sum(looks * (1 - looks), axis=-1))))


def overlap(a: Array, b: Array) -> float:
    """Which part of their weights two heads lay on the same places: the mean of Σ min(a, b)."""
    return float(np.mean(np.sum(np.minimum(a, b), axis=-1)))


def slip(scene: Scene, t: Translate) -> Iterator[Card]:
    """What the mistake that is on breaks."""
    params = scene.params
    if params.slip == "no-positions":
        yield card("warning", "slip_note_no-positions", t, share=f"{scene.history.test_accuracies.max():.0%}")
    if params.slip == "no-root":
        first, k = scene.readings[0], params.width // params.n_heads
        without, divided = steepness(first, 1.0), steepness(first, 1 / sqrt(k))
        yield card(
            "warning",
            "slip_note_no-root",
            t,
            d=k,
            largest=f"{without.largest:.2f}",
            slope=f"{without.slope:.2g}",
            divided=f"{divided.largest:.2f}",
            other=f"{divided.slope:.2g}",
        )


def no_order(scene: Scene, t: Translate) -> Iterator[Card]:
    """The task asks for places, and nothing tells them apart."""
    params = scene.params
    blind = params.added_positions == "none" and not params.causal
    if blind and params.task in ORDERED and params.slip == "none":
        yield card("warning", "card_no_order", t, share=f"{scene.history.test_accuracies.max():.0%}")


def saturated(scene: Scene, t: Translate) -> Iterator[Card]:
    """It looks at one place alone, mostly a wrong one, and where softmax is flat it cannot change its mind."""
    h, rows = scene.history, scene.readings[-1].looks[..., 1:, :]  # a mask may leave the first one no choice
    largest, slope = float(np.mean(rows.max(axis=-1))), float(np.mean(np.sum(rows * (1 - rows), axis=-1)))
    if h.solved_at == h.diverged_at == -1 and largest >= SATURATED:
        bound = 10.0 ** max(-4, ceil(log10(max(slope, 1e-9))))
        yield card("warning", "card_saturated", t, largest=f"{largest:.2f}", slope=f"{bound:g}")


def two_hops(scene: Scene, t: Translate) -> Iterator[Card]:
    """One layer cannot ask for what stands behind what it looks for."""
    params = scene.params
    if params.task == "recall-two" and params.n_layers == 1 and scene.history.solved_at == -1:
        yield card("warning", "card_two_hops", t, share=f"{scene.history.test_accuracies.max():.0%}")


def peeking(scene: Scene, t: Translate) -> Iterator[Card]:
    """Without a mask the next character can be read off, and nothing is learnt that could be written on with."""
    if scene.params.task == "characters" and not scene.params.causal:
        ahead = scene.readings[-1].looks
        share = float(np.diagonal(ahead, 1, axis1=-2, axis2=-1).max(axis=(0, 1)).mean())
        yield card("warning", "card_peeking", t, share=f"{share:.2f}")


def forbidden(scene: Scene, t: Translate) -> Iterator[Card]:
    """The mask hides places where answers stand."""
    if not scene.params.causal or not scene.sources.any():
        return
    seen = (scene.sources & np.tri(scene.T, dtype=bool)).any(axis=1)
    hidden = int(np.sum(scene.mask & ~seen))
    if hidden:
        yield card("warning", "card_forbidden", t, n=hidden, of=int(scene.mask.sum()))


def heads_alike(scene: Scene, t: Translate) -> Iterator[Card]:
    """Two heads of the layer that is looked at do the same at the end."""
    looks = scene.readings[-1].looks[scene.params.shown_layer]
    pairs = {pair: overlap(looks[pair[0]], looks[pair[1]]) for pair in combinations(range(len(looks)), 2)}
    if pairs and max(pairs.values()) >= ALIKE:
        (a, b), share = max(pairs.items(), key=lambda item: item[1])
        yield card("info", "card_heads_alike", t, a=a + 1, b=b + 1, share=f"{share:.0%}")

"""The checks of one recurrent network."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from charts.recurrent.reading import Reading
from charts.recurrent.scene import Scene
from charts.story import Check, Translate
from core import Array
from core.gradient_check import gradient_check
from core.recurrent.cells import VARIANTS
from core.recurrent.losses import LOSSES
from core.recurrent.passes import backward, forward
from core.recurrent.training import updates
from core.recurrent.weights import flatten, shapes, unflatten

EXACT, SMOOTH = 1e-9, 1e-6
MEASURABLE = 1e-3  # of the largest gradient
AGAIN = 25  # updates that are made anew to see the same run


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very network, each one computed anew."""
    yield textbook(scene, t)
    yield weights_gradient(scene, t)
    yield input_gradient(scene, t)
    yield hidden_gradient(scene, t)
    yield same_again(scene, t)


def loss_of(scene: Scene, weights: dict[str, Array], x: Array) -> float:
    """L of the sequence for other weights or other inputs."""
    states = forward(scene.params.variant, weights, x, feedback=scene.params.feedback)
    return LOSSES[scene.params.rule.loss](states.outputs, scene.batch.targets, scene.batch.mask)[0]


def gradients_of(scene: Scene, weights: dict[str, Array], x: Array) -> dict[str, Array]:
    """∂L/∂W and ∂L/∂x by back-propagation through time."""
    states = forward(scene.params.variant, weights, x, feedback=scene.params.feedback)
    d_outputs = LOSSES[scene.params.rule.loss](states.outputs, scene.batch.targets, scene.batch.mask)[1]
    return backward(scene.params.variant, weights, states, d_outputs)[0]


def textbook(scene: Scene, t: Translate) -> Check:
    """The fast passes against one step of the cell at a time."""
    cell, reading = VARIANTS[scene.params.variant], scene.reading
    zeros: Array = np.zeros((1, scene.params.hidden_size))
    h, c, gap = zeros, zeros, 0.0
    for x, expected in zip(scene.batch.x, reading.h[1:], strict=True):
        if not scene.params.feedback:
            h, c = zeros, zeros
        result: Any = cell.step(x, h, c, reading.weights) if cell.has_c else (cell.step(x, h, reading.weights), c)
        h, c = result
        gap = max(gap, float(np.abs(h[0] - expected).max()))
    holds = gap <= EXACT * max(1.0, float(np.abs(reading.h).max()))
    return Check(t("check_textbook"), t("check_textbook_measured", n=scene.T, gap=f"{gap:.1g}"), holds)


def weights_gradient(scene: Scene, t: Translate) -> Check:
    """∂L/∂W of all weights along random directions."""
    weights, parts = scene.reading.weights, shapes(scene.history.cell, *scene.history.sizes)
    result = gradient_check(
        lambda theta: loss_of(scene, unflatten(theta, parts), scene.batch.x),
        lambda theta: flatten(
            {name: gradients_of(scene, unflatten(theta, parts), scene.batch.x)[name] for name in weights}
        ),
        flatten(weights),
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    return Check(t("check_bptt"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def input_gradient(scene: Scene, t: Translate) -> Check:
    """∂L/∂x of all inputs along random directions."""
    weights = scene.reading.weights
    result = gradient_check(
        lambda x: loss_of(scene, weights, x),
        lambda x: gradients_of(scene, weights, x)["x"],
        scene.batch.x,
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    return Check(t("check_inputs"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def hidden_gradient(scene: Scene, t: Translate) -> Check:
    """∂L/∂h of a state near the middle: the very numbers that the gradient panel draws."""
    step = middle_with_gradient(scene.reading.norms)
    result = gradient_check(
        lambda h: loss_from(scene, scene.reading, step, h),
        lambda h: scene.reading.d_hidden[step],
        scene.reading.h[step],
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    return Check(t("check_hidden", step=step), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def middle_with_gradient(norms: Array) -> int:
    """The step nearest to the middle whose gradient has not vanished: no difference of losses could measure that."""
    steps = np.flatnonzero(norms[1:] >= MEASURABLE * norms.max()) + 1
    return int(steps[np.argmin(np.abs(steps - len(norms) // 2))])


def loss_from(scene: Scene, reading: Reading, step: int, h: Array) -> float:
    """L when the state after `step` is replaced by h, and the sequence goes on from there."""
    states, weights = reading.states, reading.weights
    mine = h @ weights["W_y"] + weights["b_y"]
    rest = forward(scene.params.variant, weights, states.x[step:], h[None], states.c[step], feedback=states.feedback)
    outputs = np.concatenate([states.outputs[: step - 1], mine[None, None], rest.outputs])
    return LOSSES[scene.params.rule.loss](outputs, scene.batch.targets, scene.batch.mask)[0]


def same_again(scene: Scene, t: Translate) -> Check:
    """The same seed makes the same run, bit by bit."""
    h = scene.history
    made = [
        update.loss
        for update in islice(
            updates(scene.params.training),
            min(AGAIN, len(h.losses)) if h.diverged_at == -1 else min(AGAIN, h.diverged_at),
        )
    ]
    holds = made == h.losses[: len(made)].tolist()
    return Check(t("check_again"), t("check_again_measured", n=len(made)), holds)

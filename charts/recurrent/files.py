"""What a learner takes away from a recurrent network: its training, its weights, a program that trains it again."""

from numpy.typing import ArrayLike

from charts.recurrent.scene import Scene
from charts.take_away import Source, script, settings
from core import alphabet, optimizers
from core.recurrent import loops as recurrent_loops
from core.recurrent import losses
from core.recurrent import passes as recurrent_passes
from core.recurrent import sequences as batches
from core.recurrent import training as recurrent
from core.recurrent import weights as recurrent_weights
from core.recurrent.cells import VARIANTS

MAIN = """
Batch = namedtuple("Batch", "x targets mask")
CELL = SimpleNamespace(gates={gates}, has_c={has_c})
VARIANTS = {{params.cell: CELL, params.variant: CELL}}
LOOPS = {{params.variant: SimpleNamespace(forward={forward}, backward={backward})}}
LOSSES = {{"{loss}": {loss_name}}}
WAVEFORMS = {{"{waveform}": {waveform}}}
params.rule = SimpleNamespace(batch={batch}, loss="{loss}")

unseen = params.rule.batch(SimpleNamespace(**{{**vars(params), "batch_size": {n_unseen}}}), random_streams(params)[2])
for update in islice(updates(params), {n_made}):
    pass
print(f"after {{update.number}} updates: loss of unseen sequences {{scores(update.theta, unseen, params)[0]}}")
"""
LOOPS: dict[str, list[Source]] = {
    "rnn": [recurrent_loops._rnn_forward, recurrent_loops._rnn_backward],
    "rnn-relu": [recurrent_loops._rnn_forward, recurrent_loops._rnn_backward],
    "lstm": [],
    "gru": [],
}
TASKS: dict[str, list[Source]] = {
    "echo": [batches.echo_answers],
    "first-symbol": [batches.first_symbol_answers],
    "parity": [batches.parity_answers],
    "adding": [batches.adding_answers],
    "wave": [batches.listening],
    "characters": [batches.listening, batches.n_characters, alphabet.alphabet_of, alphabet.encode],
}
LOSSES: dict[str, list[Source]] = {
    "squared": [losses.squared],
    "cross-entropy": [losses.cross_entropy, losses.log_softmax],
}
NETWORK: list[Source] = [
    recurrent_weights.shapes, recurrent_weights.init_weights, recurrent_weights.flatten, recurrent_weights.unflatten,
    recurrent_passes.Trace, recurrent_passes.Slopes, recurrent_passes.run_forward, recurrent_passes.run_backward,
    recurrent_passes.joined, recurrent_passes.split, recurrent_passes.flat, recurrent_passes.unlinked,
]  # fmt: skip
RADIUS: list[Source] = [
    recurrent_weights.with_spectral_radius,
    recurrent_weights.spectral_radii,
    recurrent_weights._blocks,
]
TRAINING: list[Source] = [
    optimizers.adam, recurrent.AdamSettings, recurrent.random_streams, recurrent.first_weights, recurrent.precision,
    recurrent._weights, recurrent._sequences, recurrent.loss_gradient, recurrent.scores, recurrent.clip,
    recurrent.Update, recurrent.updates,
]  # fmt: skip


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row an update; where cells are compared, the columns of each under its name."""
    if not scene.others:
        return columns(scene)
    each = {cell: columns(other) for cell, other in scene.others.items()}
    joint: dict[str, ArrayLike] = {"update": columns(scene)["update"]}
    return joint | {
        f"{cell}_{name}": values for cell, of in each.items() for name, values in of.items() if name != "update"
    }


def columns(scene: Scene) -> dict[str, ArrayLike]:
    """Of one training: loss, gradient, and what the unseen sequences said where the film looked."""
    h = scene.history
    unseen = dict(
        zip(h.updates.tolist(), zip(h.test_losses.tolist(), h.test_errors.tolist(), strict=True), strict=True)
    )
    n = len(h.losses)
    return {
        "update": list(range(n)),
        "batch_loss": h.losses.tolist(),
        "gradient_norm": [*h.grad_norms.tolist(), None],
        "clipped": [*h.clipped.tolist(), None],
        "unseen_loss": [unseen.get(k, (None, None))[0] for k in range(n)],
        "unseen_error": [unseen.get(k, (None, None))[1] for k in range(n)],
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """Those of the network; where cells are compared, of each under its name."""
    if not scene.others:
        return arrays_of_one(scene)
    each = {cell: arrays_of_one(other) for cell, other in scene.others.items()}
    return {f"{cell}_{name}": values for cell, of in each.items() for name, values in of.items()}


def arrays_of_one(scene: Scene) -> dict[str, ArrayLike]:
    """The trained weights, the sequence, and what the network makes of it."""
    states = scene.reading.states
    return {
        **scene.reading.weights,
        "x": scene.batch.x,
        "targets": scene.batch.targets,
        "h": states.h,
        "outputs": states.outputs,
        "d_hidden": scene.reading.d_hidden,
        "batch_losses": scene.history.losses,
    }


def program(scene: Scene, title: str) -> str:
    """A program that needs NumPy alone, makes the same updates and prints the same final loss."""
    params, rule = scene.params, scene.params.rule
    loops, cell, waveform = recurrent_loops.LOOPS[params.variant], VARIANTS[params.variant], params.waveform
    task = [rule.batch, *TASKS[params.task], batches._from_step, batches.WAVEFORMS[waveform]]
    passes = [*LOOPS[params.variant], loops.forward, loops.backward]
    diverged_at = scene.history.diverged_at
    return script(
        title,
        imports=[
            "from collections import namedtuple",
            "from itertools import islice",
            "from math import prod, sqrt",
            "from types import SimpleNamespace",
            "from typing import NamedTuple",
        ],
        values={
            "params": settings(params, "sizes", "variant", "feedback"),
            "STREAM": recurrent.STREAM,
            "FORGET_BIAS": recurrent_weights.FORGET_BIAS,
            "PERIODS": batches.PERIODS,
            "LISTENING": batches.LISTENING,
            "EPS": optimizers.EPS,
        },
        sources=[*task, *LOSSES[rule.loss], losses.error, *passes, *NETWORK, *RADIUS, *TRAINING],
        main=MAIN.format(
            gates=cell.gates,
            has_c=cell.has_c,
            forward=loops.forward.__name__,
            backward=loops.backward.__name__,
            loss=rule.loss,
            loss_name=LOSSES[rule.loss][0].__name__,
            waveform=waveform,
            batch=rule.batch.__name__,
            n_unseen=recurrent.UNSEEN_SIZE,
            n_made=params.n_updates + 1 if diverged_at == -1 else diverged_at,
        ),
    )

"""The challenges of recurrent networks: a longer memory, a gradient that arrives, and a leap that is held back."""

from charts.recurrent.moments import moments_of
from charts.recurrent.scene import Scene
from charts.tour import Challenge, control

LONG = 8  # steps that the echo waits
ARRIVES = (0.1, 10.0)  # times its length at the end
FAR = {"task": "adding", "cell": "rnn", "sequence_length": 50, "learning_rate": 0.01, "n_updates": 500, "origin": "far"}
RADIUS, SOON = 1.5, 200  # updates
WILD = {
    **{"cell": "rnn", "activation": "relu", "spectral_radius": RADIUS},
    **{"clip_norm": None, "n_updates": SOON},
}


def solved(scene: Scene) -> int | None:
    """Played to the end of a training that has solved its task."""
    return len(moments_of(scene)) - 1 if scene.history.solved_at != -1 and scene.params.slip == "none" else None


def long_memory(scene: Scene) -> int | None:
    """The echo of a number that was long ago."""
    return solved(scene) if scene.params.task == "echo" and scene.params.delay >= LONG else None


def arrives(scene: Scene) -> int | None:
    """Played to the end: through 50 steps of a plain RNN before training, the gradient neither fades nor grows."""
    params = scene.params
    asks = params.task == "adding" and params.cell == "rnn" and scene.T >= 50 and params.axis == "sequence"
    if not asks or scene.shown_frame != 0:
        return None
    return len(moments_of(scene)) - 1 if ARRIVES[0] <= scene.ratio <= ARRIVES[1] else None


def held_back(scene: Scene) -> int | None:
    """The echo, learnt soon by a plain RNN with ReLU whose weights begin too large."""
    params = scene.params
    is_wild = params.task == "echo" and params.cell == "rnn" and params.activation == "relu"
    in_time = is_wild and scene.history.solved_at <= SOON
    return solved(scene) if in_time and (params.spectral_radius or 0) >= RADIUS else None


CHALLENGES: tuple[Challenge[Scene], ...] = (
    Challenge(
        name="long-memory",
        at=control("cell"),
        done=long_memory,
        sets={"delay": LONG},
        solution={"cell": "rnn"},
    ),
    Challenge(
        name="arrives",
        at=control("spectral_radius"),
        done=arrives,
        sets=FAR | {"trained": 0},
        solution={"spectral_radius": 1.1},
    ),
    Challenge(name="held-back", at=control("clip_norm"), done=held_back, sets=WILD, solution={"clip_norm": 1.0}),
)

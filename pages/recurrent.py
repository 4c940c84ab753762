"""The RNN page: its controls."""

from collections.abc import Mapping
from typing import Any, get_args

from charts.recurrent.lab import LAB
from core.alphabet import beginning
from core.recurrent import params
from core.recurrent.cells import CELLS
from core.recurrent.tasks import TASKS, WAVEFORMS
from core.recurrent.view import Axis, Origin
from ui.lab import show
from ui.optional import optional
from ui.typed import typed
from ui.widgets import Choice, Control, Custom, LogSlider, Seed, Slider, Toggle

RADII = (0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5)
CLIPS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
EXAMPLES = {
    "echo": "0.5 -1 0.8 0.1 -0.3 0.9 0 0.4 -0.7 1 ",
    "first-symbol": "2 1 2 1 1 2 1",
    "parity": "1011001",
    "adding": "0.3 0.9* 0.1 0.5 0.2* 0.7",
    "wave": "0 0.5 0.9 1 0.9 0.5 0 -0.5 -0.9 -1",
}
FRESH = {"own": "", "output_step": 0, "trained": 100}


def task_setting(task: str) -> dict[str, Any]:
    """What starts anew with another task: all that it recommends, and the cell that solves it so."""
    return {"cell": TASKS[task].solver, "origin": "standard", **FRESH, **TASKS[task].defaults}


def setting(origin: str, task: str) -> dict[str, Any]:
    """One of the two settings of a task; the far one begins with the cell that fails."""
    if origin == "standard":
        return task_setting(task)
    return {"cell": "rnn", **FRESH, **TASKS[task].hard}


def example(values: Mapping[str, Any]) -> str:
    """A sequence that can be typed as it stands; an echo comes after its delay."""
    if values["task"] == "characters":
        return beginning(values["text"])
    rounds = 1 + values["delay"] // 10 if values["task"] == "echo" else 1
    return (EXAMPLES[values["task"]] * rounds).strip()


def options(values: Mapping[str, Any]) -> list[Control]:
    """What belongs to the task alone."""
    own: dict[str, Control] = {
        "delay": Slider("delay", "data", 1, values["sequence_length"] - 1, 1),
        "n_symbols": Slider("n_symbols", "data", *params.N_SYMBOLS, 1),
        "waveform": Choice("waveform", "data", tuple(WAVEFORMS), "buttons"),
        "text": Custom("text", "data", typed("text", 4), is_work=True),
    }
    return [own[name] for name in TASKS[values["task"]].uses]


def controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar; only what matters to this task, this cell and this film."""
    task, length = values["task"], values["sequence_length"]
    writes = task == "characters"
    shortest = values["delay"] + 1 if task == "echo" else 0
    return [
        Choice("task", "data", tuple(TASKS), resets=task_setting),
        Choice("origin", "data", get_args(Origin), "buttons", resets=lambda origin: setting(origin, task)),
        Slider("sequence_length", "data", max(5, shortest), 100, 1),
        *options(values),
        Custom("own", "data", typed("own", example=example(values)), is_work=True),
        *([Slider("n_generated", "data", 10, 60, 5), Slider("temperature", "data", 0.0, 2.0, 0.1)] if writes else []),
        Choice("axis", "data", get_args(Axis), "buttons"),
        *([Slider("trained", "data", 0, 100, 1)] if values["axis"] == "sequence" else []),
        Slider("output_step", "data", 0, length, 1),
        Choice("cell", "model", tuple(CELLS), "buttons"),
        Toggle("compare", "model"),
        *([Choice("activation", "model", get_args(params.Activation), "buttons")] if values["cell"] == "rnn" else []),
        Slider("hidden_size", "model", 1, 32, 1),
        Custom("spectral_radius", "model", optional("spectral_radius", RADII, none_first=True)),
        LogSlider("learning_rate", "training", 0.001, 1.0),
        Slider("n_updates", "training", 50, 1000, 50),
        Slider("batch_size", "training", 4, 64, 4),
        Custom("clip_norm", "training", optional("clip_norm", CLIPS, none_first=False)),
        Seed(),
        Choice("slip", "training", get_args(params.Slip)),
    ]


CONTROLS = {"": controls}
NEAR = {"": ("task", "cell")}

if __name__ == "__main__":  # Streamlit runs the page; tests only read its controls
    show(LAB, CONTROLS, NEAR)

"""The attention page: its controls."""

from collections.abc import Mapping
from typing import Any, get_args

from charts.attention.lab import LAB
from core.attention import params
from core.attention.tasks import TASKS
from core.attention.view import Axis, Opponent, example
from ui.lab import show
from ui.typed import typed
from ui.widgets import Choice, Control, Custom, LogSlider, Seed, Slider, Toggle

FRESH = {"own": "", "query": 0, "layer": 0, "head": 1}
LONGEST = 24  # of this page's sequences
WIDTHS = ((8, 64, 8), (12, 60, 12))  # with three heads no other one can be shared out


def task_setting(task: str) -> dict[str, Any]:
    """What starts anew with another task: all that it recommends."""
    return {**FRESH, **TASKS[task].defaults}


def width_for(n_heads: int, width: int) -> int:
    """The width next to this one that so many heads can share."""
    low, high, step = WIDTHS[n_heads == 3]
    return min(max(round(width / step) * step, low), high)


def options(values: Mapping[str, Any]) -> list[Control]:
    """What belongs to the task alone."""
    own: dict[str, Control] = {
        "delay": Slider("delay", "data", 1, values["length"] - 1, 1),
        "text": Custom("text", "data", typed("text", 4), is_work=True),
    }
    return [own[name] for name in TASKS[values["task"]].uses]


def controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar; only what matters to this task and this film."""
    task, n_layers, n_heads = values["task"], values["n_layers"], values["n_heads"]
    low, high = TASKS[task].lengths
    shortest = max(low, 3, values["delay"] + 1 if task == "copy" else 0)
    writes = task == "characters"
    return [
        Choice("task", "data", tuple(TASKS), resets=task_setting),
        Slider("length", "data", shortest, min(high, LONGEST), 1, resets=lambda length: {"own": "", "query": 0}),
        *options(values),
        Custom("own", "data", typed("own", example=example(task, values["length"], values["text"])), is_work=True),
        *([Slider("n_generated", "data", 10, 60, 5), Slider("temperature", "data", 0.0, 2.0, 0.1)] if writes else []),
        Choice("axis", "data", get_args(Axis), "buttons"),
        *([Slider("trained", "data", 0, 100, 1)] if values["axis"] == "position" else []),
        Slider("query", "data", 0, values["length"], 1),
        Slider("width", "model", *WIDTHS[n_heads == 3]),
        Choice("positions", "model", get_args(params.Positions), "buttons"),
        Slider("n_heads", "model", 1, 4, 1, resets=lambda n: {"head": 1, "width": width_for(n, values["width"])}),
        *([Slider("head", "model", 1, n_heads, 1)] if n_heads > 1 else []),
        Slider("n_layers", "model", 1, 2, 1, resets=lambda n: {"layer": 0}),
        *([Slider("layer", "model", 0, n_layers, 1)] if n_layers > 1 else []),
        Toggle("causal", "model"),
        Toggle("feed_forward", "model"),
        Toggle("layer_norm", "model"),
        LogSlider("learning_rate", "training", 0.001, 1.0),
        Slider("n_updates", "training", 50, 1000, 50),
        Slider("batch_size", "training", 4, 64, 4),
        Seed(),
        Choice("rival", "training", get_args(Opponent)),
        Choice("slip", "training", get_args(params.Slip)),
    ]


CONTROLS = {"": controls}
NEAR = {"": ("task", "n_heads")}

if __name__ == "__main__":  # Streamlit runs the page; tests only read its controls
    show(LAB, CONTROLS, NEAR)

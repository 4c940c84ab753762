"""What each update of a race did, one line an optimizer, with its numbers."""

import numpy as np

from charts.captions import caption, equals, hue, key, math, number, sentence, together, vector, words
from charts.gradient_descent.landscape.scene import STYLES, Race
from charts.story import Translate
from core import Array
from core.optimizers import ADAGRAD_EPS, EPS

P = r"\mathbf{p}"
FEW = 3  # optimizers whose updates are written out in full

RULES = {
    "sgd": (r"\mathbf{p} \leftarrow \mathbf{p} - \eta\,\mathbf{g}",),
    "momentum": (
        r"\mathbf{v} \leftarrow \beta\mathbf{v} + \mathbf{g}",
        r"\mathbf{p} \leftarrow \mathbf{p} - \eta\,\mathbf{v}",
    ),
    "nesterov": (
        r"\mathbf{v} \leftarrow \beta\mathbf{v} + \mathbf{g}",
        r"\mathbf{p} \leftarrow \mathbf{p} - \eta\,(\mathbf{g} + \beta\mathbf{v})",
    ),
    "adagrad": (
        r"\mathbf{s} \leftarrow \mathbf{s} + \mathbf{g}^2",
        r"\mathbf{p} \leftarrow \mathbf{p} - \eta\,\mathbf{g}/(\sqrt{\mathbf{s}}+\varepsilon)",
    ),
    "rmsprop": (
        r"\mathbf{s} \leftarrow \alpha\mathbf{s} + (1-\alpha)\,\mathbf{g}^2",
        r"\mathbf{p} \leftarrow \mathbf{p} - \eta\,\mathbf{g}/(\sqrt{\mathbf{s}}+\varepsilon)",
    ),
    "adam": (
        r"\mathbf{m} \leftarrow \beta_1\mathbf{m} + (1-\beta_1)\,\mathbf{g}",
        r"\mathbf{s} \leftarrow \beta_2\mathbf{s} + (1-\beta_2)\,\mathbf{g}^2",
        r"\mathbf{p} \leftarrow \mathbf{p} - \eta\,\hat{\mathbf{m}}/(\sqrt{\hat{\mathbf{s}}}+\varepsilon)",
    ),
}


def caption_of(race: Race, frame: int, t: Translate) -> str:
    """The caption of one frame: each optimizer's rule at the start, its last update with numbers afterwards."""
    step = int(race.steps[frame])
    if step == 0:
        told = "told_race_start_one" if len(race.names) == 1 else "told_race_start"
        rules = (
            [named(name, t), *(math(in_its_colour(rule, name)) for rule in _rules(race, name))] for name in race.names
        )
        return caption(sentence(t, told, names=together([named(name, t) for name in race.names], t)), *rules)
    return caption(_plain(race, step, t), *(_line(race, k, step, t) for k in range(len(race.names))))


def _plain(race: Race, step: int, t: Translate) -> str:
    """Who is lowest, and who went uphill; of one optimizer alone, which way it went."""

    def told(what: str, these: list[int]) -> str:
        return sentence(t, f"told_race_{what}", names=together([named(race.names[k], t) for k in these], t))

    here = [k for k in range(len(race.names)) if not race.diverged(k, step)]
    if not here:
        return told("gone", list(range(len(race.names))))
    before, after = race.history.losses[step - 1], race.history.losses[step]
    up = [k for k in here if after[k] > before[k]]
    if len(race.names) == 1:
        return told("up" if up else "down" if after[0] < before[0] else "still", here)
    lowest = [k for k in here if after[k] == np.min(after[here])]
    leads = told("lowest" if len(lowest) == 1 else "level", lowest)
    return leads + t("sentence_gap") + told("up", up) if up else leads


def named(name: str, t: Translate) -> str:
    """An optimizer with the swatch of its path."""
    return key(t(f"optimizers_{name}"), STYLES[name].colour, STYLES[name].dash)


def in_its_colour(rule: str, name: str) -> str:
    """A formula whose place **p** has the colour of the optimizer's path."""
    return rule.replace(P, hue(STYLES[name].colour, P))


def _line(race: Race, k: int, step: int, t: Translate) -> list[str]:
    name = named(race.names[k], t)
    history = race.history
    if race.diverged(k, step):
        return [name, words(t("caption_diverged", update=int(history.diverged_at[k])), "bad")]
    before, after = history.positions[step - 1, k], history.positions[step, k]
    rate = float(history.learning_rates[step - 1])
    sign = "+" if race.params.slip == "climb" else "-"
    result = [
        math(rf"{equals(*after)} {vector(after)}") + words(t("comma")),
        words(t("caption_loss")),
        math(number(float(history.losses[step, k]))),
    ]
    if len(race.names) > FEW:  # a line each must do
        return [name, math(in_its_colour(P, race.names[k])), *result]
    moved = direction(race, k, step)
    place = rf"{equals(*before, *moved, rate)} {vector(before)}"
    step_taken = rf"{{}} {sign} {number(rate)}\cdot{vector(moved)}"  # a formula of its own, or no phone is wide enough
    rule = _rules(race, race.names[k])[-1]
    return [name, math(in_its_colour(rule, race.names[k])), math(place), math(step_taken), *result]


def _rules(race: Race, name: str) -> list[str]:
    """What an optimizer does; with the sign that the run gives its step."""
    *memory, step = RULES[name]
    return [*memory, step.replace(r"- \eta", r"+ \eta") if race.params.slip == "climb" else step]


def direction(race: Race, k: int, step: int) -> Array:
    """What the learning rate multiplies in update number `step` of optimizer k, shape (2,)."""
    history, params = race.history, race.params
    g, v, s = (array[step - 1, k] for array in (history.gradients, history.velocities, history.squares))
    moved: dict[str, Array] = {
        "sgd": g,
        "momentum": v,
        "nesterov": g + params.momentum * v,
        "adagrad": g / (s**0.5 + ADAGRAD_EPS),
        "rmsprop": g / (s**0.5 + EPS),
        "adam": (v / (1 - params.beta1**step)) / ((s / (1 - params.beta2**step)) ** 0.5 + EPS),
    }
    return moved[race.names[k]]

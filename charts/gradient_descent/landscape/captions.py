"""What each update of a race did, one line an optimizer, with its numbers."""

from charts.captions import caption, equals, math, number, vector, words
from charts.gradient_descent.landscape.scene import Race
from charts.story import Translate
from core import Array
from core.optimizers import ADAGRAD_EPS, EPS

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
        rules = ([words(t(f"optimizers_{name}")), *map(math, RULES[name])] for name in race.names)
        return caption([words(t("caption_race_start"))], *rules)
    return caption(*(_line(race, k, step, t) for k in range(len(race.names))))


def _line(race: Race, k: int, step: int, t: Translate) -> list[str]:
    name = words(t(f"optimizers_{race.names[k]}"))
    history = race.history
    if race.diverged(k, step):
        return [name, words(t("caption_diverged", update=int(history.diverged_at[k])), "bad")]
    before, after = history.positions[step - 1, k], history.positions[step, k]
    rate = float(history.learning_rates[step - 1])
    sign = "+" if race.params.slip == "climb" else "-"
    result = [
        math(rf"{equals(*after)} {vector(after)},"),
        words(t("caption_loss")),
        math(number(float(history.losses[step, k]))),
    ]
    if len(race.names) > FEW:  # a line each must do
        return [name, math(r"\mathbf{p}"), *result]
    moved = direction(race, k, step)
    numbers = rf"{equals(*before, *moved, rate)} {vector(before)} {sign} {number(rate)}\cdot{vector(moved)}"
    rule = RULES[race.names[k]][-1].replace(r"- \eta", rf"{sign} \eta")
    return [name, math(rule), math(numbers), *result]


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

"""Captions of a recurrent network's film: the cell's equations with this step's numbers, and what came back."""

import re

import numpy as np

from charts import theme
from charts.captions import caption, equals, hue, listed, math, number, vector, words
from charts.recurrent.moments import Moment
from charts.recurrent.reading import Reading
from charts.recurrent.scene import Scene
from charts.recurrent.traces import BLANK
from charts.story import Translate
from core import Array

SMALL = 3  # up to so many units, the equations are written out with numbers
ROUNDING = 1e-12  # of a gradient
BREAKS = re.compile(r" (?=\+|\\odot|\\approx)")  # where a long line of numbers may go on below
CLOSE = 0.1  # an answer this near to its target is called right

SQUASHED = r"x_t W_x + h_{t-1} W_h + b"
RULES = {
    "rnn": [rf"h_t = \tanh({SQUASHED})"],
    "rnn-relu": [rf"h_t = \max(0,\; {SQUASHED})"],
    "lstm": [
        rf"i, f, o = \sigma({SQUASHED})",
        rf"g = \tanh({SQUASHED})",
        r"c_t = f \odot c_{t-1} + i \odot g",
        r"h_t = o \odot \tanh c_t",
    ],
    "gru": [
        rf"r, z = \sigma({SQUASHED})",
        r"n = \tanh(x_t W_{xn} + b_n + r \odot (h_{t-1} W_{hn} + b_{hn}))",
        r"h_t = (1 - z) \odot n + z \odot h_{t-1}",
    ],
}
BEFORE = re.compile(r"[hc]_\{t-1\}")  # the state before a step
WAY_BACK = {
    "other": [
        r"\partial L/\partial h_t = (\partial L/\partial y_t)\, W_y^\top",
        r"+\; \partial L/\partial h_{t+1} \cdot \partial h_{t+1}/\partial h_t",
    ],
    "lstm": [
        r"\partial L/\partial h_t = (\partial L/\partial y_t)\, W_y^\top",
        r"+\; \partial L/\partial h_{t+1} \cdot \partial h_{t+1}/\partial h_t",
        r"+\; \partial L/\partial c_{t+1} \cdot \partial c_{t+1}/\partial h_t",
    ],
}


def rules_of(scene: Scene) -> list[str]:
    """What a step does; where the state is not handed on, with the zeros that stand in its place."""
    rules = RULES[scene.params.variant]
    return rules if scene.params.feedback else [BEFORE.sub(r"0", rule) for rule in rules]


def caption_of(scene: Scene, moment: Moment, t: Translate) -> str:
    """The caption of a frame along the sequence."""
    if moment.backward:
        return backward_caption(scene, moment.step, t)
    if moment.step == 0:
        return caption(words(t("told_rnn_start")), [words(t("caption_every_step")), *listed(rules_of(scene), t)])
    return forward_caption(scene, moment.step, t)


def forward_caption(scene: Scene, step: int, t: Translate) -> str:
    """What the step read and answered; what became of the state, and the numbers of the answer."""
    plain = [words(t("caption_reads", step=step, x=input_words(scene, step, t)))]
    if not scene.params.feedback:
        plain.append(words(t("caption_no_feedback")))
    numbers = numbered(scene.params.variant, scene.reading, step) if scene.params.hidden_size <= SMALL else []
    lines = [list(map(math, BREAKS.split(line))) for line in numbers] or [listed(rules_of(scene), t)]
    said = t("sentence_gap").join([*plain, *answer(scene, step, t)])
    return caption(said, *lines, *filter(None, [answer_numbers(scene, step, t)]))


def input_words(scene: Scene, step: int, t: Translate) -> str:
    """x_t as a reader sees it: a symbol, or its numbers."""
    if scene.is_class:
        return scene.input_symbols[step - 1].replace(" ", BLANK)
    return t("list_gap").join(f"{value:.3g}".replace("-", "−") for value in scene.batch.x[step - 1, 0])


def text_so_far(scene: Scene, step: int) -> str:
    """What has been read, and the character that comes next."""
    codes = scene.targets[:step].tolist()
    return "".join([scene.input_symbols[0], *(scene.symbol(code) for code in codes)])


def answer(scene: Scene, step: int, t: Translate) -> list[str]:
    """What the step answers, and whether that is right."""
    k, counts = step - 1, bool(scene.mask[step - 1])
    if scene.written:
        written = scene.symbol(int(scene.targets[k])).replace(" ", BLANK)
        said = words(t("caption_writes" if step >= scene.n_given else "caption_listens", symbol=written))
        return [said, words(t("caption_so_far", text=text_so_far(scene, step)))]
    silent = [] if counts else [words(uncounted(scene, step, t))]
    if not scene.is_class:
        near = abs(float(scene.reading.outputs[k, 0]) - float(scene.targets[k])) <= CLOSE
        return silent or [words(t("told_near" if near else "told_off"), "good" if near else "bad")]
    guess, right = int(np.argmax(scene.reading.outputs[k])), int(scene.targets[k])
    said = words(t("caption_says", symbol=scene.symbol(guess).replace(" ", BLANK)))
    verdict = words(
        t("caption_right" if guess == right else "caption_wrong", symbol=scene.symbol(right).replace(" ", BLANK)),
        "good" if guess == right else "bad",
    )
    return [said, *(silent or [verdict])]


def answer_numbers(scene: Scene, step: int, t: Translate) -> list[str]:
    """The number that is the answer, beside its target; of classes, the probability of the right one."""
    k, counts = step - 1, bool(scene.mask[step - 1])
    if not scene.is_class:
        y, target = float(scene.reading.outputs[k, 0]), float(scene.targets[k])
        parts = [words(t("caption_answers")), math(rf"y_t = h_t W_y + b_y {equals(y)} {number(y)}")]
        return [*parts, words(t("caption_target")), math(hue(theme.ADDED, number(target)))] if counts else parts
    if scene.written or not counts:
        return []
    return [words(t("caption_probability")), math(number(float(scene.right(scene.reading)[k])))]


def uncounted(scene: Scene, step: int, t: Translate) -> str:
    """Why the answer of this step does not count."""
    match scene.params.task:
        case "echo":
            return t("caption_not_counted_echo", delay=scene.params.delay)
        case "adding":
            return t("caption_not_counted_adding")
    return t("caption_not_counted_last" if step == scene.T else "caption_not_counted_listening")


def numbered(variant: str, reading: Reading, step: int) -> list[str]:
    """The equations of one step with its numbers, line by line."""
    states, k = reading.states, step - 1
    H, b = reading.h.shape[1], reading.weights["b"]
    before = states.h[k, 0] * states.feedback  # the slip starts every step from zeros
    from_x, from_h = states.x[k, 0] @ reading.weights["W_x"], before @ reading.weights["W_h"]
    gates, h = states.gates[k, 0].reshape(-1, H), reading.h[step]
    terms = zip(*(v.reshape(-1, H) for v in (from_x, from_h, b)), strict=True)
    sums = [r" +\; ".join(map(vector, parts)) for parts in terms]
    if variant == "rnn":
        return [rf"h_t = \tanh({sums[0]}){about(h)}"]
    if variant == "rnn-relu":
        return [rf"h_t = \max(0,\; {sums[0]}){about(h)}"]
    if variant == "gru":
        r, z, n = gates
        inside = rf"{vector((from_x + b)[2 * H :])} +\; {vector(r)} \odot {vector(states.inner[k, 0])}"
        mixed = rf"{vector(1 - z)} \odot {vector(n)} +\; {vector(z)} \odot {vector(before)}"
        first = [rf"{name} = \sigma({sums[n]}){about(gates[n])}" for n, name in enumerate("rz")]
        return [*first, rf"n = \tanh({inside}){about(n)}", f"h_t = {mixed}{about(h)}"]
    i, f, g, o = gates
    c_before, c = states.c[k, 0] * states.feedback, states.c[step, 0]
    squashes = zip("ifgo", (r"\sigma", r"\sigma", r"\tanh", r"\sigma"), strict=True)
    first = [f"{name} = {squash}({sums[n]}){about(gates[n])}" for n, (name, squash) in enumerate(squashes)]
    kept = rf"{vector(f)} \odot {vector(c_before)} +\; {vector(i)} \odot {vector(g)}"
    return [*first, f"c_t = {kept}{about(c)}", rf"h_t = {vector(o)} \odot \tanh {vector(c)}{about(h)}"]


def about(values: Array) -> str:
    """What comes out, to the digits that are shown."""
    return rf" \approx {vector(values)}"


def backward_caption(scene: Scene, step: int, t: Translate) -> str:
    """∂L/∂h of a state: what its own output says, and what came back from the step after."""
    reading, end = scene.reading, scene.last_gradient
    total, direct = reading.d_hidden[step], reading.direct[step]
    own, came, both = (float(np.linalg.norm(v)) for v in (direct, total - direct, total))
    came *= came > ROUNDING * both
    ratio = bool(step < end and reading.norms[end] > 0)
    size = rf"\|\partial L/\partial h_{{{step}}}\|"
    stop = words(t("full_stop"))
    sizes = [
        *(words(t("caption_direct")), math(number(own)) + words(t("comma"))),
        *(words(t("caption_came")), math(number(came)) + stop),
        *(words(t("caption_together")), math(rf"{hue(theme.PATH, size)} {equals(both)} {number(both)}") + stop * ratio),
    ]
    if ratio:
        sizes += [words(t("caption_ratio", last=end)), math(number(float(both / reading.norms[end])))]
    rules = [math(in_its_colour(rule)) for rule in WAY_BACK["lstm" if reading.d_cell.size else "other"]]
    return caption(words(t(f"told_back_{way_back(scene, step)}", step=step)), rules, sizes)


def way_back(scene: Scene, step: int) -> str:
    """How the gradient of a state compares with that of the state one step later."""
    if step == scene.T:
        return "start"
    here, later = (float(scene.reading.norms[k]) for k in (step, step + 1))
    if here == later:
        return "same" if here else "none"
    return "smaller" if here < later else "larger"


def in_its_colour(rule: str) -> str:
    """A rule of the way back: what it is about has the colour of its curve."""
    name, equal, rest = rule.partition(" = ")
    return hue(theme.PATH, name) + equal + rest if equal else rule


def training_caption(scene: Scene, frame: int, t: Translate) -> str:
    """The caption of a recorded update: its losses, its gradient, and whether that was cut."""
    h, clip = scene.history, scene.params.clip_norm
    k = int(h.updates[frame])
    if h.diverged_at != -1 and k >= h.diverged_at:
        return caption(words(t("told_fit_diverged", update=h.diverged_at), "bad"))
    solved = h.solved_at != -1 and k >= h.solved_at
    lines = [
        [
            words(t("caption_after", update=k)),
            math(number(float(h.test_losses[frame]))) + words(t("comma")),
            words(t("caption_sequence_loss")),
            math(number(scene.reading_at(frame).loss)),
        ]
    ]
    if k < len(h.grad_norms):
        norm = float(h.grad_norms[k])
        if h.clipped[k] and clip is not None:
            lines.append(
                [
                    words(t("caption_clipped")),
                    math(rf"\|g\| \approx {number(norm)} > c = {number(clip)}"),
                    math(rf"\Rightarrow\; g \leftarrow g \cdot c / \|g\| \approx {number(clip / norm)}\, g"),
                ]
            )
        else:
            lines.append([words(t("caption_unclipped")), math(rf"\|g\| \approx {number(norm)}")])
    told = "solved" if solved else "not_yet" if k else "untrained"
    return caption(words(t(f"told_{told}", update=k), "good" if solved else ""), *lines)

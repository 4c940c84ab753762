"""What each frame of a perceptron's film did, in words and with its numbers."""

from charts import theme
from charts.captions import caption, equals, factor, hue, key, math, number, sentence, term, vector, words
from charts.perceptron.scene import Scene
from charts.story import Translate
from core import Array
from core.perceptron.training import dot


def caption_of(scene: Scene, frame: int, t: Translate) -> str:
    """The caption of one frame: what happened to which sample; the test with its numbers, what follows from it."""
    if frame == 0:
        return caption(words(t(_start_key(scene))), [words(t("caption_rule")), *map(math, _rule(scene))])
    lines = [_test(scene, frame, t)]
    if scene.updated(frame):
        lines.append(_update(scene, frame, t))
    if scene.params.variant != "standard":
        lines.append(_answer(scene, frame, t))
    ending = t("sentence_gap") + words(_ending(scene, t)) if scene.is_end(frame) else ""
    return caption(_plain(scene, frame, t) + ending, *lines)


def _plain(scene: Scene, frame: int, t: Translate) -> str:
    """What became of the weights, and why, without a formula."""
    i = int(scene.seen[1][frame])
    x, y = scene.X[i], float(scene.y[i])
    w, b = scene.working(int(scene.before[frame]))
    score = y * (dot(w, x) + b)
    if scene.params.slip == "unlabelled-test":
        told = "fired" if scene.updated(frame) else "silent" if score > 0 else "silent_wrong"
    elif score > 0:
        told = "right"
    elif not x.any():
        told = "origin" if scene.fits_bias else "origin_still"
    else:
        told = _mistake(w, x, score)[y > 0]
    return sentence(t, f"told_{told}", what=_named(scene, y, t))


def _mistake(w: Array, x: Array, score: float) -> tuple[str, str]:
    """What a mistake does to w, for either class: at zero it gets a direction, else it turns unless it lies along x."""
    if not w.any():
        return "none_away", "none_towards"
    if w[0] * x[1] == w[1] * x[0]:
        return "along_away", "along_towards"
    return ("wrong_away", "wrong_towards") if score < 0 else ("on_away", "on_towards")


def _named(scene: Scene, y: float, t: Translate) -> str:
    """The sample as the plane shows it: its colour and shape, and what it is called."""
    colour, look = (theme.POSITIVE, theme.POSITIVE_SYMBOL) if y > 0 else (theme.NEGATIVE, theme.NEGATIVE_SYMBOL)
    _, _, dataset = scene.params.dataset.partition("iris-")
    if not dataset:
        return key(t("told_point", label="+1" if y > 0 else "−1"), colour, look)
    species = dataset.split("-")[y > 0]
    return key(t("told_flower", species=t(f"species_{species}")), colour, look)


def mark_of(scene: Scene, frame: int, t: Translate) -> str:
    """The short text beside the frame counter."""
    if frame == 0:
        return t("mark_start")
    return t("mark_sample", sample=_place(scene, frame), epoch=int(scene.seen[0][frame]))


def _place(scene: Scene, frame: int) -> int:
    """Which sample of its epoch a frame looks at, from 1."""
    return (int(scene.steps[frame]) - 1) % len(scene.y) + 1


def _passed(scene: Scene, frame: int, t: Translate) -> str:
    """How many samples since the frame before have none of their own, and why."""
    n = int(scene.steps[frame] - scene.steps[frame - 1]) - 1
    if n == 0:
        return ""
    n_updates = int(scene.before[frame] - scene.after[frame - 1])
    kind = "silent" if scene.params.slip == "unlabelled-test" else "right"
    told = t("passed_updates", n=n, n_updates=n_updates) if n_updates else t(f"passed_{kind}", n=n)
    return told + t("sentence_gap")


def _start_key(scene: Scene) -> str:
    return "caption_start_random" if scene.history.current_weights[0].any() else "caption_start_zero"


def _rule(scene: Scene) -> list[str]:
    """What becomes of w, and of b; a phone has no room for both in one line."""
    score = r"\mathbf{w}\cdot\mathbf{x}" + ("+b" if scene.fits_bias else "")
    test = rf"{score} < 0" if scene.params.slip == "unlabelled-test" else rf"y\,({score}) \le 0"
    weights = rf"{test} \;\Rightarrow\; \mathbf{{w}} \leftarrow \mathbf{{w}}+\eta\,y\,\mathbf{{x}}"
    return [weights + r"\quad", r"b \leftarrow b+\eta\,y"] if scene.fits_bias else [weights]


def _test(scene: Scene, frame: int, t: Translate) -> list[str]:
    epoch, i = int(scene.seen[0][frame]), int(scene.seen[1][frame])
    n, place = len(scene.y), _place(scene, frame)
    w, b = scene.working(int(scene.before[frame]))
    x, y = scene.X[i], float(scene.y[i])
    score = dot(w, x) + b
    labelled = scene.params.slip != "unlabelled-test"
    fired = y * score <= 0 if labelled else score < 0
    verdict = ("wrong" if fired else "right") if labelled else ("fired" if fired else "silent")
    return [
        words(_passed(scene, frame, t) + t("caption_sample", epoch=epoch, place=place, n=n)),
        math(_score_name(scene, labelled)),
        math(_score_numbers(scene, w, b, x, y, labelled)),
        math(_comparison(y * score if labelled else score, labelled, fired)),
        words(t(f"verdict_{verdict}"), "bad" if fired else "good" if labelled else ""),
    ]


def _score_name(scene: Scene, labelled: bool) -> str:
    score = r"\mathbf{w}\cdot\mathbf{x}" + ("+b" if scene.fits_bias else "")
    return rf"y\,({score})" if labelled else score


def _score_numbers(scene: Scene, w: Array, b: float, x: Array, y: float, labelled: bool) -> str:
    products = " + ".join(rf"{factor(wi)}\cdot {factor(xi)}" for wi, xi in zip(w, x, strict=True))
    inside = products + (term(b) if scene.fits_bias else "")
    shown = [*w, *x, b]
    body = rf"{number(y)}\cdot({inside})" if labelled else inside
    return f"{equals(*shown)} {body}"


def _comparison(value: float, labelled: bool, fired: bool) -> str:
    relation = (r"\le" if fired else ">") if labelled else ("<" if fired else r"\ge")
    return f"{equals(value)} {number(value)} {relation} 0"


def _update(scene: Scene, frame: int, t: Translate) -> list[str]:
    w, b = scene.working(int(scene.before[frame]))
    new_w, new_b = scene.working(int(scene.after[frame]))
    i = int(scene.seen[1][frame])
    x, y, rate = scene.X[i], float(scene.y[i]), scene.params.learning_rate
    step = rf"{number(rate)}\cdot{factor(y)}"
    parts = [
        math(r"\mathbf{w} \leftarrow \mathbf{w}+" + added(r"\eta\,y\,\mathbf{x}")),
        math(rf"{equals(*w, *x, rate)} {vector(w)} + " + added(rf"{step}\cdot{vector(x)}")),
        math(rf"{equals(*new_w)} {vector(new_w)}") + words(t("comma") if scene.fits_bias else ""),
    ]
    if scene.fits_bias:
        parts += [
            math(r"b \leftarrow b+\eta\,y"),
            math(rf"{equals(b, rate)} {number(b)} + {step} {equals(new_b)} {number(new_b)}"),
        ]
    return parts


def added(latex: str) -> str:
    """In the colour of the arrow that an update adds to w."""
    return hue(theme.ADDED, latex)


def _answer(scene: Scene, frame: int, t: Translate) -> list[str]:
    w, b = scene.answer[0][frame], float(scene.answer[1][frame])
    n_right = int((~scene.wrong(frame)).sum())
    bias = rf",\; b {equals(b)} {number(b)}" if scene.fits_bias else ""
    return [
        words(t(f"caption_{scene.params.variant}")),
        math(rf"\mathbf{{w}} {equals(*w)} {vector(w)}{bias}"),
        words(t("caption_right_on", n_right=n_right, n=len(scene.y))),
    ]


def _ending(scene: Scene, t: Translate) -> str:
    history = scene.history
    n_epochs, n_updates = len(history.mistakes_per_epoch), history.n_updates
    n_wrong, n = int(scene.wrong(scene.n_frames - 1).sum()), len(scene.y)
    last = int(history.mistakes_per_epoch[-1])
    silent = scene.params.slip == "unlabelled-test" and last == 0
    key = "converged" if history.converged else "silent" if silent else "out_of_epochs"
    return t(f"ending_{key}", n_epochs=n_epochs, n_updates=n_updates, n_wrong=n_wrong, n=n, last=last)

"""What each frame of a training has come to, in words and with its numbers."""

import numpy as np

from charts import theme
from charts.attention.bars import looks
from charts.attention.reading import Reading
from charts.attention.scene import Scene
from charts.captions import caption, equals, hue, math, number, words
from charts.story import Translate


def training_caption(scene: Scene, frame: int, t: Translate) -> str:
    """How many answers are right, where the chosen position looks, and the loss."""
    lines = [looks_hardest(scene, frame, t), loss_line(scene, frame, t)]
    if scene.params.writes:
        lines.append([words(t("caption_writes_on", text=scene.params.own + scene.written_at(frame)))])
    return caption(plain(scene, frame, t), *lines)


def plain(scene: Scene, frame: int, t: Translate) -> str:
    """One sentence about the whole network."""
    h, update = scene.history, int(scene.history.updates[frame])
    if h.diverged_at != -1 and update >= h.diverged_at:
        return words(t("told_fit_diverged", update=h.diverged_at), "bad")
    share = f"{h.test_accuracies[frame]:.0%}"
    if update == 0:
        return words(t("told_attention_untrained", share=share))
    solved = h.solved_at != -1 and update >= h.solved_at
    return words(t("told_attention_right", update=update, share=share), "good" if solved else "")


def looks_hardest(scene: Scene, frame: int, t: Translate) -> list[str]:
    """The key that the chosen position looks at most, with its weight; and what it answers."""
    reading, query = scene.readings[frame], scene.query
    row = looks(scene, reading, query)
    key = int(np.argmax(row))
    said = scene.answer(int(reading.answers[query]))
    symbol = rf"a_{{{query + 1},{key + 1}}}"
    weight = float(row[key])
    return [
        words(
            t("caption_looks", position=query + 1, symbol=scene.symbols[query], key=key + 1, other=scene.symbols[key])
        ),
        math(rf"{hue(theme.PATH, symbol)} {equals(weight)} {number(weight)}") + words(t("full_stop")),
        words(t("caption_says", symbol=said)),
        *verdict(scene, reading_is_right(scene, reading), t),
    ]


def reading_is_right(scene: Scene, reading: Reading) -> bool:
    """Whether the chosen position's answer is right."""
    return bool(reading.answers[scene.query] == scene.targets[scene.query])


def verdict(scene: Scene, is_right: bool, t: Translate) -> list[str]:
    """Right, or what would be; nothing where no answer counts."""
    if not scene.mask[scene.query]:
        return []
    name, kind = ("caption_right", "good") if is_right else ("caption_wrong", "bad")
    return [words(t(name, symbol=scene.right[scene.query]), kind)]


def loss_line(scene: Scene, frame: int, t: Translate) -> list[str]:
    """The loss of the unseen sequences, and the weight where the answers stand."""
    h = scene.history
    loss, on_source = float(h.test_losses[frame]), float(h.test_attention[frame])
    line = [words(t("caption_unseen_loss")), math(rf"L {equals(loss)} {number(loss)}")]
    if np.isfinite(on_source):
        line[-1] += words(t("full_stop"))
        line += [words(t("caption_on_source")), math(rf"\bar a {equals(on_source)} {number(on_source)}")]
    return line

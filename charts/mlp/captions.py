"""What each frame of a network's training has come to, in words and with its numbers."""

from charts import theme
from charts.captions import caption, equals, hue, math, number, words
from charts.mlp.places import Edge, Places
from charts.mlp.scene import Scene
from charts.story import Translate, in_tens


def caption_of(scene: Scene, frame: int, t: Translate) -> str:
    """The caption of one frame: how many answers are right, the losses, and the weight that was chosen."""
    lines = [_losses(scene, frame, t), _updates(scene, frame, t)]
    if scene.params.shown_weight is not None:
        lines.append(_weight(scene, frame, t))
    plain = _plain(scene, frame, t)
    if frame == len(scene.frames) - 1:
        plain += t("sentence_gap") + words(_ending(scene, t))
    return caption(plain, *lines)


def mark_of(scene: Scene, frame: int, t: Translate) -> str:
    """The short text beside the frame counter."""
    return t("mark_epoch", epoch=int(scene.frames[frame]))


def _plain(scene: Scene, frame: int, t: Translate) -> str:
    h, epoch = scene.history, int(scene.frames[frame])
    if epoch == 0:
        alike = not scene.history.weights.thetas[0].any()
        return words(t("told_weights_zero" if alike else "told_weights_random"))
    if scene.task == "regression":
        return words(t("told_numbers", epoch=epoch, loss=in_tens(f"{h.test_losses[epoch]:.3g}")))
    n = len(h.test)
    return words(t("told_right_of", epoch=epoch, right=round(float(h.test_accuracies[epoch]) * n), n=n))


def _losses(scene: Scene, frame: int, t: Translate) -> list[str]:
    h, epoch = scene.history, int(scene.frames[frame])
    train, test = float(h.train_losses[epoch]), float(h.test_losses[epoch])
    return [
        words(t("caption_loss_train")),
        math(rf"L {equals(train)} {number(train)}") + words(t("full_stop")),
        words(t("caption_loss_test")),
        math(rf"{hue(theme.ALARM, 'L')} {equals(test)} {number(test)}"),
    ]


def _updates(scene: Scene, frame: int, t: Translate) -> list[str]:
    n, size, epoch = len(scene.history.train), scene.params.batch_size, int(scene.frames[frame])
    each = -(-n // size)
    return [words(t("caption_epoch_updates", epochs=epoch, each=each, n=epoch * each, size=size))]


def _weight(scene: Scene, frame: int, t: Translate) -> list[str]:
    assert scene.params.shown_weight is not None
    edge = Edge(*scene.params.shown_weight)
    value = float(scene.history.weights.thetas[scene.frames[frame], Places(scene.params.sizes).index(edge)])
    name = "caption_weight" if edge.source else "caption_bias"
    symbol = "w" if edge.source else "b"
    return [
        words(t(name, layer=edge.layer, source=edge.source, target=edge.target)),
        math(rf"{symbol} {equals(value)} {number(value)}"),
    ]


def _ending(scene: Scene, t: Translate) -> str:
    h = scene.history
    if h.diverged_at != -1:
        return t("ending_diverged", epoch=h.diverged_at)
    if h.stopped_at != -1:
        return t("ending_stopped", epoch=h.stopped_at)
    return t("ending_epochs", n=h.n_epochs)

"""The film of a recurrent network: along a sequence, forwards and then back in time, or along its training."""

from dataclasses import replace

from charts.compare import side_by_side
from charts.film import Film, pace
from charts.panel import Panel
from charts.recurrent.captions import caption_of, training_caption
from charts.recurrent.gradients import gradient_panel, influence_panel
from charts.recurrent.losses import loss_panel
from charts.recurrent.maps import gates_panel, hidden_panel
from charts.recurrent.moments import Moment, moments_of
from charts.recurrent.scene import Scene
from charts.recurrent.sequence import sequence_panel
from charts.recurrent.state import NUMBERED, next_panel, state_panel, trajectory_panel
from charts.story import Translate

COMPARED = ("sequence", "hidden", "gradient", "loss")


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film of one scene, or of three cells on one time line; `run` names it, the same in every language."""
    if not scene.others:
        return film_of_one(scene, run, t)
    films = {t(f"cell_{cell}"): film_of_one(other, run, t) for cell, other in scene.others.items()}
    chosen = {name: replace(each, panels=compared(each, t)) for name, each in films.items()}
    joint, first = side_by_side(chosen), next(iter(films.values()))
    marks = first.marks if first.n_frames == joint.n_frames else joint.marks
    return replace(
        joint, run=run, marks=marks, poster=first.poster if first.n_frames == joint.n_frames else joint.poster
    )


def compared(film: Film, t: Translate) -> list[Panel]:
    """The panels that tell three cells apart, with titles short enough for a third of the width."""
    by_name = {panel.name: panel for panel in film.panels}
    return [replace(by_name[name], title=t(f"compared_{name}")) for name in COMPARED if name in by_name]


def film_of_one(scene: Scene, run: str, t: Translate) -> Film:
    """The film of one network."""
    if scene.params.axis == "training":
        return training_film(scene, run, t)
    moments = moments_of(scene)
    return Film(
        panels=panels(scene, moments, t),
        captions=[caption_of(scene, moment, t) for moment in moments],
        time_axis=t("time_step"),
        marks=[t("mark_back" if m.backward else "mark_forward", step=m.step) for m in moments],
        run=run,
        poster=telling(scene, moments),
        frames_per_second=pace(len(moments)),
    )


def training_film(scene: Scene, run: str, t: Translate) -> Film:
    """The same sequence, read after every recorded update."""
    updates = scene.history.updates[scene.kept]
    return Film(
        panels=panels(scene, [], t),
        captions=[training_caption(scene, frame, t) for frame in scene.kept],
        time_axis=t("time_update"),
        marks=[t("mark_update", update=int(update)) for update in updates],
        run=run,
        times=updates.tolist(),
        poster=len(updates) - 1,
        frames_per_second=pace(len(updates)),
    )


def telling(scene: Scene, moments: list[Moment]) -> int:
    """The last step forwards whose answer counts: the sequence is read, and its answers stand beside what was wanted.

    Of what a network writes nothing counts: then two thirds of the way.
    """
    counted = [k for k, m in enumerate(moments) if m.step and not m.backward and scene.mask[m.step - 1]]
    return counted[-1] if counted and not scene.written else len(moments) * 2 // 3


def panels(scene: Scene, moments: list[Moment], t: Translate) -> list[Panel]:
    """The wide ones over time on the left, what has no time axis on the right."""
    along_sequence = scene.params.axis == "sequence"
    left = [sequence_panel(scene, moments, t), hidden_panel(scene, moments, t)]
    if not scene.written:
        left.append(gradient_panel(scene, moments, t))
    if scene.reading.strips:
        left.append(gates_panel(scene, moments, t))
    right = [loss_panel(scene, moments, t), trajectory_panel(scene, moments, t)]
    if along_sequence and scene.params.task == "characters":
        right.insert(1, next_panel(scene, moments, t))
    if along_sequence and scene.params.hidden_size <= NUMBERED:
        right.insert(1, state_panel(scene, moments, t))
    right.append(influence_panel(scene, moments, t))
    found: list[Panel] = []
    for n, wide in enumerate(left):
        narrow = right[n : n + 1]
        found += [wide if narrow else replace(wide, columns=12), *narrow]
    rest = right[len(left) :]
    return found + [replace(panel, columns=12 // len(rest)) for panel in rest]

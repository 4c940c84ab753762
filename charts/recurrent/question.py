"""The question before the film of a recurrent network."""

from charts.recurrent.scene import Scene
from charts.story import Question, Translate


def question(scene: Scene, t: Translate) -> Question | None:
    """Will it have learnt its task, and when? Not asked of a mistake, nor of one cell where three are compared."""
    if scene.params.compare or scene.params.slip != "none":
        return None
    h, n = scene.history, scene.params.n_updates
    middle = n // 2
    options = {
        "soon": t("question_solved_by", update=middle),
        "late": t("question_solved_later", update=middle),
        "never": t("question_solved_never", n=n),
        "diverged": t("question_mlp_diverged"),
    }
    loss = f"{h.test_losses[-1]:.3g}"
    if h.diverged_at != -1:
        right, why = "diverged", t("question_attention_away", update=h.diverged_at)
    elif h.solved_at == -1:
        right, why = "never", t("question_solved_not", n=n, loss=loss)
    else:
        right = "soon" if h.solved_at <= middle else "late"
        why = t("question_solved_why", update=h.solved_at, loss=loss)
    return Question(t("question_solved"), options, (right,), why)

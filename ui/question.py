"""A guess before the film. Until it is made, or refused, nothing on the page gives the answer away."""

from dataclasses import dataclass

import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from charts import swatch
from charts.story import Question
from locales import Catalogue
from ui.memory import Memory

REFUSED = "refused"  # to guess


@dataclass(frozen=True)
class Guess:
    """What became of a question; `verdict` is for the end of the film."""

    is_open: bool = False
    verdict: str | None = None


NO_QUESTION = Guess()


def ask(question: Question | None, run: str, memory: Memory, t: Catalogue) -> Guess:
    """The learner picks, the film plays, and at its end it tells. A guess is about one run: another run asks anew.

    Who would rather watch is not asked about the next run either, but may guess again at any time.
    """
    if question is None:
        return NO_QUESTION
    options = question.options | {REFUSED: t("question_refused")}
    key = f"guess {run}"
    # Written on every run of the page: Streamlit forgets what a visitor chose while another run was on screen.
    usual = REFUSED if memory.only_watches else None
    st.session_state[key] = st.session_state.get(key, memory.guesses.get(run, usual))

    def name(code: str) -> str:
        return swatch.named(options[code], question.swatches.get(code))

    with _folded(question, st.session_state[key], run, t), st.container(key="question"):
        guess = st.pills(question.text, list(options), format_func=name, key=key)
    memory.guesses[run], memory.only_watches = guess, guess == REFUSED
    if guess is None:
        return Guess(is_open=True)
    if guess == REFUSED:
        return NO_QUESTION
    right = guess in question.answers
    return Guess(verdict=f"{t('guess_right') if right else t('guess_wrong', guess=options[guess])} {question.why}")


def _folded(question: Question, guess: str | None, run: str, t: Catalogue) -> PopoverContainer:
    """One line that opens; with a guess it is another one, and so it closes."""
    if guess is None:
        label = t("question_guess", question=question.text)
    else:
        label = question.text if guess == REFUSED else t("question_guessed", guess=question.options[guess])
    return st.popover(label, key=f"asked {run} {guess}")

"""Sentences for what went wrong, in the visitor's language: in a link, or in what the core refused."""

from core.validation import InvalidParameterError, shown
from locales import Catalogue, as_code
from runs.codec import Problem


def problem_sentence(problem: Problem, t: Catalogue) -> str:
    """What was wrong with a link, in the visitor's language."""
    name = as_code(problem.name) if problem.code == "unknown" or problem.name not in t else t(problem.name)
    why = error_sentence(problem.error, t) if problem.error else ""
    return t(f"problem_{problem.code}", name=name, value=as_code(problem.value), why=why)


def error_sentence(error: InvalidParameterError, t: Catalogue) -> str:
    """The core's refusal in the visitor's language: parameter, rule, value."""
    name = t(error.parameter) if error.parameter in t else error.parameter
    listed = t("list_gap").join
    limits = {
        key: listed(map(str, limit)) if isinstance(limit, tuple) else limit for key, limit in error.limits.items()
    }
    if str(limits.get("other")) in t:
        limits["other"] = t(str(limits["other"]))
    return t(
        f"rule_{error.code}",
        parameter=name,
        value=as_code(error.value if isinstance(error.value, str) else shown(error.value)),
        **limits,
    )

"""Recipes that read files of weights: the same programs in every language, their comments in its own words.

They are run with PyTorch and Keras by `make parity` and `make frameworks`.
"""

import io
import re
import tokenize

import pytest

from locales import catalogue
from runs.wishes import VIEWS
from tests.test_locales import CHINESE
from tools.covering_runs import RUNS
from tools.write_recipes import ANSWERS

ENGLISH = re.compile("[A-Za-z]{4,}")
TITLES = {"PyTorch", "Keras"}


def parted(recipe: str) -> tuple[list[str], list[str]]:
    """The code, and the comments."""
    tokens = list(tokenize.generate_tokens(io.StringIO(recipe).readline))
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return [token.string for token in tokens if token.type != tokenize.COMMENT], comments


@pytest.mark.parametrize("view", ANSWERS)
def test_a_recipe_is_the_same_program_in_every_language_and_says_why_in_its_own(view: str) -> None:
    made = set()
    for fields in RUNS[view]:
        params = VIEWS[view].params(**fields)
        english, chinese = (VIEWS[view].recipes(params, "file.npz", catalogue(lang)) for lang in ("en", "zh"))
        assert english.keys() == chinese.keys()
        for framework in english:
            compile(english[framework], "recipe", "exec")
            (code, said), (same, in_chinese) = parted(english[framework]), parted(chinese[framework])
            assert code == same
            assert len(said) == len(in_chinese) >= 1
            for comment in in_chinese:
                assert CHINESE.search(comment)
                assert set(ENGLISH.findall(comment)) <= TITLES
            made.add(framework)
    assert made == {"pytorch", "keras"}


@pytest.mark.parametrize(
    ("view", "fields", "offered"),
    [
        ("mlp", {"activation": "step"}, ["keras"]),  # no layer of PyTorch jumps
        ("recurrent", {"slip": "no-feedback"}, []),
        ("attention", {"slip": "no-root"}, []),
        ("perceptron", {}, []),
    ],
)
def test_what_a_framework_cannot_read_is_not_offered(view: str, fields: dict[str, str], offered: list[str]) -> None:
    params = VIEWS[view].params(**fields)
    assert list(VIEWS[view].recipes(params, "file.npz", catalogue("en"))) == offered

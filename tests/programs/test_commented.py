"""Programs whose comments are in the visitor's language: every one of them is, and nothing else has changed."""

import ast
from pathlib import Path

import pytest

from core.perceptron.params import PerceptronParams
from core.progress import silent
from locales import DEFAULT_LANGUAGE, LANGUAGES, comments
from programs.commented import commented, said
from programs.export import CONCEPTS, HERE, parts
from programs.listing import listing
from runs.scenes import Scenes
from runs.wishes import FileWish, ProgramsWish

FILES = sorted(HERE.glob("*/**/*.py"))
OTHERS = [lang for lang in LANGUAGES if lang != DEFAULT_LANGUAGE]
TURN = "turn the line towards the sample"
every_file = pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(HERE)))


def without_docstrings(program: str) -> str:
    """The code alone, as Python understands it."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.dump(tree)


@pytest.mark.parametrize("lang", OTHERS)
def test_every_comment_of_every_program_has_its_words_and_there_are_no_others(lang: str) -> None:
    assert comments(lang).keys() == {text for file in FILES for text in said(file.read_text("utf-8"))}


@every_file
@pytest.mark.parametrize("lang", OTHERS)
def test_with_other_comments_it_is_the_same_program(file: Path, lang: str) -> None:
    program = file.read_text("utf-8")
    other = commented(program, comments(lang))
    assert other != program
    assert without_docstrings(other) == without_docstrings(program)
    assert [part.concept for part in parts(other)] == [part.concept for part in parts(program)]
    assert said(other) == [comments(lang)[text] for text in said(program)]


@pytest.mark.parametrize("lang", OTHERS)
def test_it_is_read_alike(lang: str) -> None:
    program = (HERE / "mlp" / "with_numpy.py").read_text("utf-8")
    own, other = listing(program), listing(commented(program, comments(lang)))
    assert [(span.concepts, span.start) for span in other.spans] == [(span.concepts, span.start) for span in own.spans]
    assert other.at_work == own.at_work
    assert own.at_work.keys() == set(CONCEPTS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_program_that_is_taken_away_or_read_speaks_the_visitors_language(lang: str) -> None:
    taken = FileWish("perceptron", PerceptronParams(), lang, "numpy.py").fulfil(Scenes(1), silent).decode()
    (read,) = ProgramsWish("perceptron", PerceptronParams(), lang, ("numpy",)).fulfil(Scenes(1), silent)
    assert taken == read
    assert f"# update: {comments(lang).get(TURN, TURN)}\n" in taken


def test_in_the_language_that_it_is_written_in_it_stays_as_it_is() -> None:
    program = FILES[0].read_text("utf-8")
    assert commented(program, comments(DEFAULT_LANGUAGE)) == program


def test_what_a_visitor_typed_is_no_comment() -> None:
    text = 'text = "# XOR\\n\\u2028# Adam"\nx = """\n# softmax\n"""\ny = (\n    "XOR"\n)\n'
    assert commented(text, {"XOR": "1", "Adam": "2", "softmax": "3"}) == text

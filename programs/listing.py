"""A program as it is read: its lines, the concepts that they belong to, and which line is at work on each of them."""

import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass

from programs.export import CONCEPTS, parts

LONGEST = 110  # columns of a line that is shown; what goes on beyond are data
MADE = (
    "loop",
    "gradient",
    "update",
    "loss",
    "model",
)  # where what a concept defines is put to work, first choice first
FUNCTION = re.compile(r"^ *(?:def|class) (\w+)", re.MULTILINE)
OBJECT = re.compile(
    r"^(model|recurrent|line|slide|criterion|method)(?=[ .])", re.MULTILINE
)  # what frameworks do their work by
NO_WORK = re.compile(r" *(def|class|print)\b|.*\.learning_rate = ")  # names what it will use, tells of it, or sets it
LOOP = re.compile(r" *(for|while) ")
ACTS = {
    "gradient": re.compile(r".*\.(backward|gradient)\("),
    "update": re.compile(r".*\b(update|step|apply|assign_sub)\("),
}
WHOLE = re.compile(r".*\.(fit|train_on_batch)\(")  # makes forward pass, loss, gradient and update at once


@dataclass(frozen=True)
class Span:
    """Lines of a program, counted from 0, and the concepts that they belong to: often one, sometimes several."""

    concepts: tuple[str, ...]
    start: int
    code: tuple[str, ...]

    @property
    def numbers(self) -> list[int]:
        """Which of its lines are code."""
        return [k for k, line in enumerate(self.code) if line.strip() and not line.lstrip().startswith("#")]

    @property
    def is_inside(self) -> bool:
        """Whether it stands in a loop or in a function."""
        return self.code[0].startswith(" ")


@dataclass(frozen=True)
class Listing:
    """A program to be read.

    Attributes
    ----------
    lines : sequence of (code, comment)
        Data that go on and on are cut.
    spans : sequence of Span
        What stands before the first concept belongs to none.
    at_work : mapping of concepts to numbers of lines
        The line that is run when the concept's turn comes.
    """

    lines: Sequence[tuple[str, str]]
    spans: Sequence[Span]
    at_work: dict[str, int]


def listing(program: str) -> Listing:
    """The program to be read, as `programs.export.program` writes it."""
    spans = _spans(program)
    concepts = [concept for concept in CONCEPTS if any(concept in span.concepts for span in spans)]
    return Listing(_lines(program), spans, {concept: _at_work(concept, spans) for concept in concepts})


def _spans(program: str) -> list[Span]:
    """The parts of the program; one without code is the heading of the next one."""
    found: list[Span] = []
    concepts: tuple[str, ...] = ()
    start, lines = 0, list[str]()
    for part in parts(program):
        concepts += (part.concept,) if part.concept else ()
        lines += part.text.splitlines()
        span = Span(concepts, start, tuple(lines))
        if span.numbers or not concepts:
            found.append(span)
            concepts, start, lines = (), start + len(lines), []
    return [span for span in found if span.code]


def _lines(program: str) -> list[tuple[str, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(program).readline)
    comments = {token.start[0] - 1: token.start[1] for token in tokens if token.type == tokenize.COMMENT}
    found = []
    for k, line in enumerate(program.splitlines()):
        at = comments.get(k, len(line))
        comment = line[at:].removesuffix("# fmt: skip").rstrip()  # which is for a formatter
        found.append((line[:at], comment) if at <= LONGEST else (f"{line[:LONGEST]}…", ""))
    return found


def _at_work(concept: str, spans: Sequence[Span]) -> int:
    """What stands inside of a loop or a function is run itself; what is defined outside, where it is used."""
    own = [span for span in spans if concept in span.concepts]
    last = own[-1]
    if concept == "loop":
        return _first(own, LOOP)
    if concept == "result":
        return _first([last], re.compile(".*final_loss"))
    if last.is_inside:
        lines = [k for k in last.numbers if concept in ACTS and ACTS[concept].match(last.code[k])]
        return last.start + (lines or [k for k in last.numbers if "(" in last.code[k]][::-1] or last.numbers)[0]
    if concept not in MADE:
        return last.start + last.numbers[0]
    text = "\n".join(last.code)
    functions = set(FUNCTION.findall(text))
    for names in ({"update", "forward"} & functions, functions, set(OBJECT.findall(text))):
        for line in _uses(names, concept, spans):
            return line
    wholes = [s.start + k for s in spans for k in s.numbers if s.is_inside and WHOLE.match(s.code[k])]
    return (wholes or [last.start + last.numbers[0]])[0]


def _first(spans: Sequence[Span], pattern: re.Pattern[str]) -> int:
    """The first line of code that looks so; the first one of all where none does."""
    lines = [(span.start + k, span.code[k]) for span in spans for k in span.numbers]
    return next((number for number, line in lines if pattern.match(line)), lines[0][0])


def _uses(names: set[str], concept: str, spans: Sequence[Span]) -> list[int]:
    """The lines that name one of these, outside of what is about the concept itself."""
    others = [span for where in MADE for span in spans if where in span.concepts and concept not in span.concepts]
    others = [span for span in others if span.is_inside or "update" not in span.concepts]  # it only makes its optimizer
    lines = [(span.start + k, span.code[k].partition("#")[0]) for span in others for k in span.numbers]
    return [number for number, line in lines if names & set(re.findall(r"\w+", line)) and not NO_WORK.match(line)]

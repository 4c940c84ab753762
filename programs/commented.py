"""A program with its comments in another language. The programs themselves are written in English."""

import io
import re
import tokenize
from collections.abc import Iterator, Mapping

from programs.export import CONCEPTS

SAID = re.compile(rf"(# (?:(?:{'|'.join(CONCEPTS)}):(?: |$))?)(.*?)(?:  # fmt: skip)?$")
QUOTES = '"""'
BEFORE = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT)


def commented(program: str, words: Mapping[str, str]) -> str:
    """The program with these words in its comments and docstrings, of a line each; what they lack stays as it is.

    The name of a concept that begins a comment stays, too: readers of programs cut them there.

    >>> commented("# data: the samples\\nX = 1  # how many", {"the samples": "样本", "how many": "个数"})
    '# data: 样本\\nX = 1  # 个数'
    """
    if not words:
        return program
    lines = program.split("\n")
    for row, column, text in reversed(list(_texts(program))):
        line = lines[row]
        lines[row] = line[:column] + words.get(text, text) + line[column + len(text) :]
    return "\n".join(lines)


def said(program: str) -> list[str]:
    """The texts of all comments and docstrings of a program."""
    return [text for *_, text in _texts(program) if text not in ("", "fmt: skip")]


def _texts(program: str) -> Iterator[tuple[int, int, str]]:
    """Row and column, counted from 0, and text of every comment and docstring, from the first to the last."""
    tokens = list(tokenize.generate_tokens(io.StringIO(program).readline))
    for k, token in enumerate(tokens):
        row, column = token.start
        if token.type == tokenize.COMMENT and (found := SAID.match(token.string)):
            yield row - 1, column + len(found[1]), found[2]
        elif (
            token.type == tokenize.STRING
            and tokens[k + 1].type == tokenize.NEWLINE
            and _begins(tokens[max(0, k - 1) : k])
        ):
            yield row - 1, column + len(QUOTES), token.string[len(QUOTES) : -len(QUOTES)]


def _begins(before: list[tokenize.TokenInfo]) -> bool:
    """Whether a statement begins after these."""
    return not before or before[-1].type in BEFORE

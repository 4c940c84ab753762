"""Reading a film as the browser does: its JSON decoded, and what one frame shows, trace by trace."""

import base64
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from charts.film import Film
from core import Array


def unpacked(value: Any) -> Any:
    """JSON with its typed arrays decoded; other lists stay lists."""
    match value:
        case {"bdata": data, "dtype": dtype, **rest}:
            array = np.frombuffer(base64.b64decode(data), "<" + dtype)
            return array.reshape([int(n) for n in rest["shape"].split(", ")]) if "shape" in rest else array
        case dict():
            return {key: unpacked(item) for key, item in value.items()}
        case list():
            return [unpacked(item) for item in value]
        case _:
            return value


def decoded(film: Film) -> dict[str, Any]:
    """The film as the browser sees it, its panels by name."""
    body: dict[str, Any] = unpacked(json.loads(film.json))
    return body | {"panels": {panel["name"]: panel for panel in body["panels"]}}


def places(trace: Mapping[str, Any]) -> Array:
    """The points of a trace, shape (n, 2); what is null is left out."""
    points = np.array([trace["x"], trace["y"]], dtype=float).T.reshape(-1, 2)
    return points[np.isfinite(points).all(axis=1)]


def places_so_far(trace: Mapping[str, Any]) -> Array:
    """The same of a curve as far as it has grown."""
    return places({axis: trace[axis][: trace.get("upto")] for axis in ("x", "y")})


def shown(panel: Mapping[str, Any], k: int) -> list[dict[str, Any]]:
    """Every trace of a panel at frame k."""
    traces = [dict(trace) for trace in panel["data"]]
    for index, change in zip(panel["traces"], panel["frames"][k], strict=True):
        traces[index] |= change
    return traces


def points_of(panel: Mapping[str, Any], k: int, look: str) -> Array:
    """The points at frame k of the traces with this name or this fill colour, shape (n, 2)."""
    found = [places(trace) for trace in shown(panel, k) if look in (trace.get("name"), trace.get("fillcolor"))]
    return np.concatenate(found)


@dataclass(frozen=True)
class Line:
    """One line of a caption: its words, its formulas as plain text, and whether its verdict is good or bad."""

    words: str
    formulas: list[str]
    kind: str | None

    def numbers(self, formula: int) -> list[float]:
        """The numbers of one formula, in order."""
        text = self.formulas[formula].replace("·10^", "e")
        return [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)]


def lines_of(caption: str) -> list[Line]:
    """The algebra of a caption, line by line; raises ParseError when its HTML is not well formed."""
    lines = []
    for line in ElementTree.fromstring(f"<div>{caption}</div>").findall("div"):
        formulas = [_formula(math) for math in line.iter("math")]
        kinds = _kinds(line)
        for math in list(line.iter("math")):
            tail = math.tail
            math.clear()
            math.tail = tail
        lines.append(Line(" ".join("".join(line.itertext()).split()), formulas, kinds[0] if kinds else None))
    return lines


def plain_of(caption: str) -> Line:
    """The sentence in plain words that a caption begins with."""
    sentence, *_ = ElementTree.fromstring(f"<div>{caption}</div>")
    assert sentence.tag == "p"
    kinds = _kinds(sentence)
    return Line(
        "".join(sentence.itertext()), [_formula(math) for math in sentence.iter("math")], kinds[0] if kinds else None
    )


def _kinds(part: ElementTree.Element) -> list[str]:
    kinds = (span.get("class", "").removeprefix("sil-") for span in part.iter("span"))
    return [kind for kind in kinds if kind in ("good", "bad")]


def _formula(math: ElementTree.Element) -> str:
    for power in math.iter("msup"):
        power[1].text = "^" + "".join(power[1].itertext())
        power[1][:] = []
    return "".join(math.itertext()).replace("\u2212", "-")

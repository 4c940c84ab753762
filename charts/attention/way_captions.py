"""The captions of one position's way through a layer: every number that is made on the way."""

from math import sqrt

import numpy as np

from charts import theme
from charts.attention.bars import looks, products
from charts.attention.captions import reading_is_right, verdict
from charts.attention.moments import Moment
from charts.attention.scene import Scene
from charts.captions import caption, equals, factor, hue, math, number, words
from charts.story import Translate
from core import Array

WRITTEN = 3  # numbers of a vector, at most


def way_caption(scene: Scene, moment: Moment, t: Translate) -> str:
    """The caption of one moment."""
    return MADE[moment.kind](scene, moment, t)


def way_mark(scene: Scene, moment: Moment, t: Translate) -> str:
    """The short text beside the frame counter."""
    return t(f"mark_way_{moment.kind}", key=moment.tried)


def beginning(values: Array) -> str:
    """A vector in one line; of a long one its beginning."""
    shown = [number(value) for value in values[:WRITTEN].tolist()]
    return "(" + r",\;".join([*shown, *([r"\dots"] if len(values) > WRITTEN else [])]) + ")"


def read_caption(scene: Scene, moment: Moment, t: Translate) -> str:
    """The vector that the layer finds at the position."""
    layer = scene.params.shown_layer
    x = scene.reading.x[layer, scene.query]
    names = {"position": scene.query + 1, "symbol": scene.symbols[scene.query]}
    if layer:
        return caption(words(t("told_way_later", layer=layer, **names)), [math(rf"x \approx {beginning(x)}")])
    weights, kind = scene.history.network_at(scene.shown_frame), scene.params.added_positions
    lines = [[words(t(f"caption_vector_{kind}")), math(rf"x \approx {beginning(x)}")]]
    if kind == "learned":
        E, P = weights["E"][scene.tokens[scene.query]], weights["P"][scene.query]
        lines.append([math(rf"{beginning(E)} + {beginning(P)} \approx {beginning(x)}")])
    return caption(words(t("told_way_read", **names)), *lines)


def query_caption(scene: Scene, moment: Moment, t: Translate) -> str:
    """Three vectors are made of it."""
    layer, head = scene.params.shown_layer, scene.params.shown_head
    parts = (("q", scene.reading.queries), ("k", scene.reading.keys), ("v", scene.reading.values))
    at = (layer, head, scene.query)
    made = [math(rf"{name} = x W_{name} \approx {beginning(values[at])}") for name, values in parts]
    return caption(words(t("told_way_query")), made)


def fit_caption(scene: Scene, moment: Moment, t: Translate) -> str:
    """One dot product, with its first products."""
    layer, head, key = scene.params.shown_layer, scene.params.shown_head, moment.tried - 1
    q, k = scene.reading.queries[layer, head, scene.query], scene.reading.keys[layer, head, key]
    dot, score = float(q @ k), float(products(scene, scene.reading, scene.query)[key])
    shown = [f"{factor(a)} \\cdot {factor(b)}" for a, b in zip(q[:2].tolist(), k[:2].tolist(), strict=True)]
    more = [r"\dots"] if len(q) > len(shown) else []
    terms = " + ".join([*shown, *more])
    told = t("told_way_fit", position=scene.query + 1, key=key + 1, symbol=scene.symbols[key])
    line = [math(rf"q \cdot k_{{{key + 1}}} = {terms} \approx {number(dot)}") + words(t("comma"))]
    if scene.params.scale is None:
        symbol = rf"q \cdot k_{{{key + 1}}} / \sqrt{{{len(q)}}}"
        line.append(
            math(rf"{hue(theme.PATH, symbol)} \approx {number(dot)} / {number(sqrt(len(q)))} \approx {number(score)}")
        )
    else:
        line.append(words(t("caption_not_divided")))
    return caption(words(told), line)


def softmax_caption(scene: Scene, moment: Moment, t: Translate) -> str:
    """The largest weight, as softmax makes it."""
    row, scores = looks(scene, scene.reading, scene.query), products(scene, scene.reading, scene.query)
    key = int(np.argmax(row))
    total = float(np.nansum(np.exp(scores - np.nanmax(scores))))
    told = t("told_way_softmax", key=key + 1, symbol=scene.symbols[key], share=f"{row[key]:.0%}")
    score = number(float(scores[key]))
    symbol = rf"a_{{{key + 1}}}"
    formula = rf"{hue(theme.PATH, symbol)} = e^{{{score}}} / \sum_j e^{{q \cdot k_j}} = 1 / {number(total)}"
    if scene.params.scale is None:
        formula = formula.replace(r"q \cdot k_j", r"q \cdot k_j / \sqrt d")
    return caption(words(told), [math(rf"{formula} {equals(float(row[key]))} {number(float(row[key]))}")])


def gather_caption(scene: Scene, moment: Moment, t: Translate) -> str:
    """The mean of the values, with its largest parts."""
    layer, head = scene.params.shown_layer, scene.params.shown_head
    row, V = looks(scene, scene.reading, scene.query), scene.reading.values[layer, head]
    largest = np.argsort(-row, kind="stable")[:2].tolist()
    terms = " + ".join(rf"{number(float(row[k]))}\, v_{{{k + 1}}}" for k in largest)
    more = r" + \dots" if len(row) > len(largest) else ""
    return caption(words(t("told_way_gather")), [math(rf"\sum_j a_j v_j = {terms}{more} \approx {beginning(row @ V)}")])


def answer_caption(scene: Scene, moment: Moment, t: Translate) -> str:
    """What the position answers, and how sure it is."""
    reading, query = scene.reading, scene.query
    said = int(reading.answers[query])
    share = float(reading.probabilities[query, said])
    rest = t("caption_way_rest") if scene.params.feed_forward or scene.params.n_layers > 1 else t("caption_way_added")
    told = words(t("told_way_answer", position=query + 1, symbol=scene.answer(said)))
    line = [words(rest), math(rf"p = \mathrm{{softmax}}(x W_y + b_y) {equals(share)} {number(share)}")]
    return caption(told, [*verdict(scene, reading_is_right(scene, reading), t), *line])


MADE = {
    "read": read_caption,
    "query": query_caption,
    "fit": fit_caption,
    "softmax": softmax_caption,
    "gather": gather_caption,
    "answer": answer_caption,
}

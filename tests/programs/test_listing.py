"""Which line of a program is at work on which concept."""

from typing import Any

import pytest

from programs.export import program
from programs.listing import LONGEST, Listing, listing
from programs.registry import PROGRAMS
from tests.programs.test_programs import told


def read(view: str, framework: str, number: int = 0) -> Listing:
    return listing(program(view, framework, told(view, number), "A title"))


AT_WORK: list[tuple[str, str, dict[str, str]]] = [
    (
        "mlp",
        "numpy",
        {
            "model": "sums, inputs = forward(theta, X)",
            "loss": "delta = d_losses(sums[-1], t) / len(X)",
            "gradient": "g = gradient_of(theta, X[batch], targets[batch])",
            "update": "theta, v, s = update(theta, g, v, s, t)",
            "loop": "for epoch, order in enumerate(orders, start=1):",
        },
    ),
    (
        "mlp",
        "pytorch",
        {"model": "z = model(X[batch])", "gradient": "batch_loss.backward()", "update": "method.step()"},
    ),
    ("mlp", "keras", dict.fromkeys(("model", "loss", "gradient", "update"), "model.fit(X[order]")),
    (
        "mlp",
        "tensorflow",
        {"gradient": "slopes = tape.gradient(batch_loss, parts)", "update": "update(part, slope, v, s, number)"},
    ),
    ("gradient-descent-data", "keras", {"update": "line.train_on_batch("}),
    ("cnn", "numpy", {"model": "scores, features, passed = forward("}),
    ("recurrent", "pytorch", {"gradient": "loss_of(*sequences(batch_size, training)).backward()"}),
    ("gradient-descent", "numpy", {"loss": "def height(", "gradient": "g = np.array(gradient_of("}),
    ("perceptron", "sklearn", {"model": "model.fit(", "gradient": "model.fit("}),
    ("convolution", "scipy", {"model": "output = signal.correlate("}),
]


@pytest.mark.parametrize(
    ("view", "framework", "lines"), AT_WORK, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_line_that_is_run_when_the_turn_of_a_concept_comes(
    view: str, framework: str, lines: dict[str, str]
) -> None:
    found = read(view, framework)
    at_work = {concept: found.lines[found.at_work[concept]][0].strip() for concept in lines}
    assert {concept: at_work[concept][: len(line)] for concept, line in lines.items()} == lines


@pytest.mark.parametrize(("view", "framework"), [(view, code) for view, codes in PROGRAMS.items() for code in codes])
def test_nothing_of_a_program_is_lost_but_tails_of_long_data_and_words_to_formatters(view: str, framework: str) -> None:
    cannot: Any = PROGRAMS[view][framework](told(view, 0))
    if cannot is not None:
        assert framework == "sklearn"
        return
    text = program(view, framework, told(view, 0), "A title")
    found = listing(text)
    whole = text.splitlines()
    assert [line for span in found.spans for line in span.code] == whole
    assert next(span.start for span in found.spans) == 0
    for line, (code, comment) in zip(whole, found.lines, strict=True):
        if len(code) <= LONGEST:
            assert (code + comment).rstrip() == line.removesuffix("# fmt: skip").rstrip()
        else:
            assert line.startswith(code.removesuffix("…"))
            assert comment == ""

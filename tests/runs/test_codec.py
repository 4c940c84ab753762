"""Links: whatever a run is, its link opens it again; whatever a link says, somebody gets an answer."""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args, get_type_hints
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.convolution.pictures import PICTURES, pack
from core.convolution.slide import ConvolutionParams
from core.datasets import DATASETS, MAX_COORDINATE, MAX_SAMPLES, MAX_SEPARATION
from core.mlp.view import MLPView
from core.perceptron.params import PerceptronParams
from core.validation import MAX_SEED, InvalidParameterError
from runs.codec import MAX_LINKED_ITEMS, MAX_PROBLEMS, RESERVED, SHOWN_LENGTH, Problem, decode, encode, left_out, linked

coordinates = st.floats(-MAX_COORDINATE, MAX_COORDINATE).map(lambda value: round(value, 2) + 0.0)
points = st.lists(st.tuples(coordinates, coordinates, st.sampled_from((-1, 1))), min_size=2, max_size=30)

# What the type of a field does not say.
RANGES: dict[str, st.SearchStrategy[Any]] = {
    "dataset": st.sampled_from(list(DATASETS)),
    "n_samples": st.integers(4, MAX_SAMPLES),
    "separation": st.floats(0, MAX_SEPARATION),
    "points": points.filter(lambda made: len({label for *_, label in made}) == 2).map(tuple),
    "learning_rate": st.floats(0, 1_000_000, exclude_min=True),
    "n_epochs": st.integers(1, 1000),
    "init_scale": st.floats(0, 1000),
    "seed": st.integers(0, MAX_SEED),
}


def any_value(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if name in RANGES:
        return RANGES[name]
    return st.booleans() if hint is bool else st.sampled_from(get_args(hint))


some_fields = st.fixed_dictionaries(
    {}, optional={name: any_value(name, hint) for name, hint in get_type_hints(PerceptronParams).items()}
)


@st.composite
def any_params(draw: st.DrawFn) -> PerceptronParams:
    values = draw(some_fields)
    default = PerceptronParams()
    features = [values.get(name, getattr(default, name)) for name in ("x1_feature", "x2_feature")]
    assume(features[0] != features[1])
    return PerceptronParams(**values)


@given(any_params())
def test_every_run_comes_back_from_its_link(params: PerceptronParams) -> None:
    link = urlencode(encode(params))
    assert link.isascii()
    assert decode(PerceptronParams, dict(parse_qsl(link, strict_parsing=bool(link)))) == (params, [])


@given(any_params())
def test_a_link_names_what_differs_from_the_defaults_and_nothing_else(params: PerceptronParams) -> None:
    default = PerceptronParams()
    differing = {f.name for f in fields(params) if getattr(params, f.name) != getattr(default, f.name)}
    assert encode(params).keys() == differing
    assert not differing & RESERVED


def test_values_are_written_without_regard_to_language() -> None:
    params = PerceptronParams(
        dataset="own", points=((1.0, -2.5, 1), (0.0, 3.0, -1)), learning_rate=1e-7, shuffle=False, variant="averaged"
    )
    assert encode(params) == {
        "dataset": "own",
        "points": "1,-2.5,1;0,3,-1",
        "learning_rate": "1e-07",
        "shuffle": "false",
        "variant": "averaged",
    }


# ---- long lists


def many_points(n: int) -> tuple[tuple[float, float, int], ...]:
    """Points as long to write as points can be."""
    return tuple((-999_999.99 + k, -100_000.01 - k, -1 if k % 2 else 1) for k in range(n))


def test_two_hundred_points_travel_and_one_more_does_not() -> None:
    most = tuple((round(a, 2), round(b, 2), label) for a, b, label in many_points(MAX_LINKED_ITEMS))
    params = PerceptronParams(dataset="own", points=most)
    assert left_out(params) == []
    assert decode(PerceptronParams, encode(params)) == (params, [])

    more = replace(params, points=(*most, (0.0, 0.0, 1)))
    assert left_out(more) == ["points"]
    assert encode(more) == {"dataset": "own"}
    assert linked(params) == encode(params)
    assert linked(more) == {"dataset": "own", "without": "points"}
    assert decode(PerceptronParams, linked(more)) == (
        PerceptronParams(dataset="own"),
        [Problem("unsent", "points", "")],
    )


@pytest.mark.parametrize("without", ["", "lang", "points,points", "Points.", "<script>", "x" * 9000])
def test_what_a_link_was_said_to_lack_may_be_bent(without: str) -> None:
    params, problems = decode(PerceptronParams, {"without": without})
    assert params == PerceptronParams()
    assert [problem.name for problem in problems] == (["points"] if without.lower().startswith("points") else [])
    assert decode(PerceptronParams, {"without": without, "points": "1,2,1;3,4,-1"})[1] == []


def test_a_picture_that_is_too_large_for_a_link_stays_out_of_it() -> None:
    small, large = (pack(PICTURES["balloon"](side)) for side in (24, 64))
    params = ConvolutionParams(picture="upload", upload=small)
    assert left_out(params) == []
    assert decode(ConvolutionParams, encode(params)) == (params, [])
    assert left_out(ConvolutionParams(picture="upload", upload=large)) == ["upload"]
    assert encode(ConvolutionParams(picture="upload", upload=large)) == {"picture": "upload"}


@pytest.mark.parametrize("gap", ["\n", "\r\n", " ", "\r\n\t"], ids=repr)
def test_a_picture_in_a_link_that_was_broken_over_lines_is_read(gap: str) -> None:
    packed = pack(PICTURES["balloon"](24))
    for length in (40, 76, 700):
        broken = gap.join(packed[k : k + length] for k in range(0, len(packed), length)) + "."
        params, problems = decode(ConvolutionParams, {"picture": "upload", "upload": broken})
        assert (params.upload, problems) == (packed, [])


# ---- wrong links

DEFAULT = PerceptronParams()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("colour", "red", "unknown"),
        ("Learning_rate", "1", "unknown"),
        ("__class__", "x", "unknown"),
        ("learning_rate", "abc", "unreadable"),
        ("learning_rate", "", "unreadable"),
        ("learning_rate", "0,5", "unreadable"),
        ("n_epochs", "2.0", "unreadable"),
        ("n_epochs", "1e2", "unreadable"),
        ("n_epochs", "9" * 5000, "unreadable"),
        ("shuffle", "1", "unreadable"),
        ("points", "1,2", "unreadable"),
        ("points", "1,2,1;3,4", "unreadable"),
        ("points", "1,2,one;3,4,-1", "unreadable"),
        ("learning_rate", "0", "invalid"),
        ("learning_rate", "-1", "invalid"),
        ("learning_rate", "nan", "invalid"),
        ("learning_rate", "inf", "invalid"),
        ("learning_rate", "1e308", "invalid"),
        ("learning_rate", "1e999", "invalid"),
        ("n_epochs", "0", "invalid"),
        ("n_epochs", "9" * 4000, "invalid"),
        ("seed", "-1", "invalid"),
        ("dataset", "moons", "invalid"),
        ("dataset", "", "invalid"),
        ("variant", "平均", "invalid"),
        ("x1_feature", "petal-length", "invalid"),  # that is what the other axis shows
        ("points", "", "invalid"),
        ("points", "1,2,1", "invalid"),
        ("points", "1,2,1;3,4,1", "invalid"),
        ("points", "1,2,1;3,4,0", "invalid"),
        ("points", "1,2,1;3,inf,-1", "invalid"),
        *((field.name, "7" * 100_000, "unreadable") for field in fields(PerceptronParams)),
    ],
    ids=lambda value: value[:20],
)
def test_a_wrong_value_is_reported_and_costs_only_itself(name: str, text: str, code: str) -> None:
    params, problems = decode(PerceptronParams, {"init_scale": "0.5", "lang": "zh", "frame": "3", name: text})
    kept = {} if name == "init_scale" else {"init_scale": 0.5}
    assert params == replace(DEFAULT, **kept)
    (problem,) = problems
    assert (problem.code, problem.name) == (code, name)
    assert problem.value == (text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…")
    assert (problem.error is not None) == (code == "invalid")


def test_a_long_name_is_cut_too() -> None:
    _, (problem,) = decode(PerceptronParams, {"x" * 100_000: ""})
    assert problem == Problem("unknown", "x" * SHOWN_LENGTH + "…", "")


@pytest.mark.parametrize("n", [MAX_PROBLEMS, MAX_PROBLEMS + 1, 1000])
def test_a_link_full_of_nonsense_gets_a_few_sentences(n: int) -> None:
    params, problems = decode(PerceptronParams, {f"wrong{k}": "" for k in range(n)})
    assert params == DEFAULT
    assert [problem.name for problem in problems[:MAX_PROBLEMS]] == [f"wrong{k}" for k in range(MAX_PROBLEMS)]
    rest = [Problem("more", "", str(n - MAX_PROBLEMS))] if n > MAX_PROBLEMS else []
    assert problems[MAX_PROBLEMS:] == rest


def test_problems_come_in_the_order_of_the_fields() -> None:
    """The order of a set of names changes with every start of Python; what a visitor reads must not."""
    names = [field.name for field in fields(PerceptronParams) if field.type in (int, float)]
    assert len(names) > MAX_PROBLEMS
    _, problems = decode(PerceptronParams, dict.fromkeys(reversed(names), "abc"))
    assert [problem.name for problem in problems[:MAX_PROBLEMS]] == names[:MAX_PROBLEMS]


SWAPPED = {"x1_feature": "petal-length", "x2_feature": "sepal-length"}


def test_the_two_features_can_be_swapped() -> None:
    assert decode(PerceptronParams, SWAPPED) == (replace(DEFAULT, **SWAPPED), [])


def test_a_wrong_value_elsewhere_does_not_undo_the_swap() -> None:
    params, (problem,) = decode(PerceptronParams, {**SWAPPED, "learning_rate": "-1"})
    assert params == replace(DEFAULT, **SWAPPED)
    assert (problem.code, problem.name) == ("invalid", "learning_rate")


def test_what_does_not_fit_a_default_gives_way_and_nothing_beside_it() -> None:
    points = "0,0,-1;1,1,0;2,1,1"  # half of them are too few to have every class
    query = {"dataset": "own", "points": points, "batch_size": "1", "n_epochs": "10", "axis": "slow", "sample": "2"}
    params, problems = decode(MLPView, query)
    assert [problem.name for problem in problems] == ["points"]
    assert (params.dataset, params.axis, params.sample) == ("own", "slow", 2)


def test_values_that_do_not_fit_together_are_told_apart() -> None:
    same = {"x1_feature": "petal-width", "x2_feature": "petal-width", "seed": "-1", "n_epochs": "7"}
    params, problems = decode(PerceptronParams, same)
    assert params.n_epochs == 7
    assert (params.x1_feature == "petal-width") != (params.x2_feature == "petal-width")
    assert [problem.code for problem in problems] == ["invalid", "invalid"]


NAMES = [field.name for field in fields(PerceptronParams)]


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=20), st.text(max_size=20), max_size=8))
def test_every_link_makes_a_run_and_what_it_does_not_understand_is_said(query: dict[str, str]) -> None:
    params, problems = decode(PerceptronParams, query)
    assert decode(PerceptronParams, encode(params)) == (params, [])
    assert len(problems) <= MAX_PROBLEMS + 1
    said = {problem.name for problem in problems}
    assert "" in said or query.keys() - set(NAMES) - RESERVED <= said


# ---- any other lab


@dataclass(frozen=True)
class Net:
    """Params of another lab, with the types that the perceptron does not have."""

    hidden_layer_sizes: tuple[int, ...] = (4, 2)
    start: tuple[float, float] = (0.0, 1.0)
    nesterov: bool = False
    clip: float | None = None
    activation: Literal["tanh", "relu"] = "tanh"

    def __post_init__(self) -> None:
        if self.clip is not None and not self.clip > 0:
            raise InvalidParameterError("clip", "above_at_most", self.clip, low=0, high=9)


finite = st.floats(allow_nan=False, allow_infinity=False)
nets = st.builds(
    Net,
    st.lists(st.integers(1, 64), max_size=5).map(tuple),
    st.tuples(finite, finite),
    st.booleans(),
    st.none() | st.floats(0, exclude_min=True, allow_infinity=False),
    st.sampled_from(["tanh", "relu"]),
)


@given(nets)
def test_the_params_of_any_lab_come_back(net: Net) -> None:
    assert decode(Net, dict(parse_qsl(urlencode(encode(net)), keep_blank_values=True))) == (net, [])


@pytest.mark.parametrize(
    ("net", "query"),
    [
        (Net(), {}),
        (Net(hidden_layer_sizes=(8, 8)), {"hidden_layer_sizes": "8,8"}),
        (Net(hidden_layer_sizes=(8,)), {"hidden_layer_sizes": "8"}),
        (Net(hidden_layer_sizes=()), {"hidden_layer_sizes": ""}),
        (Net(start=(-1.5, 2.0)), {"start": "-1.5,2"}),
        (Net(nesterov=True), {"nesterov": "true"}),
        (Net(clip=0.5), {"clip": "0.5"}),
    ],
)
def test_links_of_any_lab_are_short_and_plain(net: Net, query: dict[str, str]) -> None:
    assert encode(net) == query
    assert decode(Net, query) == (net, [])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"hidden_layer_sizes": "8,8.5"}, "unreadable"),
        ({"hidden_layer_sizes": "8,,8"}, "unreadable"),
        ({"hidden_layer_sizes": "8;8"}, "unreadable"),
        ({"start": "1"}, "unreadable"),
        ({"start": "1,2,3"}, "unreadable"),
        ({"nesterov": "yes"}, "unreadable"),
        ({"clip": "-1"}, "invalid"),
        ({"clip": "nan"}, "invalid"),
    ],
    ids=str,
)
def test_wrong_links_of_any_lab(query: dict[str, str], code: str) -> None:
    net, (problem,) = decode(Net, query)
    assert net == Net()
    assert problem.code == code


def test_none_can_be_written_where_it_is_not_the_default() -> None:
    @dataclass(frozen=True)
    class Clipped:
        clip: float | None = 1.0

    assert encode(Clipped(None)) == {"clip": "none"}
    assert decode(Clipped, {"clip": "none"}) == (Clipped(None), [])


def test_a_field_without_a_default_is_a_mistake_of_ours() -> None:
    @dataclass(frozen=True)
    class Wrong:
        seed: int

    with pytest.raises(TypeError, match="seed has none"):
        encode(Wrong(3))

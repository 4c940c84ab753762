"""A lesson as its link and as its file: nothing is lost on the way, and whatever else arrives gets one sentence."""

import base64
import json
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.labs import LABS
from locales import LANGUAGES
from runs.lesson import MAX_STOPS, MAX_TEXT, Lesson, LessonError, Stop, address_of, as_file, read_file, said, stop_at
from runs.lesson_link import LONGEST_LINK, code_of, find, name_of, read_code
from runs.links import nested
from runs.settings import LESSONS, WrongSetting, lessons_folder

names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
queries = st.text(st.characters(codec="utf-8", exclude_characters="?"), max_size=40)
words = st.dictionaries(st.sampled_from([*LANGUAGES, "fr"]), st.text(min_size=1, max_size=60), max_size=3)
lists = st.lists(names, max_size=3).map(tuple)
stops = st.builds(Stop, names, queries, words, words, words, lists, lists, st.booleans())
lessons = st.builds(
    Lesson, words, st.lists(stops, min_size=1, max_size=5).map(tuple), st.sampled_from([None, *LANGUAGES])
)

LESSON = Lesson(
    {"en": "One neuron", "zh": "一个神经元"},
    (
        Stop("perceptron", "slip=unlabelled-test&frame=0", {"en": "Watch *w*."}, hidden=("slip",)),
        Stop(
            "mlp",
            "dataset=xor",
            {"zh": "两个隐藏神经元"},
            {"en": "Why two?"},
            {"en": "Two lines."},
            (),
            ("code",),
            True,
        ),
    ),
    "zh",
)
# Written by the first version that had lessons: it must be read for ever.
OLD = (
    "1.323.ef116635.eNpVj8FKw0AQhl8lzKGHkhbPgZBH8FLooQTZJqNZut1dd2dJNQQE8VxvggdPeukTFHydSutbOAs16HV-5vu_v"
    "wOSpBCyDlBDBpcaE43BGQ0p3Dd8OewfDvvd8ePt-Ln9enqEPgUl9A0nHKfgyVgP2aIDFyLAoqvQEgMKr6TNg1ZiiUphPSH0NLp2Y"
    "o35BX8SbmjonQuqmmTcjqexoJE1Ky0gEqDs01_4WtmiFiQ8Ur4x7g_krPrOqt-vz6eX7T_h28DVkjcNdc1dQq0pYii0b9EN0aw1i"
    "ZIa_WByRWIZJ0JlWKvk_aZaQUYuYF_2P1sAd-w"
)


def long_lesson(n: int) -> Lesson:
    chance = random.Random(0)
    texts = ("".join(chance.choices("abcdefghij klmnop", k=100)) for _ in range(n))
    return Lesson({"en": "Long"}, tuple(Stop("perceptron", f"seed={k}", {"en": text}) for k, text in enumerate(texts)))


@given(lessons)
def test_a_lesson_comes_back_from_its_link_and_from_its_file_as_it_was(lesson: Lesson) -> None:
    assert read_code(code_of(lesson)) == lesson
    assert read_file(as_file(lesson)) == lesson


def test_a_link_from_the_first_version_is_read() -> None:
    assert read_code(OLD) == LESSON


def test_a_lesson_of_two_hundred_runs_comes_back_and_one_more_is_refused() -> None:
    lesson = long_lesson(MAX_STOPS)
    assert read_code(code_of(lesson)) == read_file(as_file(lesson)) == lesson
    with pytest.raises(LessonError) as refused:
        read_code(code_of(long_lesson(MAX_STOPS + 1)))
    assert (refused.value.code, refused.value.values) == ("too_many", {"n": 201, "limit": 200})


def test_a_lesson_too_long_for_a_link_is_held_under_a_name() -> None:
    held: dict[str, Lesson] = {}
    assert name_of(LESSON, held) == code_of(LESSON)
    assert held == {}
    lesson = long_lesson(MAX_STOPS)
    assert len(code_of(lesson)) > LONGEST_LINK
    assert held == {name_of(lesson, held): lesson}
    with pytest.raises(LessonError, match="from_file"):
        find(next(iter(held)))


def test_what_a_chat_program_does_to_a_link_does_no_harm() -> None:
    code = code_of(LESSON)
    for bent in (f" {code} ", f"{code}。大家看", f"{code}).", f"{code[:80]}\n{code[80:]}", code + "__"):
        assert find(bent) == LESSON


@pytest.mark.parametrize("length", [20, 60, -1])
def test_a_link_that_was_cut_is_told(length: int) -> None:
    with pytest.raises(LessonError) as refused:
        read_code(code_of(LESSON)[:length])
    assert refused.value.code == "cut"
    assert refused.value.values["have"] < refused.value.values["of"]


def test_a_link_in_which_one_letter_was_changed_is_told() -> None:
    code = code_of(LESSON)
    start = code.rindex(".") + 1
    for k in range(start, len(code)):
        changed = code[:k] + ("A" if code[k] != "A" else "B") + code[k + 1 :]
        with pytest.raises(LessonError, match="changed"):
            read_code(changed)


def test_a_link_whose_sum_was_changed_is_told() -> None:
    version, length, digest, packed = code_of(LESSON).split(".")
    for k, digit in enumerate(digest):
        other = digest[:k] + ("0" if digit != "0" else "1") + digest[k + 1 :]
        with pytest.raises(LessonError, match="changed"):
            read_code(f"{version}.{length}.{other}.{packed}")


def code_with(data: object, version: int = 1) -> str:
    """A code whose letters and sums are right, whatever it holds."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    packed = base64.urlsafe_b64encode(zlib.compress(raw)).decode().rstrip("=")
    return f"{version}.{len(packed)}.{zlib.crc32(packed.encode()):08x}.{packed}"


STOP = {"run": "perceptron"}
WRONG = [
    ("hello", "unknown"),
    ("../../etc/passwd", "unreadable"),
    ("no-such-lesson", "unknown"),
    ("1.2.3", "unreadable"),
    ("", "unreadable"),
    ("¹.1.00000000.a", "unreadable"),
    (code_with({"stops": [STOP]}, version=2), "newer"),
    (code_with({"stops": [STOP]}, version=0), "unreadable"),
    (code_with(b"\x00" * 2_000_000), "large"),
    (code_with(b"{"), "changed"),
    (code_with(b"[" * 100_000), "changed"),
    (code_with([]), "unreadable"),
    (code_with({"stops": [STOP], "title": {"en": "\ud800"}}), "unreadable"),
    (code_with({"stops": [STOP | {"hide": ["\udc00"]}]}), "unreadable"),
    (code_with({"stops": [{"run": "mlp?text=\udc00"}]}), "unreadable"),
    (code_with({"stops": {}}), "unreadable"),
    (code_with({"stops": []}), "empty"),
    (code_with({"stops": [STOP, 7]}), "stop"),
    (code_with({"stops": [{"run": 3}]}), "stop"),
    (code_with({"stops": [{"run": ""}]}), "stop"),
    (code_with({"stops": [{"run": "?seed=3"}]}), "stop"),
    (code_with({"stops": [{"run": "x" * 40_000}]}), "stop"),
    (code_with({"stops": [STOP | {"text": "a"}]}), "stop"),
    (code_with({"stops": [STOP | {"text": {"en": 1}}]}), "stop"),
    (code_with({"stops": [STOP | {"hide": "seed"}]}), "stop"),
    (code_with({"stops": [STOP | {"hide_tabs": [1]}]}), "stop"),
    (code_with({"stops": [STOP | {"text": {"en": "x" * (MAX_TEXT + 1)}}]}), "too_long"),
]


@pytest.mark.parametrize(("text", "code"), WRONG, ids=lambda value: str(value)[:30])
def test_what_is_no_lesson_is_refused_for_a_reason(text: str, code: str) -> None:
    with pytest.raises(LessonError) as refused:
        find(text)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"stops": []}', b"\xff\xfe", '{"see-it-learn-lesson": "1"}'])
def test_a_file_that_is_no_lesson_is_refused(text: str | bytes) -> None:
    with pytest.raises(LessonError, match="unreadable"):
        read_file(text)


@pytest.mark.parametrize("lang", [["en"], {}, 1, True, "fr", None])
def test_a_language_that_is_none_holds_the_lesson_in_none(lang: object) -> None:
    assert find(code_with({"stops": [STOP], "lang": lang})).lang is None


def test_what_this_version_does_not_know_is_kept_and_named() -> None:
    text = json.dumps(
        {
            "see-it-learn-lesson": 1,
            "lang": "fr",
            "stops": [{"run": "warp?x=1", "hide": ["a"]}, {"run": "mlp", "hide": ["seed", "b"], "hide_tabs": ["c"]}],
        }
    )
    lesson = read_file(text)
    assert lesson.lang is None
    assert [address_of(stop) for stop in lesson.stops] == ["lesson", "mlp"]
    assert [stop.unknown for stop in lesson.stops] == [[], ["b", "c"]]
    assert read_code(code_of(lesson)) == lesson


def test_a_text_is_shown_in_another_language_where_its_own_is_missing() -> None:
    assert said({"en": "a", "zh": "b"}, "zh") == "b"
    assert said({"en": "a"}, "zh") == said({"zh": "", "en": "a"}, "zh") == "a"
    assert said({}, "zh") == ""


# ---- what a link may change of a stop's run


def test_a_link_in_a_lesson_changes_what_is_not_hidden() -> None:
    stop = Stop("perceptron", "dataset=xor&seed=3&frame=2", hidden=("seed", "shuffle"))
    link = {"lesson": "x", "stop": "1", "seed": "4", "shuffle": "false", "n_epochs": "7", "frame": "5", "view": "data"}
    assert stop.opened(link) == {"dataset": "xor", "seed": "3", "n_epochs": "7", "frame": "5"}
    assert stop.opened({"amp;Seed": "4"}) == stop.opens


def test_a_locked_run_takes_nothing_but_the_frame_from_a_link() -> None:
    stop = Stop("perceptron", "dataset=xor", locked=True)
    assert stop.opened({"n_epochs": "7", "pinned": "seed:4", "frame": "5"}) == {"dataset": "xor", "frame": "5"}


def test_a_pinned_run_may_not_change_what_is_hidden_either() -> None:
    stop = Stop("perceptron", "dataset=xor&seed=3", hidden=("seed",))
    opened = stop.opened({"pinned": nested({"seed": "9", "n_epochs": "2"})})
    assert opened["pinned"] == nested({"n_epochs": "2", "seed": "3"})


@pytest.mark.parametrize(
    ("link", "run"),
    [
        ("https://school.example/see/perceptron?dataset=xor&lang=zh&tour=2&frame=4", "perceptron?dataset=xor&frame=4"),
        ("/gradient_descent?utm_source=chat&learning_rate=0.1", "gradient-descent?learning_rate=0.1"),
        ("mlp", "mlp"),
        ("mlp?seed=3#frag?a=1", "mlp?seed=3"),
        ("  Mlp/?text=a%20%26%20b ", "mlp?text=a+%26+b"),
        ("recurrent?lesson=tutorial&stop=3&seed=1", "recurrent?seed=1"),
    ],
)
def test_the_stop_at_a_link_is_its_run_alone(link: str, run: str) -> None:
    assert stop_at(link).run == run


@pytest.mark.parametrize(
    "link",
    ["", "https://school.example/", "nolab?x=1", "mlp?" + "x" * 40_000, "mlp?" + "&a=1" * 100, "javascript:alert(1)"],
)
def test_what_is_no_link_to_a_run_is_refused(link: str) -> None:
    with pytest.raises(LessonError, match="no_run"):
        stop_at(link)


def test_every_lab_can_be_in_a_lesson() -> None:
    assert [stop_at(lab.address).lab for lab in LABS] == [lab.address for lab in LABS]


# ---- lessons by name


def test_the_host_may_have_lessons_in_a_folder(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "class-7.json").write_text(as_file(LESSON), "utf-8")
    (tmp_path / "large.json").write_bytes(b" " * 1_000_001)
    monkeypatch.setenv(LESSONS, str(tmp_path))
    assert find("class-7") == find(" Class-7. ") == LESSON
    for text, code in (("large", "large"), ("class-8", "unknown"), ("class-7/../class-7", "unknown")):
        with pytest.raises(LessonError, match=code):
            find(text)


def test_a_folder_that_is_none_stops_the_server(tmp_path) -> None:
    with pytest.raises(WrongSetting, match=LESSONS):
        lessons_folder({LESSONS: str(tmp_path / "no")})
    assert lessons_folder({LESSONS: " "}) is None

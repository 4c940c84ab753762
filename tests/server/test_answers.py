"""What a network says of a drawing, asked over HTTP: of the run that ships with the app, and of any other."""

import asyncio
import base64
import json
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette

from charts.answers import answered, samples
from charts.cnn import answers as cnn_answers
from charts.cnn.scene import scene_of
from core.cnn.view import CNNView
from core.drawing import drawn
from core.strokes import MAX_GROUND_SIDE, MAX_POINTS, MAX_STROKES, Drawing, Ground, Stroke
from core.validation import InvalidParameterError
from locales import LANGUAGES, catalogue
from runs.address import answer_address
from runs.sentences import error_sentence
from runs.service import desk
from runs.wishes import RunWish
from server import answers
from server.security import SECURITY_HEADERS
from tests.server.asking import Answer, get, post
from ui.strokes import to_plain

SEVEN = Drawing((Stroke(((60, 60), (190, 60), (110, 200)), 20), Stroke(((100, 130), (170, 130)), 20)))
SHIPPED = CNNView()
SMALL = CNNView(n_train=40, n_epochs=1, batch_size=20, filters=(2,), seed=5)


def address(params: CNNView = SHIPPED, lang: str = "en") -> str:
    found = answer_address(RunWish("cnn", params, lang))
    assert found
    return found


def ask(server, drawing: Drawing, params: CNNView = SHIPPED) -> Answer:
    return post(f"{server.url}/{address(params)}", json.dumps(to_plain(drawing)).encode())


def pixels(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(28, 28)


def test_the_shipped_network_answers_and_says_how_it_came_to_see_a_digit(server):
    answer = ask(server, SEVEN)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Server-Timing"].startswith("answer;dur=")
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    found = json.loads(answer.body)
    steps = drawn(SEVEN)
    assert (tuple(found["box"]), tuple(found["shift"])) == (steps.box, steps.shift)
    np.testing.assert_allclose(pixels(found["boxed"]) / 255, steps.boxed, atol=0.5 / 255 + 1e-9)
    np.testing.assert_allclose(pixels(found["digit"]) / 255, steps.digit, atol=0.5 / 255 + 1e-9)
    assert sum(found["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert int(np.argmax(found["probabilities"])) == 7


def test_it_reads_the_digits_to_start_from(server):
    for label, ground in enumerate(samples()):
        found = json.loads(ask(server, Drawing((), ground)).body)
        assert int(np.argmax(found["probabilities"])) == label


def test_a_network_of_ones_own_answers_too(server):
    found = json.loads(ask(server, SEVEN, SMALL).body)
    expected = answered(cnn_answers, cnn_answers.learned(scene_of(SMALL)), SMALL, SEVEN)
    assert found["digit"] == expected["digit"]
    np.testing.assert_allclose(found["probabilities"], expected["probabilities"], atol=1e-3)  # single precision


def test_the_address_names_the_training_and_nothing_that_is_shown_of_it():
    looked_at = CNNView(digit=3, example=9, map_cell=(1, 2, 3, 4), reason="occlusion")
    assert address(looked_at) == address()
    assert address(CNNView(seed=1)) != address()
    assert answer_address(RunWish("perceptron", RunWish, "en")) is None


# ---- questions that are none

GOOD = json.dumps(to_plain(SEVEN)).encode()
DOTS = (Stroke(((200, 200),), 64),) * (MAX_STROKES - 1)
LONGEST = Drawing(
    (Stroke(((255, 255),) * (MAX_POINTS - len(DOTS)), 64, erases=True), *DOTS),
    Ground(tuple(np.random.default_rng(0).integers(0, 16, MAX_GROUND_SIDE**2).tolist())),
)
BAD = {
    "nothing": b"",
    "no JSON": b"seven",
    "half": GOOD[:40],
    "no UTF-8": b"\xff\xfe{}",
    "null": b"null",
    "list": b"[1]",
    "no strokes": b"{}",
    "NaN": b'{"strokes": [{"points": [NaN, 1], "thickness": 9}]}',
    "digits": b'{"strokes": [{"points": [' + b"9" * 5000 + b', 1], "thickness": 9}]}',
    "deep": b"[" * 10_000,
    "outside": b'{"strokes": [{"points": [256, 1], "thickness": 9}]}',
    "damaged ground": b'{"strokes": [], "ground": "AAAA"}',
    "too many points": json.dumps({"strokes": [{"points": [1, 1] * 501, "thickness": 9}]}).encode(),
    "no ink": b'{"strokes": []}',
    "an eraser alone": b'{"strokes": [{"points": [9, 9], "thickness": 9, "erases": true}]}',
}


def test_every_bad_question_gets_one_sentence(server):
    for name, body in BAD.items():
        answer = post(f"{server.url}/{address()}", body)
        assert answer.status == 400, name
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.body.decode().endswith("."), name
        assert "\n" not in answer.body.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_is_in_the_language_of_the_page(server, lang):
    answer = post(f"{server.url}/{address(lang=lang)}", BAD["no ink"])
    with pytest.raises(InvalidParameterError) as refused:
        drawn(Drawing())
    assert answer.body.decode() == error_sentence(refused.value, catalogue(lang))


def test_the_longest_drawing_is_read_and_more_is_not(server):
    longest = json.dumps(to_plain(LONGEST)).encode()
    assert post(f"{server.url}/{address()}", longest).status == 200
    too_large = post(f"{server.url}/{address()}", longest + b" " * answers.MAX_BODY)
    assert (too_large.status, too_large.body.decode()) == (413, catalogue("en")("draw_too_large"))


def test_only_a_question_is_answered(server):
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        assert get(f"{server.url}/{address()}", method=method).status == 405, method


def test_where_nothing_answers_nothing_is_found(server):
    for lab in ("nosuchlab", "perceptron", "cnn/more", ""):
        assert post(f"{server.url}/answers/{lab}?lang=en", GOOD).status == 404, lab


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("n_epochs=0&lang=en", 400),
        ("nosuch=1&lang=en", 400),
        ("lang=xx", 400),
        ("view=nosuch", 400),
        ("a=" + "b" * 40_000, 414),
    ],
)
def test_an_address_that_names_no_run_is_refused(server, query, status):
    answer = post(f"{server.url}/answers/cnn?{query}", GOOD)
    assert answer.status == status
    assert answer.body.decode()


# ---- in this process: what the desk is asked, and what is turned away

APP = Starlette(routes=answers.answer_routes())


def asked(params: CNNView, *chunks: bytes) -> tuple[int, bytes, int]:
    """Status and body of the answer, and how many chunks of the question were read."""
    sent: list[dict[str, Any]] = []
    waiting = list(chunks)

    async def receive() -> dict[str, Any]:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    path, _, query = address(params).partition("?")
    scope = {"type": "http", "method": "POST", "path": f"/{path}", "query_string": query.encode(), "headers": []}
    answers._limiter = None  # it belongs to one event loop
    asyncio.run(APP(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], body, len(chunks) - len(waiting)


def computed() -> int:
    n: int = desk().stats()["runs"]["computed"]
    return n


def test_the_desk_is_asked_once_for_what_a_network_has_learned():
    before = computed()
    for k in range(3):
        status, body, _ = asked(SMALL, json.dumps(to_plain(Drawing((Stroke(((60, 60), (90 + k, 90)), 20),)))).encode())
        assert status == 200, body
    assert computed() == before + 1
    assert asked(SHIPPED, GOOD)[0] == 200
    assert computed() == before + 1  # the run that ships with the app needs no desk


def test_of_a_body_without_an_end_only_the_beginning_is_read():
    status, _, n_read = asked(SHIPPED, *[b" " * 5000] * 50)
    assert (status, n_read) == (413, 5)


def test_more_questions_than_there_is_room_for_are_turned_away(monkeypatch):
    monkeypatch.setattr(answers, "MAX_WAITING", 0)
    assert asked(SHIPPED, GOOD)[0] == 200
    assert asked(CNNView(n_train=30, n_epochs=1, batch_size=10, seed=9), GOOD)[0] == 503
    monkeypatch.setattr(answers, "MAX_AT_ONCE", 0)
    assert asked(SHIPPED, GOOD)[0] == 503
    assert answers._inside.total() == 0

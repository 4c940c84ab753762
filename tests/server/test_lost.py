"""Addresses that are almost those of a page, and those of none."""

import pytest

from locales import LANGUAGES, catalogue
from runs.lesson import Lesson, Stop
from runs.lesson_link import code_of
from server.lost import is_for_a_page, page_meant
from tests.server.asking import get

QUERY = "?n_epochs=7&text=a%20%26%20b&lang=zh"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/Perceptron", "/perceptron"),
        ("/perceptron.", "/perceptron"),
        ("/perceptron%E3%80%82", "/perceptron"),
        ("/perceptron)", "/perceptron"),
        ("/%20perceptron", "/perceptron"),
        ("/gradient_descent", "/gradient-descent"),
        ("/GRADIENT_Descent/", "/gradient-descent"),
        ("/home", "/"),
    ],
)
def test_who_almost_writes_the_address_of_a_page_gets_there_with_the_whole_query(server, path, page):
    answer = get(f"{server.url}{path}{QUERY}")
    assert (answer.status, answer.headers["Location"]) == (307, f"{page}{QUERY}")


def test_a_question_mark_that_was_encoded_is_one(server):
    answer = get(f"{server.url}/perceptron%3Fseed=3&lang=en")
    assert (answer.status, answer.headers["Location"]) == (307, "/perceptron?seed=3&lang=en")


@pytest.mark.parametrize(("path", "stop"), [("/lesson", ""), ("/lesson/", "&stop=2"), ("/mlp", "&stop=1"), ("/", "")])
def test_a_lesson_is_where_its_stop_is(server, path, stop):
    code = code_of(Lesson({}, (Stop("gradient-descent", "view=data"), Stop("perceptron"))))
    answer = get(f"{server.url}{path}?lesson={code}{stop}&embed=true")
    page = "/perceptron" if stop == "&stop=2" else "/gradient-descent"
    assert (answer.status, answer.headers["Location"]) == (307, f"{page}?lesson={code}{stop}&embed=true")
    assert get(server.url + answer.headers["Location"]).status == 200


def test_a_lesson_that_is_none_stays_where_it_was_asked_for(server):
    for query in ("lesson=1.2.3", "lesson=no-such-lesson", "lesson="):
        assert get(f"{server.url}/lesson?{query}").status == 200
        assert get(f"{server.url}/mlp?{query}").status == 200


def test_no_address_leads_to_another_host(server):
    for path in ("//perceptron.example", "/%5C%5Cexample", "/perceptron%0D%0ALocation:%20x"):
        assert (get(server.url + path).headers["Location"] or "/").startswith("/")
        assert not (get(server.url + path).headers["Location"] or "/").startswith("//")


@pytest.mark.parametrize("path", ["/nosuchpage", "/perceptron/more", "/nosuchpage.", "/%3Cscript%3E"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_page_is_the_visitor_reads_so_in_his_language(server, path, lang):
    t = catalogue(lang)
    for answer in (get(f"{server.url}{path}?lang={lang}"), get(server.url + path, Accept_Language=f"fr, {t.tag}")):
        page = answer.body.decode()
        assert answer.status == 404
        assert f'<html lang="{t.tag}">' in page
        assert f"<h1>{t('no_page')}</h1>" in page
        assert f'<a href="/perceptron?lang={lang}">{t("page_perceptron")}</a>' in page
        assert "<script" not in page
        assert "Content-Security-Policy" in answer.headers


def test_below_an_address_of_its_own(start_server):
    with start_server(base="learn") as lower:
        answer = get(f"{lower.url}/Perceptron?seed=3")
        assert (answer.status, answer.headers["Location"]) == (307, "/learn/perceptron?seed=3")
        assert '<a href="/learn/perceptron?lang=en">' in get(f"{lower.url}/nosuchpage").body.decode()
        assert get(f"{lower.url}/perceptron").status == 200


@pytest.mark.parametrize(
    "path", ["/static/js/x.js", "/static/x", "/media/abc", "/films/Perceptron", "/stats", "/x.png"]
)
def test_what_others_answer_for_is_left_to_them(path):
    assert not is_for_a_page(path)


def test_another_lab_is_not_guessed():
    assert [page_meant(path) for path in ("/perceptrons", "/gradient", "/perceptron/more", "/perceptron.html")] == [
        None
    ] * 4

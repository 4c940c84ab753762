"""The page that a visit begins with: Streamlit's own, in the visitor's language, with what the visit will need."""

import re
from html import escape

import pytest
from starlette.requests import Request

from locales import LANGUAGES, catalogue
from server.chunks import HOME_CHUNKS, LAB_CHUNKS, with_imports
from server.start_page import PATHS, PLACES, completed, start_page_routes, visitors_language
from server.static import STREAMLIT_FILES
from tests.server.asking import get
from ui.assets import PAGE_CSS, PLOTLY_PATH
from ui.menu import ADDRESSES, UNLISTED

PAGE = (STREAMLIT_FILES / "index.html").read_text("utf-8")
LABELLED = {"/": ("app_name", "about_app")} | {
    f"/{address}": (f"page_{address}", f"about_{address}") for address in (*ADDRESSES, *UNLISTED)
}


def asked(route, query="", **headers):
    """The answer of one route, without a server."""
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": route.path, "query_string": query.encode(), "headers": raw}
    return route.endpoint(Request(scope))


def addresses(page, kind):
    """What the page loads by links of this kind."""
    return re.findall(rf'<link\s+rel="{kind}"[^>]*?\shref="([^"]*)"', page)


# ---- over HTTP


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", LABELLED)
def test_every_page_says_what_it_is_in_the_language_of_its_link(server, path, lang):
    t = catalogue(lang)
    page = get(f"{server.url}{path}?lang={lang}", Accept_Encoding="identity").body.decode()
    title, about = (t(key) for key in LABELLED[path])
    assert page.count(f'<html lang="{LANGUAGES[lang].tag}">') == page.count("<html") == 1
    assert re.findall("<title>(.*?)</title>", page) == [title if path == "/" else f"{title} · {t('app_name')}"]
    assert re.findall('<meta name="description" content="(.*?)" />', page) == [escape(about)]
    assert re.findall("<noscript>(.*?)</noscript>", page, re.DOTALL) == [f"<p>{escape(t('needs_javascript'))}</p>"]
    assert f"<style>\n{PAGE_CSS.read_text('utf-8')}</style>" in page


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "fr, en;q=0.5, zh;q=0.7", "zh"),
        ("", "fr", "en"),
        ("?lang=en", "zh", "en"),
        ("?lang=xx", "zh", "zh"),
        ("?lang=", "", "en"),
        ("?lang=%00%22%3E", 'zh;q="><script>', "en"),
    ],
)
def test_the_link_decides_then_the_browser_then_english(server, query, accepted, lang):
    answer = get(f"{server.url}/perceptron{query}", Accept_Language=accepted)
    assert f'<html lang="{LANGUAGES[lang].tag}">' in answer.body.decode()
    assert "Accept-Language" in answer.headers["Vary"]


def test_nothing_of_the_query_is_copied(server):
    plain = get(f"{server.url}/perceptron").body
    for query in ("lang=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "x=%3C/title%3E", "lang=en&lang=%3Cb%3E", "%ff=%fe"):
        assert get(f"{server.url}/perceptron?{query}").body == plain


def test_it_is_answered_as_streamlit_answers_its_own(server):
    ours, theirs = get(f"{server.url}/perceptron"), get(f"{server.url}/index.html")
    for name in ("Cache-Control", "Content-Type"):
        assert ours.headers[name] == theirs.headers[name] is not None
    head = get(f"{server.url}/perceptron", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == ours.headers["Content-Length"] == str(len(ours.body))
    assert get(f"{server.url}/perceptron", "POST").status == 405


def test_a_page_that_the_browser_has_is_not_sent_again(server):
    etag = get(f"{server.url}/perceptron?lang=en").headers["ETag"]
    assert get(f"{server.url}/perceptron?lang=en", If_None_Match=etag)[::2] == (304, b"")
    assert get(f"{server.url}/perceptron?lang=zh", If_None_Match=etag).status == 200


@pytest.mark.parametrize("path", ["/index.html", "/_stcore/unknown"])
def test_other_addresses_are_left_to_streamlit(server, path):
    assert get(server.url + path, Accept_Encoding="identity")[::2] == (200, PAGE.encode())


@pytest.mark.parametrize("path", ["/perceptron", "/gradient-descent"])
def test_a_slash_at_the_end_leads_to_the_page(server, path):
    answer = get(f"{server.url}{path}/?lang=zh")
    assert (answer.status, answer.headers["Location"]) == (301, f"{path}?lang=zh")


# ---- what it loads early


@pytest.mark.parametrize("path", PATHS)
def test_what_the_visit_will_need_is_loaded_at_once(path):
    page = completed(PAGE, path, catalogue("en"))
    modules = addresses(page, "modulepreload")
    assert len(modules) == len(set(modules)) > len(addresses(PAGE, "modulepreload"))
    assert all((STREAMLIT_FILES / address).is_file() for address in modules)
    assert any("/BidiComponent." in address for address in modules)
    assert any("/Slider." in address for address in modules) is (path != "/")
    assert page.count(f'<script async src=".{PLOTLY_PATH}"') == 1
    # relative as Streamlit's own, or the app would not run below baseUrlPath
    assert re.findall(r'(?:src|href)="(?!\./)', page) == []


def test_all_that_a_piece_imports_comes_with_it_and_nothing_that_may_wait(tmp_path):
    scripts = tmp_path / "static" / "js"
    scripts.mkdir(parents=True)
    for name, text in {
        "A.1.js": 'import{x}from"./b.2.js";import"./c.3.js";const y=()=>import(`./d.4.js`)',
        "b.2.js": 'import{a}from"./A.1.js";import"./gone.9.js"',
        "c.3.js": "",
        "d.4.js": "",
        "A.esm.5.js": "",
    }.items():
        (scripts / name).write_text(text)
    assert with_imports(tmp_path, ("A", "Unknown")) == ("static/js/A.1.js", "static/js/b.2.js", "static/js/c.3.js")


def test_this_streamlit_has_all_the_pieces():
    for name in {*HOME_CHUNKS, *LAB_CHUNKS}:
        assert with_imports(STREAMLIT_FILES, (name,)) != ()


def test_what_the_caller_names_is_preloaded_and_escaped():
    calls = []

    def preloads(path, query, lang):
        calls.append((path, dict(query), lang))
        return [] if path == "/" else ["films/perceptron?seed=1&lang=zh", '"><script>']

    home, perceptron, *_ = start_page_routes(preloads)
    page = asked(perceptron, "seed=1&lang=zh").body.decode()
    assert addresses(page, "preload")[1:] == ["./films/perceptron?seed=1&amp;lang=zh", "./&quot;&gt;&lt;script&gt;"]
    assert page.count('as="fetch" crossorigin="anonymous"') == 2
    assert addresses(asked(home).body.decode(), "preload") == addresses(PAGE, "preload")
    assert calls == [("/perceptron", {"seed": "1", "lang": "zh"}, "zh"), ("/", {}, "en")]


# ---- another Streamlit


@pytest.mark.parametrize("place", PLACES)
def test_a_page_that_is_built_otherwise_stays_as_it_is(place, tmp_path):
    other = PAGE.replace(place, "")
    assert completed(other, "/perceptron", catalogue("zh")) == other
    (tmp_path / "index.html").write_text(other, "utf-8")
    assert asked(start_page_routes(folder=tmp_path)[1], "lang=zh").body.decode() == other


def test_without_any_of_the_pieces_the_rest_is_completed(tmp_path):
    page = completed(PAGE, "/perceptron", catalogue("zh"), folder=tmp_path)
    assert addresses(page, "modulepreload") == addresses(PAGE, "modulepreload")
    assert '<html lang="zh-CN">' in page


@pytest.mark.parametrize(
    ("linked", "accepted", "lang"),
    [(None, "", "en"), ("ZH_cn", "en", "zh"), ("qaa", "de, zh;q=0.1", "zh"), (None, "*", "en"), (None, "zh;q=0", "en")],
)
def test_a_language_is_always_found(linked, accepted, lang):
    assert visitors_language(linked, accepted) == lang

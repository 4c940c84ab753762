"""Streamlit's own files: compressed for those who take it, otherwise as Streamlit sends them."""

import gzip

import pytest

from server.static import STREAMLIT_FILES, WORTHWHILE, compressible
from tests.server.asking import get

FILES = sorted(path for path in (STREAMLIT_FILES / "static").rglob("*") if path.is_file())
SCRIPT = next(path for path in FILES if path.name.startswith("index.") and path.suffix == ".js")
STYLE = next(path for path in FILES if path.suffix == ".css")
FONT = next(path for path in FILES if path.suffix == ".woff2")
PICTURE = next(path for path in FILES if path.suffix == ".png")
SMALL = next(path for path in FILES if path.suffix == ".js" and path.stat().st_size < WORTHWHILE)
AS_STREAMLIT = ("Content-Type", "Cache-Control")


def url_of(server, path):
    return f"{server.url}/{path.relative_to(STREAMLIT_FILES).as_posix()}"


@pytest.mark.parametrize("path", [SCRIPT, STYLE], ids=lambda path: path.suffix)
def test_scripts_and_styles_come_compressed(server, path):
    plain, packed = get(url_of(server, path)), get(url_of(server, path), Accept_Encoding="gzip, br")
    assert (packed.status, packed.headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(packed.body) == path.read_bytes()
    assert len(packed.body) == int(packed.headers["Content-Length"]) < path.stat().st_size / 2
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert [packed.headers[name] for name in AS_STREAMLIT] == [plain.headers[name] for name in AS_STREAMLIT]


@pytest.mark.parametrize("encoding", ["identity", "br", "gzip;q=0"])
def test_others_get_what_streamlit_sends(server, encoding):
    status, headers, body = get(url_of(server, SCRIPT), Accept_Encoding=encoding)
    assert (status, headers["Content-Encoding"], body) == (200, None, SCRIPT.read_bytes())


@pytest.mark.parametrize("path", [FONT, PICTURE, SMALL], ids=lambda path: path.suffix)
def test_what_would_not_gain_is_left_alone(server, path):
    status, headers, body = get(url_of(server, path), Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"], body) == (200, None, path.read_bytes())


def test_the_head_is_that_of_the_file(server):
    full, head = (get(url_of(server, SCRIPT), method, Accept_Encoding="gzip") for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Encoding", "Content-Length", "Content-Type", "ETag", "Vary"):
        assert head.headers[name] == full.headers[name] is not None


def test_a_known_version_is_not_sent_again(server):
    etag = get(url_of(server, SCRIPT), Accept_Encoding="gzip").headers["ETag"]
    assert etag != get(url_of(server, SCRIPT)).headers["ETag"]  # other bytes, another name
    again = get(url_of(server, SCRIPT), Accept_Encoding="gzip", If_None_Match=etag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    assert get(url_of(server, SCRIPT), Accept_Encoding="gzip", If_None_Match='"other"').status == 200


def test_a_part_is_a_part_of_the_plain_file(server):
    status, headers, body = get(url_of(server, SCRIPT), Accept_Encoding="gzip", Range="bytes=0-9")
    assert (status, headers["Content-Encoding"], body) == (206, None, SCRIPT.read_bytes()[:10])


def test_other_methods_are_refused(server):
    assert get(url_of(server, SCRIPT), "POST", Accept_Encoding="gzip").status == 405


@pytest.mark.parametrize("path", ["/static/../../__init__.py", "/static/js/%2e%2e/%2e%2e/%2e%2e/__init__.py"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_no_path_leads_out_of_the_folder(server, path, encoding):
    assert get(server.url + path, Accept_Encoding=encoding).status == 400


def test_only_files_that_gain_are_listed(tmp_path):
    for name, size in {
        "js/a.js": 2000,
        "js/b.js": 999,
        "css/c.css": 1000,
        "media/d.woff2": 9000,
        "e.html": 9000,
    }.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    (tmp_path / "index.js").write_bytes(b"x" * 2000)
    assert set(compressible(tmp_path)) == {"/static/js/a.js", "/static/css/c.css"}

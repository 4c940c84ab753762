"""Who may show the app in a frame, and which settings stop the start."""

import subprocess
import sys

import pytest

from server.security import SETTING, content_security_policy, frame_ancestors
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("setting", "ancestors"),
    [
        ("", "'self'"),
        ("  ", "'self'"),
        ("'self'", "'self'"),
        ("https://school.example", "'self' https://school.example"),
        (
            "https://*.school.example:8443  http://localhost:*",
            "'self' https://*.school.example:8443 http://localhost:*",
        ),
        ("'self' https://A.example", "'self' https://A.example"),
    ],
)
def test_the_app_itself_and_the_named_origins_may_show_it(setting, ancestors):
    assert frame_ancestors(setting) == ancestors


@pytest.mark.parametrize(
    "setting",
    [
        *("school.example", "*", "https:", "https://", "https://*", "'none'", "'unsafe-inline'", "data:"),
        *("https://school.example/", "https://school.example/path", "https://a@school.example", "javascript://a"),
        *("https://a.example;", "https://a.example; script-src *", "https://a.example,https://b.example"),
        *(
            '"https://a.example"',
            "https://a.example\n",
            "https://a.example\thttps://b.example",
            "https://a.\x00example",
        ),
        *("https://a..example", "https://*.*.example", "https://a.*", "https://a.example:port", "https://学校.example"),
    ],
)
def test_anything_but_an_origin_stops_the_start(setting):
    with pytest.raises(SystemExit, match=f"^{SETTING} must be origins like"):
        frame_ancestors(setting)


def test_the_start_ends_with_one_plain_sentence():
    ended = subprocess.run(
        [sys.executable, "-c", "import app"],
        env={SETTING: "https://a.example; script-src *"},
        cwd=ROOT,
        text=True,
        capture_output=True,
    )
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith(f"{SETTING} must be origins")


def test_ancestors_are_the_end_of_the_policy_and_change_nothing_else():
    alone, more = content_security_policy("'self'"), content_security_policy("'self' https://a.example")
    assert more == f"{alone} https://a.example"

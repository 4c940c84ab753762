"""Links as they arrive: what chats, mails and hands have done to names and values on the way is undone.

Left out: what a value means. `runs.codec` takes it as it stands, and mended only where it means nothing as it stands.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote

# What messengers and counters of visits add to a link. No field of a lab is called so: tests/runs/test_links.py.
ADDED = frozenset(
    (
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "yclid", "igshid"),
        *("igsh", "li_fat_id", "_ga", "_gl", "si", "ref", "ref_src", "ref_url", "source", "referrer", "share"),
        *("from", "isappinstalled", "nsukey", "scene", "clicktime", "enterid", "subscene", "sessionid", "tdsourcetag"),
        *("wxshare", "share_token", "share_source", "share_from", "from_source", "spm", "spm_id_from", "ddtab"),
    )
)
ADDED_PREFIXES = ("utm_", "mc_", "hsa_", "pk_", "mtm_", "wt_", "_hs")

ESCAPED = "amp;"  # what is left of “&amp;”, where only the ampersand was read
SENTENCE = re.compile("[。，、；：！？…）】》」』”’（【《「『“‘]")  # from here on it is the sentence around the link
AROUND = " \t\r\n\f\v\u00a0\u200b\u3000\ufeff"
BEHIND = AROUND + ".,;:!?)]}>*_~'\"`"


def read_query(query: Mapping[str, str]) -> dict[str, str]:
    """A query with its names as we write them, and without what was added to it.

    >>> read_query({"amp;Seed": "3", "utm_source": "chat", "n_ep\\nochs": "7"})
    {'seed': '3', 'n_epochs': '7'}
    """
    found: dict[str, str] = {}
    for name, text in query.items():
        mended = _name(name)
        if mended in ADDED or mended.startswith(ADDED_PREFIXES):
            continue
        if mended == name or mended not in query:  # what stands there as we write it counts
            found[mended] = text
    return found


def _name(name: str) -> str:
    mended = "".join(name.split()).lower()
    while mended.startswith(ESCAPED):
        mended = mended.removeprefix(ESCAPED)
    return mended


def tidy(text: str) -> str:
    """A value without what stood behind the link.

    >>> tidy("3."), tidy("zh。大家看"), tidy(" averaged ")
    ('3', 'zh', 'averaged')
    """
    return SENTENCE.split(text, maxsplit=1)[0].lstrip(AROUND).rstrip(BEHIND)


def plain(text: str) -> str:
    """The same in lower case and in one piece, as codes and numbers are written."""
    return "".join(tidy(text).split()).lower()


def nested(query: Mapping[str, str]) -> str:
    """A query as one value of another. It has no character of its own that a program which decodes links would touch.

    >>> nested({"dataset": "own", "points": "1,2,1;3,4,-1", "text": "a & b"})
    'dataset:own~points:1,2,1;3,4,-1~text:a!20!26!20b'
    """
    return "~".join(f"{name}:{_escaped(text)}" for name, text in query.items())


def _escaped(text: str) -> str:
    return quote(text, safe=",;:").replace("%", "!").replace("~", "!7E")


def read_nested(text: str) -> dict[str, str]:
    """The query in such a value; up to version 0.6 it was written with `&` and `=`.

    >>> read_nested("n_epochs:7~text:a!20!26!20b"), read_nested("n_epochs=7&seed=3")
    ({'n_epochs': '7', 'text': 'a & b'}, {'n_epochs': '7', 'seed': '3'})
    """
    if "=" in text:
        return read_query(dict(parse_qsl(text, keep_blank_values=True)))
    pairs = (part.partition(":") for part in text.split("~") if part)
    return read_query({name: unquote(value.replace("!", "%")) for name, _, value in pairs})

"""The film that a page hands to its player."""

import json
from collections.abc import Mapping
from typing import Any

from runs.address import FOLDER, read_film_address
from runs.service import desk


def film_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the player would fetch from the address that it was sent, or what it was sent."""
    film: dict[str, Any]
    if data["film"].startswith("{"):
        film = json.loads(data["film"])
        return film
    path, _, query = data["film"].partition("?")
    folder, _, lab = path.partition("/")
    assert folder == FOLDER
    wish, is_ours = read_film_address(lab, query)
    assert is_ours
    film = json.loads(desk().ask(wish, "a test").result(300).film_json)
    return film

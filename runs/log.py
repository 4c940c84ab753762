"""One line a run, for whoever hosts the app: JSON, so that any tool can count it."""

import json
import logging
from typing import Any

from runs.tickets import Ticket
from runs.wishes import LAB_OF, Run, RunWish

log = logging.getLogger(__name__)


def open_log() -> None:
    """Write what the desk has to say to the server's own output, a line at a time."""
    runs = logging.getLogger("runs")
    if not runs.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        runs.addHandler(handler)
        runs.setLevel(logging.INFO)
        runs.propagate = False


def log_run(wish: RunWish, run: Run, ticket: Ticket[Any], *, asked_by: str) -> None:
    """Write down that somebody got a run, how long its training took, and how long its turn was in coming."""
    said = {
        "lab": LAB_OF[wish.view].address,
        "view": wish.view,
        "lang": wish.lang,
        "ms": round(run.milliseconds, 1),
        "cached": ticket.cached,
        "waited_ms": round(1000 * ticket.waited, 1),
        "by": asked_by,
    }
    log.info(json.dumps(said))

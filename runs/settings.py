"""What the host of the app may set in the environment."""

import os
from collections.abc import Mapping
from math import ceil
from pathlib import Path

WORKERS = "SEE_IT_LEARN_WORKERS"
CACHE_MB = "SEE_IT_LEARN_CACHE_MB"
STATS = "SEE_IT_LEARN_STATS"
LESSONS = "SEE_IT_LEARN_LESSONS"


class WrongSetting(Exception):
    """A setting that makes no sense, in one sentence."""


def n_workers(environment: Mapping[str, str] = os.environ) -> int:
    """How many worker processes compute runs; 0 computes them in the server's own process.

    By default one a core, and at least two: a run that takes seconds is never given the last free one.
    """
    return _whole_number(environment, WORKERS, default=max(2, n_cores()), high=64)


def cache_bytes(environment: Mapping[str, str] = os.environ) -> int:
    """How many bytes of answers are kept."""
    return _whole_number(environment, CACHE_MB, default=256, high=1_000_000) * 2**20


def has_stats(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether /stats answers."""
    return bool(_whole_number(environment, STATS, default=0, high=1))


def lessons_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder whose lesson files may be opened by their names, if the host has one."""
    text = environment.get(LESSONS, "").strip()
    if text and not Path(text).is_dir():
        raise WrongSetting(f"{LESSONS} must be a folder, got {text!r}.")
    return Path(text) if text else None


def check_settings() -> None:
    """Read all of them once; raises WrongSetting."""
    for read in (n_workers, cache_bytes, has_stats, lessons_folder):
        read()


def n_cores(limit: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """The cores that this process may use: those it runs on, or fewer where its container has a limit.

    Parameters
    ----------
    limit : Path
        Linux' file for the limit: microseconds of computing in a period of so many microseconds, or “max”.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = limit.read_text("ascii").split()
        return min(cores, max(1, ceil(int(quota) / int(period))))
    except (OSError, ValueError, ZeroDivisionError):  # no such file, or no limit
        return cores


def _whole_number(environment: Mapping[str, str], name: str, *, default: int, high: int) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= high:
        return int(text)
    raise WrongSetting(f"{name} must be a whole number from 0 to {high}, got {text[:40]!r}.")

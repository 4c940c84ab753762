"""What a process and its descendants compute and hold, read from /proc: on Linux only. Helper of `benchmarks.load`."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """One process of the server: what it has computed since its start, and the memory that is its own share."""

    pid: int
    cpu_ms: float
    megabytes: float


def processes(root: int) -> list[Process]:
    """The process and its descendants, the eldest first; nothing where there is no /proc, or no such process."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields:
            parents[int(entry.name)] = int(fields[1])
    family = [root] if root in parents else []
    for pid in family:  # grows while it is read
        family += sorted(child for child, parent in parents.items() if parent == pid)
    return [process for pid in family if (process := _process(pid))]


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat from the third on: the name before them may have blanks and brackets in it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _process(pid: int) -> Process | None:
    fields = _stat(pid)
    if not fields:
        return None
    ticks = sum(int(text) for text in fields[11:15])  # user and system, its own and those of children that have ended
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        megabytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except (OSError, StopIteration):
        megabytes = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20  # shared pages counted in full
    return Process(pid, 1000 * ticks / os.sysconf("SC_CLK_TCK"), megabytes)

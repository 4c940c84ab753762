"""What many visitors at once get: N sessions that each move a control every few seconds, until the new film is there.

    python -m benchmarks.load --visitors 12                       each moves again as soon as it is answered
    python -m benchmarks.load --visitors 30 --every 8 --minutes 5 --dear
    python -m benchmarks.load --alternate ../before . --rounds 3  two checkouts in turn

No browser (see benchmarks/visitor.py): what a browser computes is not in these numbers. CPU and memory are known on
Linux only, and of a server that runs already only with --pid. Prints, asserts nothing.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from benchmarks.processes import Process, processes
from benchmarks.visitor import EXAMPLE, SEED, Answer, Trouble, Visitor
from charts.labs import LABS
from tests.conftest import ROOT, running_server

# The dearest run that the page of the recurrent lab takes, but for its seed.
DEAR = {
    **{"task": "echo", "compare": "true", "sequence_length": "100", "hidden_size": "32"},
    **{"batch_size": "32", "n_updates": "190"},
}
DEAR_PATIENCE = 120.0  # seconds

NOISE = {"landscape": "0.5"}  # gives a view, by its code, something random
SLIDERS = {"slide": "bias"}  # what is moved in a view in which nothing is
# Of digits, another one is read by the network that ships with the app: a training takes seconds of both cores, and
# who asks for one waits for it and is told so.
READ = "cnn"
N_DIGITS = 10
SETTLING = 3.0  # seconds between the last opening and the first move that counts, at least
GLANCE = 5.0  # seconds between two looks at the memory

Link = tuple[str, dict[str, str], str]  # page, query, and the key of the control that is moved


def links(labs: list[str]) -> list[Link]:
    """A link to every view of these labs, one of each lab before the second of any."""
    chosen = [lab for lab in LABS if lab.address in labs]
    found = []
    for lab in chosen:
        for place, view in enumerate(lab.views):
            query = {"view": lab.link(view)} if lab.link(view) else {}
            query |= {"noise": NOISE[view.code]} if view.code in NOISE else {}
            control = EXAMPLE if lab.address == READ else SLIDERS.get(view.code, SEED)
            found.append((place, (lab.address, query, control)))
    return [link for _, link in sorted(found, key=lambda pair: pair[0])]


@dataclass
class Measured:
    """What was seen between `begin` and `end`, on the clock of `time.perf_counter`; troubles of the warm-up, too."""

    begin: float = float("inf")
    end: float = float("inf")
    answers: list[Answer] = field(default_factory=list)
    dear: list[Answer] | None = None
    troubles: list[Trouble] = field(default_factory=list)
    glances: list[list[Process]] = field(default_factory=list)  # the first at `begin`, the last at `end`
    own_cpu_s: float = 0.0

    @property
    def ended(self) -> int:
        """Moves whose answer came in the time measured."""
        return sum(self.begin <= answer.ended < self.end for answer in self.answers)

    @property
    def moves_a_second(self) -> float:
        return self.ended / (self.end - self.begin)

    async def visit_once(self, visitor: Visitor) -> None:
        """Move once, so that what the server does but once is done."""
        try:
            await visitor.open()
            await visitor.move()
        except Trouble as trouble:
            self.troubles.append(trouble)
        finally:
            await visitor.close()

    async def visit(self, visitor: Visitor, every: float, delay: float, opened: asyncio.Event) -> None:
        """Come after `delay` seconds and move the control every so many seconds, or when the answer is there."""
        await asyncio.sleep(delay)
        while time.perf_counter() < self.end:
            try:
                await visitor.open()
                opened.set()
                due = time.perf_counter() + every
                while (now := time.perf_counter()) < self.end:
                    if now < due:
                        await asyncio.sleep(min(due, self.end) - now)
                        continue
                    due = max(due + every, now)
                    self.answers.append(await visitor.move())
            except Trouble as trouble:  # comes again, as somebody does who loads the page anew
                self.troubles.append(trouble)
                opened.set()
                await asyncio.sleep(1)
            finally:
                await visitor.close()

    async def visit_dear(self, visitor: Visitor) -> None:
        """Keep asking for what is dear, until it is stopped."""
        self.dear = []
        while True:
            try:
                await visitor.open()
                while True:
                    self.dear.append(await visitor.move())
            except Trouble as trouble:
                self.troubles.append(trouble)
                await asyncio.sleep(1)
            finally:
                await visitor.close()

    async def watch(self, pid: int) -> None:
        """Look at the processes at the begin, every few seconds, and at the end."""
        self.glances.append(processes(pid))
        while (left := self.end - time.perf_counter()) > 0:
            await asyncio.sleep(min(left, GLANCE))
            self.glances.append(processes(pid))


async def measure(url: str, pid: int, options: argparse.Namespace) -> Measured:
    """Warm the server up, let everybody come, and measure."""
    seen, numbers, to = Measured(), cycle(range(1, 10_000)), links(options.labs.split(","))
    for page, query, control in to:
        await seen.visit_once(Visitor(url, page, query, control, numbers))
    visits, arrivals = [], []
    for i, (page, query, control) in enumerate(islice(cycle(to), options.visitors)):
        own = {"digit": str(i % N_DIGITS)} if page == READ else {}  # or they would soon have seen all of one
        visitor, opened = Visitor(url, page, {**query, **own}, control, numbers), asyncio.Event()
        delay = i / options.visitors * (options.every or SETTLING)
        visits.append(asyncio.create_task(seen.visit(visitor, options.every, delay, opened)))
        arrivals.append(opened.wait())
    dear = Visitor(url, "recurrent", DEAR, SEED, numbers, DEAR_PATIENCE)
    asked = asyncio.create_task(seen.visit_dear(dear)) if options.dear else None
    await asyncio.gather(*arrivals)
    await asyncio.sleep(max(options.every, SETTLING))

    cpu = time.process_time()
    seen.begin = time.perf_counter()
    seen.end = seen.begin + (60 * options.minutes or options.seconds)
    await seen.watch(pid)
    seen.own_cpu_s = time.process_time() - cpu
    await asyncio.gather(*visits)  # those who still wait are not left alone
    if asked:
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    return seen


def percentile(sorted_ms: list[float], share: float) -> float:
    return sorted_ms[min(int(share * len(sorted_ms)), len(sorted_ms) - 1)]


def waits(answers: list[Answer]) -> str:
    """How long moves took, in words."""
    ms = sorted(1000 * (answer.ended - answer.begun) for answer in answers)
    if not ms:
        return "nothing answered"
    p95, p99 = percentile(ms, 0.95), percentile(ms, 0.99)
    return f"{statistics.median(ms):.0f} ms median, {p95:.0f} p95, {p99:.0f} p99, {ms[-1]:.0f} max"


def report(seen: Measured) -> None:
    """Print what was measured."""
    begun = [answer for answer in seen.answers if seen.begin <= answer.begun < seen.end]
    print(f"  moves        {len(begun)}, {seen.moves_a_second:.2f} a second")
    print(f"  move → film  {waits(begun)}")
    views = {answer.view for answer in begun}
    for view in sorted(views) if len(views) > 1 else ():
        print(f"    {view:<30} {waits([answer for answer in begun if answer.view == view])}")
    if begun:
        print(f"  bytes        {statistics.mean(answer.size for answer in begun) / 1e3:.0f} kB a move")
    if seen.dear is not None:
        print(f"  dear run     {len(seen.dear)} answered, {waits(seen.dear)}")
    if all(seen.glances) and seen.ended:
        report_processes(seen)
    print(f"  this program {1000 * seen.own_cpu_s / max(seen.ended, 1):.1f} ms CPU a move")
    kinds = Counter(trouble.kind for trouble in seen.troubles)
    print(f"  errors       {len(seen.troubles)} (those of the warm-up and of the dear runs included)")
    for kind, number in kinds.most_common():
        first = next(trouble for trouble in seen.troubles if trouble.kind == kind)
        print(f"    {number} × {kind}, first: {first.example}")


def report_processes(seen: Measured) -> None:
    """Print what the server computed for a move, and how its memory grew. Children come after their parent."""
    before = {process.pid: process.cpu_ms for process in seen.glances[0]}
    last = seen.glances[-1]
    cpu = [(process.cpu_ms - before.get(process.pid, 0)) / seen.ended for process in last]
    print(f"  server       {cpu[0]:.1f} ms CPU a move, its {len(cpu) - 1} children {sum(cpu[1:]):.1f}")
    later = seen.glances[int(0.4 * (len(seen.glances) - 1))]
    for when, glance in (("at the start", seen.glances[0]), ("at 40 %", later), ("at the end", last)):
        each = " + ".join(f"{process.megabytes:.0f}" for process in glance)
        print(f"  memory       {sum(process.megabytes for process in glance):.0f} MB {when} ({each})")
    growth = sum(process.megabytes for process in last) - sum(process.megabytes for process in later)
    print(f"               {growth:+.1f} MB from 40 % to the end")


@contextmanager
def serving(options: argparse.Namespace, app: Path) -> Iterator[tuple[str, int]]:
    """Address and process of the server: the one that runs already, or one of the app's own, started and stopped."""
    url = options.url or (options.port and f"http://localhost:{options.port}")
    if url:
        yield url.rstrip("/"), options.pid
        return
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "log.txt", app) as server:
        yield server.url, server.pid


def measured(options: argparse.Namespace, app: Path) -> Measured:
    with serving(options, app) as (url, pid):
        return asyncio.run(measure(url, pid, options))


def alternate(options: argparse.Namespace) -> None:
    """Two checkouts in turn, so that a busy moment of the computer hits both."""
    apps: list[Path] = options.alternate
    rates: dict[Path, list[float]] = {app: [] for app in apps}
    for turn in range(options.rounds):
        for app in apps if turn % 2 == 0 else apps[::-1]:
            seen = measured(options, app)
            rates[app].append(seen.moves_a_second)
            print(f"round {turn + 1}, {app}")
            report(seen)
    medians = [statistics.median(rates[app]) for app in apps]
    for app, median in zip(apps, medians, strict=True):
        print(f"{app}: {median:.2f} moves a second, median of {', '.join(f'{rate:.2f}' for rate in rates[app])}")
    print(f"second to first: {medians[1] / medians[0]:.2f}")


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="load", description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--visitors", type=int, default=8)
    add(
        "--every",
        type=float,
        default=0.0,
        metavar="S",
        help="seconds between moves; 0: as soon as the last is answered",
    )
    add("--seconds", type=float, default=30.0, help="time measured, after the warm-up")
    add("--minutes", type=float, default=0.0, help="the same, in minutes")
    add(
        "--labs", default=",".join(lab.address for lab in LABS), help="addresses, between commas (default: %(default)s)"
    )
    add("--dear", action="store_true", help="one more visitor, not counted, keeps asking for the dearest run")
    add("--app", type=Path, default=ROOT, metavar="DIR", help="the checkout to start (default: this one)")
    add("--url", default="", help="a server that runs already")
    add("--port", type=int, default=0, help="the same, on this computer")
    add("--pid", type=int, default=0, help="its process, for CPU and memory")
    add("--alternate", type=Path, nargs=2, metavar=("A", "B"), help="two checkouts in turn, with fresh servers")
    add("--rounds", type=int, default=3, help="of --alternate")
    options = parser.parse_args(arguments)
    if unknown := set(options.labs.split(",")) - {lab.address for lab in LABS}:
        parser.error(f"no such lab: {', '.join(sorted(unknown))}")
    return options


def main() -> None:
    options = options_of()
    if options.alternate:
        options.url, options.port, options.every = "", 0, 0.0
        alternate(options)
        return
    pace = f"a move every {options.every:g} s each" if options.every else "each moves again as soon as it is answered"
    print(f"{options.visitors} visitors, {pace}; {options.labs}", flush=True)
    report(measured(options, options.app))


if __name__ == "__main__":
    main()

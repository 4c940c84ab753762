"""The one desk of this process, opened when it is first needed."""

import atexit
from functools import cache

from runs.desk import Desk
from runs.settings import cache_bytes, n_workers
from runs.workers import LocalWorker, ProcessWorker, Worker


@cache
def desk() -> Desk:
    """The desk, with the workers and the memory that the host allows; raises WrongSetting."""
    workers: list[Worker] = [ProcessWorker() for _ in range(n_workers())]
    opened = Desk(workers or [LocalWorker()], cache_bytes())
    atexit.register(opened.close)
    return opened

"""Work on many partitions through a `concurrent.futures.Executor`: this process, several, or a cluster of Dask distributed.

At most a few partitions for each worker are under way, so memory does not grow with the collection. A worker that is killed takes
nothing with it: its partitions are given out again, and a partition is counted once.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar

from ropa.errors import EngineError, InputError, UsageError
from ropa.register.collection import Outcome, Settings, Totals, check_partition, ground_of
from ropa.register.partitions import Partition

AHEAD = 2
"""How many partitions for each worker are under way at once."""
LIVES = 3
"""How often in a row workers may be lost without one partition coming back."""
Item = TypeVar("Item")
Result = TypeVar("Result")
Executors = Callable[[], AbstractContextManager[Executor]]


class Here(Executor):
    """An executor that works in this process, when asked."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done. Raises what the work raises."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def processes(jobs: int) -> Executors:
    """Executors of so many processes on this machine; of this process where it is one. Raises UsageError for none."""
    if jobs < 1:
        raise UsageError(f"--jobs {jobs}: at least one process is needed", remedy="For example --jobs 2")
    if jobs == 1:
        return Here
    context = multiprocessing.get_context("spawn")  # a fork would copy the engine's threads half
    return lambda: ProcessPoolExecutor(jobs, context)


def dask(address: str) -> Executors:
    """Executors on the workers of a Dask scheduler; they need the same ropa.

    Raises UsageError where Dask is not installed, EngineError where nothing answers at the address.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise UsageError("Dask distributed is not installed", remedy='pip install "ropa[dask]"') from error

    @contextmanager
    def executor() -> Iterator[Executor]:
        try:
            client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise EngineError(f"no Dask scheduler at {address}: {error}", remedy="Start one: dask scheduler; then dask worker ADDRESS") from error
        with client:
            try:
                yield client.get_executor(retries=LIVES)
            except KilledWorker as error:
                raise EngineError("the workers are killed again and again", remedy="Is there memory enough?") from error

    return executor


def run(work: Callable[[Item], Result], items: Iterable[Item], executors: Executors, ahead: int) -> Iterator[Result]:
    """The results of some work, as they come; work that is lost with a worker is given out again.

    Raises what the work raises; EngineError where workers are lost `LIVES` times without any result.
    """
    source, lost, lives = iter(items), list[Item](), LIVES
    while True:
        with executors() as executor:
            waiting: dict[Future[Result], Item] = {}
            try:
                while True:
                    while len(waiting) < ahead and (item := lost.pop() if lost else next(source, None)) is not None:
                        lost.append(item)  # until the pool has it: one that is broken takes nothing
                        waiting[executor.submit(work, item)] = item
                        lost.pop()
                    if not waiting:
                        return
                    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in done:
                        result = future.result()
                        del waiting[future]
                        lives = LIVES
                        yield result
            except BrokenExecutor as error:
                lost, lives = [*lost, *waiting.values()], lives - 1
                if lives == 0:
                    raise EngineError("the workers are killed again and again", remedy="Is there memory enough? Try fewer --jobs.") from error


def check_collection(
    partitions: Iterable[Partition], settings: Settings, executors: Executors, workers: int, progress: Callable[[int, float], None] | None = None
) -> Totals:
    """What the rules find in all partitions. `progress` is told the organisations checked and the share of the input.

    Raises what `check_partition` raises, and as `run`.
    """
    ground_of(settings.folder)  # its programs are compiled and kept before several processes ask for them
    totals, known = Totals(settings), set[str]()
    results: Iterator[Outcome] = run(partial(_check, settings=settings), partitions, executors, workers * AHEAD if workers > 1 else 1)
    for outcome in results:
        found = set(outcome.documents.values())
        if twice := sorted(known & found):
            remedy = "Keep the documents of one organisation together."
            raise InputError(f"the documents of {twice[0]} are in two places that are checked apart", remedy=remedy)
        known |= found
        totals.add(outcome)
        if progress is not None:
            progress(totals.organisations, outcome.share)
    return totals


def _check(partition: Partition, settings: Settings) -> Outcome:
    return check_partition(partition, settings)

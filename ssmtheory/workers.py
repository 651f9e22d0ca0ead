"""Independent tasks shared among worker processes; what they give is taken in as it comes.

Processes, not threads: python-flint's precision is one for a process.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from ssmtheory.limits import blas_threads


def in_processes(function: Callable, tasks: Iterable[tuple], jobs: int, keep: Callable) -> None:
    """``keep(function(*task))`` for every task, in the order in which they end.

    ``function`` runs in ``jobs`` processes with one BLAS thread each (in this one if ``jobs``
    ≤ 1: the same rounding); ``keep`` runs here.  An exception of either, Ctrl-C included,
    ends the workers at once and is raised.
    """
    if jobs <= 1:
        with blas_threads().limit(limits=1, user_api="blas"):
            for task in tasks:
                keep(function(*task))
        return
    not_ours = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_prepare)
    try:
        with _interrupts_blocked():
            waiting = [pool.submit(function, *task) for task in tasks]
        for future in as_completed(waiting):
            keep(future.result())
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - not_ours:
            process.terminate()  # a stopped run does not wait for tasks that are under way
        raise
    pool.shutdown()


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """What is started inside does not hear Ctrl-C, not even while it starts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare() -> None:
    """A worker: one BLAS thread, deaf to Ctrl-C, and gone when the first process is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    blas_threads().limit(limits=1, user_api="blas")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)

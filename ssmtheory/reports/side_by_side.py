"""Independent tasks in this process and a copy of it: drawing holds the interpreter's lock."""

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress

from ssmtheory.limits import usable_cores


def side_by_side(tasks: Sequence[Callable], processes: int = 1) -> list:
    """[task() for task in tasks]; with two processes a forked copy shares the work.

    Each takes the next task that nobody has.  Only for a process without threads of its own at
    work: the copy has none of them.  Where there is no fork, or one core, or the copy fails,
    all is done here.
    """
    if (
        processes < 2
        or len(tasks) < 2
        or not sys.platform.startswith("linux")
        or usable_cores() < 2
    ):
        return [task() for task in tasks]
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    taken = context.Value("i", 0)
    copy = context.Process(target=_send, args=(tasks, taken, sender), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # idle BLAS threads may exist
        copy.start()
    sender.close()
    results = _share(tasks, taken)
    with suppress(EOFError):  # where the copy has died, what it took is ours
        results |= receiver.recv()
    copy.join()
    return [results[i] if i in results else task() for i, task in enumerate(tasks)]


def _share(tasks: Sequence[Callable], taken) -> dict:
    """The results, by index, of the tasks that this process was the first to take."""
    results = {}
    while True:
        with taken.get_lock():
            i, taken.value = taken.value, taken.value + 1
        if i >= len(tasks):
            return results
        results[i] = tasks[i]()


def _send(tasks: Sequence[Callable], taken, sender) -> None:
    """Every result or nothing: the caller repeats what fails, and so sees the error."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        results = _share(tasks, taken)
    except BaseException:
        os._exit(1)
    with suppress(BrokenPipeError):  # nobody waits any more
        sender.send(results)
        sender.close()
    os._exit(0)  # nothing of the parent's is flushed or removed twice

"""Independent tasks in this process and a copy of it: drawing holds the interpreter's lock."""

import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable, Sequence


def side_by_side(tasks: Sequence[Callable], processes: int = 1) -> list:
    """[task() for task in tasks]; with two processes a forked copy runs every second one.

    Only for a process without threads of its own at work: the copy has none of them.  Where
    there is no fork, or one core, or the copy fails, all is done here.
    """
    if processes < 2 or len(tasks) < 2 or not sys.platform.startswith("linux") or _cores() < 2:
        return [task() for task in tasks]
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    copy = context.Process(target=_send, args=(tasks[1::2], sender), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # idle BLAS threads may exist
        copy.start()
    sender.close()
    ours = [task() for task in tasks[::2]]
    try:
        theirs = receiver.recv()
    except EOFError:  # the copy has died: its tasks are ours
        theirs = [task() for task in tasks[1::2]]
    copy.join()
    results = [None] * len(tasks)
    results[::2], results[1::2] = ours, theirs
    return results


def _send(tasks: Sequence[Callable], sender) -> None:
    """Every result or nothing: the caller repeats what fails, and so sees the error."""
    try:
        results = [task() for task in tasks]
    except BaseException:  # Ctrl-C too: the caller has got it as well
        os._exit(1)
    sender.send(results)
    sender.close()
    os._exit(0)  # nothing of the parent's is flushed or removed twice


def _cores() -> int:
    return len(os.sched_getaffinity(0))

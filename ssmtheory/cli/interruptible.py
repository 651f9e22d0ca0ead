"""Answer Ctrl-C at once, also while a long call is inside compiled code."""

import threading
from collections.abc import Callable

from ssmtheory.cli.supervisor import may_be_ended

_TICK, _PATIENCE = 0.05, 0.5  # seconds


class StoppedError(Exception):
    """Raised in the worker when its result is no longer wanted."""


def interruptible(call: Callable, progress: Callable[[int, int], None]):
    """``call(progress)`` in a second thread; the main one waits, and hears the keyboard.

    On ``KeyboardInterrupt`` the worker stops at its next report of progress, or is left to
    end with the process if it is inside a long compiled call.  One that keeps the main thread
    from hearing is ended by the supervisor.
    """
    outcome, unwanted = {}, threading.Event()
    latest: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        if unwanted.is_set():
            raise StoppedError
        latest[:] = [(done, total)]

    def work() -> None:
        try:
            outcome["value"] = call(report)
        except BaseException as error:  # handed to the caller's thread below
            outcome["error"] = error

    worker = threading.Thread(target=work, daemon=True)
    with may_be_ended():
        try:
            worker.start()
            while worker.is_alive():
                worker.join(_TICK)
                if latest:
                    progress(*latest[0])
        except BaseException:
            unwanted.set()
            if worker.ident is not None:
                worker.join(_PATIENCE)
            raise
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]

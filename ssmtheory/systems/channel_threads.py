"""Independent channels side by side: one thread per core, each with a BLAS of one thread.

A BLAS that splits the small products of one channel waits for its own threads longer than it
works; channels need no waiting.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from ssmtheory.limits import blas_threads, usable_cores


def for_each(action: Callable, items: Iterable, threads: int | None = None) -> None:
    """``action(item)`` for every item, on ``threads`` threads (None: one per usable core).

    Every result is the same for any number of threads.  An exception of an action is raised.
    """
    items = list(items)
    threads = min(threads or usable_cores(), len(items))
    with blas_threads().limit(limits=1, user_api="blas"):
        if threads <= 1:
            for item in items:
                action(item)
            return
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(action, items))

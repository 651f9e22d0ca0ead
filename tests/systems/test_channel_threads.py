"""Channels side by side: all of them, in any number of threads, and their errors."""

import pytest
from threadpoolctl import threadpool_info

from ssmtheory.limits import modest_threads
from ssmtheory.systems.channel_threads import for_each


def blas_threads():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


@pytest.mark.parametrize("threads", [None, 1, 2, 5])
def test_every_item_is_met_once(threads):
    seen = []
    for_each(seen.append, range(7), threads)
    assert sorted(seen) == list(range(7))
    for_each(seen.append, [], threads)
    assert len(seen) == 7


@pytest.mark.parametrize("threads", [1, 2])
def test_errors_come_through(threads):
    with pytest.raises(ZeroDivisionError):
        for_each(lambda x: 1 / x, [1, 0, 2], threads)


def test_blas_threads_are_restored():
    before = blas_threads()
    with modest_threads(64):
        assert set(blas_threads()) == {1}
    assert blas_threads() == before
    with modest_threads(1000):
        assert blas_threads() == before

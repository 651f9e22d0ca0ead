"""Tasks shared among processes: every result comes once, and a failure ends the rest."""

import multiprocessing
import os
import time

import pytest

from ssmtheory.workers import in_processes


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_every_task_is_kept_once(jobs):
    kept = []
    in_processes(divmod, [(n, 3) for n in range(5)], jobs, kept.append)
    assert sorted(kept) == [divmod(n, 3) for n in range(5)]


def test_one_job_is_this_process_and_two_are_not():
    here, there = set(), set()
    in_processes(os.getpid, [(), ()], 1, here.add)
    in_processes(os.getpid, [(), ()], 2, there.add)
    assert here == {os.getpid()}
    assert os.getpid() not in there


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failing_task_is_raised(jobs):
    with pytest.raises(ZeroDivisionError):
        in_processes(divmod, [(1, 1), (1, 0)], jobs, lambda found: None)


def test_a_failing_keeper_ends_the_workers():
    def refuse(found):
        raise KeyboardInterrupt

    begin = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        in_processes(time.sleep, [(0.0,), (60.0,)], 2, refuse)
    for process in multiprocessing.active_children():
        process.join(10)
    assert time.perf_counter() - begin < 40

"""Ctrl-C is heard while compiled code runs, and stops the worker."""

import _thread
import threading
import time

import pytest

from ssmtheory.cli.interruptible import interruptible


def test_values_and_errors_come_back():
    assert interruptible(lambda report: 7, lambda done, total: None) == 7
    with pytest.raises(ZeroDivisionError):
        interruptible(lambda report: 1 / 0, lambda done, total: None)


def test_progress_is_told_in_the_calling_thread():
    calls = []

    def work(report):
        report(1, 2)
        time.sleep(0.2)

    interruptible(work, lambda *c: calls.append((*c, threading.current_thread())))
    assert calls
    assert set(calls) == {(1, 2, threading.main_thread())}


def test_ctrl_c_does_not_wait_for_a_long_call():
    release, after = threading.Event(), []

    def work(report):
        _thread.interrupt_main()
        release.wait(20)
        report(1, 2)
        after.append("went on")

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interruptible(work, lambda done, total: None)
    assert time.monotonic() - start < 2
    release.set()
    time.sleep(0.1)
    assert after == []

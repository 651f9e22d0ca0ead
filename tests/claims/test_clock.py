"""Wall time is limited in the main thread."""

import threading
import time

import pytest

from ssmtheory.claims.clock import TimeLimitError, time_limit


def test_what_takes_too_long_is_stopped():
    begin = time.perf_counter()
    with pytest.raises(TimeLimitError, match="it took longer"), time_limit(0.05):
        while time.perf_counter() - begin < 5:
            pass
    assert time.perf_counter() - begin < 4


def test_what_is_quick_is_not():
    with time_limit(0.05):
        value = 1
    time.sleep(0.1)  # the alarm is off
    assert value == 1


def test_other_threads_take_their_time():
    done = []

    def work():
        with time_limit(1e-6):
            time.sleep(0.01)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]

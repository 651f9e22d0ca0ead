"""Seconds are those of the clock; turns alternate and the first one does not count."""

import pytest

from experiments import timing


@pytest.fixture
def clock(monkeypatch):
    """A clock that actions set forward: clock.forward(seconds) -> an action."""

    class Clock:
        now = 0.0

        def forward(self, *seconds, name="", log=None):
            waits = iter(seconds)

            def action():
                self.now += next(waits)
                if log is not None:
                    log.append(name)
                return name

            return action

    found = Clock()
    monkeypatch.setattr(timing.time, "perf_counter", lambda: found.now)
    return found


def test_one_call(clock):
    assert timing.timed(clock.forward(0.25, name="a")) == (0.25, "a")


def test_the_first_call_warms_up(clock):
    assert timing.median_time(clock.forward(9, 1, 5, 2, name="a"), 3) == (2.0, "a")


def test_contestants_take_turns(clock):
    log = []
    seconds, values = timing.in_turns(
        {
            "a": clock.forward(9, 1, 2, name="a", log=log),
            "b": clock.forward(9, 3, name="b", log=log),
        },
        {"a": 2, "b": 1},
    )
    assert log == ["a", "b", "a", "b", "a"]
    assert seconds == {"a": [1.0, 2.0], "b": [3.0]}
    assert values == {"a": "a", "b": "b"}


def test_short_actions_are_called_several_times(clock):
    seconds, _ = timing.in_turns({"a": clock.forward(9, 1, 2, 3)}, 1, {"a": 3})
    assert seconds == {"a": [2.0]}


def test_no_contestants():
    assert timing.in_turns({}, {}) == ({}, {})

"""The progress bar: on a terminal only, and before the work reports anything."""

import io
import sys
import time

from ssmtheory.cli import options


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch) -> Terminal:
    # not a fixture: pytest puts its own stderr back between set-up and test
    screen = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(options, "SHOW_PROGRESS_AFTER", 0.01)
    return screen


def assert_shown(screen: Terminal, text: str) -> None:
    deadline = time.monotonic() + 5.0
    while text not in screen.getvalue():
        assert time.monotonic() < deadline, f"{text!r} is not in {screen.getvalue()!r}"
        time.sleep(0.01)


def test_preparing_is_shown_before_the_first_report(monkeypatch):
    screen = terminal(monkeypatch)
    with options.progress_bar("work") as progress:
        assert_shown(screen, "work: preparing")
        progress(1, 2)
        assert_shown(screen, "work ")


def test_short_work_shows_nothing(monkeypatch):
    screen = terminal(monkeypatch)
    monkeypatch.setattr(options, "SHOW_PROGRESS_AFTER", 60.0)
    with options.progress_bar("work") as progress:
        progress(1, 1)
    assert "work" not in screen.getvalue()


def test_a_pipe_gets_nothing(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(options, "SHOW_PROGRESS_AFTER", 0.0)
    with options.progress_bar("work") as progress:
        progress(1, 2)
        time.sleep(0.05)
    assert screen.getvalue() == ""

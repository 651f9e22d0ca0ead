"""Wall-clock seconds of calls: one, the median of several, and several contestants in turns."""

import time
from collections.abc import Callable, Mapping

import numpy as np


def timed(action: Callable) -> tuple[float, object]:
    """(seconds, value) of one call."""
    start = time.perf_counter()
    value = action()
    return time.perf_counter() - start, value


def median_time(action: Callable, repeats: int) -> tuple[float, object]:
    """(median seconds, last value) after one call that warms up and does not count."""
    seconds, values = in_turns({"action": action}, repeats)
    return float(np.median(seconds["action"])), values["action"]


def in_turns(
    actions: Mapping[str, Callable],
    repeats: int | Mapping[str, int],
    calls: Mapping[str, int] | None = None,
) -> tuple[dict[str, list[float]], dict[str, object]]:
    """({name: seconds of each turn}, {name: last value}).

    Every turn runs each action once, so that a busy machine is busy for all; a turn before the
    first warms up and does not count.

    Parameters
    ----------
    repeats : the number of turns, or one number for every name.
    calls : calls per turn of what takes less than a clock can tell; the seconds are of one.
    """
    values = {name: action() for name, action in actions.items()}
    wanted = repeats if isinstance(repeats, Mapping) else dict.fromkeys(actions, repeats)
    seconds = {name: [] for name in actions}
    for turn in range(max(wanted.values(), default=0)):
        for name, action in actions.items():
            if turn < wanted[name]:
                count = (calls or {}).get(name, 1)
                spent, values[name] = timed(lambda action=action, n=count: _repeated(action, n))
                seconds[name].append(spent / count)
    return seconds, values


def _repeated(action: Callable, count: int):
    for _ in range(count - 1):
        action()
    return action()

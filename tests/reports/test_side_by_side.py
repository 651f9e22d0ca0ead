"""Two processes give what one gives, in order; what fails in the copy is raised here."""

import os

import pytest

from ssmtheory.reports.side_by_side import side_by_side


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_order(processes):
    tasks = [lambda k=k: (k, os.getpid()) for k in range(7)]
    found = side_by_side(tasks, processes)
    assert [k for k, _ in found] == list(range(7))
    if processes == 1:
        assert {pid for _, pid in found} == {os.getpid()}


def test_an_error_of_the_copy_is_raised_here():
    def fail():
        raise ValueError("of the second task")

    with pytest.raises(ValueError, match="second"):
        side_by_side([lambda: 1, fail, lambda: 3], 2)


def test_a_copy_that_dies_is_replaced():
    here = os.getpid()

    def die_elsewhere():
        if os.getpid() != here:
            os._exit(9)
        return "done here"

    assert side_by_side([lambda: 1, die_elsewhere], 2) == [1, "done here"]

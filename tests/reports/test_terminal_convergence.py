"""The tables of a study of convergence."""

import io

from rich.console import Console

from ssmtheory.analysis.convergence.convergence import convergence
from ssmtheory.reports.terminal_convergence import distance_table, verdict_table


def text(table) -> str:
    out = io.StringIO()
    Console(file=out, width=200, highlight=False).print(table)
    return out.getvalue()


def test_distances():
    found = convergence("lagt", [4, 8], form="rank-one", rho=0.5)
    lines = text(distance_table(found)).splitlines()
    assert "rank-one at rho = 0.5" in " ".join(lines[:2])
    assert any(line.split()[:3] == ["4", "0.333333", "0.57735"] for line in lines)


def test_verdicts():
    lines = text(verdict_table(convergence("legs", [8, 16, 32]))).splitlines()
    answers = {line.split(":")[0].strip(): line for line in lines if ":" in line}
    assert " yes " in answers["weak"]
    assert "0.5 N^−1" in answers["weak"]
    assert " no " in answers["l2"]
    assert "≥ 0.5" in answers["sup"]


def test_without_a_limit_or_a_fit():
    shown = text(verdict_table(convergence("legt", [4], quantity="sup")))
    assert "not known" in shown
    assert "undecided" in shown

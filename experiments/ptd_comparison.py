"""Which perturbation should one diagonalise with, and what does each cost?

    python experiments/ptd_comparison.py [--sizes 8,16,32] [--matrices legs,legt,...] [--full]
                                         [--json FILE] [--markdown FILE]

For every matrix and size an optimised perturbation (PTD, real E, mean κ_j + γ‖E‖/‖A‖) is found
for several γ.  Beside it, in the same run: the rank-one form (rank r where the low-rank term
has rank r) at the same κ and at the same ‖E‖/‖A‖, the best of ten random perturbations of that
norm, and the diagonal restriction.  Errors are suprema over the imaginary axis.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ssmtheory.analysis.diagonal.diagonalization import Diagonalization
from ssmtheory.analysis.diagonal.diagonalize import diagonalize
from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.errors import SSMTheoryError
from ssmtheory.reports.files import write_atomic
from ssmtheory.systems import StateSpace

DRAWS, BISECTIONS = 10, 40
FULL_SIZES = (8, 16, 32, 64, 128, 256)


@dataclass(frozen=True)
class Params:
    sizes: tuple[int, ...] = (8, 16, 32)
    matrices: tuple[str, ...] = ("legs", "legt", "lagt", "chebs", "random")
    gammas: tuple[float, ...] = (5.0, 20.0, 80.0)
    steps: int = 300
    seed: int = 0


@dataclass(frozen=True)
class Row:
    """One diagonal form; ``note`` says why it is missing (numbers then None)."""

    matrix: str
    N: int
    form: str
    gamma: float | None
    rho: float | None
    kappa: float | None
    E_relative: float | None
    state_error: float | None
    transfer_error: float | None
    stable: bool | None
    published_bound: float | None
    seconds: float
    note: str = ""


@dataclass(frozen=True)
class Result:
    params: Params
    rows: tuple[Row, ...]


def run(params: Params, report: Callable[[Row], None] = lambda row: None) -> Result:
    """All rows of the study; ``report`` sees each as it is done.  Deterministic by seed."""
    rows = []
    for name in params.matrices:
        for N in params.sizes:
            for row in _rows(name, _subject(name, N, params.seed), params):
                report(row)
                rows.append(row)
    return Result(params, tuple(rows))


def random_nonnormal(N: int, seed: int) -> StateSpace:
    """−I + the strict upper triangle of a Gaussian matrix of norm O(1), scaled by 4: stable."""
    rng = np.random.default_rng(seed)
    A = np.triu(rng.standard_normal((N, N)), 1) * 4 / np.sqrt(N)
    A -= np.diag(1 + np.arange(N) / N)
    B = rng.standard_normal(N)
    return StateSpace(A, B / np.linalg.norm(B))


def _subject(name: str, N: int, seed: int) -> Subject:
    return as_subject(random_nonnormal(N, seed)) if name == "random" else as_subject(name, N)


def _rows(name: str, subject: Subject, params: Params) -> Iterator[Row]:
    structured = subject.family is not None and subject.family.nplr_rank is not None
    start = "rank-one" if structured else "random"
    if structured:
        yield _row(name, subject, "diagonal restriction", None, method="normal-part")
    for gamma in params.gammas:
        options = {"method": "ptd", "kind": "real", "start": start, "steps": params.steps}
        ptd = _row(name, subject, "ptd", gamma, gamma=gamma, rng=params.seed, **options)
        yield ptd
        if ptd.kappa is None:
            continue
        if structured:
            yield _matched(name, subject, "rank-one, equal κ", gamma, "kappa", ptd.kappa)
            yield _matched(
                name, subject, "rank-one, equal ‖E‖", gamma, "E_relative", ptd.E_relative
            )
        random = {"method": "ginibre", "eps": ptd.E_relative, "draws": DRAWS, "rng": params.seed}
        yield _row(name, subject, f"random, best of {DRAWS}", gamma, kind="real", **random)


def _matched(name, subject, form: str, gamma, quantity: str, target: float) -> Row:
    """The rank-one form whose κ (falling in ρ) or ‖E‖ (rising) is ``target``, by bisection."""
    low, high = np.log(2e-3), 0.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        try:
            found = diagonalize(subject, method="rank-one", rho=float(np.exp(middle)))
            value = getattr(found, quantity)
        except SSMTheoryError:
            value = np.inf if quantity == "kappa" else 0.0  # at a critical ρ
        too_small_rho = value > target if quantity == "kappa" else value < target
        low, high = (middle, high) if too_small_rho else (low, middle)
        if high - low < 1e-4:
            break
    return _row(name, subject, form, gamma, method="rank-one", rho=float(np.exp(high)))


def _row(name: str, subject: Subject, form: str, label: float | None, **options) -> Row:
    start = time.perf_counter()
    try:
        found = diagonalize(subject, allow_unstable=True, **options)
    except SSMTheoryError as error:
        found, note = None, str(error)
    seconds = time.perf_counter() - start
    rho = options.get("rho")
    if found is None:
        return Row(name, subject.N, form, label, rho, *[None] * 6, seconds, note)
    return Row(
        name,
        subject.N,
        form,
        label,
        rho,
        found.kappa,
        found.E_relative,
        found.state_error,
        found.transfer_error,
        found.stable,
        _published(found),
        seconds,
    )


def _published(found: Diagonalization) -> float | None:
    return found.bounds.get("published")


def main() -> None:
    """Parse, run, print each row, and write JSON or Markdown when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=_ints)
    parser.add_argument("--matrices", type=lambda text: tuple(text.split(",")))
    parser.add_argument("--steps", type=int)
    parser.add_argument("--full", action="store_true", help="N = 8 … 256 (an hour or more)")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    given = parser.parse_args()
    params = Params(sizes=FULL_SIZES, steps=1000) if given.full else Params()
    changed = {k: v for k, v in vars(given).items() if k in ("sizes", "matrices", "steps") and v}
    params = Params(**(asdict(params) | changed))
    print(HEADER)
    result = run(params, lambda row: print(_line(row), flush=True))
    if given.json:
        write_atomic(given.json, json.dumps(asdict(result), indent=1) + "\n")
    if given.markdown:
        write_atomic(given.markdown, "\n".join([HEADER, *map(_line, result.rows)]) + "\n")


HEADER = (
    "| matrix | N | form | γ | ρ | κ₂(V) | ‖E‖/‖A‖ | state error | transfer error | stable "
    "| published bound | seconds |\n" + "| --- " * 12 + "|"
)


def _line(row: Row) -> str:
    numbers = (row.kappa, row.E_relative, row.state_error, row.transfer_error)
    cells = [row.matrix, str(row.N), row.form, _short(row.gamma), _short(row.rho)]
    cells += [_short(v) for v in numbers]
    cells += ["–" if row.stable is None else "yes" if row.stable else "no"]
    cells += [_short(row.published_bound), f"{row.seconds:.2f}"]
    return "| " + " | ".join(cells) + " |" + (f" {row.note}" if row.note else "")


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _ints(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


if __name__ == "__main__":
    main()

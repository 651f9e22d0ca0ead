"""How much faster is the LegS normal-part spectrum than a dense eigensolver, and how right?

    python experiments/bench_spectrum.py [--order 2048] [--large 1000000] [--json]

The peer is ``numpy.linalg.eigh(i·skew)``, timed in the same run on the skew part of the same
matrix.  Times of the closed form are medians; the peer, which takes long, runs once.  Errors
are relative to certified balls, at sampled m with the largest and the smallest frequency
included; the peer's as well.
"""

import argparse
import json
from dataclasses import asdict, dataclass

import flint
import numpy as np

from ssmtheory.closed_forms import legs
from ssmtheory.closed_forms.legs_spectrum import certified_frequency
from ssmtheory.experiments.timing import median_time, timed
from ssmtheory.limits import usable_cores
from ssmtheory.precision import bits_for_digits, working_precision

REPEATS = 5


@dataclass(frozen=True)
class Params:
    order: int = 2048
    large: int = 10**6
    certified: int = 10_000
    digits: int = 30
    sample: int = 12


@dataclass(frozen=True)
class Result:
    params: Params
    cores: int
    closed_s: float
    eigh_s: float
    ratio: float
    closed_error: float
    eigh_error: float
    large_s: float
    large_error: float
    certified_s: float
    certified_digits: int
    poles_s: float


def run(params: Params) -> Result:
    """Time the closed form, its peer and the certified spectrum; measure the errors."""
    N = params.order
    closed_s, closed = median_time(lambda: legs.normal_part_frequencies(N), REPEATS)
    _peer(64)()
    eigh_s, dense = timed(_peer(N))
    large_s, large = median_time(lambda: legs.normal_part_frequencies(params.large), REPEATS)
    poles_s, _ = median_time(lambda: legs.rank_one_poles(params.large // 10, 0.1), REPEATS)
    certified_s, digits = _certified(params)
    return Result(
        params=params,
        cores=usable_cores(),
        closed_s=closed_s,
        eigh_s=eigh_s,
        ratio=eigh_s / closed_s,
        closed_error=_error(closed, N, params.sample),
        eigh_error=_error(dense, N, params.sample),
        large_s=large_s,
        large_error=_error(large, params.large, params.sample),
        certified_s=certified_s,
        certified_digits=digits,
        poles_s=poles_s,
    )


def _peer(N: int):
    """The dense solve: eigenvalues of iS, S the skew part −½ r_n r_k of the normal part."""
    r = np.sqrt(2.0 * np.arange(N) + 1)
    S = 0.5 * (np.triu(np.outer(r, r), 1) - np.tril(np.outer(r, r), -1))
    hermitian = 1j * S
    return lambda: np.linalg.eigh(hermitian)[0][::-1][: N // 2]


def _error(found: np.ndarray, N: int, sample: int) -> float:
    """Largest relative error at ``sample`` values of m, both ends included."""
    worst, starts = 0.0, legs.normal_part_frequencies(N)
    for m in np.unique(np.linspace(0, found.size - 1, sample).astype(int)):
        exact = certified_frequency(float(starts[m]), int(m), N, bits_for_digits(25))
        with working_precision(100):
            worst = max(worst, float(abs(flint.arb(float(found[m])) / exact - 1)))
    return worst


def _certified(params: Params) -> tuple[float, int]:
    """Seconds for all roots in balls, and the digits that the worst of them has."""
    with working_precision(bits_for_digits(params.digits)):
        seconds, balls = timed(lambda: legs.normal_part_frequencies_balls(params.certified))
    bits = min(ball.rel_accuracy_bits() for ball in balls)
    return seconds, int(bits * np.log10(2))


def _report(result: Result) -> str:
    p = result.params
    return "\n".join(
        [
            f"LegS normal-part spectrum, {result.cores} cores; peer: numpy.linalg.eigh(i skew)",
            f"N = {p.order}: closed form {result.closed_s * 1e3:.3f} ms, "
            f"eigh {result.eigh_s:.2f} s, ratio {result.ratio:.0f}",
            f"  largest relative error: closed form {result.closed_error:.1e}, "
            f"eigh {result.eigh_error:.1e}",
            f"N = {p.large}: {result.large_s:.2f} s, relative error {result.large_error:.1e}",
            f"N = {p.certified}: {result.certified_digits} certified digits in "
            f"{result.certified_s:.2f} s",
            f"N = {p.large // 10}: rank-one poles at rho = 0.1 in {result.poles_s:.2f} s",
        ]
    )


def main(argv=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--order", type=int, default=2048)
    parser.add_argument("--large", type=int, default=10**6)
    parser.add_argument("--certified", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    result = run(Params(args.order, args.large, args.certified))
    print(json.dumps(asdict(result), indent=1) if args.json else _report(result))


if __name__ == "__main__":
    main()

"""How much faster is a pseudospectrum grid than an SVD at every point?

    python experiments/bench_pseudospectrum.py [--cases legs:64,random:256] [--grid 200] [--json]

The peer is a loop of ``numpy.linalg.svd(zI − A, compute_uv=False)``, timed in the same run,
interleaved, on a sample of the same points, with one BLAS thread and with all, the faster of the
two taken, and scaled to all points.  All times are medians.  Grids are whole: window,
Schur form and all.
"""

import argparse
import json
from dataclasses import asdict, dataclass

import numpy as np
from threadpoolctl import threadpool_limits

import ssmtheory.kernels.allpass as kernel
from ssmtheory.analysis.pseudospectra.pseudospectrum import Pseudospectrum, pseudospectrum
from ssmtheory.analysis.subject import Subject, as_subject
from ssmtheory.experiments.timing import median_time, timed
from ssmtheory.limits import usable_cores
from ssmtheory.systems import NPLR

REPEATS = 5
# A grid that takes longer than this is timed twice, not REPEATS times.
LONG = 5.0
SCALING = {"legs": (64, 128, 256, 512, 1024, 2048), "random": (64, 128, 256, 512)}
# Fine enough that what is done once per grid does not show.
SCALING_GRID = {"legs": 200, "random": 30}
# Operations of one step of ``gram_pass`` in one lane, counted in its source.
_STEP_FLOPS = 44
CASES = (
    ("legs", 64),
    ("legs", 256),
    ("legs", 1024),
    ("lagt", 256),
    ("legt", 256),
    ("fout", 256),
    ("nplr", 256),
    ("random", 64),
    ("grcar", 64),
    ("random", 256),
    ("grcar", 256),
)


@dataclass(frozen=True)
class Params:
    cases: tuple[tuple[str, int], ...] = CASES
    grid: int = 200
    sample: int = 10


@dataclass(frozen=True)
class CaseResult:
    name: str
    N: int
    method: str
    first_call_s: float
    grid_s: float
    svd_point_s: float
    ratio: float
    depth: float


@dataclass(frozen=True)
class Scaling:
    name: str
    N: tuple[int, ...]
    point_s: tuple[float, ...]
    slope: float


@dataclass(frozen=True)
class Result:
    params: Params
    cores: int
    cases: tuple[CaseResult, ...]
    scaling: tuple[Scaling, ...]
    kernel_gflops: float
    gemm_gflops: float


def run(params: Params) -> Result:
    """Time grids and their peers, the growth of the cost with N, and the arithmetic rate."""
    return Result(
        params=params,
        cores=usable_cores(),
        cases=tuple(_compare(name, N, params) for name, N in params.cases),
        scaling=tuple(_scaling(name, Ns) for name, Ns in SCALING.items()),
        kernel_gflops=_kernel_gflops(),
        gemm_gflops=_gemm_gflops(),
    )


def subject_of(name: str, N: int) -> Subject:
    """A family or gallery matrix by name; "random" and "nplr" from a seed of their own."""
    rng = np.random.default_rng(N)
    if name == "random":
        return as_subject(rng.standard_normal((N, N)) / np.sqrt(N))
    if name == "nplr":
        lam = -0.5 + 1j * rng.uniform(-N, N, N)
        P, Q = (rng.standard_normal((N, 2)) + 1j * rng.standard_normal((N, 2)) for _ in range(2))
        return as_subject(NPLR(lam, P, Q, None, P[:, 0]))
    return as_subject(name, N)


def _compare(name: str, N: int, params: Params) -> CaseResult:
    subject = subject_of(name, N)
    A = subject.matrix

    def grid():
        return pseudospectrum(subject, grid=params.grid)

    first, shown = timed(grid)
    points = _sample(shown, params.sample)
    repeats = REPEATS if first < LONG else 2
    grids, svds = [], {"one": [], "all": []}
    for chunk in np.array_split(points, repeats):
        grids.append(timed(grid)[0])
        for z in chunk:
            svds["all"].append(timed(lambda z=z: _svd_sigma_min(A, z))[0])
            with threadpool_limits(1, user_api="blas"):
                svds["one"].append(timed(lambda z=z: _svd_sigma_min(A, z))[0])
    grid_s, svd_s = float(np.median(grids)), min(float(np.median(s)) for s in svds.values())
    ratio = svd_s * params.grid**2 / grid_s
    depth = float(shown.log10_sigma[np.isfinite(shown.log10_sigma)].min())
    return CaseResult(name, N, shown.method, first, grid_s, svd_s, ratio, depth)


def _scaling(name: str, Ns: tuple[int, ...]) -> Scaling:
    costs, g = [], SCALING_GRID[name]
    for N in Ns:
        subject = subject_of(name, N)
        points = _sample(pseudospectrum(subject, grid=8), 64)
        window = (points.real.min(), points.real.max(), points.imag.min(), points.imag.max())
        seconds = _median(lambda s=subject, w=window: pseudospectrum(s, grid=g, window=w))
        costs.append(seconds / g**2)
    slope = float(np.polyfit(np.log(Ns), np.log(costs), 1)[0])
    return Scaling(name, Ns, tuple(costs), slope)


def _sample(shown: Pseudospectrum, count: int) -> np.ndarray:
    """``count`` points spread over the grid, at least one per repeat."""
    grid = (shown.x[None, :] + 1j * shown.y[:, None]).ravel()
    return grid[np.linspace(0, grid.size - 1, max(count, REPEATS)).astype(int)]


def _svd_sigma_min(A: np.ndarray, z: complex) -> float:
    return float(np.linalg.svd(z * np.eye(A.shape[0]) - A, compute_uv=False)[-1])


def _kernel_gflops(N: int = 256, calls: int = 50) -> float:
    """Rate of the recurrence on one core."""
    work = np.zeros(10 * kernel.LANES)
    poles = np.zeros((4, N))
    poles[0] = (np.arange(N) + 0.5) / N
    work[: 3 * kernel.LANES] = 0.5

    def passes():
        for _ in range(calls):
            kernel.gram_pass(work, poles)

    return _STEP_FLOPS * N * kernel.LANES * calls / _median(passes) / 1e9


def _gemm_gflops(n: int = 768) -> float:
    """Rate of the BLAS matrix product on one core: the practical ceiling."""
    X = np.full((n, n), 0.5)
    with threadpool_limits(1, user_api="blas"):
        return 2 * n**3 / _median(lambda: X @ X) / 1e9


def _median(action) -> float:
    first, _ = timed(action)
    return median_time(action, REPEATS if first < LONG else 2)[0]


def _report(result: Result) -> str:
    g = result.params.grid
    lines = [
        f"Pseudospectra, {g} x {g} points, {result.cores} cores; peer: loop of numpy SVDs",
        f"{'matrix':>8} {'N':>5} {'method':>18} {'grid':>11} {'us/point':>9} {'SVD/point':>11}"
        f" {'ratio':>8} {'deepest':>8} {'first call':>11}",
    ]
    lines += [
        f"{c.name:>8} {c.N:>5} {c.method:>18} {c.grid_s * 1e3:>8.1f} ms"
        f" {c.grid_s / g**2 * 1e6:>9.3f} {c.svd_point_s * 1e3:>8.2f} ms {c.ratio:>8.0f}"
        f" {c.depth:>8.1f} {c.first_call_s:>9.2f} s"
        for c in result.cases
    ]
    for scaling in result.scaling:
        pairs = zip(scaling.N, scaling.point_s, strict=True)
        costs = ", ".join(f"{N}: {c * 1e6:.3g}" for N, c in pairs)
        lines.append(f"{scaling.name}, us per point by N: {costs}; slope {scaling.slope:.2f}")
    share = result.kernel_gflops / result.gemm_gflops
    lines.append(
        f"recurrence {result.kernel_gflops:.1f} GFLOP/s per core = {share:.0%} of the matrix "
        f"product's {result.gemm_gflops:.1f}"
    )
    return "\n".join(lines)


def _cases(text: str) -> tuple[tuple[str, int], ...]:
    pairs = (word.split(":") for word in text.split(","))
    return tuple((name, int(N)) for name, N in pairs)


def main(argv=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=_cases, default=CASES, help="name:N,name:N,…")
    parser.add_argument("--grid", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    result = run(Params(args.cases, args.grid))
    print(json.dumps(asdict(result), indent=1) if args.json else _report(result))


if __name__ == "__main__":
    main()

"""How much faster is the LegS pseudospectrum grid than an SVD at every point?

    python experiments/bench_pseudospectrum.py [--sizes 64,256] [--grid 200] [--json]

The peer is a loop of ``numpy.linalg.svd(zI − A, compute_uv=False)``, timed in the same run,
interleaved, on a sample of the same points, and scaled to all of them.  All times are medians.
"""

import argparse
import json
import os
import time
from dataclasses import asdict, dataclass

import numpy as np

import ssmtheory.kernels.allpass as kernel
from ssmtheory.analysis.pseudospectra import Pseudospectrum, pseudospectrum
from ssmtheory.families import family

REPEATS = 5
SCALING = (64, 128, 256, 512, 1024, 2048)
# Operations of one step of ``gram_pass`` in one lane, counted in its source.
_STEP_FLOPS = 36


@dataclass(frozen=True)
class Params:
    sizes: tuple[int, ...] = (64, 256)
    grid: int = 200
    sample: int = 10


@dataclass(frozen=True)
class SizeResult:
    N: int
    first_call_s: float
    grid_s: float
    svd_point_s: float
    ratio: float
    depth: float


@dataclass(frozen=True)
class Result:
    params: Params
    cores: int
    sizes: tuple[SizeResult, ...]
    scaling_N: tuple[int, ...]
    scaling_point_s: tuple[float, ...]
    slope: float
    kernel_gflops: float
    gemm_gflops: float


def run(params: Params) -> Result:
    """Time grids and their peers, the growth of the cost with N, and the arithmetic rate."""
    sizes = tuple(_compare(N, params) for N in params.sizes)
    costs = tuple(_median(lambda N=N: pseudospectrum("legs", N, grid=100)) / 1e4 for N in SCALING)
    return Result(
        params=params,
        cores=_cores(),
        sizes=sizes,
        scaling_N=SCALING,
        scaling_point_s=costs,
        slope=float(np.polyfit(np.log(SCALING), np.log(costs), 1)[0]),
        kernel_gflops=_kernel_gflops(),
        gemm_gflops=_gemm_gflops(),
    )


def _compare(N: int, params: Params) -> SizeResult:
    A = family("legs").system(N).A
    first, shown = _timed(lambda: pseudospectrum("legs", N, grid=params.grid))
    points = _sample(shown, params.sample)
    np.linalg.svd(A, compute_uv=False)
    grids, svds = [], []
    for chunk in np.array_split(points, REPEATS):
        grids.append(_timed(lambda: pseudospectrum("legs", N, grid=params.grid))[0])
        svds += [_timed(lambda z=z: _svd_sigma_min(A, z))[0] for z in chunk]
    grid_s, svd_s = float(np.median(grids)), float(np.median(svds))
    ratio = svd_s * params.grid**2 / grid_s
    return SizeResult(N, first, grid_s, svd_s, ratio, float(shown.log10_sigma.min()))


def _sample(shown: Pseudospectrum, count: int) -> np.ndarray:
    """``count`` points spread over the grid, at least one per repeat."""
    grid = (shown.x[None, :] + 1j * shown.y[:, None]).ravel()
    return grid[np.linspace(0, grid.size - 1, max(count, REPEATS)).astype(int)]


def _svd_sigma_min(A: np.ndarray, z: complex) -> float:
    return float(np.linalg.svd(z * np.eye(A.shape[0]) - A, compute_uv=False)[-1])


def _kernel_gflops(N: int = 256, calls: int = 50) -> float:
    """Rate of the recurrence on one core."""
    work = np.zeros(10 * kernel.LANES)
    h = (np.arange(N) + 0.5) / N
    work[: 3 * kernel.LANES] = 0.5

    def passes():
        for _ in range(calls):
            kernel.gram_pass(work, h)

    return _STEP_FLOPS * N * kernel.LANES * calls / _median(passes) / 1e9


def _gemm_gflops(n: int = 768) -> float:
    """Rate of the BLAS matrix product on one core's share: the practical ceiling."""
    X = np.full((n, n), 0.5)
    return 2 * n**3 / _median(lambda: X @ X) / 1e9 / _cores()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _median(action) -> float:
    action()
    return float(np.median([_timed(action)[0] for _ in range(REPEATS)]))


def _timed(action):
    start = time.perf_counter()
    value = action()
    return time.perf_counter() - start, value


def _report(result: Result) -> str:
    g = result.params.grid
    lines = [
        f"LegS pseudospectrum, {g} x {g} points, {result.cores} cores; peer: loop of numpy SVDs",
        f"{'N':>6} {'grid':>10} {'us/point':>9} {'SVD/point':>11} {'ratio':>9}"
        f" {'deepest':>8} {'first call':>11}",
    ]
    lines += [
        f"{s.N:>6} {s.grid_s * 1e3:>7.1f} ms {s.grid_s / g**2 * 1e6:>9.3f}"
        f" {s.svd_point_s * 1e3:>8.2f} ms {s.ratio:>9.0f} {s.depth:>8.1f} {s.first_call_s:>9.2f} s"
        for s in result.sizes
    ]
    costs = ", ".join(
        f"{N}: {c * 1e6:.3f}" for N, c in zip(result.scaling_N, result.scaling_point_s, strict=True)
    )
    share = result.kernel_gflops / result.gemm_gflops
    return "\n".join(
        [
            *lines,
            f"us per point by N: {costs}; fitted slope {result.slope:.2f}",
            f"recurrence {result.kernel_gflops:.1f} GFLOP/s per core = {share:.0%} of the matrix "
            f"product's {result.gemm_gflops:.1f}",
        ]
    )


def main(argv=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="64,256")
    parser.add_argument("--grid", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    result = run(Params(tuple(int(N) for N in args.sizes.split(",")), args.grid))
    print(json.dumps(asdict(result), indent=1) if args.json else _report(result))


if __name__ == "__main__":
    main()

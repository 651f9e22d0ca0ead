"""How fast is the LegS recurrence, next to a NumPy loop over its steps?

    python experiments/bench_systems_recurrence.py [--order 256] [--json]

Rule: bilinear, through ``project``.  The peer solves with scipy's triangular solver, step by
step, in the same run.

Two bounds.  A kernel that takes one step after the other waits for the chain of running sums: N
times the latency of a fused multiply-add, 4 cycles; the pipeline (one channel) and the lanes
(many) do not.  What is left is arithmetic: 10.5 multiply-adds and half a division per row and step
for one channel, 5 multiply-adds for each of many.  The bound that is printed takes them at the
rate of a matrix product on as many threads, measured in the same run; a matrix product uses the
widest vectors there are, compiled loops often half of them.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.time.memory import project
from ssmtheory.families import family
from ssmtheory.limits import blas_threads, usable_cores

REPEATS = 5
SINGLE_COST, BATCHED_COST = 10.5, 5.0  # multiply-adds per row and step


@dataclass(frozen=True)
class Params:
    order: int = 256
    steps: int = 200_000
    channels: int = 64
    batched_steps: int = 5_000
    peer_steps: int = 100
    product: int = 512


@dataclass(frozen=True)
class Result:
    params: Params
    single_per_s: float
    batched_per_s: float
    peer_per_s: float
    ratio: float
    single_bound_per_s: float
    batched_bound_per_s: float
    difference: float


def run(params: Params) -> Result:
    """Steps per second of one channel, of many and of the loop; bounds; and the difference."""
    system = family("legs").system(params.order)
    rng = np.random.default_rng(0)
    u = rng.standard_normal((params.channels, max(params.steps, params.batched_steps)))
    one, many = u[0, : params.steps], u[:, : params.batched_steps]
    short, square = one[: params.peer_steps], rng.standard_normal((params.product,) * 2)
    _project(one[:64], params)
    _project(many[:, :8], params)
    actions = (
        lambda: _project(one, params),
        lambda: _project(many, params),
        lambda: _loop(system.A, system.B, short),
        lambda: square @ square,
    )
    with blas_threads().limit(limits=1, user_api="blas"):
        # interleaved: all see the same load
        times = np.array([[_seconds(action) for action in actions] for _ in range(REPEATS)])
    single, batched, peer, product = np.median(times, axis=0)
    ours, loop = _project(short, params), _loop(system.A, system.B, short)
    rate = params.product**3 / product / params.order
    return Result(
        params=params,
        single_per_s=params.steps / single,
        batched_per_s=many.size / batched,
        peer_per_s=params.peer_steps / peer,
        ratio=(params.steps / single) / (params.peer_steps / peer),
        single_bound_per_s=rate / SINGLE_COST,
        batched_bound_per_s=usable_cores() * rate / BATCHED_COST,
        difference=float(np.abs(ours - loop).max() / np.abs(loop).max()),
    )


def _project(u, params: Params) -> np.ndarray:
    return project("legs", params.order, u, 1.0, method="bilinear").coefficients


def _loop(A, B, u) -> np.ndarray:
    """c after all samples, one triangular solve and one product per step."""
    eye = np.eye(len(A))
    c = u[0] * eye[0]
    for k in range(1, u.size):
        right = c + A @ c / (2 * k) + (0.5 / k + 0.5 / (k + 1)) * B * u[k]
        c = spla.solve_triangular(eye - A / (2 * (k + 1)), right, lower=True, check_finite=False)
    return c


def _seconds(action) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _report(result: Result) -> str:
    p = result.params
    single, batched = result.single_bound_per_s, result.batched_bound_per_s
    return "\n".join(
        [
            f"LegS, N = {p.order}, bilinear; peer: NumPy loop with scipy's triangular solve",
            f"one channel {result.single_per_s:.3g} steps/s, ratio {result.ratio:.0f}; arithmetic "
            f"bound {single:.3g}, {result.single_per_s / single:.0%} of it",
            f"{p.channels} channels {result.batched_per_s:.3g} channel-steps/s; arithmetic bound "
            f"{batched:.3g}, {result.batched_per_s / batched:.0%} of it",
            f"chain bound of one step after the other: N x 4 cycles = {4 * p.order} cycles a step",
            f"relative difference from the loop {result.difference:.1e}",
        ]
    )


def main(argv=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--order", type=int, default=256)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    result = run(Params(order=args.order))
    print(json.dumps(asdict(result), indent=1) if args.json else _report(result))


if __name__ == "__main__":
    main()

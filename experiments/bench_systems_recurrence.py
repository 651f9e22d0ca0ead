"""How fast is the LegS recurrence, next to a NumPy loop over its steps?

    python experiments/bench_systems_recurrence.py [--order 256] [--json]

Rule: bilinear.  The peer solves with scipy's triangular solver, step by step, in the same run.
The chain of running sums bounds a kernel that takes one step after the other by N times the
latency of one fused multiply-add (4 cycles); the wavefront is not bound by it.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.time.memory import scaled_coefficients
from ssmtheory.families import family

REPEATS = 5


@dataclass(frozen=True)
class Params:
    order: int = 256
    steps: int = 200_000
    channels: int = 64
    batched_steps: int = 5_000
    peer_steps: int = 100


@dataclass(frozen=True)
class Result:
    params: Params
    single_per_s: float
    batched_per_s: float
    peer_per_s: float
    ratio: float
    difference: float


def run(params: Params) -> Result:
    """Steps per second of one channel, of many, and of the loop; and how far they differ."""
    system = family("legs").system(params.order)
    rng = np.random.default_rng(0)
    u = rng.standard_normal((params.channels, max(params.steps, params.batched_steps)))
    one, many = u[:1, : params.steps], u[:, : params.batched_steps]
    short = one[0, : params.peer_steps]
    times, peer_times = [], []
    batched_times = []
    scaled_coefficients(system, one[:, :64], "bilinear")
    scaled_coefficients(system, many[:, :8], "bilinear")
    for _ in range(REPEATS):  # interleaved: all see the same load
        times.append(_timed(lambda: scaled_coefficients(system, one, "bilinear"))[0])
        batched_times.append(_timed(lambda: scaled_coefficients(system, many, "bilinear"))[0])
        seconds, loop = _timed(lambda: _loop(system.A, system.B, short))
        peer_times.append(seconds)
    ours = scaled_coefficients(system, short[None], "bilinear")[0]
    single = params.steps / float(np.median(times))
    peer = params.peer_steps / float(np.median(peer_times))
    return Result(
        params=params,
        single_per_s=single,
        batched_per_s=params.channels * params.batched_steps / float(np.median(batched_times)),
        peer_per_s=peer,
        ratio=single / peer,
        difference=float(np.abs(ours - loop).max() / np.abs(loop).max()),
    )


def _loop(A, B, u) -> np.ndarray:
    """c after all samples, one triangular solve and one product per step."""
    eye = np.eye(len(A))
    c = u[0] * eye[0]
    for k in range(1, u.size):
        right = c + A @ c / (2 * k) + (0.5 / k + 0.5 / (k + 1)) * B * u[k]
        c = spla.solve_triangular(eye - A / (2 * (k + 1)), right, lower=True, check_finite=False)
    return c


def _timed(action):
    start = time.perf_counter()
    value = action()
    return time.perf_counter() - start, value


def _report(result: Result) -> str:
    p = result.params
    return "\n".join(
        [
            f"LegS, N = {p.order}, bilinear; peer: NumPy loop with scipy's triangular solve",
            f"one channel {result.single_per_s:.3g} steps/s, ratio {result.ratio:.0f}",
            f"{p.channels} channels {result.batched_per_s:.3g} channel-steps/s",
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

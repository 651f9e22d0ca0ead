"""How close is the diagonal scan to the speed of memory, and how far from a parallel prefix?

    python experiments/bench_systems_scan.py [--length 65536] [--order 64] [--threads 2] [--json]

Times are medians and minima of ``repeats`` runs, the contestants taking turns so that a busy
machine is busy for all; every one writes into an array that exists before the clock starts
(``np.copyto`` as well), except JAX, which returns a new one, and Blelloch's scan in this
library, which needs copies.  The error is relative to a scan in complex128.
"""

import argparse
import json
import os
from dataclasses import asdict, dataclass

import numpy as np

from ssmtheory.experiments.timing import in_turns
from ssmtheory.limits import usable_cores
from ssmtheory.systems import scan


@dataclass(frozen=True)
class Params:
    length: int = 65536
    order: int = 64
    repeats: int = 7
    jax_repeats: int = 5
    threads: int = 2


@dataclass(frozen=True)
class Timing:
    """Seconds: the median and the least of the runs, and the runs turn by turn."""

    median_s: float
    least_s: float
    runs: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    params: Params
    cores: int
    timings: dict[str, Timing]
    skipped: dict[str, str]
    error: float
    jax_error: float | None

    def ratio(self, of: str, to: str) -> float:
        """Median over the turns of one contestant's time over another's in the same turn."""
        pairs = zip(self.timings[of].runs, self.timings[to].runs, strict=False)
        return float(np.median([slow / fast for slow, fast in pairs]))

    def least_ratio(self, of: str, to: str) -> float:
        """Least time of one contestant over the least of another."""
        return self.timings[of].least_s / self.timings[to].least_s


def run(params: Params) -> Result:
    """Time copies, scans and prefixes of one complex64 array (L, N) in turns."""
    lam, varying, bu = _problem(params)
    exact = scan.diagonal(lam.astype(complex), bu)[-1]
    actions, out = _actions(params, lam, varying, bu)
    skipped, jax_error = {}, None
    try:
        peer = _jax_scan(params.threads)
    except ImportError:
        skipped["jax associative_scan"] = "jax is not installed"
    else:
        jax_error = _relative(np.asarray(peer(lam, bu))[-1], exact)
        actions["jax associative_scan"] = lambda: peer(lam, bu)
    scan.diagonal(lam, bu, out=out)
    error = _relative(out[-1], exact)
    return Result(params, usable_cores(), _timings(actions, params), skipped, error, jax_error)


def _problem(params):
    rng = np.random.default_rng(0)
    shape = (params.length, params.order)
    bu = (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(np.complex64)
    turns = np.exp(2j * np.pi * rng.uniform(size=params.order))
    lam = (rng.uniform(0.9, 0.999, params.order) * turns).astype(np.complex64)
    return lam, np.broadcast_to(lam, shape).copy("C"), bu


def _actions(params, lam, varying, bu):
    out, target = np.empty_like(bu), np.empty_like(bu)
    series, one = np.ascontiguousarray(bu.reshape(-1)), lam[:1]
    threads = params.threads
    return {
        "copy": lambda: np.copyto(target, bu),
        "read two, write one": lambda: np.add(bu, varying, out=target),
        "scan": lambda: scan.diagonal(lam, bu, out=out),
        "scan, new array": lambda: scan.diagonal(lam, bu),
        "scan, threads": lambda: scan.diagonal(lam, bu, out=out, threads=threads),
        "scan, varying": lambda: scan.diagonal(varying, bu, out=out),
        "scan, one lane": lambda: scan.diagonal(one, series, out=out.reshape(-1), threads=1),
        "scan, one lane, threads": lambda: scan.diagonal(
            one, series, out=out.reshape(-1), threads=threads
        ),
        "scan, series": lambda: scan.diagonal(
            lam[:, None],
            bu.reshape(lam.size, -1),
            -1,
            out=out.reshape(lam.size, -1),
            threads=1,
        ),
        "Blelloch": lambda: scan.associative(lam, bu),
    }, out


def _jax_scan(threads):
    """jit-compiled jax.lax.associative_scan of S5's operator on at most ``threads`` cores."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    import jax

    def compose(earlier, later):
        (a1, b1), (a2, b2) = earlier, later
        return a2 * a1, a2 * b1 + b2

    @jax.jit
    def prefixes(lam, bu):
        a = jax.numpy.broadcast_to(lam, bu.shape)
        return jax.lax.associative_scan(compose, (a, bu))[1]

    return lambda lam, bu: prefixes(lam, bu).block_until_ready()


def _timings(actions, params) -> dict[str, Timing]:
    repeats = {
        name: params.jax_repeats if name.startswith("jax") else params.repeats for name in actions
    }
    seconds, _ = in_turns(actions, repeats)
    return {name: Timing(float(np.median(s)), min(s), tuple(s)) for name, s in seconds.items()}


def _relative(found, exact):
    return float(np.abs(found - exact).max() / np.abs(exact).max())


def report(result: Result) -> str:
    """The table of one run; of two ratios the first is the paired median, then of minima."""
    p = result.params
    lines = [f"Diagonal scan, complex64, L = {p.length}, N = {p.order}, {result.cores} cores"]
    for name, timing in result.timings.items():
        ratios = result.ratio(name, "copy"), result.least_ratio(name, "copy")
        lines.append(
            f"  {name:24s} median {timing.median_s * 1e3:8.2f} ms, least "
            f"{timing.least_s * 1e3:8.2f} ms, copies {ratios[0]:6.2f} and {ratios[1]:6.2f}"
        )
    lines += [f"  {name:24s} skipped: {why}" for name, why in result.skipped.items()]
    pair = ("scan, varying", "read two, write one")
    lines.append(
        "varying lam over reading two arrays and writing one: "
        f"{result.ratio(*pair):.2f} and {result.least_ratio(*pair):.2f}"
    )
    if result.jax_error is not None:
        pair = ("jax associative_scan", "scan")
        lines.append(
            "jit-compiled jax.lax.associative_scan over scan: "
            f"{result.ratio(*pair):.1f} and {result.least_ratio(*pair):.1f}"
        )
        lines.append(f"relative error: scan {result.error:.1e}, jax {result.jax_error:.1e}")
    else:
        lines.append(f"relative error: scan {result.error:.1e}")
    return "\n".join(lines)


def main(argv=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--length", type=int, default=65536)
    parser.add_argument("--order", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    result = run(Params(args.length, args.order, threads=args.threads))
    print(json.dumps(asdict(result), indent=1) if args.json else report(result))


if __name__ == "__main__":
    main()

"""H∞ norms beside python-control with slycot, on the realified pair where it must be real.

    python experiments/bench_systems_norms.py [--order 100] [--json]

Two questions.  The LegS system against its diagonal restriction, C = e₀: the closed form, and
the same by dense matrices.  A random stable complex system of one order: here as it is, there
as the real system of twice the order.  Ours and the peer's runs alternate; times are medians.
BLAS has one thread throughout, which is the faster choice at these sizes for the peer as well.
"""

import argparse
import json
from dataclasses import asdict, dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from ssmtheory.analysis.norms import hinf_form_distance, hinf_norm
from ssmtheory.analysis.norms.plant import as_plant, difference
from ssmtheory.experiments.timing import in_turns
from ssmtheory.limits import usable_cores
from ssmtheory.systems import StateSpace

REPEATS = 5
_CALLS = {"closed": 10}  # calls per timing of what takes about a millisecond


@dataclass(frozen=True)
class Params:
    order: int = 100
    seed: int = 0
    repeats: int = REPEATS


@dataclass(frozen=True)
class Result:
    """Seconds and values; those of the peer are None when it is not installed."""

    params: Params
    peer: str | None
    closed_s: float
    dense_s: float
    pair_s: float | None
    closed_ratio: float | None
    value: float
    omega: float
    pair_value: float | None
    complex_s: float
    complex_pair_s: float | None
    complex_ratio: float | None
    complex_difference: float | None


def run(params: Params) -> Result:
    """Time both questions, ours and the peer's in turn."""
    first = np.eye(params.order)[0]
    plain = as_plant("legs", params.order, C=first)
    joint = difference(as_plant("legs", params.order, C=first, form="diagonal"), plain)
    random = random_complex(params.order, params.seed)
    peer = _peer()
    actions = {
        "closed": lambda: hinf_form_distance("legs", params.order, C=first),
        "dense": lambda: hinf_norm(joint_copy(joint)),
        "complex": lambda: hinf_norm(random),
    }
    if peer is not None:
        real, pair = legs_pair(params.order), random.to_control(pair=True)
        actions["pair"] = lambda: peer(real.to_control())
        actions["complex pair"] = lambda: peer(pair)
    with threadpool_limits(1, user_api="blas"):
        turns, values = in_turns(actions, params.repeats, _CALLS)
    seconds = {name: float(np.median(spent)) for name, spent in turns.items()}
    found, other = values["closed"], values.get("pair")
    ours = values["complex"].value
    return Result(
        params=params,
        peer=None if peer is None else "python-control with slycot",
        closed_s=seconds["closed"],
        dense_s=seconds["dense"],
        pair_s=seconds.get("pair"),
        closed_ratio=None if other is None else seconds["pair"] / seconds["closed"],
        value=found.value,
        omega=found.at,
        pair_value=None if other is None else float(other[0]),
        complex_s=seconds["complex"],
        complex_pair_s=seconds.get("complex pair"),
        complex_ratio=None if peer is None else seconds["complex pair"] / seconds["complex"],
        complex_difference=None
        if peer is None
        else abs(float(values["complex pair"][0]) / ours - 1),
    )


def legs_pair(N: int) -> StateSpace:
    """LegS minus its diagonal restriction as one real system of order 2N, C = e₀."""
    from ssmtheory.families import family

    fam = family("legs")
    system, form = fam.system(N), fam.nplr(N)
    A = np.zeros((2 * N, 2 * N))
    A[:N, :N] = system.A
    A[N:, N:] = ((form.V * form.lam) @ form.V.conj().T).real
    C = np.zeros(2 * N)
    C[0], C[N] = -1.0, 1.0
    return StateSpace(A, np.concatenate([system.B, system.B / 2]), C)


def random_complex(N: int, seed: int) -> StateSpace:
    """Gaussian A with its spectrum moved to Re λ < −0.1, one input, one output."""
    rng = np.random.default_rng(seed)

    def draw(*shape):
        return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / np.sqrt(2)

    A = draw(N, N) / np.sqrt(N) - 1.1 * np.eye(N)
    return StateSpace(A, draw(N), draw(N))


def joint_copy(plant):
    """The same plant with nothing computed yet."""
    return type(plant)(plant.system, plant.B, plant.C, plant.D, plant.label, plant.real)


def _peer():
    """python-control's linfnorm if it and slycot are installed."""
    try:
        import control
        import slycot  # noqa: F401
    except ImportError:
        return None
    return control.linfnorm


def report(result: Result) -> str:
    lines = [
        f"H-infinity norms at N = {result.params.order}, {usable_cores()} cores; "
        f"peer: {result.peer or 'none (python-control and slycot are not installed)'}",
        f"LegS minus its diagonal restriction: {result.value:.6f} at {result.omega:.3f}",
        f"  closed form {result.closed_s * 1e3:.2f} ms, dense {result.dense_s * 1e3:.0f} ms",
        f"random complex system: {result.complex_s * 1e3:.0f} ms",
    ]
    if result.peer:
        lines += [
            f"  peer on the pair: {result.pair_s * 1e3:.0f} ms ({result.pair_value:.6f}), "
            f"closed form {result.closed_ratio:.0f} times faster",
            f"  peer on the complex system's real pair: {result.complex_pair_s * 1e3:.0f} ms, "
            f"ratio {result.complex_ratio:.1f}, values differ by {result.complex_difference:.1e}",
        ]
    return "\n".join(lines)


def main(argv=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--order", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    result = run(Params(args.order))
    print(json.dumps(asdict(result), indent=1) if args.json else report(result))


if __name__ == "__main__":
    main()

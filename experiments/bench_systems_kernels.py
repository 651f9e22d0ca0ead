"""How fast are the S4D and DPLR kernels, and how right, beside JAX and PyTorch?

    python experiments/bench_systems_kernels.py [--channels 64] [--length 16384] [--json]

S4D: K_h = 2 Re Σ_n C_hn B̄_hn e^{kΔ_hλ_n}, half spectrum of S4D-Lin, complex128.  Peers: the
same expression jit-compiled by JAX and as the PyTorch one-liner (einsum of an exponential), at
complex128 and complex64.  DPLR: bilinear kernels of LegS; peer: the naive Cauchy matrix in
PyTorch with its FFT.  Times are medians over rounds in which every candidate runs once, so that
a load on the machine meets all of them; two threads each.  Errors are max |error| / max |K|
against balls.
"""

import argparse
import json
from dataclasses import asdict, dataclass, replace

import numpy as np

from ssmtheory.experiments.timing import in_turns
from ssmtheory.families import family
from ssmtheory.systems.discretize import discretize
from ssmtheory.systems.kernel import system_kernel
from ssmtheory.systems.kernel_balls import kernel_balls

REPEATS = 5
THREADS = 2


@dataclass(frozen=True)
class Params:
    channels: int = 64
    dplr_channels: int = 16
    order: int = 64
    length: int = 16384
    seed: int = 1
    checked: int = 2  # channels compared with balls


@dataclass(frozen=True)
class Timing:
    """Median seconds, and the error where it was measured; ``skipped`` says why there is none."""

    name: str
    seconds: float | None = None
    error: float | None = None
    skipped: str = ""


@dataclass(frozen=True)
class Result:
    params: Params
    s4d: tuple[Timing, ...]
    dplr: tuple[Timing, ...]

    def ratio(self, table: str, peer: str) -> float | None:
        """Seconds of the peer over seconds of ours, in the same table."""
        rows = {row.name: row.seconds for row in getattr(self, table)}
        return None if rows.get(peer) is None else rows[peer] / rows["ssmtheory"]


def run(params: Params) -> Result:
    """Time both kernels and their peers in the same rounds; measure the errors."""
    return Result(params, _s4d(params), _dplr(params))


def _s4d(params: Params) -> tuple[Timing, ...]:
    rng = np.random.default_rng(params.seed)
    H, M, L = params.channels, params.order // 2, params.length
    system = family("s4d-lin").system(params.order)
    C = rng.standard_normal((H, M)) + 1j * rng.standard_normal((H, M))
    dt = np.exp(rng.uniform(np.log(1e-3), np.log(1e-1), H))
    system = replace(system, C=C)
    single = replace(system, lam=system.lam.astype("c8"), B=system.B.astype("c8"), C=C.astype("c8"))
    candidates = {
        "ssmtheory": lambda: system_kernel(system, dt, L),
        "ssmtheory float32": lambda: system_kernel(single, dt, L),
        **_jax_s4d(system.lam, C, dt, L),
        **_torch_s4d(system.lam, C, dt, L),
    }
    exact = _reference(system, dt, L, "zoh", params.checked)
    return _timings(candidates, exact, params.checked)


def _dplr(params: Params) -> tuple[Timing, ...]:
    rng = np.random.default_rng(params.seed)
    H, L = params.dplr_channels, params.length
    form = family("legs").nplr(params.order)
    dt = np.exp(rng.uniform(np.log(1e-3), np.log(1e-1), H))
    form = replace(form, C=rng.standard_normal((H, params.order)) @ form.V)
    candidates = {
        "ssmtheory": lambda: system_kernel(form, dt, L, "bilinear"),
        **_torch_dplr(form, dt, L),
    }
    exact = _reference(form, dt, L, "bilinear", params.checked)
    return _timings(candidates, exact, params.checked)


def _reference(system, dt, length: int, method: str, checked: int):
    """Balls of the first channels."""
    first = replace(system, C=system.C[:checked])
    return kernel_balls(first, dt[:checked], length, method)


def _timings(candidates: dict, exact, checked: int) -> tuple[Timing, ...]:
    """Every candidate once per round; the first round compiles and is not counted."""
    skipped = {name: why for name, why in candidates.items() if isinstance(why, str)}
    ready = {name: make for name, make in candidates.items() if name not in skipped}
    times, values = in_turns(ready, REPEATS)
    rows = []
    for name in candidates:
        if name in skipped:
            rows.append(Timing(name, skipped=skipped[name]))
            continue
        error = max(
            exact_row(exact, h).error(np.asarray(values[name][h], dtype=float))
            for h in range(checked)
        )
        rows.append(Timing(name, float(np.median(times[name])), error))
    return tuple(rows)


def exact_row(exact, h: int):
    """The balls of channel h alone: errors are relative to each channel's largest entry."""
    return replace(exact, values=exact.values[h], radius=exact.radius[h])


def _jax_s4d(lam, C, dt, L: int) -> dict:
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        return dict.fromkeys(("jax", "jax complex64"), "jax is not installed")
    jax.config.update("jax_enable_x64", True)
    k = np.arange(L)

    def kernel(lam, C, dt):
        z = dt[:, None] * lam
        weights = C * (jnp.exp(z) - 1.0) / lam
        return 2 * jnp.einsum("hn,hnl->hl", weights, jnp.exp(z[..., None] * k)).real

    found = {}
    for name, kinds in (("jax", ("c16", "f8")), ("jax complex64", ("c8", "f4"))):
        args = [jnp.asarray(x.astype(kinds[0])) for x in (lam, C)]
        args.append(jnp.asarray(dt.astype(kinds[1])))
        compiled = jax.jit(kernel)
        found[name] = lambda compiled=compiled, args=args: compiled(*args).block_until_ready()
    return found


def _torch_s4d(lam, C, dt, L: int) -> dict:
    try:
        import torch
    except ImportError:
        return dict.fromkeys(("torch", "torch complex64"), "torch is not installed")
    torch.set_num_threads(THREADS)

    def kernel(lam, C, dt):
        z = dt[:, None] * lam
        weights = C * (torch.exp(z) - 1.0) / lam
        powers = torch.exp(z[..., None] * torch.arange(L))
        return 2 * torch.einsum("hn,hnl->hl", weights, powers).real

    found = {}
    for name, kinds in (("torch", ("c16", "f8")), ("torch complex64", ("c8", "f4"))):
        args = [torch.tensor(x.astype(kinds[0])) for x in (lam, C)]
        args.append(torch.tensor(dt.astype(kinds[1])))
        found[name] = lambda args=args: kernel(*args)
    return found


def _torch_dplr(form, dt, L: int) -> dict:
    """S4's naive path, both halves of the spectrum written out, C̃ given (it is trained)."""
    try:
        import torch
    except ImportError:
        return dict.fromkeys(("torch", "torch complex64"), "torch is not installed")
    torch.set_num_threads(THREADS)
    tilde = _truncated(form, dt, L)
    z = np.exp(-2j * np.pi * np.arange(L // 2 + 1) / L)
    columns = (form.lam, form.P[:, 0], form.B, tilde, z, dt)

    def kernel(lam, P, B, left, z, step):
        node = 2 * (1 - z) / (1 + z)  # at z = −1 only the rounding of z keeps it finite
        poles = lam * step[:, None]
        fixed = [(P.conj() * x).expand_as(left) for x in (B, P)]
        v = torch.stack([left * B, left * P, *fixed])
        sums = (v[..., None] / (node - poles[..., None])).sum(-2) * step[:, None]
        spectrum = sums[0] - sums[1] * sums[2] / (1 + sums[3])
        return torch.fft.irfft(spectrum * 2 / (1 + z), n=L)

    found = {}
    for name, kind, real in (("torch", "c16", "f8"), ("torch complex64", "c8", "f4")):
        args = [torch.tensor(x.astype(real if x is dt else kind)) for x in columns]
        found[name] = lambda args=args: kernel(*args)
    return found


def _truncated(form, dt, L: int) -> np.ndarray:
    """C̃ = C(I − Ā^L) of every channel, in modal coordinates."""
    rows = []
    for row, step in zip(form.C, dt, strict=True):
        A = discretize(form.modal(), float(step), "bilinear").dense().A
        rows.append(row - row @ np.linalg.matrix_power(A, L))
    return np.array(rows)


def _report(result: Result) -> str:
    p, lines = result.params, []
    titles = {
        "s4d": f"S4D kernel, H = {p.channels}, N/2 = {p.order // 2}, L = {p.length}",
        "dplr": f"DPLR kernel, H = {p.dplr_channels}, N = {p.order}, L = {p.length}",
    }
    for table, title in titles.items():
        lines.append(title)
        for row in getattr(result, table):
            if row.skipped:
                lines.append(f"  {row.name:20s} skipped: {row.skipped}")
                continue
            ratio = result.ratio(table, row.name)
            lines.append(
                f"  {row.name:20s} {row.seconds * 1e3:9.2f} ms   ratio {ratio:7.2f}   "
                f"error {row.error:.1e}"
            )
    return "\n".join(lines)


def main(argv=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--channels", type=int, default=64)
    parser.add_argument("--length", type=int, default=16384)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    result = run(Params(channels=args.channels, length=args.length))
    print(json.dumps(asdict(result), indent=1) if args.json else _report(result))


if __name__ == "__main__":
    main()

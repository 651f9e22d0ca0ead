"""A HiPPO system beside its diagonal restriction or its rank-one form: transfer and kernels.

The rank-one form has (1−ρ)/(1+ρ) of the low-rank part and B/(1+ρ); at ρ = 1 it is the diagonal
restriction (S4D, S5, DSS), the normal part of A with half of B.  Both systems are observed in
the first states: G(s) = e₀ᵀ(sI − A)⁻¹B and K_n(t) = e_nᵀe^{tA}B.
"""

from dataclasses import dataclass, replace

import numpy as np

from ssmtheory.analysis.response_error import schur_states
from ssmtheory.analysis.subject import Subject
from ssmtheory.closed_forms import CHAINS
from ssmtheory.families.rank_one import rank_one_family
from ssmtheory.systems import NPLR

KERNELS = 4
MAX_SAMPLES = 6000


@dataclass(frozen=True, eq=False)
class Comparison:
    """|G| and |G_ρ| on the imaginary axis, and the first kernels of both.

    Attributes
    ----------
    rho : of the form compared, 1 for the diagonal restriction.
    omega : (n,) ascending, in 1/time.  hippo, diagonal : (n,) G(iω) and G_ρ(iω), first state.
    spikes : (⌊N/2⌋,) ω_m of the normal part, descending.  spike_heights : |G_ρ(iω_m)|, inf
        where the poles lie on the axis itself (``poles_on_axis``).
    t : (nt,).  kernels, kernels_diagonal : (nt, ≤4).
    resolved : the time grid samples the fastest mode of the restriction at least 6 times a
        period; otherwise the kernel's values are right and the picture of it aliased.
    """

    omega: np.ndarray
    hippo: np.ndarray
    diagonal: np.ndarray
    spikes: np.ndarray
    spike_heights: np.ndarray
    poles_on_axis: bool
    t: np.ndarray
    kernels: np.ndarray
    kernels_diagonal: np.ndarray
    resolved: bool
    rho: float = 1.0

    @property
    def form(self) -> str:
        """What stands beside HiPPO, in words."""
        return "diagonal restriction" if self.rho == 1 else f"rank-one form at ρ = {self.rho:.6g}"

    @property
    def kernel_distance(self) -> float:
        """max_t |K_0 − K_0^diag| over the samples."""
        return float(np.abs(self.kernels[:, 0] - self.kernels_diagonal[:, 0]).max())

    def to_json(self) -> dict:
        return {
            "rho": self.rho,
            "omega": self.omega.tolist(),
            "hippo_abs": np.abs(self.hippo).tolist(),
            "diagonal_abs": np.abs(self.diagonal).tolist(),
            "spikes": self.spikes.tolist(),
            "spike_heights": [float(h) if np.isfinite(h) else "inf" for h in self.spike_heights],
            "poles_on_axis": self.poles_on_axis,
            "kernel_distance": self.kernel_distance,
            "kernels_resolved": self.resolved,
        }


def compare_with_diagonal(subject: Subject, rho: float = 1.0) -> Comparison | None:
    """HiPPO against its rank-one form at ρ ∈ (0, 1], by default the diagonal restriction.

    None without a normal-plus-low-rank form.
    """
    fam, N = subject.family, subject.N
    if fam is None or fam.nplr_rank is None:
        return None
    first = fam.nplr(N)
    spikes = np.sort(first.lam.imag[first.lam.imag > 0])[::-1]
    on_axis = bool(np.abs(first.lam.real).max() <= 1e-12 * max(1.0, np.abs(first.lam).max()))
    on_axis = on_axis and rho == 1
    omega = frequency_grid(spikes, on_axis)
    heights = np.inf * spikes if on_axis else np.abs(_form_transfer(subject, first, rho, spikes))
    t, resolved = _time_grid(fam.horizon, spikes)
    return Comparison(
        omega=omega,
        hippo=_first_state(subject, 1j * omega),
        diagonal=_form_transfer(subject, first, rho, omega),
        spikes=spikes,
        spike_heights=heights,
        poles_on_axis=on_axis,
        t=t,
        kernels=_kernels(subject, t),
        kernels_diagonal=_form_kernels(subject, first, rho, t),
        resolved=resolved,
        rho=rho,
    )


def frequency_grid(spikes: np.ndarray, on_axis: bool, count: int = 1200) -> np.ndarray:
    """Log-spaced ω > 0 with clusters around every spike; a spike on the axis itself is avoided.

    A uniform grid misses the spikes: half-width ½ at positions of order N².
    """
    if spikes.size == 0:
        return np.geomspace(1e-2, 1e2, count)
    offsets = np.array([0.05, 0.15, 0.3, 0.5, 0.8, 1.3, 2.2, 4.0])
    near = (spikes[:, None] + np.concatenate([-offsets, offsets])).ravel()
    if not on_axis:
        near = np.concatenate([near, spikes])
    low, high = 0.05 * spikes.min(), 20 * spikes.max()
    base = np.geomspace(low, high, count)
    grid = np.unique(np.concatenate([base, near[near > low]]))
    return grid[np.abs(grid[:, None] - spikes).min(axis=1) > 0] if on_axis else grid


def _first_state(subject: Subject, s: np.ndarray) -> np.ndarray:
    fam = subject.family
    if fam.allpass is not None:
        return CHAINS[fam.allpass].first_state(s)
    return subject.representation.states(s)[..., 0]


def _kernels(subject: Subject, t: np.ndarray) -> np.ndarray:
    fam, count = subject.family, min(KERNELS, subject.N)
    if fam.allpass is not None:
        return CHAINS[fam.allpass].basis(t, count)  # K_n does not depend on N > n
    return subject.representation.kernel(t)[:, :count]


def _form_transfer(subject: Subject, form: NPLR, rho: float, omega: np.ndarray) -> np.ndarray:
    """G_ρ(iω) of the first state, also at the ω_m themselves where ρ < 1."""
    if rho == 1:
        return replace(form, C=form.V[0]).diagonal().transfer(1j * omega)
    fam = subject.family
    if fam.allpass is not None:
        chain = CHAINS[fam.allpass]
        return _first_state(subject, 1j * omega) / chain.one_plus_rho_allpass(
            1j * omega, subject.N, rho
        )
    system = rank_one_family(fam, rho).system(subject.N)
    return schur_states(system.A, system.B)(omega)[:, 0]


def _form_kernels(subject: Subject, form: NPLR, rho: float, t: np.ndarray) -> np.ndarray:
    count = min(KERNELS, subject.N)
    if rho == 1:
        return replace(form, C=form.V[:count]).diagonal().kernel(t).real
    return rank_one_family(subject.family, rho).system(subject.N).kernel(t)[:, :count]


def _time_grid(horizon: float, spikes: np.ndarray) -> tuple[np.ndarray, bool]:
    fastest = spikes[0] if spikes.size else 1.0
    wanted = int(np.ceil(6 * horizon * fastest / (2 * np.pi)))
    count = min(max(wanted, 400), MAX_SAMPLES)
    return np.linspace(0.0, horizon, count + 1), wanted <= MAX_SAMPLES

"""Which rectangle of the complex plane to show when nobody said."""

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.pseudospectra.contained import contained_level, unit_scale
from ssmtheory.analysis.sigma.choice import has_real_matrix
from ssmtheory.analysis.sigma.engine import SigmaMin
from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import InputError
from ssmtheory.precision import rounding_floor
from ssmtheory.systems import Pencil

Window = tuple[float, float, float, float]

# Share of the longer side added on every side, and least ratio of the sides.
_MARGIN = 0.25
_LEAST_ASPECT = 0.5
# An eigenvalue box smaller than this share of the numerical range shows nothing but one point.
_POINTLIKE = 1e-3
# How often a window grows, and the samples per side of a first look and of a proof.
_GROWTHS, _COARSE, _SAMPLES = 8, 16, 64
# σ_min on the edge of a picture, as a share of its longer side (EigTool's windows: 0.01 to 0.1).
_OPEN = 0.01


def automatic_window(subject: Subject, eigenvalues: np.ndarray | None = None) -> Window:
    """A rectangle around the spectrum and the contours that lean on it.

    LegS and LagT: where |T_N| ≳ 1 by some margin, chosen on the pictures (tuned, not
    derived); their numerical range is larger by a factor N and flat there.  Otherwise the
    box of the eigenvalues with a margin, or of the numerical range where all
    eigenvalues coincide.  ``eigenvalues`` spares computing them a second time.
    """
    allpass = subject.family.allpass if subject.family is not None else None
    N = subject.order
    if allpass == "legs":
        return -1.15 * N - 2.0, 0.35 * N + 2.0, -0.85 * N - 2.0, 0.85 * N + 2.0
    if allpass == "lagt":
        return -0.25 * N - 1.5, 0.06 * N + 1.0, -0.16 * N - 1.5, 0.16 * N + 1.5
    if subject.is_pencil:
        return _padded(_box(_pencil_spectrum(subject.given)), symmetric=subject.is_real)
    if subject.is_diagonal:
        return _padded(_box(subject.representation.lam), symmetric=False)
    A, exponent = unit_scale(subject.matrix)
    scale = float(np.ldexp(1.0, exponent))
    lam = spla.eigvals(A) if eigenvalues is None else np.asarray(eigenvalues) / scale
    box, outer = _box(lam), _numerical_range_box(A)
    if _longer_side(box) <= _POINTLIKE * _longer_side(outer):
        box = outer
    x0, x1, y0, y1 = _padded(box, symmetric=subject.is_real)
    return check_window(float(np.ldexp(side, exponent)) for side in (x0, x1, y0, y1))


def containing_window(
    subject: Subject, engine: SigmaMin, top: float, estimates: tuple[np.ndarray, float]
) -> tuple[Window, float]:
    """(window, level): Λ_ε is proved to lie inside for ε = 10^level, level ≥ ``top``.

    A window around the eigenvalues grows, side by side, until σ_min > 10^top is proved on
    its edge; at the latest it is the box of the numerical range and ε around it, since
    Λ_ε ⊂ W(A) + ε.
    """
    outer = _outer_box(subject, 10.0**top)
    if subject.is_diagonal:
        return check_window(outer), top
    window = _padded(_box(estimates[0]), symmetric=has_real_matrix(subject))
    for _ in range(_GROWTHS):
        short = _sides_below(engine, window, 10.0**top)
        if not short.any():
            level = contained_level(engine, *_sides(window, _SAMPLES), None, estimates, top)
            if level is not None and level >= top:
                return window, level
            short[:] = True
        window = _grown(window, short, outer)
    return check_window(outer), top


def open_window(subject: Subject, engine: SigmaMin, window: Window) -> Window:
    """``window`` grown, side by side, until σ_min on its edge is a hundredth of its size.

    The contours below that level then close inside it.  At most eight times, and not beyond
    the numerical range; a picture's matter, nothing is proved here.
    """
    outer = _outer_box(subject, _OPEN * _longer_side(window))
    for _ in range(_GROWTHS):
        short = _sides_below(engine, window, _OPEN * _longer_side(window))
        grown = _grown(window, short, outer)
        if grown == window:
            break
        window = grown
    return window


def _sides(window: Window, samples: int) -> tuple[np.ndarray, np.ndarray]:
    return np.linspace(*window[:2], samples), np.linspace(*window[2:], samples)


def _sides_below(engine: SigmaMin, window: Window, sigma: float) -> np.ndarray:
    """Which sides (x0, x1, y0, y1) have a sample of σ_min below ``sigma``."""
    x, y = _sides(window, _COARSE)
    z = np.concatenate([x[0] + 1j * y, x[-1] + 1j * y, x + 1j * y[0], x + 1j * y[-1]])
    return (engine(z).reshape(4, -1) <= np.log10(sigma)).any(axis=1)


def _grown(window: Window, sides: np.ndarray, outer: Window) -> Window:
    """The ``sides`` moved out by a quarter of the longer one, but not beyond ``outer``."""
    step = _MARGIN * _longer_side(window)
    x0, x1, y0, y1 = (
        side + sign * step if moves else side
        for side, moves, sign in zip(window, sides, (-1, 1, -1, 1), strict=True)
    )
    low = max(x0, min(outer[0], window[0])), max(y0, min(outer[2], window[2]))
    high = min(x1, max(outer[1], window[1])), min(y1, max(outer[3], window[3]))
    return low[0], high[0], low[1], high[1]


def _outer_box(subject: Subject, eps: float) -> Window:
    """A box that holds W(A) + ε, rounding included; for LegS and LagT, W(A_ρ) + ε for every ρ."""
    allpass = subject.family.allpass if subject.family is not None else None
    error = 0.0
    if allpass is not None:
        box = _chain_box(allpass, float(subject.order))
    elif subject.is_diagonal:
        box = _box(subject.representation.lam)
    else:
        A, exponent = unit_scale(subject.matrix)
        box = tuple(float(np.ldexp(side, exponent)) for side in _numerical_range_box(A))
        error = float(np.ldexp(rounding_floor(A.shape[0], float(np.linalg.norm(A))), exponent))
    # the edge itself is open: a pseudospectrum that touches it is not inside
    pad = (eps + error) * (1 + 1e-6) + 1e-9 * _longer_side(box)
    return box[0] - pad, box[1] + pad, box[2] - pad, box[3] + pad


def _chain_box(allpass: str, N: float) -> Window:
    """A box around W(A), from A + Aᵀ = −(I + BBᵀ) or −BBᵀ and the Schwarz form.

    A skew tridiagonal matrix with α_1 > α_2 > … has its spectrum within ±(α_1 + α_2).
    """
    if allpass == "legs":
        alpha = [max(N * N - k * k, 0) / (2 * (4 * k * k - 1) ** 0.5) for k in (1, 2)]
        return -(1 + N * N) / 2, -0.5, -sum(alpha), sum(alpha)
    alpha = [(max(N * N - k * k, 0) / (4 * (4 * k * k - 1))) ** 0.5 for k in (1, 2)]
    return -N / 2, 0.0, -sum(alpha), sum(alpha)


def check_window(window) -> Window:
    """(x0, x1, y0, y1) as floats; ``InputError`` unless finite with x0 < x1 and y0 < y1."""
    try:
        x0, x1, y0, y1 = (float(value) for value in window)
    except (TypeError, ValueError):
        raise InputError(f"window must be four numbers x0, x1, y0, y1, not {window!r}.") from None
    if not (np.isfinite([x0, x1, y0, y1, x1 - x0, y1 - y0]).all() and x0 < x1 and y0 < y1):
        raise InputError(
            f"window needs finite x0 < x1 and y0 < y1, not {x0:g}, {x1:g}, {y0:g}, {y1:g}."
        )
    return x0, x1, y0, y1


def _pencil_spectrum(pencil: Pencil) -> np.ndarray:
    """The finite eigenvalues; those of E⁺A where there are none, or more rows than columns."""
    finite = pencil.eigenvalues() if pencil.is_square else np.empty(0)
    return finite if finite.size else spla.eigvals(np.linalg.pinv(pencil.E) @ pencil.A)


def _box(z: np.ndarray) -> Window:
    return float(z.real.min()), float(z.real.max()), float(z.imag.min()), float(z.imag.max())


def _longer_side(box: Window) -> float:
    return max(box[1] - box[0], box[3] - box[2])


def _numerical_range_box(A: np.ndarray) -> Window:
    """The extreme eigenvalues of the Hermitian and of the skew-Hermitian part."""
    real = spla.eigvalsh((A + A.conj().T) / 2)
    imag = spla.eigvalsh((A - A.conj().T) / 2j)
    return float(real[0]), float(real[-1]), float(imag[0]), float(imag[-1])


def _padded(box: Window, *, symmetric: bool) -> Window:
    longer = _longer_side(box)
    if longer == 0.0:
        longer = max(abs(box[0]), abs(box[2])) or 1.0
    x0, x1 = _side(box[0], box[1], longer)
    y0, y1 = _side(box[2], box[3], longer)
    if symmetric:
        y1 = max(-y0, y1)
        y0 = -y1
    return x0, x1, y0, y1


def _side(low: float, high: float, longer: float) -> tuple[float, float]:
    half = max((high - low) / 2 + _MARGIN * longer, _LEAST_ASPECT * longer)
    centre = low / 2 + high / 2
    return centre - half, centre + half

"""Which rectangle of the complex plane to show when nobody said."""

import numpy as np
import scipy.linalg as spla

from ssmtheory.analysis.subject import Subject
from ssmtheory.errors import InputError

Window = tuple[float, float, float, float]

# Share of the longer side added on every side, and least ratio of the sides.
_MARGIN = 0.25
_LEAST_ASPECT = 0.5
# An eigenvalue box smaller than this share of the numerical range shows nothing but one point.
_POINTLIKE = 1e-3


def automatic_window(subject: Subject) -> Window:
    """A rectangle around the spectrum and the contours that lean on it.

    LegS and LagT: where |T_N| ≳ 1 by some margin, chosen on the pictures (tuned, not
    derived); their numerical range is larger by a factor N and flat there.  Otherwise the
    box of the eigenvalues with a margin, or of the numerical range where all
    eigenvalues coincide.
    """
    allpass = subject.family.allpass if subject.family is not None else None
    N = subject.order
    if allpass == "legs":
        return -1.15 * N - 2.0, 0.35 * N + 2.0, -0.85 * N - 2.0, 0.85 * N + 2.0
    if allpass == "lagt":
        return -0.25 * N - 1.5, 0.06 * N + 1.0, -0.16 * N - 1.5, 0.16 * N + 1.5
    if subject.is_diagonal:
        return _padded(_box(subject.representation.lam), symmetric=False)
    A = subject.matrix
    largest = max(np.abs(A.real).max(), np.abs(A.imag).max())
    # by a power of two, so that neither end of the double range is reached in between
    exponent = int(np.frexp(largest)[1]) if largest > 0 else 0
    A = np.ldexp(A.real, -exponent) + (1j * np.ldexp(A.imag, -exponent) if A.imag.any() else 0.0)
    box, outer = _box(spla.eigvals(A)), _numerical_range_box(A)
    if _longer_side(box) <= _POINTLIKE * _longer_side(outer):
        box = outer
    x0, x1, y0, y1 = _padded(box, symmetric=subject.is_real)
    return check_window(float(np.ldexp(side, exponent)) for side in (x0, x1, y0, y1))


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

r"""The canonical gauge of a modal system, whatever phases its eigenvectors came with.

    V → VD, B → D*B, P → D*P, C → CD with D diagonal and unitary is the same system.

D is fixed by one entry per mode that is made real and positive: of B (diagonal systems), of P
(normal plus low rank), or, where the mode has none, the first of the largest entries of its
column of C or V.  Exports of two eigensolvers then agree to rounding, and λ to the bit.
"""

from dataclasses import replace

import numpy as np

from ssmtheory.systems import NPLR, Diagonal

# an entry below this share of the largest one is taken for rounding, as in decompositions.nplr
_NEGLIGIBLE = 1e-8


def canonical_diagonal(system: Diagonal) -> Diagonal:
    """B ≥ 0 and imaginary parts of λ descending; lam (N,), B (N,), C (N,), (p, N) or None.

    A mode with B = 0 has the first of its largest outputs real and positive.  The transfer
    function is unchanged; so are the states unless C is None, when they are modal already.
    """
    order = descending(system.lam)
    lam, B = system.lam[order], np.asarray(system.B, dtype=complex)[order]
    C = np.diag(np.ones(lam.size))[:, order] if system.C is None else system.C[..., order]
    phases = np.where(B == 0, leading_phases(np.atleast_2d(C)), _unit(B).conj())
    return replace(system, lam=lam, B=np.abs(B).astype(complex), C=C / phases)


def canonical_nplr(form: NPLR) -> NPLR:
    """The first non-zero entry of each row of P real and positive, imaginary parts descending.

    Raises nothing: a row of P that is zero takes its phase from V (or C, or stays).
    """
    order = descending(form.lam)
    P = form.P[order]
    columns = form.V if form.V is not None else form.C
    phases = np.ones(form.order, dtype=complex)
    if columns is not None:
        phases = leading_phases(np.atleast_2d(columns)[:, order])
    reached = np.abs(P) > _NEGLIGIBLE * max(float(np.abs(P).max(initial=0)), 1e-300)
    rows = np.flatnonzero(reached.any(axis=1))
    phases[rows] = _unit(P[rows, np.argmax(reached[rows], axis=1)]).conj()
    return replace(
        form,
        lam=form.lam[order],
        P=_with_real(P * phases[:, None], rows, np.argmax(reached[rows], axis=1)),
        Q=form.Q[order] * phases[:, None],
        V=None if form.V is None else form.V[:, order] / phases,
        B=form.B[order] * phases,
        C=None if form.C is None else form.C[..., order] / phases,
    )


def descending(lam: np.ndarray) -> np.ndarray:
    """The order of the imaginary parts, descending; of the real parts where they are equal."""
    return np.lexsort((-lam.real, -lam.imag))


def leading_phases(columns: np.ndarray) -> np.ndarray:
    """(N,) unit factors: the phase of the first entry of each column as large as its largest.

    Entries that differ by rounding count as equal, or the choice between them would be chance.
    """
    size = np.abs(columns)
    first = np.argmax(size >= (1 - _NEGLIGIBLE) * size.max(axis=0), axis=0)
    return _unit(columns[first, np.arange(columns.shape[1])].astype(complex))


def _unit(z: np.ndarray) -> np.ndarray:
    """z/|z|, 1 for 0."""
    size = np.abs(z)
    return np.where(size == 0, 1.0, z / np.where(size == 0, 1.0, size))


def _with_real(P: np.ndarray, rows: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The entries that the gauge makes real, without what rounding leaves of the other part."""
    P[rows, first] = np.abs(P[rows, first])
    return P

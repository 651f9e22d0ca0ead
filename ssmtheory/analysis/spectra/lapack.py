"""What a dense double-precision eigensolver gives, and how far off it is.

LAPACK reads the eigenvalues of a triangular matrix off its diagonal, which hides how
ill-conditioned they are.  The same matrix in any other orthonormal basis shows it, so
triangular matrices are compared after a fixed random rotation as well.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from ssmtheory.analysis.spectra.spectrum import Spectrum
from ssmtheory.analysis.subject import Subject

ROTATION_SEED = 20201117


@dataclass(frozen=True, eq=False)
class LapackComparison:
    """LAPACK's eigenvalues matched one to one with the certified ones.

    Attributes
    ----------
    values : (order,) complex, in the order of the spectrum, for the matrix of ``basis``.
    errors : (order,) |LAPACK − certified|.
    basis : "rotated" when the stored matrix is triangular, else "stored".
    stored_max, rotated_max : largest error in either basis.
    """

    values: np.ndarray
    errors: np.ndarray
    basis: str
    stored_max: float
    rotated_max: float

    def to_json(self) -> dict:
        return {
            "basis": self.basis,
            "stored_max": self.stored_max,
            "rotated_max": self.rotated_max,
            "errors": self.errors.tolist(),
            "values": [[v.real, v.imag] for v in self.values],
        }


def compare_lapack(subject: Subject, spectrum: Spectrum) -> LapackComparison:
    """Match numpy.linalg.eigvals of A, and of QAQ* for a random unitary Q, to ``spectrum``.

    The matching minimises the sum of distances.
    """
    A, exact = subject.matrix, spectrum.values
    stored = _match(np.linalg.eigvals(A), exact)
    Q = _rotation(subject.order, np.iscomplexobj(A))
    rotated = _match(np.linalg.eigvals(Q @ A @ Q.conj().T), exact)
    triangular = not np.triu(A, 1).any() or not np.tril(A, -1).any()
    values = rotated if triangular else stored
    return LapackComparison(
        values=values,
        errors=np.abs(values - exact),
        basis="rotated" if triangular else "stored",
        stored_max=float(np.abs(stored - exact).max()),
        rotated_max=float(np.abs(rotated - exact).max()),
    )


def _match(found: np.ndarray, exact: np.ndarray) -> np.ndarray:
    _, order = linear_sum_assignment(np.abs(exact[:, None] - found[None, :]))
    return found[order].astype(complex)


def _rotation(N: int, is_complex: bool) -> np.ndarray:
    rng = np.random.default_rng(ROTATION_SEED)
    G = rng.standard_normal((N, N))
    if is_complex:
        G = G + 1j * rng.standard_normal((N, N))
    return np.linalg.qr(G)[0]

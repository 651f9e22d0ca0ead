"""What S4's appendix and issue tracker say beside the theorems: which matrix, which inverse."""

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import Claim, Variant, exactly, identity
from ssmtheory.decompositions.quasiseparable import off_diagonal_ranks
from ssmtheory.paper_checks import _rational as exact
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U


def named(run, name="legt"):
    """Eq. (2) entry by entry, against the family of this name."""
    for N in run.pick((2, 6, 16), (2, 6, 16, 64)):
        core = st.family(name).core(N)
        # (2) times r_k/r_n: the coordinates of the core, where ν_n = r_n²
        entry = exact.matrix(N, N, lambda n, k: -(2 * k + 1) if n > k else -(n + 1) * (n == k))
        wrong = exact.differing(core.M, entry)
        wrong += sum(core.nu[n] != 2 * n + 1 for n in range(N))
        yield exactly(f"entries of Eq. (2) that differ from {name}, N = {N}", wrong, 0)


def unscaled_legt(N: int) -> flint.fmpq_mat:
    """LegT over r_n r_k, as Appendix C.1 has it: −1, and −(−1)^{n−k} above the diagonal."""
    return exact.matrix(N, N, lambda n, k: 1 if n < k and (k - n) % 2 else -1)


def tridiagonal(N: int, corner: int, above=1) -> flint.fmpq_mat:
    """−1 below, ``above`` above the diagonal, (corner, 0, …, 0, corner) on it."""

    def entry(n, k):
        ends = (n == 0) + (n == N - 1)
        return {0: corner * ends, 1: above, -1: -1}.get(k - n, 0)

    return exact.matrix(N, N, entry)


def legt_inverse(run, transposed=False, factor=1):
    """A (or Aᵀ) of unscaled LegT is factor·T⁻¹, T the printed matrix with −1 in its corners."""
    for N in run.pick((2, 4, 9), (2, 4, 9, 32)):
        A, T = unscaled_legt(N), tridiagonal(N, -1)
        A = A.transpose() if transposed else A
        yield exactly(f"entries that differ, N = {N}", exact.differing(A, T.inv() * factor), 0)


def without_sign(N: int) -> flint.fmpq_mat:
    """Appendix C.1's first skew matrix for LegT: −2 above and 2 below, where row is even/odd."""

    def entry(n, k):
        if n < k:
            return -2 * (n % 2 == 0 and k % 2)
        return 2 * (n % 2 and k % 2 == 0)

    return exact.matrix(N, N, entry)


def chebyshev_inverse(run, sign=1, orders=(4, 6, 16)):
    """S is regular with S⁻¹ = ½ tridiag(sign, 0, 1); if skew, its spectrum is i × Chebyshev's."""
    for N in orders:
        S = without_sign(N)
        symmetric = exact.matrix(N, N, lambda n, k: int(abs(n - k) == 1))
        J = tridiagonal(N, 0) if sign < 0 else symmetric
        yield exactly(f"is S singular, N = {N}", int(S.det() == 0), 0)
        wrong = exact.differing(S * J * flint.fmpq(1, 2), exact.eye(N))
        yield exactly(f"entries of S·S⁻¹ that differ from I, N = {N}", wrong, 0)
        if sign < 0:  # charpoly(iJ) has the coefficients of U_N(s/2), all signs plus
            second_kind, mine = symmetric.charpoly().coeffs(), J.charpoly().coeffs()
            wrong = sum(abs(c) != m for c, m in zip(second_kind, mine, strict=True))
            yield exactly(f"coefficients that are not Chebyshev's, N = {N}", wrong, 0)


def skew_ranks(run, final=2):
    """Off-diagonal ranks of the two skew matrices that are made of LegT: 1 and ``final``."""
    for N in run.pick((6, 9), (6, 9, 24)):
        first = without_sign(N)
        last = unscaled_legt(N) + exact.matrix(N, N, lambda n, k: int((n - k) % 2 == 0))
        for S, name, stated in ((first, "first", 1), (last, "final", final)):
            wrong = exact.differing(S, -1 * S.transpose())
            yield exactly(f"entries of S + Sᵀ not 0, {name} form, N = {N}", wrong, 0)
            ranks = tuple(off_diagonal_ranks(S))
            yield exactly(f"ranks of the {name} form, N = {N}", ranks, (stated, stated))


def hermitian_solver(run, shift=0.0):
    """eigh of −i(A + PPᵀ), whose diagonal is i/2, gives the ω_m + shift of the normal part."""
    for N in run.pick((7, 64, 256), (7, 64, 256, 512)):
        legs, P = st.family("legs").system(N), np.sqrt(np.arange(N) + 0.5)
        normal = legs.A + np.outer(P, P)
        omega = st.closed_forms.legs.normal_part_frequencies(N)
        stated = np.sort(np.concatenate([omega, np.zeros(N % 2), -omega])) + shift
        yield identity(
            f"max |eigh − ω|, N = {N}",
            np.linalg.eigh(-1j * normal).eigenvalues,
            stated,
            bound=4 * N * U * float(np.linalg.norm(normal)),
            basis="backward stability of the Hermitian eigensolver: 4Nu‖A + PPᵀ‖",
        )
        yield exactly(f"diagonal entries i/2 handed over, N = {N}", _halves(normal), N)


def _halves(normal: np.ndarray) -> int:
    """How many diagonal entries are −½ but for rounding."""
    size = np.arange(1, len(normal) + 1)
    return int(np.sum(np.abs(np.diag(normal) + 0.5) <= 4 * U * size))


CLAIMS = (
    Claim(
        id="S-i",
        paper="s4",
        locator="Appendix C.1, proof of Theorem 1",
        statement="The HiPPO matrix of Eq. (2) is LegT.",
        scope="N ≤ 16, in full N ≤ 64, exact",
        check=named,
        false_variant=Variant("… is LMU", {"name": "lmu"}),
        true_variant=Variant("… is LegS", {"name": "legs"}),
        recorded="refuted",
        evidence="symbolic",
        families=("legs", "legt"),
        erratum=True,
        note="A slip that has confused readers (issue 156 of the paper's code asks which it is).",
    ),
    Claim(
        id="S-ii",
        paper="s4",
        locator="Appendix C.1, LegT, the alternative way",
        statement="Unscaled LegT is the inverse of tridiag(−1, (−1, 0, …, 0, −1), 1).",
        scope="N ≤ 9, in full N ≤ 32, exact",
        check=legt_inverse,
        false_variant=Variant("… is twice that inverse", {"factor": 2}),
        true_variant=Variant(
            "… is the transpose of twice that inverse", {"transposed": True, "factor": 2}
        ),
        recorded="refuted",
        evidence="symbolic",
        families=("legt",),
        erratum=True,
        note="LSSL's Theorem 11 has the right one.",
    ),
    Claim(
        id="S-iii",
        paper="s4",
        locator="Appendix C.1, LegT",
        statement="The skew matrix that rank 2 makes of LegT is the inverse of the Chebyshev "
        "Jacobi matrix ½ tridiag(1, 0, 1).",
        scope="N = 4, 6, 16 (even), exact",
        check=chebyshev_inverse,
        false_variant=Variant("… of ½ tridiag(−1, 0, 1) at any N", {"sign": -1, "orders": (4, 5)}),
        true_variant=Variant("… of ½ tridiag(−1, 0, 1) for even N", {"sign": -1}),
        recorded="refuted",
        evidence="symbolic",
        families=("legt",),
        erratum=True,
        note="The inverse of a skew matrix is skew.  ½ tridiag(−1, 0, 1) is similar to i times the "
        "Jacobi matrix of the Chebyshev polynomials of the second kind, eigenvalues "
        "i cos(jπ/(N+1)); for odd N the skew matrix is singular.",
    ),
    Claim(
        id="S3-ranks",
        paper="s4",
        locator="Appendix C.1, LegT, the final form",
        statement="The skew matrix of LegT is 1-quasiseparable with the first correction and "
        "2-quasiseparable with the symmetric one.",
        scope="N = 6, 9, in full 24, exact",
        check=skew_ranks,
        false_variant=Variant("… 1-quasiseparable with both", {"final": 1}),
        recorded="proved",
        evidence="symbolic",
        families=("legt",),
    ),
    Claim(
        id="S-iv",
        paper="s4",
        locator="Appendix C.1 as implemented, issue 159 of the code",
        statement="A Hermitian eigensolver gets the frequencies of LegS from −i(A + PPᵀ), which is "
        "not Hermitian: its diagonal is i/2.",
        scope="LAPACK, N ≤ 256, in full 512",
        check=hermitian_solver,
        false_variant=Variant("… shifted by 10⁻⁸", {"shift": 1e-8}),
        recorded="holds",
        evidence="numerical",
        families=("legs",),
        note="LAPACK does not read the imaginary part of the diagonal.  Another backend may; "
        "the skew part alone is safe.",
    ),
)

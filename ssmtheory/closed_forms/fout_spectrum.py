r"""Eigenvalues of FouT: the zeros of 1 + 2φ_N, one interval Newton step from certainty.

By the determinant lemma det(sI − A) = det(sI − K) (1 + 2φ_N(s)), and with τ = 2π

    f(s) = s (1 + 2φ_N(s)) = s + 2 + 4 Σ_{0<m<N/2} s²/(s² + τ²m²)

has exactly the N − 1 eigenvalues that the input reaches as its zeros; the idle state adds 0.
At an eigenvalue x = (λI − K)⁻¹b and yᵀ = bᵀ(λI − K)⁻¹ are its eigenvectors.
"""

import flint
import numpy as np

from ssmtheory.errors import ConvergenceError

NEWTON_STEPS = 60


def certified_poles(starts: np.ndarray, N: int) -> list[flint.acb]:
    """The N eigenvalues as balls at the working precision, from double-precision ``starts``.

    starts : (N,) approximations, conjugate pairs included, that of the idle state too.

    A box whose Newton image lies inside it holds one zero; N − 1 disjoint boxes hold all, and
    one that is symmetric about the real axis holds a real one.  Raises ``ConvergenceError``
    where that cannot be shown, which better starts or a higher precision mends.
    """
    reached = np.delete(starts, np.argmin(np.abs(starts)))
    upper = [_certified(flint.acb(complex(z)), N) for z in reached if z.imag > 0]
    real = [flint.acb(_certified(flint.acb(z.real), N).real) for z in reached if z.imag == 0]
    poles = [*upper, *real, *(z.conjugate() for z in upper)]
    distinct = not any(z.overlaps(w) for i, z in enumerate(poles) for w in poles[:i])
    if len(poles) != N - 1 or not distinct:
        raise ConvergenceError(f"The eigenvalues of FouT({N}) ran together; raise the precision.")
    return [*poles, flint.acb(0)]


def condition_number(eigenvalue: flint.acb, N: int) -> flint.arb:
    """κ = ‖x‖‖y‖/|yᵀx|, with ‖x‖² = ‖y‖² and yᵀx = bᵀ(λI − K)⁻²b; 1 for the idle state.

    ‖x‖² = 1/|λ|² + 2Σ(|λ|² + ω²)/|λ² + ω²|²,  yᵀx = 1/λ² + 2Σ(λ² − ω²)/(λ² + ω²)².
    """
    if eigenvalue.is_zero():
        return flint.arb(1)
    square, modulus = eigenvalue * eigenvalue, abs(eigenvalue) ** 2
    norm, product = 1 / modulus, 1 / square
    for omega2 in _squared_frequencies(N):
        pole = square + omega2
        norm += 2 * (modulus + omega2) / abs(pole) ** 2
        product += 2 * (square - omega2) / (pole * pole)
    return norm / abs(product)


def _certified(z: flint.acb, N: int) -> flint.acb:
    """Newton's method on midpoints, then its interval form on a box about the result."""
    omega2 = _squared_frequencies(N)
    width = flint.arb(2) ** (-flint.ctx.prec // 2)
    for _ in range(NEWTON_STEPS):
        f, slope = _value_and_slope(z, omega2)
        step = (f / slope).mid()
        z = (z - step).mid()
        if abs(step) < width * abs(z):
            return _newton_image(z, (width * abs(z)).abs_upper(), omega2)
    raise ConvergenceError(f"Newton's method for an eigenvalue of FouT({N}) did not settle.")


def _newton_image(z: flint.acb, radius: flint.arb, omega2: list[flint.arb]) -> flint.acb:
    spread = flint.arb(0, radius)
    # a real start keeps its box symmetric: the spread of both parts is the same about 0
    box = flint.acb(z.real + spread, z.imag + spread)
    image = z - _value_and_slope(z, omega2)[0] / _value_and_slope(box, omega2)[1]
    if not box.contains_interior(image):
        raise ConvergenceError("An eigenvalue of FouT was not isolated; raise the precision.")
    return image


def _value_and_slope(s: flint.acb, omega2: list[flint.arb]) -> tuple[flint.acb, flint.acb]:
    """f = s + 2 + 4Σ(1 − ω²/(s² + ω²)),  f' = 1 + 8sΣω²/(s² + ω²)²."""
    square, total, slope = s * s, flint.acb(0), flint.acb(0)
    for w in omega2:
        pole = square + w
        share = w / pole
        total += square / pole
        slope += share / pole
    return s + 2 + 4 * total, 1 + 8 * s * slope


def _squared_frequencies(N: int) -> list[flint.arb]:
    tau2 = 4 * flint.arb.pi() ** 2
    return [tau2 * m * m for m in range(1, N // 2)]

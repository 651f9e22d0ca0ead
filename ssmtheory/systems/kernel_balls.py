"""K_k = C Ā^k B̄ in ball arithmetic: the referee of every kernel algorithm, with a proved radius.

The entries of the system and Δ are taken as the exact numbers that the floats are.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

import flint
import numpy as np

from ssmtheory.errors import ConvergenceError
from ssmtheory.limits import ball_bytes, check_order, require_memory
from ssmtheory.precision import working_precision
from ssmtheory.systems.diagonal import Diagonal
from ssmtheory.systems.discretize_arguments import check_length
from ssmtheory.systems.discretize_balls import dense_balls, modes_balls
from ssmtheory.systems.discretize_rules import Rule, as_rule
from ssmtheory.systems.kernel import channel_rows, check_steps
from ssmtheory.systems.nplr import NPLR
from ssmtheory.systems.state_space import StateSpace

HIGHEST_PRECISION = 8192  # bits


@dataclass(frozen=True, eq=False)
class KernelBalls:
    """|K − values| ≤ radius, entry by entry, proved.

    Attributes
    ----------
    values : the midpoints, rounded to double: real for a real system or a conjugate half.
    radius : same shape; the ball's radius and that rounding together.
    bits : the working precision.
    """

    values: np.ndarray
    radius: np.ndarray
    bits: int

    def error(self, kernel: np.ndarray) -> float:
        """An upper bound of max |kernel − K| / max |K|."""
        top = float((np.abs(self.values) - self.radius).max(initial=0.0))
        distance = float((np.abs(kernel - self.values) + self.radius).max(initial=0.0))
        return distance / top if top > 0 else (0.0 if distance == 0 else np.inf)


def kernel_balls(
    system, dt, length: int, method: str | Rule = "zoh", *, bits: int | None = None
) -> KernelBalls:
    """The exact kernel of the stored floats, with its radius; shapes as in ``system_kernel``.

    Without ``bits`` the precision is doubled from 128 bits until every radius is a rounding
    (2^−52 of the largest entry).  Costs N³ log L + N² √L + N L ball products.
    Raises as ``system_kernel`` does, and ``ConvergenceError`` at 8192 bits.
    """
    length, rule, step = check_length(length), as_rule(method), check_steps(system, dt)
    if bits is not None:
        bits = check_order(bits, what="bits")
    if step is not None and np.ndim(step):
        return _channels(system, step, length, rule, bits)
    if system.C is not None and system.C.size == 0:
        return _empty((0, *system.B.shape[1:], length))
    require_memory(
        ball_bytes(system.order, 256) + 200 * length * system.order,
        f"A ball kernel of length {length}",
        advice="a shorter length",
    )
    wanted = bits or 128
    while wanted <= max(bits or 0, HIGHEST_PRECISION):
        with suppress(ZeroDivisionError), working_precision(wanted):  # I − αΔA may be singular
            found = _at_precision(system, step, length, rule, wanted)
            if bits is not None or found.radius.max() <= 2.0**-52 * np.abs(found.values).max():
                return found
        if bits is not None:
            break
        wanted *= 2
    raise ConvergenceError(
        f"The kernel is not determined at {bits or HIGHEST_PRECISION} bits; choose another dt or "
        "a shorter length."
    )


def _channels(system, steps: np.ndarray, length: int, rule: Rule, bits) -> KernelBalls:
    """One kernel per step, (H, L)."""
    rows = channel_rows(system, steps)
    if steps.size == 0:
        return _empty((0, length))
    found = [
        kernel_balls(replace(system, C=row), float(h), length, rule, bits=bits)
        for row, h in zip(rows, steps, strict=True)
    ]
    stacked = [np.stack([getattr(f, name) for f in found]) for name in ("values", "radius")]
    return KernelBalls(*stacked, max(f.bits for f in found))


def _empty(shape) -> KernelBalls:
    return KernelBalls(np.zeros(shape), np.zeros(shape), 0)


def _at_precision(system, step, length: int, rule: Rule, bits: int) -> KernelBalls:
    dt = None if step is None else flint.arb(float(step))
    table = _diagonal if isinstance(system, Diagonal) else _dense
    K, p, m = table(system, dt, length, rule)
    double = isinstance(system, Diagonal) and system.half and system.C is not None
    balls = [[[K(i, j, k) for k in range(length)] for j in range(m)] for i in range(p)]
    if double:
        balls = [[[2 * x.real for x in row] for row in block] for block in balls]
    elif _is_real(system):
        balls = [[[x.real for x in row] for row in block] for block in balls]
    pairs = np.array([[[_float(x) for x in row] for row in block] for block in balls])
    values, radius = pairs[..., 0], pairs[..., 1].real
    if double or _is_real(system):
        values = values.real
    if system.B.ndim == 1:
        values, radius = values[:, 0], radius[:, 0]
    if system.C is not None and system.C.ndim == 1:
        values, radius = values[0], radius[0]
    return KernelBalls(values, radius, bits)


def _diagonal(system: Diagonal, dt, length: int, rule: Rule):
    lam = [_exact(x) for x in system.lam]
    gain = [flint.acb(1)] * len(lam)
    if dt is not None:
        lam, gain = modes_balls(rule, lam, dt)
    B, C = _columns(system.B), _rows(system.C, len(lam))
    width = 1 << ((length - 1).bit_length() // 2)
    rows = -(-length // width)
    right = flint.acb_mat([_powers(x, flint.acb(1), width) for x in lam])
    strides = [x**width for x in lam]
    products = {}
    for i in range(C.nrows()):
        for j in range(B.ncols()):
            left = [_powers(strides[n], C[i, n] * gain[n] * B[n, j], rows) for n in range(len(lam))]
            products[i, j] = flint.acb_mat(left).transpose() * right
    return (
        lambda i, j, k: products[i, j][k // width, k % width],
        C.nrows(),
        B.ncols(),
    )


def _dense(system, dt, length: int, rule: Rule):
    A, B, C = _ball_system(system)
    if dt is not None:
        A, B = dense_balls(rule, A, B, dt)
    width = 1 << ((length - 1).bit_length() // 2)
    rows = -(-length // width)
    p, m = C.nrows(), B.ncols()
    states, power = _krylov(A, B, width)
    outputs, _ = _krylov(power.transpose(), C.transpose(), rows)
    product = outputs.transpose() * states
    return (
        lambda i, j, k: product[(k // width) * p + i, (k % width) * m + j],
        p,
        m,
    )


def _krylov(A: flint.acb_mat, B: flint.acb_mat, count: int):
    """([B, AB, …, A^{count−1}B], A^{2^⌈log2 count⌉})."""
    columns, power, have = B.transpose().tolist(), A, 1
    step = len(columns)
    while have < count:
        more = (power * flint.acb_mat(columns).transpose()).transpose().tolist()
        columns, power, have = columns + more, power * power, 2 * have
    return flint.acb_mat(columns[: count * step]).transpose(), power


def _ball_system(system: StateSpace | NPLR):
    """(A, B, C) as exact ball matrices, in modal coordinates for an NPLR."""
    if isinstance(system, NPLR):
        lam = flint.acb_mat(system.order, system.order)
        for n, x in enumerate(system.lam):
            lam[n, n] = _exact(x)
        A = lam - _columns(system.P) * _columns(system.Q.conj()).transpose()
        C = system.modal().C
    else:
        A, C = _columns(system.A), system.C
    return A, _columns(system.B), _rows(C, system.order)


def _powers(x: flint.acb, start: flint.acb, count: int) -> list[flint.acb]:
    out = [start]
    for _ in range(count - 1):
        out.append(out[-1] * x)
    return out


def _columns(M: np.ndarray) -> flint.acb_mat:
    return flint.acb_mat([[_exact(x) for x in row] for row in M.reshape(M.shape[0], -1)])


def _rows(C, N: int) -> flint.acb_mat:
    return _columns(np.eye(N) if C is None else np.atleast_2d(C))


def _exact(x) -> flint.acb:
    return flint.acb(float(x.real), float(x.imag))


def _float(ball) -> tuple[complex, float]:
    """The midpoint rounded to double, and a radius about it that holds the ball."""
    middle = complex(ball)
    ball = flint.acb(ball) - flint.acb(middle.real, middle.imag)
    return middle, float(ball.abs_upper()) * (1 + 2.0**-50)


def _is_real(system) -> bool:
    names = ("A", "lam", "P", "Q", "B", "C", "V")
    parts = [getattr(system, name, None) for name in names]
    return not any(np.iscomplexobj(x) for x in parts if x is not None)

"""Assertions for users' own tests: they raise ``AssertionError`` with a table of what differs."""

import numpy as np
import scipy.optimize as spo

from ssmtheory.analysis.convergence.convergence import check_quantities, convergence
from ssmtheory.analysis.convergence.distance import QUANTITIES
from ssmtheory.analysis.convergence.result import Convergence
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.decompositions.perturb.arguments import check_positive
from ssmtheory.errors import InputError, UnknownNameError

_WORST = 8  # rows of the table of eigenvalues


def assert_kernel_converges(
    x,
    Ns=(16, 32, 64, 128),
    *,
    quantity: str = "weak",
    rate: float | None = None,
    **arguments,
) -> Convergence:
    """The kernel of a form of ``x`` converges to that of ``x`` in the sense of ``quantity``.

    Parameters
    ----------
    x, Ns, and ``form``, ``rho``, ``state``, ``decay``, …: as for ``convergence``.
    quantity : "weak" (default), "l2", "hinf" or "sup".
    rate : also require distance = O(N^{−rate}): the exact exponent where one is known, else the
        fitted rate, may fall short of it by its uncertainty only.

    Returns the ``Convergence``; raises ``AssertionError`` with the table of distances, and what
    ``convergence`` raises.

    >>> assert_kernel_converges("legs", [16, 32, 64], rate=1.0).form
    'diagonal'
    """
    if quantity is None:
        raise UnknownNameError(f"name one quantity to assert: {', '.join(QUANTITIES)}.")
    check_quantities(quantity)
    if rate is not None:
        check_positive("rate", rate, "distance = O(N^-rate)")
    found = convergence(x, Ns, quantity=quantity, **arguments)
    mode = found[quantity]
    if mode.converges is not True:
        raise AssertionError(_message(found, f"{quantity} {mode.verdict}"))
    if rate is not None:
        reached = mode.limit.exponent if mode.limit is not None else mode.fit.rate
        slack = 0.0 if mode.limit is not None else mode.fit.uncertainty
        if reached + slack < rate:
            raise AssertionError(_message(found, f"the rate is {reached:.3g}, below {rate:g}"))
    return found


def assert_spectrum(actual, x, N: int | None = None, *, tol: float | None = None, **part) -> None:
    """The numbers ``actual`` are the eigenvalues of ``x``, each once and in any order.

    Parameters
    ----------
    actual : (order,) eigenvalues; or (⌈order/2⌉,), one of each conjugate pair.
    x, N, and ``part``, ``rho``: as for ``spectrum``, which certifies the reference.
    tol : allowed |error| relative to the largest |λ|; None stands for 10·order·ε of the type
        of ``actual``, what a backward stable solver of a normal matrix leaves.

    Raises ``AssertionError`` with the worst pairs, ``InputError`` for another number of values
    and for values that are not finite.

    >>> assert_spectrum([-2.0, -1.0, -3.0], "legs", 3)
    """
    if tol is not None:
        check_positive("tol", tol, "relative to the largest eigenvalue")
    try:
        values = np.asarray(actual)
    except ValueError:
        raise InputError("the eigenvalues to check must be a vector, not ragged.") from None
    if values.dtype.kind not in "biufc" or values.ndim != 1 or not np.isfinite(values).all():
        raise InputError("the eigenvalues to check must be a vector of finite numbers.")
    reference = spectrum(x, N, **part)
    exact = reference.values
    values, exact = _comparable(values, exact, reference.label)
    rows, columns = spo.linear_sum_assignment(np.abs(values[:, None] - exact))
    error = np.abs(values[rows] - exact[columns])
    single = values.dtype.itemsize <= np.dtype(np.complex64).itemsize and values.dtype.kind in "fc"
    single = single and values.dtype not in (np.float64, np.longdouble)
    eps = np.finfo(np.float32 if single else np.float64).eps
    share = 10 * exact.size * eps if tol is None else tol
    allowed = share * float(np.abs(exact).max())
    if not (error <= allowed).all():
        order = np.argsort(-error)[:_WORST]
        table = [("actual", "exact", "error")]
        table += [
            (_short(values[rows[j]]), _short(exact[columns[j]]), f"{error[j]:.3g}") for j in order
        ]
        wrong = int((error > allowed).sum())
        head = f"{wrong} of {exact.size} eigenvalues of {reference.label} differ by more than"
        raise AssertionError(f"{head} {allowed:.3g}\n{_columns(table)}")


def _comparable(values: np.ndarray, exact: np.ndarray, label: str):
    """Both whole, or both the upper halves of conjugate pairs."""
    if values.size == exact.size:
        return values, exact
    upper = exact[exact.imag >= 0]
    if values.size == upper.size == (exact.size + 1) // 2:
        return np.where(values.imag < 0, values.conj(), values), upper
    raise InputError(
        f"{label} has {exact.size} eigenvalues ({upper.size} with Im ≥ 0), not {values.size}."
    )


def _message(found: Convergence, reason: str) -> str:
    return f"{found.title}: {reason}\n{_columns(found.rows())}"


def _columns(rows) -> str:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return "\n".join("  ".join(c.rjust(w) for c, w in zip(r, widths, strict=True)) for r in rows)


def _short(value) -> str:
    value = complex(value)
    return f"{value.real:.8g}{value.imag:+.8g}j"

"""The same system as an object of scipy.signal or python-control."""

import numpy as np

from ssmtheory.errors import InputError, StructureError
from ssmtheory.systems.discretize_arguments import check_system, feedthrough

# An imaginary part below this share is rounding of a real matrix written in complex coordinates.
_REAL = 1e4 * np.finfo(float).eps


class Convertible:
    """What every representation can become: a discrete twin, a scipy or a control system."""

    def discretize(self, dt, method="zoh"):
        """The discrete twin with its ``dt`` set: see ``ssmtheory.systems.discretize``."""
        from ssmtheory.systems.discretize import discretize

        return discretize(self, dt, method)

    def to_scipy(self):
        """A ``scipy.signal.StateSpace`` (with ``dt`` in discrete time); complex arrays allowed.

        A conjugate half becomes the real system of order 2M.  Raises ``InputError`` without B.
        """
        from scipy.signal import StateSpace

        parts = _arrays(self)
        return StateSpace(*parts) if self.dt is None else StateSpace(*parts, dt=self.dt)

    def to_control(self, *, pair: bool = False):
        """A ``control.StateSpace``, which is real.

        pair : write a complex system as the real one from (Re u, Im u) to (Re y, Im y), of
            twice the order; it has the same H∞ norm and √2 times the H2 norm.

        Raises ``StructureError`` for a complex system without ``pair``, ``InputError`` without
        B, ``ImportError`` when python-control is not installed.
        """
        try:
            import control
        except ImportError:
            raise ImportError(
                "to_control needs python-control; pip install 'ssmtheory[control]'."
            ) from None

        parts = _arrays(self)
        if any(np.iscomplexobj(part) for part in parts):
            if not pair:
                raise StructureError(
                    "python-control knows real systems only; pass pair=True for the real system "
                    "of twice the order."
                )
            parts = [np.block([[M.real, -M.imag], [M.imag, M.real]]) for M in parts]
        return control.StateSpace(*parts, 0 if self.dt is None else self.dt)


def _arrays(system) -> list[np.ndarray]:
    """[A, B, C, D], all matrices, real where nothing is complex."""
    if system.B is None:
        raise InputError("this system has no input matrix B; give one to StateSpace(A, B).")
    check_system(system)
    if getattr(system, "half", False) and system.C is not None:
        return _real_half(system)
    dense = system.dense()
    A, B = dense.A, dense.B.reshape(dense.order, -1)
    C = np.eye(dense.order) if dense.C is None else np.atleast_2d(dense.C)
    parts = [A, B, C, feedthrough(dense)]
    if all(np.abs(M.imag).max(initial=0.0) <= _REAL * np.abs(M).max(initial=0.0) for M in parts):
        parts = [M.real for M in parts]
    return parts


def _real_half(system) -> list[np.ndarray]:
    """States (Re x, Im x): A = [[Re Λ, −Im Λ], [Im Λ, Re Λ]], y = 2 Re(C x) + D u."""
    re, im = np.diag(system.lam.real), np.diag(system.lam.imag)
    B, C = system.B.reshape(system.order, -1), np.atleast_2d(system.C)
    A = np.block([[re, -im], [im, re]])
    joint = np.concatenate([B.real, B.imag])
    outputs = 2 * np.concatenate([C.real, -C.imag], axis=1)
    return [A, joint, outputs, feedthrough(system)]

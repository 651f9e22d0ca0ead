"""Every error the library raises on purpose: one sentence that says what to do.

``InputError`` is the caller's to mend, ``AccuracyError`` and ``ConvergenceError``
are post-conditions an algorithm checked and did not meet.
"""


class SSMTheoryError(Exception):
    """Root of the tree; catching it catches everything raised on purpose."""


class InputError(SSMTheoryError, ValueError):
    """An argument is outside what the function accepts."""


class UnknownNameError(InputError):
    """A name (family, method, part, ...) is not one of the known ones."""


class StructureError(InputError):
    """The object lacks the structure the operation needs (normal part, even order, ...)."""


class UnstableError(StructureError):
    """A diagonal form has a pole in the right half plane."""


class MemoryLimitError(InputError):
    """The computation would need more memory than is safe to ask for."""


class InputFileError(SSMTheoryError, OSError):
    """A file that was to be read is missing or unreadable."""


class OutputFileError(SSMTheoryError, OSError):
    """A file or folder that was to be written cannot be."""


class AccuracyError(SSMTheoryError, ArithmeticError):
    """A checked residual exceeds what the algorithm promises."""

    def __init__(self, what: str, measured: float, allowed: float):
        super().__init__(
            f"{what}: measured {measured:.3g}, allowed {allowed:.3g}; "
            "use ball arithmetic at a higher precision instead."
        )
        self.measured = measured
        self.allowed = allowed


class ConvergenceError(SSMTheoryError, ArithmeticError):
    """An iteration stopped before it met its tolerance."""

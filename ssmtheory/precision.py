"""Working precision, rounding floors, and decimals of which every digit is certain.

A ball (python-flint ``arb``) encloses a real number: midpoint ± radius.  All
precisions are in bits unless a name says ``digits``.  python-flint keeps one
process-wide precision; ``working_precision`` is the only place that sets it.
"""

import math
import numbers
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import flint

from ssmtheory.errors import InputError

BITS_PER_DIGIT = math.log2(10)
DOUBLE_UNIT_ROUNDOFF = 2.0**-53
# Held by whoever computes with balls in a thread: the precision is one for the process.
BALLS = threading.Lock()


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Set python-flint's working precision to ``bits`` inside the block, and restore it."""
    previous = flint.ctx.prec
    flint.ctx.prec = int(bits)
    try:
        yield
    finally:
        flint.ctx.prec = previous


def bits_for_digits(digits: int) -> int:
    """Bits that hold ``digits`` decimal digits, with 16 guard bits."""
    return math.ceil(digits * BITS_PER_DIGIT) + 16


def rounding_floor(N: int, norm: float) -> float:
    """10·N·u·‖A‖: below it a double-precision σ_min(zI − A) is rounding noise.

    The 10 is tuned, not derived: LAPACK's SVD and a Schur form both stay well inside it.
    """
    return 10.0 * N * DOUBLE_UNIT_ROUNDOFF * norm


def log10(x) -> float:
    """log10 of a float ≥ 0 or of the midpoint of a ball: −inf at 0, inf where it is not finite."""
    if not isinstance(x, flint.arb):
        return math.log10(x) if x > 0 else -math.inf
    if x.is_zero():
        return -math.inf
    return float(x.log() / flint.arb(10).log()) if x.is_finite() else math.inf


def check_digits(digits: int) -> int:
    """Return ``digits`` as an int; ``InputError`` unless 1 ≤ digits ≤ 10000."""
    known = isinstance(digits, numbers.Real) and not isinstance(digits, bool)
    if not known or not 1 <= digits <= 10_000 or int(digits) != digits:
        raise InputError(f"digits must be a whole number from 1 to 10000, not {digits!r}.")
    return int(digits)


def is_accurate(ball, digits: int) -> bool:
    """True when the radius of a real or complex ball is below 10^−digits of its magnitude.

    A real or imaginary part that is tiny beside the other is judged against the
    modulus, so that a part which is zero does not ask for infinite precision.
    """
    radius = _radius(ball)
    if radius == 0:
        return True
    modulus = abs(ball).abs_lower()
    return bool(radius < modulus * flint.arb(10) ** (-digits))


def certain_decimal(x: flint.arb, digits: int, scale: flint.arb | None = None) -> tuple[str, str]:
    """The longest certain decimal of a real ball, at most ``digits`` significant digits.

    Returns ``(value, radius)``: decimal strings with |x − value| ≤ radius for every
    x in the ball.  Trailing digits of which the ball does not determine the rounding
    are left out; a value that is exact gets radius "0".  With ``scale``, the digits
    are counted from that magnitude instead of |x| (the two parts of a complex number
    then end at the same decimal place).
    """
    x = flint.arb(x)
    if not x.is_finite():
        return ("nan", "inf")
    if x.is_zero():
        return ("0", "0")
    magnitude = flint.arb(x if scale is None else scale).abs_upper()
    if x.is_exact() and x.is_integer() and len(str(int(x.unique_fmpz()))) <= digits:
        return str(int(x.unique_fmpz())), "0"
    top = _decimal_exponent(magnitude)
    with working_precision(max(flint.ctx.prec, bits_for_digits(digits) + 64)):
        for places in range(digits - 1 - top, -top - 3, -1):
            scaled = x * flint.arb(10) ** places
            if scaled.is_exact() and scaled.is_integer():
                return _strip(_place_point(int(scaled.unique_fmpz()), places)), "0"
            rounded = (scaled + flint.arb("0.5")).floor().unique_fmpz()
            if rounded is not None:
                return _place_point(int(rounded), places), _decimal_radius(x, rounded, places)
        return ("0", _upper_decimal(x.abs_upper()))


def decimal_places(x: flint.arb, digits: int) -> str:
    """``certain_decimal`` without the radius: for tables, where the column says how sure."""
    return certain_decimal(x, digits)[0]


def _radius(ball) -> flint.arb:
    if isinstance(ball, flint.acb):
        return ball.real.rad() + ball.imag.rad()
    return ball.rad()


def _decimal_exponent(magnitude: flint.arb) -> int:
    """floor(log10 |x|), from an upper bound of |x| (one too high does no harm)."""
    return math.floor(float(magnitude.log() / flint.arb(10).log()) + 1e-12)


def _place_point(integer: int, places: int) -> str:
    """integer · 10^−places as a decimal string, plain where short, else with an exponent."""
    if integer == 0:
        return "0"
    sign, body = ("-" if integer < 0 else ""), str(abs(integer))
    exponent = len(body) - 1 - places
    if places <= 0 and exponent < 21:
        return sign + body + "0" * -places
    if -5 <= exponent < 21:
        body = body.rjust(places + 1, "0")
        return f"{sign}{body[:-places]}.{body[-places:]}"
    tail = f".{body[1:]}" if len(body) > 1 else ""
    return f"{sign}{body[0]}{tail}e{exponent}"


def _strip(text: str) -> str:
    """Drop the zeros that only say an exact decimal is exact."""
    mantissa, e, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + e + exponent


def _decimal_radius(x: flint.arb, rounded: flint.fmpz, places: int) -> str:
    return _upper_decimal((x - flint.arb(rounded) / flint.arb(10) ** places).abs_upper())


def _upper_decimal(bound: flint.arb) -> str:
    """A two-digit decimal ≥ bound ("0" only for a bound that is exactly zero)."""
    if bound.is_zero():
        return "0"
    exponent = _decimal_exponent(bound)
    mantissa = int((bound * flint.arb(10) ** (1 - exponent)).abs_upper().ceil().unique_fmpz())
    lead, last = divmod(mantissa, 10)
    return f"{lead}.{last}e{exponent}" if last else f"{lead}e{exponent}"

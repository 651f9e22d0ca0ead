"""Numbers as a reader meets them: short, and with a real minus sign and real superscripts."""

import math

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(exponent: int) -> str:
    """10 to a whole power: ``superscript(-3)`` is ``10⁻³``."""
    return "10" + str(int(exponent)).translate(_SUPERSCRIPTS)


def number(value: float, digits: int = 3) -> str:
    """``value`` to ``digits`` significant digits: 0.25, −1300, 1.2·10⁻⁹, ∞."""
    if math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if value == 0 or -4 <= int(exponent) < 6:
        return signed(_plain(float(f"{mantissa}e{exponent}"), digits))
    return signed(_scientific(mantissa, int(exponent)))


def number_from_log10(log10: float, digits: int = 2) -> str:
    """10**log10 in the same form, also where it would overflow."""
    if not math.isfinite(log10):
        return number(10.0**log10 if log10 < 0 else log10, digits)
    exponent = math.floor(log10)
    if -4 <= log10 < 6:
        return number(10.0**log10, digits)
    mantissa = f"{10.0 ** (log10 - exponent):.{digits - 1}f}"
    if mantissa.startswith("10"):
        mantissa, exponent = f"{1.0:.{digits - 1}f}", exponent + 1
    return _scientific(mantissa, exponent)


def signed(text: str) -> str:
    """A decimal with the typographic minus."""
    return text.replace("-", "−")


def round_up(value: float, margin: float, digits: int = 4) -> float:
    """The least ``digits``-digit decimal ≥ value − margin."""
    nearest = float(f"{value:.{digits - 1}e}")
    if nearest >= value - margin:
        return nearest
    step = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    return float(f"{nearest + step:.{digits - 1}e}")


def count(number_of: int, noun: str, plural: str | None = None) -> str:
    """``1 eigenvalue``, ``3 eigenvalues``, ``2 frequencies``."""
    return f"{number_of} {noun}" if number_of == 1 else f"{number_of} {plural or noun + 's'}"


def _plain(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    places = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    return _trim(f"{value:.{places}f}")


def _scientific(mantissa: str, exponent: int) -> str:
    """1.2·10⁻⁹, −10⁸: a mantissa of 1 is not written."""
    factor = {"1": "", "-1": "-"}.get(_trim(mantissa), f"{_trim(mantissa)}·")
    return factor + superscript(exponent)


def _trim(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal

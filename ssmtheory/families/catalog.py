"""Look a family up by name: ``family("legs")``, ``family("jacs", alpha="1/2", beta=0)``."""

import difflib
import importlib
import re
from collections.abc import Callable
from fractions import Fraction

from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families import gallery
from ssmtheory.families.base import Family

# Reading order of `ssmtheory families`.  A module offers FAMILY, FAMILIES, or BUILDERS:
# name -> (builder, parameter names), for families with parameters.
_MODULES = (
    "legs",
    "legt",
    "lagt",
    "chebyshev",
    "jacobi",
    "fourier",
    "lmu",
    "s4d",
    "dss",
    "dfout",
)


def families() -> tuple[str, ...]:
    """The names ``family`` accepts, in reading order (aliases left out)."""
    return tuple(_entries())


def family(name: str, **parameters) -> Family:
    """The family called ``name`` (or by an alias); unknown names raise with the nearest match.

    Parameters go by keyword or inside the name: ``family("jacs(1/2,0)")``.  They are
    taken as exact rationals, so write them as integers, strings or ``Fraction``.
    """
    stem, inline = _split(name)
    entry = _find(stem)
    if isinstance(entry, Family):
        if inline or parameters:
            raise InputError(f"{entry.name} takes no parameters.")
        return entry
    builder, names = entry
    given = dict(zip(names, inline, strict=False)) | parameters
    unknown = sorted(set(given) - set(names))
    twice = sorted(set(names[: len(inline)]) & set(parameters))
    if unknown or len(inline) > len(names):
        raise InputError(f"{stem} takes the parameters {', '.join(names)}, not {name!r}.")
    if twice:
        raise InputError(f"{twice[0]} is given twice, in {name!r} and as a keyword.")
    return builder(**{key: _rational(key, value) for key, value in given.items()})


def described() -> list[dict]:
    """One JSON-ready row of facts per family, with the default parameters where it has any."""
    rows = []
    for name, entry in _entries().items():
        fam, given = (entry, ()) if isinstance(entry, Family) else (entry[0](), entry[1])
        rows.append(
            {
                "name": name,
                "aliases": list(fam.aliases),
                "title": fam.title,
                "parameters": {key: str(fam.parameters.get(key)) for key in given},
                "window": fam.window,
                "formula": fam.formula,
                "source": {"key": fam.source.key, "locator": fam.source.locator},
                "even_n": fam.even,
                "half_spectrum": fam.half,
                "diagonal": fam.diagonal,
                "nplr_rank": fam.nplr_rank,
                "notes": list(fam.notes),
            }
        )
    return rows


def _entries() -> dict[str, Family | tuple[Callable[..., Family], tuple[str, ...]]]:
    found = {}
    for module_name in _MODULES:
        module = importlib.import_module(f"ssmtheory.families.{module_name}")
        for fam in (
            *getattr(module, "FAMILIES", ()),
            *filter(None, [getattr(module, "FAMILY", None)]),
        ):
            found[fam.name] = fam
        found |= getattr(module, "BUILDERS", {})
    return found


def _find(stem: str):
    entries = _entries()
    if stem in entries:
        return entries[stem]
    by_alias = {alias: e for e in entries.values() if isinstance(e, Family) for alias in e.aliases}
    if stem in by_alias:
        return by_alias[stem]
    if gallery.find(stem) is not None:
        what = f"{stem!r} is a matrix of the gallery, not a family of systems"
        raise UnknownNameError(f"{what}; give its name to pseudospectrum instead.")
    everything = [*entries, *by_alias, *gallery.names()]
    near = difflib.get_close_matches(stem, everything, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    what = f"There is no family or gallery matrix {stem!r}."
    raise UnknownNameError(f"{what}{hint} All names: `ssmtheory families`.")


def _split(name: str) -> tuple[str, list[str]]:
    match = re.fullmatch(r"\s*([A-Za-z0-9_+-]+)\s*(?:\(([^()]*)\))?\s*", str(name))
    if match is None:
        raise UnknownNameError(f"{name!r} is not a family name; see `ssmtheory families`.")
    stem = match[1].lower().replace("_", "-")
    return stem, [part.strip() for part in match[2].split(",")] if match[2] else []


def _rational(key: str, value) -> Fraction:
    try:
        return Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError, OverflowError):
        raise InputError(f"{key} must be a rational number such as 1/2, not {value!r}.") from None

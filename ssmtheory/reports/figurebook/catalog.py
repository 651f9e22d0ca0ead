"""Find the figures: one module each, named in the package's ``FIGURES``."""

import difflib
import importlib
from collections.abc import Iterable
from types import ModuleType

from ssmtheory.errors import StructureError, UnknownNameError
from ssmtheory.references import bibliography

PACKAGE = "ssmtheory.figures"
# What a module of a figure has to offer.
NAMES = ("TITLE", "CAPTION", "SOURCES", "PARAMETERS", "data", "draw")


def names(package: str = PACKAGE) -> tuple[str, ...]:
    """The figures, in the order of the page."""
    return tuple(importlib.import_module(package).FIGURES)


def figure(name: str, package: str = PACKAGE) -> ModuleType:
    """The module of one figure: TITLE, CAPTION, SOURCES, PARAMETERS, data and draw.

    ``data(**PARAMETERS)`` returns {name: array} and ``draw(data)`` a matplotlib Figure of it.
    Raises ``UnknownNameError`` for another name, ``StructureError`` for a module that lacks one
    of these or cites what is not in the bibliography.
    """
    known = names(package)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}."
        raise UnknownNameError(f"no figure is called {name!r}; {hint}")
    module = importlib.import_module(f"{package}.{name}")
    lacking = [entry for entry in NAMES if not hasattr(module, entry)]
    if lacking:
        raise StructureError(f"the figure {name} lacks {', '.join(lacking)}; add it.")
    unknown = [key for key in module.SOURCES if key not in bibliography()]
    if unknown:
        raise StructureError(f"the figure {name} cites {', '.join(unknown)}; add it to the .bib.")
    return module


def select(chosen: Iterable[str] = (), package: str = PACKAGE) -> tuple[str, ...]:
    """The names given, each once and known; all of them by default."""
    chosen = tuple(dict.fromkeys(chosen)) or names(package)
    for name in chosen:
        figure(name, package)
    return chosen

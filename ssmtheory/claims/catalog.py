"""Find the claims: every module of ``paper_checks`` lists its own in ``CLAIMS``."""

import difflib
import importlib
import pkgutil
from functools import cache

from ssmtheory.claims.claim import Claim
from ssmtheory.errors import UnknownNameError

PACKAGE = "ssmtheory.paper_checks"


@cache
def papers(package: str = PACKAGE) -> dict[str, tuple[Claim, ...]]:
    """The claims of each module of the package: those in its ``PAPERS`` first, in that order."""
    room = importlib.import_module(package)
    there = {entry.name for entry in pkgutil.iter_modules(room.__path__)}
    modules = [*room.PAPERS, *sorted(there - set(room.PAPERS))]
    names = [name for name in modules if not name.startswith("_")]
    return {name: importlib.import_module(f"{package}.{name}").CLAIMS for name in names}


def select(names=(), package: str = PACKAGE) -> tuple[Claim, ...]:
    """The claims of the modules, papers (bib keys) or claim ids named; all of them by default."""
    found = papers(package)
    every = [claim for claims in found.values() for claim in claims]
    if not names:
        return tuple(every)
    wanted = set()
    for name in names:
        here = {
            claim.id
            for module, claims in found.items()
            for claim in claims
            if name.lower() in (module.lower(), claim.paper.lower(), claim.id.lower())
        }
        if not here:
            raise UnknownNameError(_unknown(name, found, every))
        wanted |= here
    return tuple(claim for claim in every if claim.id in wanted)


def claim(identifier: str, package: str = PACKAGE) -> Claim:
    """The claim with exactly this id."""
    for entry in select((), package):
        if entry.id == identifier:
            return entry
    raise UnknownNameError(f"no claim has the id {identifier!r}.")


def concerning(family: str) -> tuple[Claim, ...]:
    """The claims that concern a family of this name."""
    return tuple(entry for entry in select() if family in entry.families)


def _unknown(name: str, found, every) -> str:
    known = [*found, *(entry.id for entry in every)]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "give a paper or the id of a claim:"
    return f"no claim is called {name!r}; {hint} papers: {', '.join(found)}."

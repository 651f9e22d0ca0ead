"""The bibliography: what each formula is taken from, by BibTeX key and locator."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Source:
    """Where a formula stands: ``key`` in references.bib and the place inside that work."""

    key: str
    locator: str

    def __str__(self) -> str:
        return f"[{self.key}, {self.locator}]"


@cache
def bibliography() -> dict[str, str]:
    """BibTeX entries by key, in the order of references.bib."""
    text = files("ssmtheory").joinpath("references.bib").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=@)", text.strip())
    return {re.match(r"@\w+\{([^,]+),", entry).group(1): entry.strip() for entry in entries}


def bibtex(key: str) -> str:
    """The BibTeX entry of ``key``."""
    return bibliography()[key]


def title(key: str) -> str:
    """The title of ``key``, without the braces that protect its capitals."""
    found = re.search(r"^\s*title\s*=\s*\{(.+)\},?\s*$", bibtex(key), flags=re.MULTILINE)
    return re.sub(r"[{}]", "", found.group(1)) if found else key

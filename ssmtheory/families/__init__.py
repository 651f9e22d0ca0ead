"""The initialisations the papers write down: one file per family, looked up by name.

``ssmtheory.families`` is this room and, called, the list of names: ``ssmtheory.families()``.
"""

import sys
import types

from ssmtheory.families.base import Family as Family
from ssmtheory.families.catalog import families as families
from ssmtheory.families.catalog import family as family


class _CallableRoom(types.ModuleType):
    """A package and a public function share the name; importing the one must not hide the other."""

    def __call__(self) -> tuple[str, ...]:
        """The names ``family`` accepts, in reading order."""
        return families()


sys.modules[__name__].__class__ = _CallableRoom

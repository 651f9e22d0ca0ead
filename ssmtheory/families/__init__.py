"""The initialisations the papers write down: one file per family, looked up by name."""

from ssmtheory.families.base import Family as Family
from ssmtheory.families.catalog import families as families
from ssmtheory.families.catalog import family as family

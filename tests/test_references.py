"""Every source that a family names stands in the bibliography."""

import pytest

from ssmtheory.families import families, family
from ssmtheory.references import Source, bibliography, bibtex


@pytest.mark.parametrize("name", families())
def test_family_sources_are_in_the_bibliography(name):
    source = family(name).source
    assert source.key in bibliography()
    assert source.locator


def test_entries_are_whole():
    for key, entry in bibliography().items():
        assert entry.startswith("@")
        assert f"{{{key}," in entry
        assert entry.count("{") == entry.count("}")


def test_a_source_prints_key_and_locator():
    assert str(Source("hippo", "Theorem 2")) == "[hippo, Theorem 2]"
    assert "HiPPO" in bibtex("hippo")

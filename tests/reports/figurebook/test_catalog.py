"""Figures are found by name, and a module that is none is refused."""

from pathlib import Path

import pytest

import figures
from ssmtheory.errors import StructureError, UnknownNameError
from ssmtheory.reports.figurebook import catalog


def test_names_are_in_the_order_of_the_page(book):
    assert catalog.names(book.package) == ("waves", "field")


def test_a_figure_is_its_module(book):
    assert catalog.figure("field", book.package).PARAMETERS == {"points": 12}


def test_everything_is_chosen_by_default_and_a_name_once(book):
    assert catalog.select((), book.package) == ("waves", "field")
    assert catalog.select(["field", "waves", "field"], book.package) == ("field", "waves")


@pytest.mark.parametrize(
    ("name", "said"), [("wave", "did you mean 'waves'?"), ("zzz", "known: waves, field.")]
)
def test_an_unknown_name_says_which_there_are(book, name, said):
    with pytest.raises(UnknownNameError, match="no figure is called") as caught:
        catalog.select(["field", name], book.package)
    assert str(caught.value).endswith(said)


def test_a_module_that_is_not_listed_is_no_figure(book):
    with pytest.raises(UnknownNameError):
        catalog.figure("_shared", book.package)


@pytest.mark.parametrize("part", ["CAPTION", "draw", "PARAMETERS"])
def test_a_figure_without_one_of_its_parts_is_refused(book, part):
    book.edit("field", part, f"no_{part}")
    with pytest.raises(StructureError, match=f"the figure field lacks {part}; add it"):
        catalog.select((), book.package)


def test_a_source_must_be_in_the_bibliography(book):
    book.edit("field", '"s4"', '"nobody2020"')
    with pytest.raises(StructureError, match="nobody2020"):
        catalog.figure("field", book.package)


def test_the_list_is_what_the_folder_holds():
    """Each module of figures/ is listed once, and each listed one has all its parts."""
    folder = Path(figures.__file__).parent
    modules = {path.stem for path in folder.glob("[a-z]*.py")}
    assert sorted(figures.FIGURES) == sorted(modules)
    assert catalog.select() == figures.FIGURES
    for name in figures.FIGURES:
        module = catalog.figure(name)
        assert module.CAPTION.strip().endswith(".")
        assert module.SOURCES

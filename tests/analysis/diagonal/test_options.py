"""Every option belongs to the methods that read it, and is refused by the others."""

import inspect

import pytest

from ssmtheory.analysis.diagonal import chain as diagonalize_chain
from ssmtheory.analysis.diagonal import eig as diagonalize_eig
from ssmtheory.analysis.diagonal import methods as diagonalize_methods
from ssmtheory.analysis.diagonal import ptd as diagonalize_ptd
from ssmtheory.analysis.diagonal.diagonalize import diagonalize
from ssmtheory.analysis.diagonal.methods import METHODS
from ssmtheory.analysis.diagonal.options import OWNERS, Options, read_options
from ssmtheory.errors import InputError

SAMPLES = {
    "rho": 0.2,
    "eps": 0.01,
    "kind": "real",
    "draws": 2,
    "reject_unstable": True,
    "gamma": 5.0,
    "loss": "kappa",
    "start": "random",
    "steps": 3,
    "progress": print,
    "drop_half": True,
    "digits": 20,
}
FOREIGN = [(m, n) for n, owners in OWNERS.items() for m in METHODS if m not in owners]
OWN = [(m, n) for n, owners in OWNERS.items() for m in owners]
ROOMS = (diagonalize_methods, diagonalize_ptd, diagonalize_eig, diagonalize_chain)


@pytest.mark.parametrize(("method", "name"), FOREIGN)
def test_an_option_of_another_method_is_refused(method, name):
    with pytest.raises(InputError, match=f"{name} belongs to {OWNERS[name][0]}") as caught:
        diagonalize("legs", 4, method=method, **{name: SAMPLES[name]})
    assert repr(method) in str(caught.value)


@pytest.mark.parametrize(("method", "name"), OWN)
def test_its_own_method_takes_it(method, name):
    assert getattr(read_options(method, 0, {name: SAMPLES[name]}), name) == SAMPLES[name]


def test_the_table_lists_every_option():
    shared = {"rng", "vectors", "certify"}
    assert set(OWNERS) | shared == set(Options.__dataclass_fields__)
    assert set(SAMPLES) == set(OWNERS)


def test_every_option_is_read_somewhere():
    text = "".join(inspect.getsource(room) for room in ROOMS)
    assert all(f"options.{name}" in text for name in OWNERS)


def test_none_stands_for_the_default():
    assert read_options("ginibre", None, {"rho": None, "draws": None}).draws == 1

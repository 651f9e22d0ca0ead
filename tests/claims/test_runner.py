"""Claims run alone and in processes, with the same verdicts."""

import pytest

from ssmtheory.claims import Variant, exactly
from ssmtheory.claims.runner import run_claim, run_claims, run_variant
from ssmtheory.errors import ConvergenceError, UnknownNameError


def test_quick_and_full_ranges(make):
    assert len(run_claim(make()).facts) == 5
    assert len(run_claim(make(), full=True).facts) == 50
    assert run_claim(make()).agrees


def test_the_false_variant_is_refuted_by_the_same_check(make, numerical):
    for claim in (make(), numerical):
        assert run_claim(claim).agrees
        assert run_variant(claim, claim.false_variant) == "refuted"
        assert run_variant(claim, Variant("the same", {})) == claim.recorded


def test_caveats_are_run(make):
    claim = make(recorded="holds-with-caveat", caveat=lambda run: [exactly("only here", 1, 1)])
    found = run_claim(claim)
    assert found.agrees
    assert [fact.name for fact in found.caveats] == ["only here"]


def test_an_honest_failure_is_inconclusive_and_a_defect_is_raised(make):
    def stops(run):
        yield exactly("x", 1, 1)
        raise ConvergenceError("it did not settle.")

    found = run_claim(make(check=stops, recorded="inconclusive", evidence="symbolic"))
    assert (found.status, len(found.facts)) == ("inconclusive", 1)
    assert "did not settle" in found.error
    with pytest.raises(ZeroDivisionError):
        run_claim(make(check=lambda run: [1 / 0]))


def test_the_time_limit_is_kept(make):
    def forever(run):
        while True:
            yield exactly("x", 1, 1)

    found = run_claim(make(check=forever, seconds=(0.05, 1.0)))
    assert found.status == "inconclusive"
    assert "longer than 0.05 s" in found.error


def test_one_process_and_two_give_the_same_verdicts():
    seen = []
    names = ("X1", "X5", "X6")
    shared = run_claims(names, jobs=2, progress=lambda *count: seen.append(count))
    alone = run_claims(names, jobs=1)
    assert [(f.id, f.status, f.facts) for f in shared] == [(f.id, f.status, f.facts) for f in alone]
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_unknown_names_are_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'identities'"):
        run_claims(["identites"])

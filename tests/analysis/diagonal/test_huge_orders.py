"""Orders that cannot fit are refused in one sentence, before anything is computed."""

import time

import pytest

from ssmtheory import limits
from ssmtheory.analysis.pseudospectra.pseudospectrum import log10_sigma_min, pseudospectrum
from ssmtheory.analysis.spectra.spectrum import spectrum
from ssmtheory.errors import InputError, MemoryLimitError
from ssmtheory.families import families, family

WITH_NORMAL_PART = [name for name in families() if family(name).nplr_rank is not None]
SECONDS = 1.0  # a refusal allocates nothing; the rest is the first import


@pytest.fixture(autouse=True)
def eight_gibibytes(monkeypatch):
    monkeypatch.setattr(limits, "available_memory", lambda: 8 * 2**30)


@pytest.fixture
def assert_refused():
    """Call and expect one sentence within ``SECONDS``."""

    def check(call):
        started = time.perf_counter()
        with pytest.raises(InputError) as caught:
            call()
        message = str(caught.value)
        assert message.endswith(".")
        assert "\n" not in message
        assert time.perf_counter() - started < SECONDS

    return check


@pytest.mark.parametrize("N", [10**9, 10**15])
@pytest.mark.parametrize("name", families())
def test_every_analysis_refuses(name, N, assert_refused):
    assert_refused(lambda: spectrum(name, N))
    assert_refused(lambda: pseudospectrum(name, N))
    assert_refused(lambda: log10_sigma_min(name, N, 1j))
    assert_refused(lambda: family(name).system(N))
    assert_refused(lambda: family(name).balls(N))
    assert_refused(lambda: family(name).exact(N))


@pytest.mark.parametrize("N", [10**9, 10**15])
@pytest.mark.parametrize("name", WITH_NORMAL_PART)
def test_the_normal_part_refuses(name, N, assert_refused):
    assert_refused(lambda: spectrum(name, N, part="normal"))


@pytest.mark.parametrize("grid", [100_000, (2, 10**12)])
def test_a_grid_that_is_too_fine_asks_for_a_coarser_one(grid):
    with pytest.raises(MemoryLimitError, match="choose a coarser grid"):
        pseudospectrum("legs", 8, grid=grid)


def test_scaled_jacobi_families_say_how_far_they_go(assert_refused):
    with pytest.raises(InputError, match="at most 8192"):
        spectrum("chebs", 8193)
    assert_refused(lambda: spectrum("gegs", 100_000))

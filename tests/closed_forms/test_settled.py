"""Balls as narrow as the working precision, at orders where rectangles lose every digit."""

import flint
import pytest

from ssmtheory.closed_forms import lagt, legs
from ssmtheory.closed_forms.settled import settled
from ssmtheory.errors import InputError
from ssmtheory.precision import working_precision

CHAINS = pytest.mark.parametrize("chain", [legs, lagt], ids=["legs", "lagt"])
FORMS = pytest.mark.parametrize(
    ("form", "rho"), [("dplr", None), ("diagonal", None), ("rank-one", 0.1)]
)
# a result is rounded once more on its way out
SLACK = 4


def product_states(chain, s, N: int, rho) -> list[flint.acb]:
    """r_n Π(s − q_k)/(s + p_k)/(s + p_n)/(1 + ρT), multiplied out at 3N + 500 bits."""
    half, out = flint.arb("0.5"), []
    with working_precision(3 * N + 500):
        s, product = flint.acb(s), flint.acb(1)
        for n in range(N):
            pole, zero = (n + 1, n) if chain is legs else (half, half)
            gain = flint.arb(2 * n + 1).sqrt() if chain is legs else 1
            out.append(gain * product / (s + pole))
            product *= (s - zero) / (s + pole)
        return [x / (1 + flint.arb(rho) * product) for x in out]


@CHAINS
@FORMS
@pytest.mark.parametrize(("bits", "N"), [(53, 64), (120, 400)])
@pytest.mark.parametrize("s", [64j, -0.5 + 3j, 7.25 - 1j, -2.5, -90.3 + 0.1j])
def test_every_state_to_the_working_precision(chain, form, rho, bits, N, s):
    exact = product_states(chain, s, N, {"dplr": 0, "diagonal": 1}.get(form, rho))
    with working_precision(bits):
        found = chain.transfer_balls(s, N, None, form, rho)
        assert all(v.rel_accuracy_bits() >= bits - SLACK for v in found)
    with working_precision(3 * N + 500):
        assert all(v.overlaps(x) for v, x in zip(found, exact, strict=True))
        assert all(x.rel_accuracy_bits() > bits + 50 for x in exact)


@CHAINS
def test_a_thousand_states_at_double_precision(chain):
    with working_precision(53):
        found = chain.states_balls(64j, 1000)
        assert min(v.rel_accuracy_bits() for v in found) >= 53 - SLACK
        assert chain.allpass_balls(64j, 10**5).rel_accuracy_bits() >= 53 - SLACK


def test_modulus_of_a_late_state_in_closed_form():
    """|x_n(iω)| = √(2n+1)/|iω + n + 1| · ω/√(ω² + n²): |T_n(iω)| telescopes."""
    N, omega = 5000, 64
    with working_precision(100):
        found = abs(legs.states_balls(flint.acb(0, omega), N)[-1])
        n, w = N - 1, flint.arb(omega)
        exact = flint.arb(2 * n + 1).sqrt() * w / (w * w + n * n).sqrt()
        exact /= (w * w + (n + 1) ** 2).sqrt()
        assert found.overlaps(exact)
        assert found.rel_accuracy_bits() >= 100 - SLACK


def test_outputs_that_cancel_are_computed_with_more_bits():
    """x_1 − x_0 = −1/(s+½)² of LagT cancels 33 bits at |s| = 10¹⁰."""
    N, s, bits = 30, flint.acb(0, 10**10), 60
    with working_precision(bits):
        found = lagt.transfer_balls(s, N, [-1, 1] + [0] * (N - 2))
        assert found.rel_accuracy_bits() >= bits - SLACK
        assert found.overlaps(-1 / (s + flint.arb("0.5")) ** 2)


@CHAINS
def test_solves_entries_and_basis_to_the_working_precision(chain):
    N, bits = 80, 53
    with working_precision(bits):
        solved = chain.solve_balls(64j, [1, -2.5] * (N // 2), N)
        entry = chain.resolvent_entry_balls(N - 1, 2, 64j)
        basis = chain.basis_balls(1.25, N)
        for v in (*solved, entry, *basis):
            assert v.rel_accuracy_bits() >= bits - SLACK
    with working_precision(600):
        assert entry.overlaps(chain.resolvent_entry_balls(N - 1, 2, 64j))
        wide = chain.basis_balls(1.25, N)
    assert all(v.overlaps(x) for v, x in zip(basis, wide, strict=True))


@CHAINS
def test_zeros_of_the_chain_stay_exact_and_real_points_real(chain):
    zero = 3 if chain is legs else 0.5
    with working_precision(53):
        found = chain.states_balls(zero, 9)
        assert all(v.imag.is_zero() for v in found)
        assert found[-1].is_zero()
        assert not found[0].is_zero()
        assert chain.allpass_balls(zero, 9).is_zero()


@CHAINS
def test_balls_that_are_wide_hold_their_ends_and_restore_the_precision(chain):
    with working_precision(70):
        s = flint.acb(flint.arb(0.3, 1e-6), flint.arb(5, 1e-6))
        found = chain.transfer_balls(s, 20, None, "rank-one", 0.2)
        assert flint.ctx.prec == 70
        for corner in (complex(0.3 + 9e-7, 5 + 9e-7), complex(0.3 - 9e-7, 5 - 9e-7)):
            inside = chain.transfer_balls(corner, 20, None, "rank-one", 0.2)
            assert all(v.contains(x) for v, x in zip(found, inside, strict=True))
        assert all(v.rel_accuracy_bits() > 8 for v in found)


@CHAINS
def test_empty_rows_are_refused(chain):
    with pytest.raises(InputError, match="columns"):
        chain.transfer_balls(1j, 4, [])


def test_settled_stops_where_more_bits_do_not_help():
    wide, runs = flint.arb(1, 0.25), []

    def square():
        runs.append(flint.ctx.prec)
        return [wide * wide]

    def zero():
        runs.append(flint.ctx.prec)
        return [flint.arb(2).sqrt() ** 2 - 2]

    with working_precision(60):
        assert settled(square, 4)[0].contains(1)
        assert len(runs) == 2
        runs.clear()
        assert settled(zero, 4, cap=100)[0].contains(0)
        assert runs == sorted(set(runs))
        assert runs[-1] == 160

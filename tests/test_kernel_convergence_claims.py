"""What the papers say of kernel convergence, as a user of the library would put it into tests.

S4D's theorem 3 and S5's corollary say that the diagonal restriction of LegS tends to LegS; PTD says
that it does not.  Both are right, in different senses of convergence.
"""

import pytest

import ssmtheory as st

SIZES = [16, 32, 64, 128]


def test_the_diagonal_restriction_converges_for_a_fixed_input_like_1_over_n():
    st.assert_kernel_converges("legs", SIZES, quantity="weak", rate=1.0)


@pytest.mark.parametrize("quantity", ["sup", "l2", "hinf"])
def test_the_diagonal_restriction_converges_in_no_norm(quantity):
    with pytest.raises(AssertionError, match=quantity):
        st.assert_kernel_converges("legs", SIZES, quantity=quantity)


def test_it_does_not_converge_faster_than_1_over_n():
    with pytest.raises(AssertionError, match="below 1"):
        st.assert_kernel_converges("legs", SIZES, quantity="weak", rate=1.5)


@pytest.mark.parametrize(("quantity", "rate"), [("l2", 0.5), ("hinf", 1.0)])
def test_the_rank_one_form_converges_in_norm(quantity, rate):
    st.assert_kernel_converges(
        "legs", SIZES, quantity=quantity, rate=rate, form="rank-one", rho=0.1
    )


def test_no_state_is_an_exception():
    for state in (1, 3):
        st.assert_kernel_converges("legs", SIZES, quantity="weak", rate=1.0, state=state)
        with pytest.raises(AssertionError, match="hinf"):
            st.assert_kernel_converges("legs", SIZES, quantity="hinf", state=state)

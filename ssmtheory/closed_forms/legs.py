r"""LegS as one all-pass chain, T_N(s) = Π_{k<N} (s−k)/(s+k+1): every closed form, float and ball.

The state response is x_n(s) = √(2n+1)/(s+n+1) · Π_{k<n} (s−k)/(s+k+1), and Bᵀx = 1 − T_N.
"""

from ssmtheory.closed_forms.chain import LEGS, Chain
from ssmtheory.closed_forms.chain_balls import BallChain
from ssmtheory.closed_forms.legs_exact import condition_number as condition_number
from ssmtheory.closed_forms.legs_exact import condition_numbers as condition_numbers
from ssmtheory.closed_forms.legs_exact import left_eigenvector as left_eigenvector
from ssmtheory.closed_forms.legs_exact import right_eigenvector as right_eigenvector
from ssmtheory.closed_forms.legs_rank_one import critical_rho as critical_rho
from ssmtheory.closed_forms.legs_rank_one import rank_one_poles as rank_one_poles
from ssmtheory.closed_forms.legs_rank_one_balls import rank_one_poles_balls as rank_one_poles_balls
from ssmtheory.closed_forms.legs_spectrum import canonical_input as canonical_input
from ssmtheory.closed_forms.legs_spectrum import canonical_input_balls as canonical_input_balls
from ssmtheory.closed_forms.legs_spectrum import normal_modes as normal_modes
from ssmtheory.closed_forms.legs_spectrum import normal_part_frequencies as normal_part_frequencies
from ssmtheory.closed_forms.legs_spectrum import (
    normal_part_frequencies_balls as normal_part_frequencies_balls,
)
from ssmtheory.closed_forms.schwarz import SchwarzChain

_chain, _balls, _tridiagonal = Chain(LEGS), BallChain(LEGS), SchwarzChain(LEGS)

log_allpass = _chain.log_allpass
allpass = _chain.allpass
one_plus_rho_allpass = _chain.one_plus_rho_allpass
states = _chain.states
first_state = _chain.first_state
transfer = _chain.transfer
solve = _chain.solve
resolvent_entry = _chain.resolvent_entry
basis = _chain.basis
schwarz = _tridiagonal.schwarz
schwarz_solve = _tridiagonal.solve
schwarz_numerical_range = _tridiagonal.numerical_range

log_allpass_balls = _balls.log_allpass
allpass_balls = _balls.allpass
one_plus_rho_allpass_balls = _balls.one_plus_rho_allpass
states_balls = _balls.states
transfer_balls = _balls.transfer
solve_balls = _balls.solve
resolvent_entry_balls = _balls.resolvent_entry
basis_balls = _balls.basis
schwarz_balls = _tridiagonal.schwarz_balls

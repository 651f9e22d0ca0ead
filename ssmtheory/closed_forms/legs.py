r"""LegS as one all-pass chain, T_N(s) = Π_{k<N} (s−k)/(s+k+1): every closed form, float and ball.

The state response is x_n(s) = √(2n+1)/(s+n+1) · Π_{k<n} (s−k)/(s+k+1), and Bᵀx = 1 − T_N.
What it shares with LagT (states, transfer, solve, … and their twins in balls) is in
``chain_names``.
"""

from ssmtheory.closed_forms.chain_names import shared_names
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
from ssmtheory.kernels.chain_kinds import LEGS

globals().update(shared_names(LEGS))

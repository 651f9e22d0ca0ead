"""The functions that LegS and LagT have in common, by their public names."""

from collections.abc import Callable

from ssmtheory.closed_forms.chain import Chain
from ssmtheory.closed_forms.chain_balls import BallChain
from ssmtheory.closed_forms.schwarz import SchwarzChain

BOTH = ("log_allpass", "allpass", "one_plus_rho_allpass", "states", "transfer", "solve")
BOTH += ("resolvent_entry", "basis")


def shared_names(kind: int) -> dict[str, Callable]:
    """{name: function} of the chain ``kind``: each of BOTH and its twin NAME_balls, the first
    state, and the Schwarz form.  ``legs`` and ``lagt`` are these, and what each has alone.
    """
    floats, balls, tridiagonal = Chain(kind), BallChain(kind), SchwarzChain(kind)
    names = {name: getattr(floats, name) for name in BOTH}
    names |= {f"{name}_balls": getattr(balls, name) for name in BOTH}
    return names | {
        "first_state": floats.first_state,
        "schwarz": tridiagonal.schwarz,
        "schwarz_balls": tridiagonal.schwarz_balls,
        "schwarz_solve": tridiagonal.solve,
        "schwarz_numerical_range": tridiagonal.numerical_range,
    }

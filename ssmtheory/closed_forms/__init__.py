"""The exact theory as code: float64 and ball twins of each closed form."""

from ssmtheory.closed_forms import fout as fout
from ssmtheory.closed_forms import lagt as lagt
from ssmtheory.closed_forms import legs as legs
from ssmtheory.closed_forms import legt as legt

CHAINS = {"legs": legs, "lagt": lagt}  # the all-pass chains by ``Family.allpass``

"""Norms of systems, by their public names."""

from ssmtheory.analysis.norms.forms import hinf_form_distance as hinf_form_distance
from ssmtheory.analysis.norms.forms import l2_form_distance as l2_form_distance
from ssmtheory.analysis.norms.h2 import h2_norm as h2_norm
from ssmtheory.analysis.norms.h2 import l2_distance as l2_distance
from ssmtheory.analysis.norms.hankel import gramian as gramian
from ssmtheory.analysis.norms.hankel import hankel_singular_values as hankel_singular_values
from ssmtheory.analysis.norms.hinf import hinf_distance as hinf_distance
from ssmtheory.analysis.norms.hinf import hinf_norm as hinf_norm

r"""Chebyshev polynomials of the first and second kind, on a sliding or a growing window.

First kind (α = β = −½; p_0 = T_0, p_n = √2 T_n(2y−1)):

    ChebT: A_nk = −4n (n>k≥1, n−k odd), −2√2 n (k=0, n odd), else 0;
    ChebS: A_nk = −2n (n>k≥1), −√2 n (k=0, n>0), A_nn = −(n+1);   B = (1, √2, √2, …).

Second kind (α = β = ½; p_n = U_n(2y−1)):

    Cheb2T: A_nk = −4(k+1) (n>k, n−k odd), else 0;
    Cheb2S: A_nk = −2(k+1) (n>k), A_nn = −(n+1);                  B_n = n + 1.

All four are instances of the Jacobi core.  [hippo, Appendix D.5] has ChebT in the measure
that is tilted, which multiplies c and B by 2^{3/2}/(θπ) and leaves A as it is.
"""

from fractions import Fraction

from ssmtheory.families.base import Family
from ssmtheory.families.jacobi import jacobi_family
from ssmtheory.references import Source

_FIRST, _SECOND = Fraction(-1, 2), Fraction(1, 2)
_TILT = "HiPPO's appendix carries a factor 2^(3/2)/(theta pi) on the coefficients and on B."
_SPAN = "Same span and functional as LegS, hence similar to it; not normal plus rank one."


def _family(name: str, title: str, exponent: Fraction, *, translated: bool, **facts) -> Family:
    return jacobi_family(
        exponent,
        exponent,
        translated=translated,
        name=name,
        title=title,
        source=Source("hippo", "Appendix D.5"),
        **facts,
    )


FAMILIES = (
    _family(
        "chebt",
        "HiPPO-ChebT (translated Chebyshev I)",
        _FIRST,
        translated=True,
        aliases=("hippo-chebt",),
        notes=(_TILT,),
    ),
    _family(
        "chebs",
        "ChebS (scaled Chebyshev I)",
        _FIRST,
        translated=False,
        aliases=("hippo-chebs",),
        notes=(_SPAN,),
    ),
    _family("cheb2t", "Cheb2T (translated Chebyshev II)", _SECOND, translated=True),
    _family("cheb2s", "Cheb2S (scaled Chebyshev II)", _SECOND, translated=False, notes=(_SPAN,)),
)

"""Double-double arithmetic: a number is the unevaluated sum h + l of two doubles, |l| ≤ ulp(h)/2.

About 106 bits: sums and products below carry a relative error of a few 2^−104, the complex
ones relative to the modulus.  A complex number is (re_h, re_l, im_h, im_l).  Every function is
inlined into its caller.  Contraction and reassociation would destroy the error terms: callers
must be compiled without fastmath.  Source: [dekker1971, §3].
"""

from numba import njit, types
from numba.extending import intrinsic


@intrinsic
def _fma(typingctx, a, b, c):
    """a·b + c, rounded once."""

    def codegen(context, builder, signature, args):
        return builder.fma(*args)

    return types.float64(types.float64, types.float64, types.float64), codegen


def two_product(a, b):
    """(p, e) with p + e = a·b exactly (away from under- and overflow)."""
    p = a * b
    return p, _fma(a, b, -p)


def two_sum(a, b):
    """(s, e) with s + e = a + b exactly."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def add(ah, al, bh, bl):
    """a + b."""
    s, e = two_sum(ah, bh)
    t, f = two_sum(al, bl)
    e += t
    h = s + e
    e = (e - (h - s)) + f
    s = h + e
    return s, e - (s - h)


def sub(ah, al, bh, bl):
    """a − b."""
    return add(ah, al, -bh, -bl)


def mul(ah, al, bh, bl):
    """a·b."""
    p, e = two_product(ah, bh)
    e += ah * bl + al * bh
    h = p + e
    return h, e - (h - p)


def div(ah, al, bh, bl):
    """a/b; b ≠ 0."""
    q = ah / bh
    p, e = mul(q, 0.0, bh, bl)
    rh, rl = add(ah, al, -p, -e)
    r = rh / bh
    p, e = mul(r, 0.0, bh, bl)
    rh, rl = add(rh, rl, -p, -e)
    h, t = two_sum(q, r)
    return add(h, t, rh / bh, 0.0)


def sqrt(ah, al):
    """√a for a ≥ 0: Karp's step on the double square root."""
    if ah <= 0.0:
        return 0.0, 0.0
    x = ah**0.5
    p, e = two_product(x, x)
    rh, _ = add(ah, al, -p, -e)
    return two_sum(x, rh / (2.0 * x))


def c_add(a, b):
    """a + b, complex."""
    rh, rl = add(a[0], a[1], b[0], b[1])
    ih, il = add(a[2], a[3], b[2], b[3])
    return rh, rl, ih, il


def c_sub(a, b):
    """a − b, complex."""
    return c_add(a, (-b[0], -b[1], -b[2], -b[3]))


def c_mul(a, b):
    """a·b, complex."""
    xh, xl = mul(a[0], a[1], b[0], b[1])
    yh, yl = mul(a[2], a[3], b[2], b[3])
    rh, rl = add(xh, xl, -yh, -yl)
    xh, xl = mul(a[0], a[1], b[2], b[3])
    yh, yl = mul(a[2], a[3], b[0], b[1])
    ih, il = add(xh, xl, yh, yl)
    return rh, rl, ih, il


def c_conj(a):
    """The complex conjugate of a."""
    return a[0], a[1], -a[2], -a[3]


def c_abs2(a):
    """|a|² as (h, l)."""
    xh, xl = mul(a[0], a[1], a[0], a[1])
    yh, yl = mul(a[2], a[3], a[2], a[3])
    return add(xh, xl, yh, yl)


def c_div(a, b):
    """a/b, complex; b ≠ 0 and |b|² representable: scale operands beyond 1e±150."""
    n = c_mul(a, c_conj(b))
    dh, dl = c_abs2(b)
    rh, rl = div(n[0], n[1], dh, dl)
    ih, il = div(n[2], n[3], dh, dl)
    return rh, rl, ih, il


# No fastmath: see above.
_OPTIONS = {"inline": "always", "error_model": "numpy"}
two_product = njit(**_OPTIONS)(two_product)
two_sum = njit(**_OPTIONS)(two_sum)
add = njit(**_OPTIONS)(add)
sub = njit(**_OPTIONS)(sub)
mul = njit(**_OPTIONS)(mul)
div = njit(**_OPTIONS)(div)
sqrt = njit(**_OPTIONS)(sqrt)
c_add = njit(**_OPTIONS)(c_add)
c_sub = njit(**_OPTIONS)(c_sub)
c_mul = njit(**_OPTIONS)(c_mul)
c_conj = njit(**_OPTIONS)(c_conj)
c_abs2 = njit(**_OPTIONS)(c_abs2)
c_div = njit(**_OPTIONS)(c_div)

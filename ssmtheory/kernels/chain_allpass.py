"""log T(s) of the LegS and LagT chains, one point at a time, to full relative precision.

With w = s + ½ (LegS, h_k = k + ½) or w = s (LagT, h_k = ½),

    T(s) = Π_{k<N} (w − h_k)/(w + h_k),   T(−w) = 1/T(w),   T(w̄) = conj T(w),

so w = a + iy is taken in the first quadrant.  LegS beyond the first few factors is

    T = (−1)^N Γ(½+w)/Γ(½−w) · Γ(N+½−w)/Γ(N+½+w),

by Stirling's series in shifted form, ln Γ(½+w) = w ln w − w + ½ ln 2π + S(w) [dlmf, §5.11.8].
Its leading terms are combined by hand, apart for |w| < N and |w| > N, so that none cancel;
Γ(½−w) goes through the reflection formula, which carries the zeros; and where w is closer
than REACH to the origin or to N, DIRECT factors are taken one by one.  Real and imaginary
parts are computed separately: log|T| is proportional to a, and keeps its digits near a = 0.

The imaginary part comes as im + turns·π with an integer ``turns``, continuous over the open
quadrant from arg T = 0 at infinity: the phase mod 2π is as accurate as the small number ``im``.
"""

import math

import numpy as np
from numba import njit

from ssmtheory.kernels.chain_kinds import LEGS

REACH = 16.0
DIRECT = 32
# From |w| = FAR · N on, log T = −Σ 2h/w to rounding (and squares could overflow).
FAR = 1e9
# e^{−2πy} is below rounding from here on.
CALM = 7.0
# B_2j(½)/(2j(2j−1)): nine terms at distance 16 leave less than 1e-20, four at 200 as little.
W1, W2, W3, W4 = -1 / 24, 7 / 2880, -31 / 40320, 127 / 215040
W5, W6, W7 = -511 / 608256, 1414477 / 738017280, -8191 / 1277952
W8, W9 = 118518239 / 4010803200, -5749691557 / 32006209536
# π in three parts: products of the first two with integers below 2^26 are exact
PI_1, PI_2, PI_3 = 3.141592651605606, 1.9841871479187034e-09, 1.1442377452219664e-17


def factor(a, y, gap, h):
    """log((w−h)/(w+h)) = re + i(im + turns·π) and its derivative; gap = a − h, known better."""
    plus = a + h
    square = plus * plus + y * y
    q = 4.0 * a * h / square
    re = 0.5 * math.log1p(-q) if q < 0.5 else math.log(math.hypot(gap, y)) - 0.5 * math.log(square)
    wide, twist = gap * plus + y * y, 2.0 * h * y
    turns = 0 if wide >= 0.0 else 1
    im = math.atan2(twist, wide) if wide >= 0.0 else -math.atan2(twist, -wide)
    dr, di = gap * plus - y * y, 2.0 * a * y  # w² − h²
    scale = 2.0 * h / (dr * dr + di * di)
    return re, im, turns, dr * scale, -di * scale


def stirling(a, y):
    """S(w) and S'(w), w = a + iy, |w| ≥ REACH, a ≥ 0, as four real numbers."""
    size = a * a + y * y
    ir, ii = a / size, -y / size
    sr, si = (ir - ii) * (ir + ii), 2.0 * ir * ii
    tr, ti, ur, ui = 0.0, 0.0, 0.0, 0.0
    if size < 4e4:
        tr, ur = W9, 17.0 * W9
        tr, ti = tr * sr - ti * si + W8, tr * si + ti * sr
        ur, ui = ur * sr - ui * si + 15.0 * W8, ur * si + ui * sr
        tr, ti = tr * sr - ti * si + W7, tr * si + ti * sr
        ur, ui = ur * sr - ui * si + 13.0 * W7, ur * si + ui * sr
        tr, ti = tr * sr - ti * si + W6, tr * si + ti * sr
        ur, ui = ur * sr - ui * si + 11.0 * W6, ur * si + ui * sr
        tr, ti = tr * sr - ti * si + W5, tr * si + ti * sr
        ur, ui = ur * sr - ui * si + 9.0 * W5, ur * si + ui * sr
    tr, ti = tr * sr - ti * si + W4, tr * si + ti * sr
    ur, ui = ur * sr - ui * si + 7.0 * W4, ur * si + ui * sr
    tr, ti = tr * sr - ti * si + W3, tr * si + ti * sr
    ur, ui = ur * sr - ui * si + 5.0 * W3, ur * si + ui * sr
    tr, ti = tr * sr - ti * si + W2, tr * si + ti * sr
    ur, ui = ur * sr - ui * si + 3.0 * W2, ur * si + ui * sr
    tr, ti = tr * sr - ti * si + W1, tr * si + ti * sr
    ur, ui = ur * sr - ui * si + W1, ur * si + ui * sr
    return tr * ir - ti * ii, tr * ii + ti * ir, -(ur * sr - ui * si), -(ur * si + ui * sr)


def inner(a, y, x):
    """ln Γ(x+½−w) − ln Γ(x+½+w) + 2w ln x − 2w for |w| < x, |x − w| ≥ REACH; derivative plus 2.

    Equal to −2x artanh(w/x) − w ln(1 − w²/x²) + S(x−w) − S(x+w).
    """
    size, close = a * a + y * y, (x - a) * (x - a) + y * y
    t = size / (x * x)
    e = t * t - 2.0 * (a - y) * (a + y) / (x * x)
    Lr = 0.5 * (math.log1p(e) if e > -0.5 else math.log(close * ((x + a) * (x + a) + y * y) / x**4))
    Li = math.atan2(-2.0 * a * y, (x - a) * (x + a) + y * y)
    Ar = 0.25 * math.log1p(4.0 * a * x / close)
    Ai = 0.5 * math.atan2(2.0 * x * y, (x - a) * (x + a) - y * y)
    mr, mi, mdr, mdi = stirling(x - a, -y)
    pr, pi, pdr, pdi = stirling(x + a, y)
    re = -2.0 * x * Ar - (a * Lr - y * Li) + (mr - pr)
    im = -2.0 * x * Ai - (a * Li + y * Lr) + (mi - pi)
    return re, im, -Lr - mdr - pdr, -Li - mdi - pdi


def outer(a, y, x):
    """log T_x(w) for |w| > x with |w − x|, |w| ≥ REACH and w − x off the negative axis.

    Equal to −w ln(1 − x²/w²) − 2x artanh(x/w) + 2S(w) − S(w−x) − S(w+x).
    """
    size, close = a * a + y * y, (a - x) * (a - x) + y * y
    t = x * x / size
    e = t * (t - 2.0 * (a - y) * (a + y) / size)
    wide = (a + x) * (a + x) + y * y
    Lr = 0.5 * (math.log1p(e) if e > -0.5 else math.log(close / size * (wide / size)))
    # (1 − x²/w²) |w|⁴ has this real part: summed without the cancellation at w = x
    near = (a * a / size) * ((a - x) * (a + x) / size)
    near += (y * y / size) * ((2.0 * a * a + y * y + x * x) / size)
    Li = math.atan2(2.0 * t * (a / size) * y, near)
    Ar = 0.25 * math.log1p(4.0 * a * x / close)
    Ai = -0.5 * math.atan2(2.0 * x * y, (a - x) * (a + x) + y * y)
    sr, si, sdr, sdi = stirling(a, y)
    if a >= x:
        mr, mi, mdr, mdi = stirling(a - x, y)
    else:  # S is odd and its derivative even
        mr, mi, mdr, mdi = stirling(x - a, -y)
        mr, mi = -mr, -mi
    pr, pi, pdr, pdi = stirling(a + x, y)
    re = -(a * Lr - y * Li) - 2.0 * x * Ar + (2.0 * sr - mr - pr)
    im = -(a * Li + y * Lr) - 2.0 * x * Ai + (2.0 * si - mi - pi)
    return re, im, -Lr + 2.0 * sdr - mdr - pdr, -Li + 2.0 * sdi - mdi - pdi


def reflected(a, y, sigma, x):
    """ln Γ(½+w) − ln Γ(½−w) − 2w ln x + 2w of |w| ≥ REACH, w = σ + ½ + iy; derivative less 2.

    Equal to 2w ln(w/x) − iπw + ln(1 − e^{2πiσ − 2πy}) + 2S(w).  Returns turns as well.
    """
    ln, theta = math.log(math.hypot(a, y) / x), math.atan2(a, y)  # theta = π/2 − arg w
    sr, si, sdr, sdi = stirling(a, y)
    re = 2.0 * (a * ln + y * theta) + 2.0 * sr
    dre, dim = 2.0 * ln + 2.0 * sdr, -2.0 * theta + 2.0 * sdi
    if y > CALM:
        return re, 2.0 * (y * ln - a * theta) + 2.0 * si, 0, dre, dim
    m = math.floor(sigma + 0.5)
    delta = sigma - m
    u, v = math.exp(-2.0 * math.pi * y), math.pi * delta
    fade, sine, cosine = -math.expm1(-2.0 * math.pi * y), math.sin(v), math.cos(v)
    re += math.log(math.hypot(fade, 2.0 * math.exp(-math.pi * y) * sine))
    # −iπw + log(1 − e^{2πis}) = log(2 sin π(δ + iy)) − iπ(m + 1): small phases stay small
    turn = math.atan2(cosine * fade, sine * (1.0 + u))
    im = 2.0 * (y * ln + a * math.atan2(y, a)) + turn + 2.0 * si
    # derivative of log(1 − e^z), e^z = u e^{2iv}: −2πi e^z/(1 − e^z)
    er, ei = u * math.cos(2.0 * v), u * math.sin(2.0 * v)
    norm = fade * fade + 4.0 * u * sine * sine
    qr, qi = (er * (1.0 - er) - ei * ei) / norm, ei / norm
    return re, im, -(int(m) + 1), dre + 2.0 * math.pi * qi, dim - 2.0 * math.pi * qr


def legs_quadrant(sigma, y, N):
    """LegS in the quadrant a = σ + ½ ≥ 0, y ≥ 0."""
    a = sigma + 0.5
    size = math.hypot(a, y)
    re, im, turns, dr, di = 0.0, 0.0, 0, 0.0, 0.0
    low, high, top = 0, 0, N
    if N <= DIRECT:
        high = N
    elif size < REACH:
        high = DIRECT
    elif math.hypot(a - N, y) < REACH:
        low, high, top = N - DIRECT, N, N - DIRECT
    for k in range(low, high):
        fr, fi, ft, fdr, fdi = factor(a, y, sigma - k, k + 0.5)
        re, im, turns, dr, di = re + fr, im + fi, turns + ft, dr + fdr, di + fdi
    if N <= DIRECT:
        return re, im, turns, dr, di
    if size < REACH:
        nr, ni, ndr, ndi = inner(a, y, float(N))
        kr, ki, kdr, kdi = inner(a, y, float(DIRECT))
        stretch = 2.0 * math.log(N / DIRECT)
        re += nr - kr - a * stretch
        im += ni - ki - y * stretch
        return re, im, turns + N - DIRECT, dr + ndr - kdr - stretch, di + ndi - kdi
    if size < top:
        nr, ni, ndr, ndi = inner(a, y, float(N))
        gr, gi, turns, gdr, gdi = reflected(a, y, sigma, float(N))
        return gr + nr, gi + ni, turns + N, gdr + ndr, gdi + ndi
    nr, ni, ndr, ndi = outer(a, y, float(top))
    return re + nr, im + ni, turns, dr + ndr, di + ndi


def log_chain(kind, sr, si, N):
    """(re, im, turns, d re, d im): log T(s) = re + i(im + turns·π) and its derivative in s."""
    flip = (sr < -0.5) if kind == LEGS else (sr < 0.0)
    if flip:
        sr, si = (-1.0 - sr if kind == LEGS else -sr), -si
    conjugate = si < 0.0
    y = abs(si)
    a = sr + 0.5 if kind == LEGS else sr
    size = math.hypot(a, y)
    if math.isinf(size):
        return 0.0, 0.0, 0, 0.0, 0.0
    if size > FAR * N:
        total = float(N) * float(N) if kind == LEGS else float(N)
        re, im, turns = -(total / size) * (a / size), (total / size) * (y / size), 0
        pr, pi = (a / size) ** 2 - (y / size) ** 2, -2.0 * (a / size) * (y / size)
        dr, di = total / size / size * pr, total / size / size * pi
    elif kind == LEGS:
        re, im, turns, dr, di = legs_quadrant(sr, y, N)
    else:
        re, im, turns, dr, di = factor(a, y, a - 0.5, 0.5)
        re, im, turns, dr, di = N * re, N * im, N * turns, N * dr, N * di
    if conjugate:
        im, turns, di = -im, -turns, -di
    if flip:
        re, im, turns = -re, -im, -turns
    return re, im, turns, dr, di


def angle_from(im, turns, half):
    """im + turns·π − half·π reduced to [−π, π], for ``half`` 0 or 1 (2π multiples dropped)."""
    parity = float((turns - half) % 2)
    k = 2.0 * np.rint(0.5 * (im / math.pi + parity)) - parity
    return ((im - k * PI_1) - k * PI_2) - k * PI_3


def quotient(a, b):
    """a/b with complex b, infinite at b = 0 (the compiled operator raises there)."""
    return complex(math.inf, 0.0) if b == 0.0 else a / b


def log_points(kind, s, N, out):
    """Principal logarithms of T at the points s, (m,) complex."""
    for i in range(s.size):
        re, im, turns, _, _ = log_chain(kind, s[i].real, s[i].imag, N)
        out[i] = complex(re, angle_from(im, turns, 0))


def minus_expm1(x, v):
    """1 − e^{x+iv}, to full relative precision near 0."""
    half = math.sin(0.5 * v)
    if x > 720.0:
        return complex(math.inf, 0.0)
    e = math.exp(x)
    return complex(-math.expm1(x) * math.cos(v) + 2.0 * half * half, -e * math.sin(v))


def one_plus_points(kind, s, N, log_rho, out):
    """1 + ρT = 1 − e^{z} with z = log ρT − iπ, at the points s."""
    for i in range(s.size):
        re, im, turns, _, _ = log_chain(kind, s[i].real, s[i].imag, N)
        out[i] = minus_expm1(re + log_rho, angle_from(im, turns, 1))


_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}
factor = njit(inline="always", **_OPTIONS)(factor)
stirling = njit(**_OPTIONS)(stirling)
inner = njit(**_OPTIONS)(inner)
outer = njit(**_OPTIONS)(outer)
reflected = njit(**_OPTIONS)(reflected)
legs_quadrant = njit(**_OPTIONS)(legs_quadrant)
log_chain = njit(**_OPTIONS)(log_chain)
angle_from = njit(**_OPTIONS)(angle_from)
quotient = njit(inline="always", **_OPTIONS)(quotient)
minus_expm1 = njit(**_OPTIONS)(minus_expm1)
log_points = njit(**_OPTIONS)(log_points)
one_plus_points = njit(**_OPTIONS)(one_plus_points)

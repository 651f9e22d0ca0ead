"""SaFARi: memories made from frames of functions, O7."""

import math

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import Claim, Recorded, Variant, close, exactly, identity
from ssmtheory.families import frames
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U


def midpoints(L: int) -> tuple[np.ndarray, np.ndarray]:
    """L nodes of equal weight on [0, 1]."""
    return (np.arange(L) + 0.5) / L, np.full(L, 1 / L)


def legendre_scaled(run, shift=0):
    """A of the scaled Legendre frame against LegS, from Gauss nodes and from equal weights."""
    for N in run.pick((2, 8, 24), (2, 8, 24, 64)):
        A = st.family("legs").system(N).A - shift * np.eye(N)
        for name, nodes in (("Gauss", frames.gauss_nodes(N)), ("equal", midpoints(8 * N * N))):
            found = frames.scaled(frames.legendre_frame(N, *nodes)).A
            yield identity(
                f"max |A − LegS|, {name} nodes, N = {N}",
                found,
                A,
                bound=16 * N**2 * U * float(np.abs(A).max()),
                basis="nodes good to u, which the slopes magnify by N²",
            )


def legendre_translated(run, power=2):
    """A of the translated frame against LegT: Gauss nodes, and L equal weights times L^power."""
    for N in run.pick((8, 16), (8, 16, 32)):
        A = st.family("legt").system(N).A
        found = frames.translated(frames.legendre_frame(N, *frames.gauss_nodes(2 * N))).A
        bound = 16 * N**2 * U * float(np.abs(A).max())
        basis = "nodes good to u, which the slopes magnify by N²"
        yield identity(f"max |A − LegT|, Gauss nodes, N = {N}", found, A, bound=bound, basis=basis)
        for L in (16 * N * N, 32 * N * N):
            found = frames.translated(frames.legendre_frame(N, *midpoints(L))).A
            error = float(np.abs(found - A).max())
            scale = (L / (32 * N * N)) ** power * (32 * N * N) ** 2 / N**5
            yield close(
                f"max |A − LegT| L²/N⁵, {L} equal nodes, N = {N}",
                error * scale,
                0.125,
                within=0.01,
                error=bound * scale,
                basis="the rounding of both matrices; the next order of the rule is within",
            )


def similar(run, turned=False):
    """The frame Tφ against T A T⁻¹ (or T⁻¹A T) and TB, both measures."""
    rng, N = run.rng, 8
    base = frames.legendre_frame(N, *frames.gauss_nodes(2 * N))
    T = rng.standard_normal((N, N)) + 4 * np.eye(N)
    parts = (T @ x for x in (base.values, base.slopes, base.past, base.present))
    mixed = frames.SampledFrame(base.y, base.weights, *parts)
    condition, left = float(np.linalg.cond(T)), np.linalg.inv(T) if turned else T
    for name, make in (("scaled", frames.scaled), ("translated", frames.translated)):
        found, plain = make(mixed), make(base)
        bound = 256 * N * U * condition**2 * float(np.abs(plain.A).max())
        stated = left @ plain.A @ np.linalg.inv(left)
        basis = "256 N u of the entries, times κ(T)²"
        yield identity(f"max |A − TAT⁻¹|, {name}", found.A, stated, bound=bound, basis=basis)
        yield identity(f"max |B − TB|, {name}", found.B, T @ plain.B, bound=bound, basis=basis)


def fourier(run, halved=True):
    """The translated Fourier frame against FouT + bbᵀ and b, or against FouT itself."""
    for pairs in run.pick((3, 8), (3, 8, 32)):
        y, weights = midpoints(4 * pairs + 4)  # exact for products of these waves
        values, slopes, ends = [np.ones_like(y)], [np.zeros_like(y)], [1.0]
        for m in range(1, pairs + 1):
            angle, root = 2 * np.pi * m * y, math.sqrt(2)
            # the sine of the lag 1 − y, which FouT counts in
            values += [root * np.cos(angle), -root * np.sin(angle)]
            slopes += [-2 * np.pi * m * root * np.sin(angle), -2 * np.pi * m * root * np.cos(angle)]
            ends += [root, 0.0]
        b = np.array(ends)
        found = frames.translated(frames.SampledFrame(y, weights, values, slopes, b, b))
        system, kept = st.family("fout").system(2 * pairs + 2), [0, *range(2, 2 * pairs + 2)]
        A, B = system.A[np.ix_(kept, kept)], system.B[kept]
        bound = 1024 * pairs * U * float(np.abs(A).max())
        basis = "sums over the nodes of waves good to u m"
        stated = A + np.outer(b, b) if halved else A
        label = f"{pairs} pairs"
        yield identity(f"max |A − FouT's|, {label}", found.A, stated, bound=bound, basis=basis)
        stated = B / 2 if halved else B
        yield identity(f"max |B − FouT's|, {label}", found.B, stated, bound=bound, basis=basis)


def diagonalisable(run, last=20):
    """u Σ κ_j of LegS, u = 2⁻⁵³, below 1 % up to N = last and above from there on."""
    for N, above in ((last, False), (last + 1, True)):
        squares = [entry.kappa_squared for entry in st.family("legs").exact_spectrum(N)]
        total = sum(math.isqrt(int(x.p) // int(x.q)) for x in squares)
        share = flint.fmpq(total, 2**53)
        yield exactly(f"u Σ κ_j > 1/100, N = {N}", share > flint.fmpq(1, 100), above)


CLAIMS = (
    Claim(
        id="O7-legs",
        paper="safari",
        locator="the scaled measure",
        statement="The scaled construction makes LegS of a Legendre frame, from any samples that "
        "determine it.",
        scope="N = 2, 8, 24, in full 64; N Gauss nodes and 8N² nodes of equal weight",
        check=legendre_scaled,
        false_variant=Variant("… makes LegS − I", {"shift": 1}),
        recorded="holds",
        evidence="numerical",
        families=("legs",),
        note="yφ' lies in the span, so that no quadrature error is left: the printed O(1/L^p) is "
        "zero here.",
    ),
    Claim(
        id="O7-legt",
        paper="safari",
        locator="the translated measure",
        statement="The translated construction makes LegT of a Legendre frame; L samples of equal "
        "weight leave an error of N⁵/(8L²).",
        scope="N = 8, 16, in full 32; L = 16N², 32N²",
        check=legendre_translated,
        false_variant=Variant("… an error that falls like 1/L", {"power": 1}),
        recorded="holds",
        evidence="numerical",
        expected=(Recorded("max |A − LegT| L²/N⁵, 8192 equal nodes, N = 16", 0.1256493, 1e-5),),
        families=("legt",),
        note="Only the guess φ̃(0)ᵀc of what leaves the window depends on the weights: 2N Gauss "
        "nodes are exact where equal weights need L well above N^{5/2}.",
    ),
    Claim(
        id="O7-frames",
        paper="safari",
        locator="the scaled and translated measures; derived",
        statement="Another frame Tφ of the same span makes the similar system TAT⁻¹, TB.",
        scope="a random T, N = 8, both measures",
        check=similar,
        false_variant=Variant("… T⁻¹AT, TB", {"turned": True}),
        recorded="holds",
        evidence="numerical",
        families=("legs", "legt"),
        note="What a frame remembers depends on its span alone; the frame decides the "
        "conditioning.",
    ),
    Claim(
        id="O7-fourier",
        paper="safari",
        locator="the translated measure; derived",
        statement="A Fourier frame makes K − bbᵀ and b, FouT with half of its damping and half of "
        "its input.",
        scope="3 and 8 pairs of waves, in full 32",
        check=fourier,
        false_variant=Variant("A Fourier frame makes FouT", {"halved": False}),
        recorded="holds",
        evidence="numerical",
        families=("fout",),
        note="HiPPO-FouT takes what leaves the window from the midpoint of the jump of the "
        "periodic sum, the frame construction from its end: they are different memories.",
    ),
    Claim(
        id="O7-diagonal",
        paper="safari",
        locator="the comparison of diagonalisable frames",
        statement="LegS is not stably diagonalisable in doubles for N > 20: u Σ_j κ_j, the loss of "
        "a diagonalisation scaled at best, passes 1 % between N = 20 and N = 21.",
        scope="N = 20, 21, exact condition numbers",
        check=diagonalisable,
        false_variant=Variant("… for N > 16: …", {"last": 16}),
        recorded="proved",
        evidence="symbolic",
        families=("legs",),
        note="0.6 % at N = 20, 3.5 % at 21 and above 1 from 23 on; the size is tied to 53 bits, "
        "not to the matrix.",
    ),
)

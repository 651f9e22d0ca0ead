"""HOPE: systems given by their Markov parameters, O4."""

import flint
import numpy as np

import ssmtheory as st
from ssmtheory.claims import (
    Claim,
    Recorded,
    Variant,
    at_least,
    at_most,
    ball_close,
    close,
    exactly,
)
from ssmtheory.paper_checks import _rational
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF as U
from ssmtheory.precision import working_precision
from ssmtheory.systems import markov


def perturbed(run, power=0.5):
    """sup |G − G̃| ≤ n^power ‖h − h̃‖₂, for random differences and for the constant one."""
    rng = run.rng
    for n in run.pick((16, 64), (16, 64, 256)):
        scale = n**power
        h = markov.draw_markov(rng, n)
        change = markov.draw_markov(rng, n) / 10
        M = 32 * n
        z = np.exp(2j * np.pi * np.arange(M) / M)
        found = np.abs(markov.markov_transfer(h + change, z) - markov.markov_transfer(h, z)).max()
        # between two of M nodes a polynomial of degree n gains at most 1/cos(πn/M)
        gap = found * (1 / np.cos(np.pi * n / M) - 1) + 8 * n * U * np.abs(h).sum()
        bound = scale * float(np.linalg.norm(change))
        name = f"sup |G − G̃|, random h − h̃, n = {n}"
        yield at_most(name, found, bound, error=gap, basis="Bernstein's inequality on 32n nodes")
        ones = np.ones(n)
        found = float(markov.markov_transfer(ones, np.array([1.0]))[0].real)
        name = f"sup |G − G̃| / (n^{power:g} ‖h − h̃‖₂), h − h̃ = 1, n = {n}"
        stated = scale * n**0.5
        yield close(name, found / stated, 1.0, error=8 * n * U, basis="4n u of n terms")


def realised(run, late=0):
    """C Aᵏ B of the shift realisation against h_k, and Aⁿ = 0, in integers."""
    rng = run.rng
    for n in (1, 5, 33):
        h = rng.integers(-9, 10, n).astype(float)
        system = markov.shift_realisation(h)
        A = _rational.matrix(n, n, lambda i, j, A=system.A: int(A[i, j]))
        B, C = (_rational.column([int(x) for x in part]) for part in (system.B, system.C))
        found = _rational.krylov(A, B, C.transpose(), n + 1)
        stated = [0] * late + [int(x) for x in h] + [0]
        wrong = sum(a != b for a, b in zip(found, stated, strict=False))
        yield exactly(f"Markov parameters that differ, n = {n}", wrong, 0)
        yield exactly(f"entries of Aⁿ not 0, n = {n}", sum(x != 0 for x in (A**n).entries()), 0)


def sensitivity(run, power=2):
    """|∂G(iω)/∂a| at its largest over ω: |bc|/|Re a|^power, in balls, at the resonance."""
    with working_precision(128):
        for x, y in (("-0.5", "3"), ("-0.01", "100"), ("-2", "0")):
            a = flint.acb(flint.arb(x), flint.arb(y))
            worst = flint.arb(0)
            for j in range(-20, 21):
                omega = flint.arb(y) + flint.arb(j) / 16
                worst = worst.max(1 / abs(flint.acb(0, omega) - a) ** 2)
            stated = 1 / abs(flint.arb(x)) ** power
            name = f"max |∂G/∂a|, a = {x} + {y}i, |bc| = 1"
            yield ball_close(name, worst, stated, within=stated * flint.arb(2) ** -100)


def moved_nodes(run, swap=False):
    """(z+1) G_Δ(z) = (w+1) G_1(w) at w = w(z), G_Δ the bilinear discretisation at step Δ."""
    rng, N = run.rng, 4
    A = _rational.whole(rng, N, N) - _rational.eye(N) * 8
    B, C = _rational.whole(rng, N, 1), _rational.whole(rng, 1, N)
    for dt in (flint.fmpq(1, 10), flint.fmpq(3, 1)):
        wrong = 0
        for j in range(2 * N + 2):
            z = flint.fmpq(2 * j + 3, 2)
            step = 1 / dt if swap else dt
            w = ((1 + step) * z + step - 1) / ((step - 1) * z + step + 1)
            left, right = _discrete(A, B, C, dt, z), _discrete(A, B, C, flint.fmpq(1), w)
            wrong += (z + 1) * left != (w + 1) * right
        yield exactly(f"of {2 * N + 2} points, those that differ, Δ = {dt}", wrong, 0)


def windows(run, slow_everywhere=False):
    """n times the group delay of 1/w(z) at z = 1 and at z = −1: n/Δ and nΔ."""
    n = 64
    for dt in (flint.fmpq(1, 10), flint.fmpq(1), flint.fmpq(3)):
        # 1/w = ((Δ−1) + (Δ+1)u)/((Δ+1) + (Δ−1)u) at z = 1/u; the delay is u d log(1/w)/du
        top, bottom = flint.fmpq_poly([dt - 1, dt + 1]), flint.fmpq_poly([dt + 1, dt - 1])
        for name, u, stated in (
            ("1", 1, n / dt),
            ("−1", -1, n / dt if slow_everywhere else n * dt),
        ):
            above, below = (p.derivative()(u) / p(u) for p in (top, bottom))
            label = f"delay of the last of {n} parameters at z = {name}, Δ = {dt}"
            yield exactly(label, n * u * (above - below), stated)


def random_hankel(run, share=0.8):
    """The ε-rank over n of random Markov parameters, ε = 0.01."""
    rng = run.rng
    for n in run.pick((64, 256), (64, 256, 1024)):
        found = markov.epsilon_rank(markov.draw_markov(rng, n), 0.01) / n
        yield at_least(f"ε-rank/n, n = {n}", found, share, error=2 / n, basis="two singular values")


def random_diagonal(run, power=0.5):
    """The mean ε-rank of random modes on the disc over n^power, ε = 0.01."""
    rng, draws = run.rng, 4
    for n in run.pick((64, 128), (64, 128, 256, 512)):
        ranks = [_diagonal_rank(rng, n) for _ in range(draws)]
        yield at_most(
            f"mean ε-rank / n^{power:g}, n = {n}",
            float(np.mean(ranks)) / n**power,
            3.0,
            error=2 * float(np.std(ranks)) / (draws - 1) ** 0.5 / n**power,
            basis=f"two standard errors of the mean of {draws} draws",
        )


def _diagonal_rank(rng, n: int) -> int:
    lam = np.sqrt(rng.uniform(0, 1, n)) * np.exp(2j * np.pi * rng.uniform(0, 1, n))
    B, C = rng.standard_normal((2, n)) + 1j * rng.standard_normal((2, n))
    sigma = st.hankel_singular_values(st.Diagonal(lam, B, C, dt=1.0))
    return int(np.count_nonzero(sigma > 0.01 * sigma[0]))


def _discrete(A, B, C, dt: flint.fmpq, z: flint.fmpq) -> flint.fmpq:
    """C(zI − Ā)⁻¹B̄ of the bilinear discretisation at step Δ."""
    Ad, Bd = _rational.bilinear(A, B, dt)
    return (C * (_rational.eye(A.nrows()) * z - Ad).solve(Bd))[0, 0]


CLAIMS = (
    Claim(
        id="O4",
        paper="hope",
        locator="its theorem on the stability of the parameterisation",
        statement="‖G − G̃‖_∞ ≤ √n ‖h − h̃‖₂ on the unit circle, with equality for equal "
        "differences.",
        scope="random and constant differences, n = 16, 64, in full 256",
        check=perturbed,
        false_variant=Variant("… ≤ ‖h − h̃‖₂", {"power": 0.0}),
        recorded="holds",
        evidence="numerical",
        note="Whatever h is: no decay and no resonance enters. Random differences use a "
        "quarter to a half of the bound.",
    ),
    Claim(
        id="O4-realised",
        paper="hope",
        locator="Markov parameters; derived",
        statement="C AᵏB = h_k for k < n and 0 beyond, with A the nilpotent shift, B = e₀, C = h: "
        "at Δ = 1 the memory is flat over n steps and ends there.",
        scope="n = 1, 5, 33, integers",
        check=realised,
        false_variant=Variant("… one step later", {"late": 1}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="O4-windows",
        paper="hope",
        locator="memory in a fixed window, stated for Δ = 1; derived",
        statement="At another step the window is not one: the last of n parameters reaches n/Δ "
        "steps back for slow inputs, and nΔ steps for the fastest.",
        scope="Δ = 1/10, 1, 3, exact group delays",
        check=windows,
        false_variant=Variant("… n/Δ steps back for all", {"slow_everywhere": True}),
        recorded="proved",
        evidence="symbolic",
        note="For Δ ≠ 1 the sampled system has a pole of order n at (1−Δ)/(1+Δ): the memory has an "
        "exponential tail, and 64 parameters at Δ = 0.1 span 640 steps at low frequencies, 6.4 at "
        "the highest.",
    ),
    Claim(
        id="O4-nodes",
        paper="hope",
        locator="nonuniform sampling, its code",
        statement="Sampling at w(z) = ((1+Δ)z + Δ − 1)/((Δ−1)z + Δ + 1) is the bilinear "
        "discretisation at Δ: (z+1)G_Δ(z) = (w+1)G_1(w).",
        scope="four states, Δ = 1/10 and 3, ten rational points: enough for equality",
        check=moved_nodes,
        false_variant=Variant("… with 1/Δ in the place of Δ", {"swap": True}),
        recorded="proved",
        evidence="symbolic",
    ),
    Claim(
        id="O4-sensitivity",
        paper="hope",
        locator="its theorem on the sensitivity of S4D",
        statement="For a mode of S4D |∂G/∂a| reaches |bc|/|Re a|², at the resonance ω = Im a.",
        scope="three modes, balls",
        check=sensitivity,
        false_variant=Variant("… |bc|/|Re a|", {"power": 1}),
        recorded="proved",
        evidence="certified",
        families=("s4d-legs", "s4d-lin", "s4d-inv"),
        note="4|bc| at Re a = −½, and 10⁴|bc| at Re a = −0.01.",
    ),
    Claim(
        id="O4-hankel",
        paper="hope",
        locator="its theorem on random Hankel matrices",
        statement="Random Markov parameters have a Hankel ε-rank of Ω(n): above 0.8n at ε = 0.01.",
        scope="one draw each, n = 64, 256, in full 1024",
        check=random_hankel,
        false_variant=Variant("… above 0.95n", {"share": 0.95}),
        recorded="holds",
        evidence="numerical",
        expected=(Recorded("ε-rank/n, n = 256", 0.8633, 0.01),),
    ),
    Claim(
        id="O4-diagonal",
        paper="hope",
        locator="its theorem on random diagonal systems",
        statement="Random modes on the disc have a Hankel ε-rank of O(n^β), β < 1: below 3√n in "
        "the mean at ε = 0.01.",
        scope="four draws each, n = 64, 128, in full 512",
        check=random_diagonal,
        false_variant=Variant("… below 3 n^{0.2}", {"power": 0.2}),
        recorded="holds",
        evidence="numerical",
        expected=(Recorded("mean ε-rank / n^0.5, n = 64", 1.75, 0.05),),
        note="About 14, 16, 26 and 24 of 64, 128, 256 and 512 states.",
    ),
)

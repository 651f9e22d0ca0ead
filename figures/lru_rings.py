"""Where LRU's modes start: the disc of a Gaussian matrix, and rings."""

import numpy as np

from ssmtheory.families.lru import ring
from ssmtheory.figures._looks import COLOURS, DASHES
from ssmtheory.reports.plots import style

TITLE = "Initial modes of the LRU"
SOURCES = ("lru",)
PARAMETERS = {
    "N": 300,
    "rings": [
        [0.0, 1.0, 6.283185307179586],
        [0.9, 0.999, 6.283185307179586],
        [0.9, 0.999, 0.3141592653589793],
    ],
    "seed": 0,
}
CAPTION = (
    "(a) Eigenvalues of a Gaussian matrix of variance 1/N, N = 300: uniform on the disc as N → ∞ "
    "(some are real, of the order √N; some lie outside). (b)–(d) The modes that the LRU draws "
    "instead: uniform on the disc, on the ring 0.9 ≤ |λ| ≤ 0.999, and on its sector of phase up "
    "to π/10. (e), (f) Shares of |λ| ≤ r (steps) and the law (r² − r_min²)/(r_max² − r_min²) "
    "(lines); the bands are what 95 % of samples of this size keep within (Kolmogorov)."
)
TITLES = ("(a) Gaussian matrix", "(b) LRU, disc", "(c) LRU, ring", "(d) LRU, sector")
KOLMOGOROV_95 = 1.358


def data(N: int, rings, seed: int) -> dict:
    """λ of the Gaussian matrix and of each ring, (4, N); r and the law, (4, 200); the band."""
    rng = np.random.default_rng(seed)
    gaussian = np.linalg.eigvals(rng.standard_normal((N, N)) / np.sqrt(N))
    drawn = [ring(N, rng, *given).lam for given in rings]
    radii = np.array([[0.0, 1.0], *(given[:2] for given in rings)])
    low, high = radii[:, :1], radii[:, 1:]
    r = np.maximum(low + (high - low) * np.linspace(-0.08, 1.06, 200), 0.0)
    return {
        "lam": np.array([gaussian, *drawn]),
        "radii": radii,
        "r": r,
        "law": np.clip((r**2 - low**2) / (high**2 - low**2), 0, 1),
        "band": KOLMOGOROV_95 / np.sqrt(N),
    }


def draw(found: dict):
    """Four scatter plots and the distribution of the radius, as a matplotlib Figure."""
    margins = (0.6, 0.15, 0.42, 0.5, 0.6, 0.65)
    figure, axes = style.new_figure(4.3, rows=2, columns=3, margins=margins)
    scatters = (axes[0, 0], axes[0, 1], axes[0, 2], axes[1, 0])
    turn = np.exp(2j * np.pi * np.linspace(0, 1, 181))
    for j, (ax, title) in enumerate(zip(scatters, TITLES, strict=True)):
        ax.plot(turn.real, turn.imag, color=style.GREY, lw=0.5)
        lam = found["lam"][j]
        ax.plot(lam.real, lam.imag, ".", color=COLOURS[j], ms=2, mew=0)
        ax.set_title(title)
        ax.set_aspect("equal")
        ax.set_xlim(-1.15, 1.15)
        ax.set_ylim(-1.15, 1.15)
        ax.set_xlabel("Re λ  (dimensionless)", labelpad=1)
    for ax in (axes[0, 0], axes[1, 0]):
        ax.set_ylabel("Im λ  (dimensionless)")
    _shares(axes[1, 1], found, (0, 1), "(e) radius, disc")
    _shares(axes[1, 2], found, (2, 3), "(f) radius, ring, sector")
    axes[1, 1].set_ylabel("share  (dimensionless)")
    handles = [axes[1, 1].lines[0], *(line for ax in axes[1, 1:] for line in ax.lines[-2:])]
    style.legend_above(axes[0, 0], 5, handles, y=1.14)
    return figure


def _shares(ax, found: dict, which, title: str) -> None:
    r, law, band = found["r"][which[0]], found["law"][which[0]], found["band"]
    ax.fill_between(r, law - band, law + band, color="#dddddd", lw=0)
    ax.plot(r, law, color=style.BLACK, lw=0.6, label="law")
    for j in which:
        radius = np.sort(np.abs(found["lam"][j]))
        share = np.arange(1, radius.size + 1) / radius.size
        look = {"color": COLOURS[j], "ls": DASHES[j], "label": TITLES[j][4:]}
        ax.step(radius, share, where="post", lw=0.9, **look)
    ax.set_xlim(max(r[0], 0.0), r[-1])
    ax.set_ylim(0, 1.02)
    ax.set_title(title)
    ax.set_xlabel("r  (dimensionless)", labelpad=1)

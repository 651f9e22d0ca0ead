"""How wrong a dense double-precision eigensolver is on the HiPPO matrices."""

import numpy as np

import ssmtheory as st
from ssmtheory.analysis.spectra.lapack import compare_lapack
from ssmtheory.analysis.subject import as_subject
from ssmtheory.figures._looks import COLOURS, DASHES, MARKERS, log_axes
from ssmtheory.precision import DOUBLE_UNIT_ROUNDOFF
from ssmtheory.reports.plots import style

TITLE = "Errors of LAPACK's eigenvalues"
SOURCES = ("hippo", "s4", "trefethen-embree")
PARAMETERS = {
    "families": ["legs", "legt", "lagt", "fout", "chebs"],
    "sizes": [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 40, 48, 56, 64],
    "shown": 64,
}
CAPTION = (
    "Eigenvalues by LAPACK in double precision against certified ones; the triangular LegS, LagT "
    "and ChebS are rotated by a random orthogonal matrix first, because a triangular matrix shows "
    "its eigenvalues on the diagonal. (a) max |λ_LAPACK − λ|/max |λ|. Grey: u‖A‖κ/N for LegS, "
    "with κ its largest eigenvalue condition number. LegS and LegT lose all digits near N = 24 "
    "and 32; the error of LagT, one Jordan block, is about u^{1/N}; FouT is harmless. (b), (c) "
    "What LAPACK gives at N = 64 (circles) and the eigenvalues (dots)."
)


def data(families, sizes, shown: int) -> dict:
    """Largest relative error by family and size, the first-order bound, and two spectra."""
    found = {"sizes": np.array(sizes), "families": np.array(families)}
    errors = [[_error(*_compared(name, N)) for N in sizes] for name in families]
    found["errors"] = np.array(errors)
    found["first_order"] = np.array([_first_order(N) for N in sizes])
    for name in families[:2]:
        exact, compared = _compared(name, shown)
        found[f"{name}_exact"], found[f"{name}_lapack"] = exact.values, compared.values
    return found


def _compared(name: str, N: int):
    exact = st.spectrum(name, N)
    return exact, compare_lapack(as_subject(name, N), exact)


def _error(exact, compared) -> float:
    return float(compared.errors.max() / np.abs(exact.values).max())


def _first_order(N: int) -> float:
    """u κ_max ‖A‖/max|λ|: what a backward error of u‖A‖ does to LegS to first order."""
    condition = max(st.closed_forms.legs.condition_numbers(N))
    norm = np.linalg.norm(st.family("legs").system(N).A, 2)
    return DOUBLE_UNIT_ROUNDOFF * float(condition) * norm / N


def draw(found: dict):
    """Errors by size, and two spectra, as a matplotlib Figure."""
    figure, axes = style.new_figure(2.5, columns=3, margins=(0.55, 0.12, 0.42, 0.5, 0.62, 0.3))
    labels = {"legs": "LegS", "legt": "LegT", "lagt": "LagT", "fout": "FouT", "chebs": "ChebS"}
    for j, (name, row) in enumerate(zip(found["families"], found["errors"], strict=True)):
        look = {"color": COLOURS[j], "ls": DASHES[j], "marker": MARKERS[j], "ms": 2.5, "mew": 0.5}
        row = np.where(row > 0, row, np.nan)
        axes[0].plot(found["sizes"], row, label=labels[str(name)], mfc="none", lw=0.9, **look)
    first = found["first_order"]
    axes[0].plot(found["sizes"], first, color=style.GREY, lw=0.8, label="first order, LegS")
    log_axes(axes[0], y=(1e-17, 1e2))
    axes[0].set_xlim(0, found["sizes"].max() + 2)
    axes[0].set_title("(a) error of the eigenvalues")
    axes[0].set_xlabel("N  (dimensionless)")
    axes[0].set_ylabel("relative error  (dimensionless)")
    for ax, name, title in zip(
        axes[1:], ("legs", "legt"), ("(b) LegS, N = ", "(c) LegT, N = "), strict=True
    ):
        _plane(ax, found[f"{name}_exact"], found[f"{name}_lapack"])
        ax.set_title(f"{title}{found[f'{name}_exact'].size}")
    axes[1].set_ylabel("Im λ  (1/time)")
    style.legend_above(axes[0], 6, y=1.1)
    return figure


def _plane(ax, exact: np.ndarray, found: np.ndarray) -> None:
    ax.plot(found.real, found.imag, "o", color=style.RED, mfc="none", mew=0.6, ms=3)
    ax.plot(exact.real, exact.imag, ".", color=style.BLACK, ms=2.5)
    ax.axvline(0.0, color=style.GREY, lw=0.5, zorder=0)
    ax.set_xlabel("Re λ  (1/time)")

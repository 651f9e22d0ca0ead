"""K_k = Σ_n w_n λ̄_n^k, k < L (Vandermonde), by two tables of √L powers and a matrix product.

With k = iM + j, K = (w λ̄^{iM})ᵀ (λ̄^j): an (L/M × N)(N × M) product for every channel, in real
arithmetic.  The tables are powers by doubling from the ladder λ̄^{2^j}, so the work outside
BLAS is O(√L) per mode, and each product of factors carries at most log2 L + 3 roundings.
"""

import numpy as np

from ssmtheory.errors import InputError
from ssmtheory.kernels.powers import power_table
from ssmtheory.limits import require_memory
from ssmtheory.systems.channel_threads import for_each
from ssmtheory.systems.discretize import check_length, check_step
from ssmtheory.systems.discretize_arguments import precision_of, wide
from ssmtheory.systems.discretize_rules import LogTimeZOH, Rule, as_rule, powers_of_two

PARTS = ("complex", "real", "twice")
_BLOCK = 8  # channels per product: the tables of a block and its result stay in the cache


def diagonal_kernel(
    lam, B, C, dt, length: int, method: str | Rule = "zoh", *, half: bool = False
) -> np.ndarray:
    """K_k = Σ_n C_n B̄_n λ̄_n^k, k < L, for any number of channels: shape ``(…, L)``.

    Parameters
    ----------
    lam, B, C : (…, M), broadcast against each other; the leading axes are channels.
    dt : the step of every channel, shape () or (…,); None when λ̄ = lam, B̄ = B are discrete.
    half : the modes are one of each conjugate pair: the result is 2 Re Σ, and real.

    The result is real also for real lam, B and C, else complex; single precision when all
    three are.  Against the exact kernel of the given floats the error is at most about
    (2 log2 L + 12 + N) u Σ_n |C_n B̄_n λ̄_n^k|, for any Δ and L.

    Raises ``InputError`` for shapes that do not broadcast, dt ≤ 0, L < 1, non-finite entries,
    and for kernels that leave the range of doubles.
    Source: [s4d, §3.3], with the product blocked.
    """
    length = check_length(length)
    lam, B, C = _channels(lam, B, C)
    kind = np.result_type(lam, B, C)
    bits = max((length - 1).bit_length(), 1)
    if dt is None:
        ladder, gain = powers_of_two(lam, bits), np.ones(1)
    else:
        rule, dt = as_rule(method), check_step(dt)
        if isinstance(rule, LogTimeZOH):
            raise InputError("log-time-zoh changes from step to step and has no kernel.")
        dt, lam = _steps(dt, lam)
        ladder, gain = rule.ladder(lam, dt, bits), rule.modes(lam.astype(complex), dt).gain
    weights = C * (gain * wide(B))
    batch, M = weights.shape[:-1], weights.shape[-1]
    shared = all(size == 1 for size in ladder.shape[1:-1])
    if not shared:
        missing = len(batch) - (ladder.ndim - 2)
        ladder = ladder.reshape(bits, *(1,) * missing, *ladder.shape[1:])
        ladder = np.broadcast_to(ladder, (bits, *batch, M))
    part = "twice" if half else "complex" if kind.kind == "c" else "real"
    found = vandermonde(
        ladder.reshape(bits, 1 if shared else -1, M),
        weights.reshape(-1, M).astype(complex),
        length,
        part=part,
        dtype=precision_of(lam, B, C),
    )
    return found.reshape(*batch, length)


def vandermonde(ladder, weights, length: int, *, part: str, dtype=np.float64) -> np.ndarray:
    """K (H, L) of weights (H, M) and ladder (levels, G, M), G = 1 or H, levels ≥ log2 L.

    part : "complex", "real" (Re K) or "twice" (2 Re K).
    dtype : the real type of the result; the tables of float32 are rounded from float64.
    """
    H, M = weights.shape
    kind = np.result_type(dtype, np.complex64) if part == "complex" else np.dtype(dtype)
    width = 1 << ((length - 1).bit_length() // 2)
    rows = -(-length // width)
    require_memory(
        kind.itemsize * H * (rows * width + length) + 64 * min(H, _BLOCK) * M * width,
        f"{H} kernels of length {length}",
        advice="a shorter length or fewer channels",
    )
    out = np.empty((H, rows, width), dtype=kind)
    weights = np.ascontiguousarray(2.0 * weights if part == "twice" else weights)
    ladder = np.ascontiguousarray(ladder)

    def block(first: int) -> None:
        mine = slice(first, min(first + _BLOCK, H))
        own = ladder if ladder.shape[1] == 1 else ladder[:, mine]
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            _block(own, weights[mine], out[mine])

    for_each(block, range(0, H, _BLOCK))
    found = out.reshape(H, rows * width)[:, :length]
    if not np.isfinite(found).all():
        raise InputError(
            "the kernel grows beyond the range of floating-point numbers; choose a shorter length."
        )
    return found


def _block(ladder, weights, out) -> None:
    H, M = weights.shape
    _, rows, width = out.shape
    real = out.real.dtype
    ones = np.ones((ladder.shape[1], M), dtype=complex)
    right = np.empty((ladder.shape[1], 2 * M, width))
    left = np.empty((H, 2 * M, rows))
    tiny = float(np.finfo(real).tiny)
    power_table(ladder, ones, tiny, right)
    power_table(ladder[width.bit_length() - 1 :], weights, tiny, left)
    left = left.astype(real, copy=False).transpose(0, 2, 1)
    turned = right.astype(real, copy=True)
    turned[:, M:] *= -1
    if out.dtype.kind != "c":
        np.matmul(left, turned, out=out)
        return
    out.real = left @ turned
    turned[:, :M], turned[:, M:] = right[:, M:], right[:, :M]
    out.imag = left @ turned


def _channels(lam, B, C):
    """The three arrays with at least one axis, or the error that names their shapes."""
    arrays = [np.atleast_1d(np.asarray(x)) for x in (lam, B, C)]
    try:
        np.broadcast_shapes(*(x.shape for x in arrays))
        fits = len({x.shape[-1] for x in arrays}) == 1
    except ValueError:
        fits = False
    if not fits:
        shapes = ", ".join(str(x.shape) for x in arrays)
        raise InputError(f"lam, B and C must agree in shape (…, M), not {shapes}.")
    for name, x in zip(("lam", "B", "C"), arrays, strict=True):
        if x.dtype.kind not in "biufc" or not np.isfinite(x).all():
            raise InputError(f"{name} has entries that are not finite numbers; remove them first.")
    return arrays


def _steps(dt: np.ndarray, lam: np.ndarray):
    """dt and lam such that ``dt[..., None] * lam`` has one row per channel."""
    if dt.ndim == 0 or lam.ndim == 1:
        return dt, lam
    try:
        batch = np.broadcast_shapes(dt.shape, lam.shape[:-1])
    except ValueError:
        raise InputError(f"dt of shape {dt.shape} does not fit lam of {lam.shape}.") from None
    return np.broadcast_to(dt, batch), lam

"""A scan cut into boxes: by batch, by lane, or by time in two passes.

Cut by time into T + 1 chunks for T threads.  First pass: chunk 0 is scanned, chunks 1 … T−1
are scanned from zero, which gives their ends e_i and writes nothing; then the carries
s_1 = x_{end of 0}, s_{i+1} = e_i + (Π λ over chunk i) s_i; second pass: chunks 1 … T are
scanned from their carries.  Every x_k is written once.  It takes 2/(T + 1) of the time of one
thread at best, so batches and lanes are cut first when there are enough of them.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from ssmtheory.kernels.scan import complex_scan, real_scan
from ssmtheory.kernels.scan_narrow import complex_narrow, real_narrow
from ssmtheory.limits import usable_cores

# Lanes a thread should have: narrower rows share cache lines and leave vectors unfilled.
LANES_PER_THREAD = 32
# Lanes below which a row is too short for vectors; measured, and nearly flat from 6 to 12.
NARROW = 8
# Times below which a chunk is not worth a second pass over it.
TIMES_PER_CHUNK = 256
# Numbers below which a scan is over before threads have started (about 0.2 ms).
WORTH_THREADS = 2**17


def scan(lam, b, state, out, threads=None):
    """x_k = λ_k x_{k−1} + b_k into ``out``; ``state`` (P, M) holds x_{−1} and receives x_{L−1}.

    lam (P or 1, L or 1, M), b and out (P, L, M), C-contiguous, of one dtype among float32,
    float64, complex64, complex128.
    """
    P, L, M = b.shape
    threads = default_threads(b.shape) if threads is None else threads
    if P >= threads:
        boxes = [(p0, p1, 0, L, 0, M) for p0, p1 in _cuts(P, threads)]
    elif M >= threads * LANES_PER_THREAD:
        boxes = [(0, P, 0, L, j0, j1) for j0, j1 in _cuts(M, threads)]
    elif L >= (threads + 1) * TIMES_PER_CHUNK:
        _scan_in_time(lam, b, state, out, threads)
        return
    else:
        boxes = [(0, P, 0, L, 0, M)]
    _run([(lam, b, state, out, box) for box in boxes])


def default_threads(shape) -> int:
    """One thread per core for long scans of few lanes, which wait for arithmetic; else one.

    Rows of many lanes move at the speed of memory, which one thread exhausts; and a cut by
    time, with its second pass, pays from four threads on.
    """
    P, L, M = shape
    if M >= LANES_PER_THREAD or P * L * M < WORTH_THREADS:
        return 1
    cores = usable_cores()
    return cores if P >= cores or cores >= 4 else 1


def _scan_in_time(lam, b, state, out, threads):
    P, L, M = b.shape
    chunks = _cuts(L, threads + 1)
    with np.errstate(all="ignore"):  # a product may underflow; one that overflows is seen next
        decays = [_decay(lam, *chunk) for chunk in chunks[1:-1]]
    if not all(np.isfinite(decay).all() for decay in decays):  # ∞ · 0 would be met
        _box(lam, b, state, out, (0, P, 0, L, 0, M))
        return
    ends = [state, *(np.zeros_like(state) for _ in decays)]
    targets = [out, *(np.empty((P, 1, M), b.dtype) for _ in decays)]
    firsts = zip(ends, targets, chunks[:-1], strict=True)
    _run([(lam, b, end, target, (0, P, *chunk, 0, M)) for end, target, chunk in firsts])
    carries = [state.copy()]
    with np.errstate(all="ignore"):  # x itself may overflow
        for end, decay in zip(ends[1:], decays, strict=True):
            carries.append((end + decay * carries[-1]).astype(b.dtype))
    seconds = zip(carries, chunks[1:], strict=True)
    _run([(lam, b, carry, out, (0, P, *chunk, 0, M)) for carry, chunk in seconds])
    state[...] = carries[-1]


def _decay(lam, k0, k1):
    """Π λ_k over k0 ≤ k < k1, (P or 1, M), in double precision: it may be far below 1."""
    double = np.result_type(lam.dtype, np.float64)
    if lam.shape[1] > 1:
        return np.multiply.reduce(lam[:, k0:k1], axis=1, dtype=double)
    base, count = lam[:, 0].astype(double), k1 - k0
    power = np.ones_like(base)
    while count:
        if count & 1:
            power = power * base
        base, count = base * base, count >> 1
    return power


def _cuts(total, parts):
    """``parts`` contiguous ranges that cover range(total), as equal as they can be."""
    edges = [total * i // parts for i in range(parts + 1)]
    return list(pairwise(edges))


def _run(tasks):
    """Run each task (lam, b, state, out, box) in a thread of its own."""
    if len(tasks) == 1:
        _box(*tasks[0])
        return
    with ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(_box, *task) for task in tasks]:
            done.result()


def _box(lam, b, state, out, box):
    narrow = box[5] - box[4] < NARROW
    if b.dtype.kind != "c":
        (real_narrow if narrow else real_scan)(lam, b, state, out, box)
        return
    real = b.real.dtype
    run = complex_narrow if narrow else complex_scan
    run(lam.view(real), b.view(real), state.view(real), out.view(real), box)

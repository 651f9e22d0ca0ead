"""Run claims: one in this process, or many shared among worker processes.

Processes, not threads: python-flint's precision is one for a process.
"""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from ssmtheory.claims.catalog import PACKAGE, claim, select
from ssmtheory.claims.claim import Claim, Run, Variant
from ssmtheory.claims.clock import TimeLimitError, time_limit
from ssmtheory.claims.verdict import ClaimResult, decide, result
from ssmtheory.errors import SSMTheoryError
from ssmtheory.limits import blas_threads, usable_cores


def run_claim(subject: Claim, *, full: bool = False) -> ClaimResult:
    """Check one claim: its facts, the verdict, and what differs from the record.

    What the library raises on purpose, and the end of the time limit, leave it inconclusive;
    any other exception is a defect of the check and is raised.
    """
    run, facts, caveats, error = Run(subject.id, full), [], [], ""
    begin = time.perf_counter()
    try:
        with time_limit(subject.seconds[full]):
            facts.extend(subject.check(run, **subject.parameters))
            if subject.caveat is not None:
                caveats.extend(subject.caveat(run))
    except (SSMTheoryError, TimeLimitError) as reason:
        error = f"{type(reason).__name__}: {reason}"
    return result(subject, facts, caveats, time.perf_counter() - begin, error)


def run_variant(subject: Claim, variant: Variant) -> str:
    """The status that the claim's check gives with the variant's parameters."""
    parameters = {**subject.parameters, **variant.parameters}
    return decide(list(subject.check(Run(subject.id), **parameters)))[0]


def run_claims(
    names: Iterable[str] = (),
    *,
    full: bool = False,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    package: str = PACKAGE,
) -> list[ClaimResult]:
    """Check the claims named (papers or ids; all by default), in the order of the catalogue.

    jobs : worker processes; by default one for each core, and none for few claims.
    """
    chosen = select(names, package)
    jobs = min(usable_cores() if jobs is None else jobs, len(chosen))
    if jobs <= 1 or (len(chosen) <= 2 and not full):
        return _alone(chosen, full, progress)
    return _shared(chosen, full, jobs, progress, package)


def _alone(chosen: Sequence[Claim], full: bool, progress) -> list[ClaimResult]:
    results = []
    for entry in chosen:
        results.append(run_claim(entry, full=full))
        if progress is not None:
            progress(len(results), len(chosen))
    return results


def _shared(chosen: Sequence[Claim], full: bool, jobs: int, progress, package) -> list[ClaimResult]:
    results = {}
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_prepare)
    try:
        # the longest allowed first, so that none of them is left for the end
        order = sorted(chosen, key=lambda entry: -entry.seconds[full])
        waiting = [pool.submit(_work, package, entry.id, full) for entry in order]
        for future in as_completed(waiting):
            found = future.result()
            results[found.id] = found
            if progress is not None:
                progress(len(results), len(chosen))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()  # a stopped run does not wait for checks that are under way
        raise
    pool.shutdown()
    return [results[entry.id] for entry in chosen]


def _work(package: str, identifier: str, full: bool) -> ClaimResult:
    return run_claim(claim(identifier, package), full=full)


def _prepare() -> None:
    """One thread for each worker's BLAS; Ctrl-C is the first process's to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    blas_threads().limit(limits=1, user_api="blas")

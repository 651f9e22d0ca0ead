"""Run claims: one in this process, or many shared among worker processes."""

import time
from collections.abc import Callable, Iterable

from ssmtheory.claims.catalog import PACKAGE, claim, select
from ssmtheory.claims.claim import Claim, Run, Variant
from ssmtheory.claims.clock import TimeLimitError, time_limit
from ssmtheory.claims.verdict import ClaimResult, decide, result
from ssmtheory.errors import SSMTheoryError
from ssmtheory.limits import usable_cores
from ssmtheory.workers import in_processes


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
    if len(chosen) <= 2 and not full:
        jobs = 1
    results: dict[str, ClaimResult] = {}

    def keep(found: ClaimResult) -> None:
        results[found.id] = found
        if progress is not None:
            progress(len(results), len(chosen))

    # the longest allowed first, so that none of them is left for the end
    order = sorted(chosen, key=lambda entry: -entry.seconds[full])
    in_processes(_work, [(package, entry.id, full) for entry in order], jobs, keep)
    return [results[entry.id] for entry in chosen]


def _work(package: str, identifier: str, full: bool) -> ClaimResult:
    return run_claim(claim(identifier, package), full=full)

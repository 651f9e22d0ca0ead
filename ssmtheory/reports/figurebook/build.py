"""Make figures: data, pictures and the page, shared among processes."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from ssmtheory.errors import InputError
from ssmtheory.limits import blas_threads, usable_cores
from ssmtheory.reports.figurebook.catalog import PACKAGE, figure, select
from ssmtheory.reports.figurebook.page import render_page
from ssmtheory.reports.figurebook.store import data_of
from ssmtheory.reports.files import prepare_folder, write_all, write_atomic
from ssmtheory.reports.plots.style import STYLES, render, styled

FORMATS = ("pdf", "png", "svg")


@dataclass(frozen=True)
class Made:
    """One figure: its files, whether its data were kept from before, and the seconds it took."""

    name: str
    files: tuple[str, ...]
    reused: bool
    seconds: float


def build(
    names: Iterable[str] = (),
    out: str | Path = "ssmtheory-figures",
    *,
    style: str = "plain",
    formats: Iterable[str] = ("pdf", "png"),
    fresh: bool = False,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    package: str = PACKAGE,
) -> list[Made]:
    """Write OUT/NAME.pdf …, OUT/data/NAME.npz for each figure, and OUT/index.html of them.

    Data that nothing has changed for are reused unless ``fresh``.  Raises ``UnknownNameError``,
    ``InputError`` (style, format) and ``OutputFileError`` before anything is computed.
    """
    chosen, formats = select(names, package), _formats(formats)
    if style not in STYLES:
        raise InputError(f"no style is called {style!r}; known: {', '.join(STYLES)}.")
    out = prepare_folder(out)
    prepare_folder(out / "data")
    tasks = [(name, str(out), style, formats, fresh, package) for name in chosen]
    jobs = min(usable_cores() if jobs is None else jobs, len(tasks))
    made = _alone(tasks, progress) if jobs <= 1 else _shared(tasks, jobs, progress)
    write_atomic(out / "index.html", render_page(chosen, formats, package))
    return made


def make(name: str, out: str, style: str, formats, fresh: bool, package: str) -> Made:
    """One figure, in this process."""
    begin = time.perf_counter()
    module = figure(name, package)
    found, reused = data_of(module, name, Path(out) / "data", fresh=fresh)
    with styled(style):
        rendered = render(module.draw(found), svg="svg" in formats)
    contents = {"pdf": rendered.pdf, "png": rendered.png, "svg": rendered.svg_file}
    files = {Path(out) / f"{name}.{kind}": contents[kind] for kind in formats}
    write_all(files)
    return Made(name, tuple(str(path) for path in files), reused, time.perf_counter() - begin)


def _alone(tasks, progress) -> list[Made]:
    made = []
    for task in tasks:
        made.append(make(*task))
        if progress is not None:
            progress(len(made), len(tasks))
    return made


def _shared(tasks, jobs: int, progress) -> list[Made]:
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_prepare)
    try:
        waiting = [pool.submit(make, *task) for task in tasks]
        for done, _ in enumerate(as_completed(waiting), start=1):
            if progress is not None:
                progress(done, len(tasks))
        made = [future.result() for future in waiting]
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()  # a stopped run does not wait for figures that are under way
        raise
    pool.shutdown()
    return made


def _prepare() -> None:
    """One thread for each worker's BLAS; Ctrl-C is the first process's to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    blas_threads().limit(limits=1, user_api="blas")


def _formats(formats: Iterable[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(formats))
    unknown = [kind for kind in chosen if kind not in FORMATS]
    if unknown or not chosen:
        said = ", ".join(repr(kind) for kind in unknown) or "none"
        raise InputError(f"formats are {', '.join(FORMATS)}, not {said}.")
    return chosen

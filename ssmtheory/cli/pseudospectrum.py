"""``ssmtheory pseudospectrum``."""

import re

import click

from ssmtheory.cli.options import (
    console,
    echo_json,
    json_option,
    progress_bar,
    read_subject,
    subject_options,
    takes_several,
)

EPILOG = """\b
Examples:
  ssmtheory pseudospectrum legs -n 64 --at -10,2.5 0,1 --json
  ssmtheory pseudospectrum legs -n 64 --window=-70,10,-60,60 --out legs.png
"""
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_POINT = re.compile(
    rf"{_NUMBER},{_NUMBER}|(?:{_NUMBER})?(?:[+-]?(?:\d+\.?\d*|\.\d+)?(?:[eE][+-]?\d+)?[ij])?"
)


def _is_point(word: str) -> bool:
    return bool(word) and _POINT.fullmatch(word) is not None


@click.command("pseudospectrum", cls=takes_several("--at", _is_point), epilog=EPILOG)
@subject_options
@click.option("--grid", type=int, default=200, show_default=True, help="Grid points per axis.")
@click.option("--window", metavar="X0,X1,Y0,Y1", help="Part of the plane; default: automatic.")
@click.option("--at", "points", multiple=True, metavar="Z ...", help="Points x,y or x+yj instead.")
@click.option("--out", metavar="FILE", help="Save the grid: .npz .json .png .pdf .svg")
@json_option
def command(family, N, matrix_file, key, grid, window, points, out, as_json) -> None:
    """log10 of the smallest singular value of zI - A, for FAMILY at size N or a matrix file.

    σ_min(zI − A) = ε is the boundary of the ε-pseudospectrum.  The floor is the level below
    which a double-precision method gives rounding noise (0: accurate at any depth).
    """
    subject = read_subject(family, N, matrix_file, key)
    if points:
        _print_points(subject, [_complex(p) for p in points], as_json)
    else:
        _grid(subject, grid, _window(window), out, as_json)


def _print_points(subject, points: list[complex], as_json: bool) -> None:
    from ssmtheory.analysis.pseudospectrum_points import sigma_at

    rows = sigma_at(subject, points)
    if as_json:
        head = {"schema": "ssmtheory/pseudospectrum-points/1", "family": subject.label}
        echo_json(head | {"n": subject.N, "points": rows})
        return
    from ssmtheory.reports.terminal_plane import points_table

    console().print(points_table(subject, rows))


def _grid(subject, grid: int, window, out: str | None, as_json: bool) -> None:
    from ssmtheory.analysis.pseudospectra import pseudospectrum

    if out is not None:
        from ssmtheory.reports.grid_files import check_target

        check_target(out)
    with progress_bar("pseudospectrum") as progress:
        result = pseudospectrum(subject, grid=grid, window=window, progress=progress)
    if out is not None:
        from ssmtheory.reports.grid_files import save_pseudospectrum

        save_pseudospectrum(result, subject, out)
    if as_json:
        head = {"schema": "ssmtheory/pseudospectrum/1", "family": subject.label, "n": subject.N}
        echo_json(head | result.to_json(arrays=True))
        return
    from ssmtheory.reports.terminal_plane import pseudospectrum_summary

    console().print(pseudospectrum_summary(result))
    if out is not None:
        click.echo(out)


def _complex(text: str) -> complex:
    from ssmtheory.errors import InputError

    try:
        if "," in text:
            x, y = text.split(",")
            return complex(float(x), float(y))
        return complex(text.replace("i", "j"))
    except ValueError:
        raise InputError(f"{text!r} is not a point; write it as x,y or x+yj.") from None


def _window(text: str | None) -> tuple[float, ...] | None:
    from ssmtheory.errors import InputError

    if text is None:
        return None
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = ()
    if len(values) != 4:
        raise InputError(f"--window takes four numbers x0,x1,y0,y1, not {text!r}.")
    return values

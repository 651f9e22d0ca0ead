"""``ssmtheory diagonalize``."""

import click

from ssmtheory.cli.main import EXIT_UNCERTIFIED
from ssmtheory.cli.options import (
    console,
    echo_json,
    json_option,
    progress_bar,
    read_subject,
    subject_options,
)

METHODS = ["rank-one", "normal-part", "ptd", "ginibre", "eig"]
EPILOG = """\b
Examples:
  ssmtheory diagonalize legs -n 64 --method rank-one --rho 0.1
  ssmtheory diagonalize legs -n 64 --method normal-part --json
  ssmtheory diagonalize --matrix A.npy --method ginibre --eps 0.01 --seed 7
"""


@click.command("diagonalize", epilog=EPILOG)
@subject_options
@click.option("--method", type=click.Choice(METHODS), default="rank-one", show_default=True)
@click.option("--rho", type=float, help="rank-one, ptd: 0 < rho <= 1; default 0.1.")
@click.option("--eps", type=float, help="ginibre, ptd: relative 2-norm of the perturbation.")
@click.option("--gamma", type=float, help="ptd: weight of the perturbation's norm.")
@click.option("--loss", type=click.Choice(["kappa", "published"]), help="ptd: what is minimised.")
@click.option("--steps", type=int, help="ptd: most optimisation steps.")
@click.option("--seed", type=int, default=0, show_default=True, help="ginibre, ptd.")
@click.option("--draws", type=int, help="ginibre: the best of so many.")
@click.option("--drop-half", is_flag=True, help="normal-part: keep B whole (not the theory's B/2).")
@click.option("--no-vectors", is_flag=True, help="LegS, LagT: leave out V, for large N.")
@click.option("--allow-unstable", is_flag=True, help="Accept poles in the right half plane.")
@click.option("--require-certified", is_flag=True, help="Exit with 3 unless proved.")
@json_option
def command(family, N, matrix_file, key, method, **given) -> int:
    """A + E = V Λ V^-1 for FAMILY at size N or a matrix file, with what it costs."""
    from ssmtheory.analysis.diagonalize import diagonalize

    subject = read_subject(family, N, matrix_file, key)
    with progress_bar("optimising") as progress:
        found = diagonalize(subject, method=method, **_options(method, given, progress))
    if given["as_json"]:
        echo_json(found.to_json())
    else:
        from ssmtheory.reports.terminal_diagonal import diagonalization_summary

        console().print(diagonalization_summary(found))
    proved = found.status == "certified"
    return EXIT_UNCERTIFIED if given["require_certified"] and not proved else 0


def _options(method: str, given: dict, progress) -> dict:
    """Only what was given: the defaults are the library's."""
    names = ("rho", "eps", "gamma", "loss", "steps", "draws")
    options = {name: given[name] for name in names if given[name] is not None}
    if given["no_vectors"]:
        options["vectors"] = False
    if given["drop_half"]:
        options["drop_half"] = True
    if method == "ptd":
        options["progress"] = progress
    return options | {"rng": given["seed"], "allow_unstable": given["allow_unstable"]}

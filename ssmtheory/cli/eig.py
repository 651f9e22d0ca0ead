"""``ssmtheory eig``."""

import click

from ssmtheory.cli.main import EXIT_UNCERTIFIED
from ssmtheory.cli.options import console, echo_json, json_option, read_subject, subject_options

EPILOG = """\b
Examples:
  ssmtheory eig legs -n 64
  ssmtheory eig legs -n 64 --part normal --digits 30 --json
  ssmtheory eig --matrix A.npy
"""


@click.command("eig", epilog=EPILOG)
@subject_options
@click.option(
    "--part",
    type=click.Choice(["full", "normal"]),
    default="full",
    help="A itself, or its normal part A + PP*.",
)
@click.option("--digits", type=int, default=15, show_default=True, help="Significant digits.")
@click.option("--rho", help="The rank-one form of legs or lagt: 0 < rho < 1, taken exactly.")
@click.option("--require-certified", is_flag=True, help="Exit with 3 when a value is uncertified.")
@json_option
def command(family, N, matrix_file, key, part, digits, rho, require_certified, as_json) -> int:
    """Certified eigenvalues of FAMILY at size N, or of a matrix file.

    Every printed digit is certain (the radius bounds the rest), or the value says uncertified.
    """
    from ssmtheory.analysis.spectra.spectrum import spectrum

    subject = read_subject(family, N, matrix_file, key)
    found = spectrum(subject, part=part, digits=digits, rho=rho)
    if as_json:
        echo_json(found.to_json())
    else:
        from ssmtheory.reports.terminal import eigenvalue_table

        console().print(eigenvalue_table(found))
    return EXIT_UNCERTIFIED if require_certified and found.status == "uncertified" else 0

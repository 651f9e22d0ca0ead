"""``ssmtheory convergence``."""

import click

from ssmtheory.cli.options import (
    console,
    echo_json,
    form_rho_option,
    json_option,
    progress_bar,
)

EPILOG = """\b
Examples:
  ssmtheory convergence legs --n 16,32,64,128
  ssmtheory convergence legs --n 64,256,1024 --form rank-one --rho 0.1 --state 1
  ssmtheory convergence lagt --n 16,32,64 --form rank-one --rho 0.5 --json
"""


@click.command("convergence", epilog=EPILOG)
@click.argument("family")
@click.option("-n", "--n", "sizes", required=True, metavar="N,N,...", help="State sizes.")
@click.option(
    "--form",
    type=click.Choice(["diagonal", "rank-one", "ptd"]),
    default="diagonal",
    show_default=True,
    help="The diagonal form that FAMILY is compared with.",
)
@form_rho_option
@click.option(
    "--quantity",
    type=click.Choice(["sup", "l2", "weak", "hinf"]),
    help="Only this sense of convergence.",
)
@click.option("--state", type=int, default=0, show_default=True, help="The output is this state.")
@click.option(
    "--decay", type=float, default=1.0, show_default=True, help="Of the input of weak, e^(-at)."
)
@json_option
def command(family, sizes, form, rho, quantity, state, decay, as_json) -> None:
    """In which senses a diagonal form of FAMILY converges to FAMILY as N grows."""
    from ssmtheory.analysis.convergence.convergence import convergence
    from ssmtheory.cli.interruptible import interruptible

    Ns = _sizes(sizes)
    asked = {"form": form, "rho": rho, "quantity": quantity, "state": state, "decay": decay}
    with progress_bar(f"{family}, {len(Ns)} sizes") as progress:
        found = interruptible(
            lambda report: convergence(family, Ns, progress=report, **asked), progress
        )
    if as_json:
        echo_json(found.to_json())
        return
    from ssmtheory.reports.terminal_convergence import distance_table, verdict_table

    console().print(distance_table(found))
    console().print(verdict_table(found))


def _sizes(text: str) -> list[int]:
    from ssmtheory.errors import InputError

    try:
        return [int(word) for word in text.split(",")]
    except ValueError:
        raise InputError(f"--n takes sizes such as 16,32,64, not {text!r}.") from None

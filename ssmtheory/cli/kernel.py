"""``ssmtheory kernel``."""

import click

from ssmtheory.cli.options import console, echo_json, form_options, json_option

EPILOG = """\b
Examples:
  ssmtheory kernel legs -n 64 --dt 0.001 --length 2048 --out legs-kernel.png
  ssmtheory kernel legs -n 64 --dt 0.001 --length 4096 --form diagonal --state 0 --json
  ssmtheory kernel s4d-lin -n 64 --dt 0.01 --length 4096 --errors
"""


@click.command("kernel", epilog=EPILOG)
@click.argument("family")
@click.option("-n", "N", type=int, help="State size.")
@click.option("--dt", type=float, required=True, help="The step.")
@click.option("--length", type=int, required=True, help="Number of steps L.")
@click.option(
    "--method",
    type=click.Choice(["zoh", "bilinear", "euler", "backward", "dirac"]),
    default="zoh",
    show_default=True,
    help="The discretisation.",
)
@form_options
@click.option("--state", "states", type=int, multiple=True, help="Only this state; repeatable.")
@click.option("--errors", is_flag=True, help="Also compare float32 and float64 with exact balls.")
@click.option("--out", metavar="FILE", help="Save the kernel: .npz .json .png .pdf .svg")
@json_option
def command(family, N, dt, length, method, form, rho, states, errors, out, as_json) -> None:
    """Convolution kernels K = Ā^k B̄, k < L, of the states of FAMILY at size N."""
    from ssmtheory.analysis.time.kernel_table import kernel_table
    from ssmtheory.reports import kernel_files

    if out is not None:
        kernel_files.check_target(out)
    table = kernel_table(
        family, N, dt, length, method=method, form=form, rho=rho, states=states, errors=errors
    )
    for sentence in table.warnings:
        click.echo(f"ssmtheory: {sentence}", err=True)
    if out is not None:
        kernel_files.save_kernel(table, out)
    if as_json:
        echo_json(table.to_json())
        return
    from ssmtheory.reports.terminal_kernel import error_table, value_table

    console().print(value_table(table))
    if errors:
        console().print(error_table(table))
    if out is not None:
        click.echo(out)

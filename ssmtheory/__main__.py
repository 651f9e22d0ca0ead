"""``python -m ssmtheory`` is the ``ssmtheory`` command."""

from ssmtheory.cli.main import run

run()

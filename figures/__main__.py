"""``python -m figures …`` is ``ssmtheory figures …``."""

import sys

from ssmtheory.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["figures", *sys.argv[1:]]))

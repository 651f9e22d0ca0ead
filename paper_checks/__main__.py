"""``python -m paper_checks [PAPER…] [--full] [--write]``: ``ssmtheory verify``, and the ledger.

``--write`` makes the full run and writes ``verdicts.json`` and LEDGER.md.
"""

import datetime
import json
import sys
from pathlib import Path

import ssmtheory
from ssmtheory.claims import ledger
from ssmtheory.claims.catalog import papers
from ssmtheory.claims.runner import run_claims
from ssmtheory.cli.main import main as command_line
from ssmtheory.cli.options import progress_bar
from ssmtheory.reports.files import write_atomic

HERE = Path(__file__).resolve().parent
VERDICTS, LEDGER = HERE / "verdicts.json", HERE.parent / "LEDGER.md"


def write() -> int:
    """Run everything in full and store the verdicts; 1 when one differs from its record."""
    with progress_bar("all claims, in full") as progress:
        results = run_claims(full=True, progress=progress)
    differing = [f"{found.id}: {said}" for found in results for said in found.differences]
    for line in differing:
        sys.stderr.write(f"{line}\n")
    if differing:
        return 1
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    stored = ledger.verdicts(results, today, ssmtheory.__version__, full=True)
    text = json.dumps(stored, indent=1, ensure_ascii=False) + "\n"
    write_atomic(VERDICTS, text.encode())
    write_atomic(LEDGER, ledger.render(papers(), stored).encode())
    return 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(write() if arguments == ["--write"] else command_line(["verify", *arguments]))

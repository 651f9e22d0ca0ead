"""Kernels, norms, scans and recurrences against their peers: all four benchmarks, one by one.

    python experiments/bench_systems.py [--parts kernels,norms,scan,recurrence] [--json]

Each part runs in a process of its own, because peers set threads and affinity for good.
Peers that are not installed (jax, torch, control with slycot) are skipped with a message.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PARTS = ("kernels", "norms", "scan", "recurrence")


@dataclass(frozen=True)
class Params:
    parts: tuple[str, ...] = PARTS


@dataclass(frozen=True)
class Result:
    params: Params
    parts: dict[str, dict]


def run(params: Params) -> Result:
    """The result of each part, as the part's own ``--json`` gives it."""
    return Result(params, {part: json.loads(_output(part, "--json")) for part in params.parts})


def _output(part: str, *options: str) -> str:
    script = Path(__file__).with_name(f"bench_systems_{part}.py")
    command = [sys.executable, str(script), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _parts(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    if unknown := set(chosen) - set(PARTS):
        raise argparse.ArgumentTypeError(
            f"no part {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}"
        )
    return chosen


def main(argv=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", type=_parts, default=PARTS)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    if args.json:
        print(json.dumps(run(Params(args.parts)).parts, indent=1))
        return
    for part in args.parts:
        print(f"== {part}\n{_output(part)}", flush=True)


if __name__ == "__main__":
    main()

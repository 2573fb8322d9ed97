"""Command line of the generator; see the package's docstring."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from .exports import write_exports
from .settings import SETTINGS
from .writing import write_truth


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.matching_truth")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--setting", choices=sorted(SETTINGS), default="standard")
    parser.add_argument("--others", action="store_true", help="real estate, standard addresses, payments, duplicates")
    parser.add_argument("--exports", type=Path, help="also the files a user would import, in this folder")
    arguments = parser.parse_args()
    start = time.perf_counter()
    counts = write_truth(
        arguments.folder, arguments.pairs, arguments.seed, SETTINGS[arguments.setting], arguments.others
    )
    if arguments.exports:
        write_exports(arguments.folder, arguments.exports)
    print(", ".join(f"{name} {count}" for name, count in counts.items()), f"{time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()

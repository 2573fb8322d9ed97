"""A pack's preview beside a full check of the same county, each in a process of its own, one run side by side.

Run: python tests/bench/bench_preview.py [--customers 100000] [--folder F] [--repeat 1]

The county (bills included) is made and imported once into `--folder`. The previewed packs change one parameter each:
of a rule over customers, over bills, over groups, of a summary, and of a rule that others require. Prints CPU seconds
of whole processes, start of Python included, and the share of the full check; the bar is a tenth.

Starting, the dictionary and the two packs take half of the tenth of a check of a hundred thousand customers. Beside
checks of 8.8 to 11.2 s a preview took .05 to .06 of it (R043), .07 (R056), .09 to .10 (R005, R030, R081) and, above the
bar, .105 (R113), .11 (R083) and .11 to .12 (R080, judged with R083, which requires it). Of the other 67 rules with
parameters the next in what judging costs were measured so too: .09 to .10 (R038, R115), .09 (R120). Before files of the
shipped pack were kept as read, numbers changed without parsing, and what months are missing read from the check before,
the same machine showed .09 (R043), .11 (R081), .10 to .12 (R030), .10 to .11 (R005) and .13 to .15 (R113). Of a million
customers with 12.8 million bills, checked in 114 to 127 s beside other work, the six measured then took .013 to .083.

R083 requires R080: since what the official run found of R080 is read and not judged again, the preview of R083 took 2.4
to 2.7 s where it took 2.9 to 3.2 in turns beside it (a check 23.6 s, all slowed by other work).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
CHANGES = {
    "R043 容差, customers": ("supply_and_equipment.yaml", "R043", "容差: {value: 0.5", "容差: {value: 0.7"),
    "R081 月数, bills": ("reading_billing.yaml", "R081", "月数: {value: 6", "月数: {value: 5"),
    "R030 户名数, groups": ("customer_base.yaml", "R030", "户名数: {value: 5", "户名数: {value: 4"),
    "R056 年限, summary": ("metering.yaml", "R056", "年限: {value: 12", "年限: {value: 11"),
    "R113 容差, readings": ("reading_billing.yaml", "R113", "容差: {value: 1", "容差: {value: 2"),
    "R080 天数, required by one": ("reading_billing.yaml", "R080", "每月一次: 31", "每月一次: 32"),
    "R083 新户月, bills": ("reading_billing.yaml", "R083", "新户月: {value: 12", "新户月: {value: 13"),
    "R005, required by four": ("customer_base.yaml", "R005", "在册(用户状态)", "1 = 1 and 在册(用户状态)"),
}


@dataclass(frozen=True)
class Cost:
    """What a command used, and what it said."""

    cpu: float
    wall: float
    said: dict[str, object]


def census(*arguments: object) -> Cost:
    """One command in a process of its own."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "census_app", *map(str, arguments), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    wall, after = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(map(str, arguments))}: {done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, json.loads(done.stdout))


def prepare(folder: Path, customers: int) -> Path:
    """The workspace with the imported county and one official run; made once."""
    from census_app.demo.generate import write_tables

    workspace = folder / "workspace"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        write_tables(folder / "tables", customers, seed=7, errors=True, file_format="csv")
        files = [path for path in sorted((folder / "tables").rglob("*.csv")) if "_week" not in path.name]
        census("import", *files, "--workspace", workspace, "--data-date", "2026-11-20")
        (folder / "ready").touch()
    return workspace


def changed_pack(folder: Path, change: Sequence[str]) -> Path:
    """The shipped pack with one parameter (or scope) of one rule changed."""
    file, rule, old, new = change
    target = folder / "packs" / rule
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "rules" / "census-112", target)
    text = (target / file).read_text(encoding="utf-8")
    start = text.index(f"id: {rule}\n")
    place = text.index(old, start)
    (target / file).write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    manifest = target / "pack.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("version: 0.", "version: 9."), encoding="utf-8")
    return target


def main() -> None:
    """Print one line per command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(f"/tmp/census-bench-preview-{given.customers}")  # a benchmark's scratch data
    workspace = prepare(folder, given.customers)
    for _ in range(given.repeat):
        full = census("check", "--workspace", workspace, "--trial")
        print(f"{'full check (trial)':34} CPU {full.cpu:6.2f} s   wall {full.wall:6.2f} s", flush=True)
        official = census("check", "--workspace", workspace)
        print(f"{'full check (official)':34} CPU {official.cpu:6.2f} s   wall {official.wall:6.2f} s", flush=True)
        for name, change in CHANGES.items():
            cost = census("pack", "preview", changed_pack(folder, change), "--workspace", workspace)
            print(
                f"{name:34} CPU {cost.cpu:6.2f} s   wall {cost.wall:6.2f} s   {cost.cpu / full.cpu:.3f} of the check   "
                f"{cost.said['total']}",
                flush=True,
            )


if __name__ == "__main__":
    main()

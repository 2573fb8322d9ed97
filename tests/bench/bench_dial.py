"""A threshold dial beside separate checks of the same rule, on a workspace's newest snapshot.

Run: python -m tests.bench.bench_dial WORKSPACE [RULE:PARAMETER …]

Prints CPU seconds of one check of the rule, of the dial at 1, 10, 50 and 200 values, and what ten separate checks cost.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from census_app.checking.model import EngineLimits
from census_app.checking.run import check_snapshot, with_required
from census_app.checking.tuning.dial import Dial, scan_dial
from census_app.foundation.jobs import silent
from census_app.workspace.runs.packs import load_for_run
from census_app.workspace.tuning.dial_values import find_knob, spread
from census_app.workspace.workspace import Workspace

PROBES = ("R043:容差", "R044:容差", "R080:系数", "R082:月均", "R085:系数", "R086:阈值", "R030:户名数", "R120:次数")
TIMES = (1, 10, 50, 200)
SEPARATE = 10


def cpu(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def probe(workspace: Workspace, rule_id: str, parameter: str) -> None:
    snapshot, loaded = workspace.catalogue.open(), load_for_run(workspace, None)
    rule, day = loaded.resolved.rule(rule_id), snapshot.manifest.data_date
    knob = find_knob(rule, parameter, day)
    required = [one for one in with_required(loaded.resolved.rules, rule.rule.requires) if one.id != rule_id]

    def check() -> None:
        with tempfile.TemporaryDirectory() as folder:
            check_snapshot(
                snapshot, loaded.resolved, workspace.dictionary, day, Path(folder), EngineLimits(), silent(),
                rules={rule_id},
            )  # fmt: skip

    def dial(number: int) -> None:
        high = str(float(str(knob.present)) * 2 + number)
        values = spread(knob, "0", high, number)[:number] if number > 1 else [knob.present]
        turned = Dial(rule, knob.parameter.name, tuple(knob.whole(value) for value in values))
        scan_dial(snapshot, turned, required, workspace.dictionary, day, EngineLimits(), silent())

    check()
    one = cpu(check)
    dialled = [cpu(lambda number=number: dial(number)) for number in TIMES]  # type: ignore[misc]
    told = "   ".join(f"{number}: {seconds:5.2f} s" for number, seconds in zip(TIMES, dialled, strict=True))
    separate = one * SEPARATE
    ratio = f"10 checks / dial of 10: {separate / dialled[1]:.1f}"
    print(f"{rule_id} {parameter:<6} check {one:5.2f} s   dial {told}   {ratio}", flush=True)


def main() -> None:
    chosen = sys.argv[2:] or PROBES
    with Workspace.open(Path(sys.argv[1])) as workspace:
        for one in chosen:
            probe(workspace, *one.split(":"))


if __name__ == "__main__":
    main()

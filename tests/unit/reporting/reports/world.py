"""A county of many weeks: real snapshots, states and runs over findings drawn by dice, for figures counted by hand."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from census_app.checking.model import CheckResult, VerdictCounts
from census_app.foundation.canonical import sha256_file
from census_app.foundation.engines import kept_engine
from census_app.rulebook.model import Pack
from census_app.workspace.runs import run as runs
from census_app.workspace.runs.packs import LoadedPack
from census_app.workspace.runs.record import RunRecord
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver

NAMES = ("南关", "杨树", "马坊", "北营", "柳河", "石桥", "河西", "白塔", "大营子", "东湖", "城关", "云顶")
RULES = {
    "R001": ("customer", "urgent"), "R002": ("customer", "important"), "R003": ("customer", "normal"),
    "R012": ("customer", "important"), "R043": ("customer", "urgent"),
}  # fmt: skip
FIRST_DAY = date(2026, 8, 31)


def org_units(stations: int) -> list[dict[str, Any]]:
    top: list[dict[str, Any]] = [
        {"org_no": "10", "org_name": "冀北省公司", "org_level": "省", "parent_org_no": None},
        {"org_no": "1001", "org_name": "青岭市公司", "org_level": "市", "parent_org_no": "10"},
        {"org_no": "100103", "org_name": "青岭县供电公司", "org_level": "县", "parent_org_no": "1001"},
    ]
    return top + [
        {"org_no": unit(number), "org_name": f"{NAMES[number % len(NAMES)]}供电所", "org_level": "所",
         "parent_org_no": "100103"}
        for number in range(stations)
    ]  # fmt: skip


def unit(number: int) -> str:
    return f"100103{number:02d}"


@dataclass
class World:
    """Customers of the stations; `wrong` are the (rule, customer) pairs that are wrong in the data now."""

    workspace: Workspace
    stations: int = 12
    customers: int = 1200
    seed: int = 7
    wrong: set[tuple[str, str]] = field(default_factory=set)
    leaving: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.week = 0

    def unit_of(self, customer: str) -> str:
        return unit(int(customer) * int(customer) % 97 % self.stations)

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"cons_no": f"{number:06d}", "cons_name": "赵小芳", "elec_addr": "柳河镇3号楼2单元501室",
             "org_no": self.unit_of(f"{number:06d}"), "cons_status": "正常用电客户", "contract_cap": 100}
            for number in range(self.customers)
        ]  # fmt: skip

    def move(self, new: int, fixed: float, left: float = 0.05) -> None:
        """Some wrong pairs leave (`fixed` of them put right, `left` otherwise), `new` ones appear."""
        pairs = sorted(self.wrong)
        for pair in pairs:
            drawn = self.dice.random()
            share = fixed * (0.4 + 1.2 * (int(self.unit_of(pair[1])) % self.stations) / self.stations)
            if drawn < share:
                self.leave(pair, "right")
            elif drawn < share + left:
                self.leave(pair, self.dice.choice(("out_of_scope", "gone", "cannot_judge")))
        for _ in range(new):
            pair = (self.dice.choice(list(RULES)), f"{self.dice.randrange(self.customers):06d}")
            self.leaving.pop(pair, None)
            self.wrong.add(pair)

    def leave(self, pair: tuple[str, str], verdict: str) -> None:
        self.wrong.discard(pair)
        self.leaving[pair] = verdict

    def check(self, weeks: int = 1) -> RunRecord:
        """The data of `weeks` weeks later are delivered and officially checked."""
        day = FIRST_DAY + timedelta(weeks=self.week)
        self.week += weeks
        deliver(self.workspace, day, self.rows(), org_unit=org_units(self.stations))
        return runs.run_check(self.workspace, checker=self._checker)

    def _checker(self, *_: Any, **more: Any) -> CheckResult:
        folder: Path = _[4]
        findings = pd.DataFrame([self._finding(*pair) for pair in sorted(self.wrong)], columns=list(_FINDING))
        counts = pd.DataFrame(self._counts(), columns=list(_COUNTS))
        watched = pd.DataFrame(columns=list(_WATCHED))
        with kept_engine(1) as connection:
            if more["watch"] is not None:
                asked = connection.execute(
                    f"SELECT DISTINCT rule_id, \"table\", record_key FROM '{more['watch']}'"
                ).fetchall()
                watched = pd.DataFrame(self._verdicts(asked), columns=list(_WATCHED))
            for name, frame, shape in (
                ("findings", findings, _FINDING), ("counts", counts, _COUNTS), ("watched", watched, _WATCHED),
            ):  # fmt: skip
                connection.register("frame", frame)
                casts = ", ".join(f'CAST("{column}" AS {kind}) AS "{column}"' for column, kind in shape.items())
                connection.execute(f"COPY (SELECT {casts} FROM frame) TO '{folder / name}.parquet' (FORMAT parquet)")
        digest = sha256_file(folder / "findings.parquet")
        return CheckResult(
            folder / "findings.parquet", folder / "counts.parquet", folder / "watched.parquet", _[3], len(findings),
            digest, {rule: VerdictCounts() for rule in RULES}, {},
        )  # fmt: skip

    def _finding(self, rule: str, customer: str) -> tuple[Any, ...]:
        return (
            rule, 1, "", "customer", customer, 0, customer, self.unit_of(customer), RULES[rule][1], None,
            '{"用户名称":"赵*"}', f"{customer} 有错", "客户.xlsx", 2,
        )  # fmt: skip

    def _counts(self) -> Iterable[tuple[Any, ...]]:
        sizes = {unit(number): 0 for number in range(self.stations)}
        for row in self.rows():
            sizes[row["org_no"]] += 1
        for rule in RULES:
            wrong = dict.fromkeys(sizes, 0)
            for of, customer in self.wrong:
                if of == rule:
                    wrong[self.unit_of(customer)] += 1
            yield from ((rule, "", code, wrong[code], sizes[code] - wrong[code], 0, 0, 0, "{}") for code in sizes)

    def _verdicts(self, asked: Iterable[tuple[str, str, str]]) -> Iterable[tuple[Any, ...]]:
        for rule, table, key in asked:
            if (rule, key) not in self.wrong:
                verdict = self.leaving.get((rule, key), "right")
                yield rule, table, key, verdict, "null" if verdict == "cannot_judge" else None


_FINDING = {
    "rule_id": "VARCHAR", "rule_version": "INTEGER", "clauses": "VARCHAR", "table": "VARCHAR",
    "record_key": "VARCHAR", "row_id": "BIGINT", "customer": "VARCHAR", "unit": "VARCHAR", "severity": "VARCHAR",
    "period": "VARCHAR", "values": "VARCHAR", "message": "VARCHAR", "source_file": "VARCHAR", "source_row": "INTEGER",
}  # fmt: skip
_COUNTS = {
    "rule_id": "VARCHAR", "clause": "VARCHAR", "unit": "VARCHAR", "wrong": "BIGINT", "right": "BIGINT",
    "out_of_scope": "BIGINT", "cannot_judge": "BIGINT", "error": "BIGINT", "reasons": "VARCHAR",
}  # fmt: skip
_WATCHED = dict.fromkeys(("rule_id", "table", "record_key", "verdict", "reason"), "VARCHAR")


def _rule(rule: str, category: str, accused: str) -> dict[str, Any]:
    clause = {"id": "错", "when": "合同容量 > 1", "accuses": [accused], "says": {"zh": "x"}}
    return {
        "id": rule, "version": 1, "title": {"zh": f"{accused}不对"}, "category": category, "severity": RULES[rule][1],
        "table": "用电客户", "remedy": {"zh": "核对"}, "source": {"kind": "engineering"}, "wrong": [clause],
    }  # fmt: skip


PACK = Pack.model_validate(
    {
        "manifest": {
            "id": "t", "title": {"zh": "t"}, "version": "1.0.0", "issuer": "t", "dictionary": "1",
            "effective_from": "2026-01-01", "due_days": {"urgent": 3, "important": 10, "normal": 30},
        },
        "rules": [
            _rule("R001", "客户基础档案", "用户名称"),
            _rule("R002", "客户基础档案", "用户编号"),
            _rule("R003", "客户基础档案", "小区名称"),
            _rule("R012", "电价执行", "证件号码"),
            _rule("R043", "供电电源与受电设备", "合同容量"),
        ],
    }
)  # fmt: skip
"""用户名称, 证件号码, 合同容量 are basic and core fields, 用户编号 a basic one only, 小区名称 neither."""


def install_pack(patch: pytest.MonkeyPatch) -> None:
    """Runs judge by `PACK`."""
    loaded = LoadedPack(PACK, None, True, "pack-1")  # type: ignore[arg-type]
    patch.setattr(runs, "load_for_run", lambda *_: loaded)

"""Which rules in force cost the most on the newest snapshot, measured on a sample; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.foundation.jobs import JobContext, silent
from census_app.workspace.linking.link_sets import links_for
from census_app.workspace.people.permissions import require
from census_app.workspace.runs.packs import load_for_run

if TYPE_CHECKING:
    from census_app.checking.profile import RuleTime
    from census_app.workspace.workspace import Workspace

_SHOWN = 20


@dataclass(frozen=True)
class ProfileReport:
    """The rules' times, slowest first; `tables` names the tables."""

    snapshot: str
    sample: int
    rules: tuple[RuleTime, ...]
    tables: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "snapshot": self.snapshot,
            "sample": self.sample,
            "rules": [rule.as_json() | {"table_name": self.tables[rule.table]} for rule in self.rules],
        }

    def lines(self) -> list[str]:
        """The slowest rules in Chinese lines."""
        lines = [f"快照 {self.snapshot}，每张表至多约 {self.sample:,} 行，每条规则单独测；一起跑时同表的规则共用读取"]
        for rule in self.rules[:_SHOWN]:
            said = f"出错：{rule.error}" if rule.error else f"{rule.seconds:.3f} 秒　占 {rule.share:.0%}"
            lines.append(f"  {rule.rule}　{said}　{self.tables[rule.table]} {rule.rows:,} 行　{rule.title}")
        if len(self.rules) > _SHOWN:
            lines.append(f"  其余 {len(self.rules) - _SHOWN} 条更快（--json 看全部）")
        return lines


def profile_check(workspace: Workspace, sample: int | None = None, context: JobContext | None = None) -> ProfileReport:
    """How long each published rule takes alone on about `sample` rows of its table (20,000 unless said)."""
    from census_app.checking.model import EngineLimits
    from census_app.checking.profile import SAMPLE_ROWS, profile_rules

    require(workspace, "check.run")
    snapshot = workspace.catalogue.open()
    day = snapshot.manifest.data_date
    loaded = load_for_run(workspace, None, day)
    published = {rule.id for rule in loaded.pack.rules if rule.status.value == "published"}
    rows = sample or SAMPLE_ROWS
    times = profile_rules(
        snapshot,
        loaded.resolved,
        workspace.dictionary,
        day,
        EngineLimits(),
        context or silent(),
        published,
        links_for(workspace, snapshot).links,
        rows,
    )
    names = {table: workspace.dictionary.table(table).zh for table in {one.table for one in times}}
    return ProfileReport(snapshot.manifest.snapshot, rows, tuple(times), names)

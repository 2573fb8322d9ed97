"""What beside problems sends somebody: conditions over the archive, judged by the engine that judges rules.

They are written like rules in `resources/survey/triggers.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from census_app.archive.columns import quote_path
from census_app.archive.model import Completeness
from census_app.dictionary.names import Names
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.foundation.settings_files import settings
from census_app.rulebook.model import Pack, Severity
from census_app.rulebook.resolving.resolve import resolve_pack
from census_app.survey.dispatch.request import Reason
from census_app.survey.settling.settings import settling_settings
from census_app.survey.words import TRIGGER_LABELS, TaskKind, Trigger
from census_app.workspace.engine import scratch_folder

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary
    from census_app.rulebook.resolved import ResolvedPack
    from census_app.workspace.workspace import Workspace

_LONGEST_SAID = 200
_MANIFEST: dict[str, Any] = {
    "id": "triggers",
    "title": {"zh": "触发"},
    "version": "1.0.0",
    "issuer": "触发",
    "effective_from": "2000-01-01",
    "due_days": {"urgent": 0, "important": 0, "normal": 0},
}


class TriggerEntry(BaseModel):
    """One condition: for each record of `table` that meets `when` somebody is sent once, until `says` changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")
    trigger: Trigger
    kind: TaskKind
    severity: Severity
    table: str
    when: str
    says: str


class TriggerSettings(BaseModel):
    """`resources/survey/triggers.yaml`, whose comments say what each entry means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    triggers: tuple[TriggerEntry, ...]
    matters: dict[Trigger, str] = {}

    @model_validator(mode="after")
    def _safe(self) -> Self:
        said = " ".join(self.matters.values())
        found = [word for word in settling_settings().never_say if word in said]
        if found:
            raise ValueError(f"matters 里有不能说的词：{'、'.join(found)}")
        return self

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [one.id for one in self.triggers]
        if len(names) != len(set(names)):
            raise ValueError("triggers 的 id 重复")
        return self


@dataclass(frozen=True)
class FoundReason:
    """A reason with the subject it is about, the unit it lies in and how it is settled."""

    subject: tuple[str, str]
    unit: str
    kind: TaskKind
    severity: str
    reason: Reason


def trigger_settings(path: Path | None = None) -> TriggerSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(TriggerSettings, "survey/triggers.yaml", "触发设置有误", path)


def matters_of(triggers: Sequence[Trigger]) -> tuple[str, ...]:
    """What somebody comes for beside problems, in words its customer may read."""
    matters = trigger_settings().matters
    return tuple(dict.fromkeys(matters[one] for one in triggers if one in matters))


def chosen_triggers(settings: TriggerSettings, words: Sequence[str]) -> list[TriggerEntry]:
    """The entries of these ids or kinds (轮换, rotation …), in the file's order; `BadInput` names a strange one."""
    labels = {label: one.value for one, label in TRIGGER_LABELS.items()}
    wanted = {labels.get(word, word) for word in words}
    known = {one.id for one in settings.triggers} | {one.trigger.value for one in settings.triggers}
    strange = sorted(wanted - known)
    if strange:
        raise BadInput(f"没有这种触发：{'、'.join(strange)}", f"可以写：{'、'.join(sorted(known))}")
    return [one for one in settings.triggers if one.id in wanted or one.trigger.value in wanted]


def find_reasons(
    workspace: Workspace,
    snapshot: Snapshot,
    entries: Sequence[TriggerEntry],
    as_of: date,
    context: JobContext,
    notes: list[str],
) -> list[FoundReason]:
    """The records of the snapshot that meet the conditions on that day; what cannot be judged for want of data is said
    in `notes`."""
    from census_app.checking.model import EngineLimits
    from census_app.checking.run import check_snapshot

    pack = _pack(workspace.dictionary, entries)
    tables = {rule.id: rule.table.id for rule in pack.rules}
    for entry in entries:
        if snapshot.coverage(tables[entry.id]).completeness is Completeness.ABSENT:
            notes.append(f"{TRIGGER_LABELS[entry.trigger]}：没有导入{entry.table}，查不出")
    with scratch_folder(workspace.cache) as folder:
        result = check_snapshot(
            snapshot, pack, workspace.dictionary, as_of, folder / "triggers", EngineLimits(), context
        )
        notes += [f"触发 {name} 出错，没有算：{said}" for name, said in sorted(result.errors.items())]
        return list(_found(result.findings_file, {entry.id: entry for entry in entries}))


def _found(findings: Path, entries: dict[str, TriggerEntry]) -> Iterator[FoundReason]:
    with kept_engine(1) as connection:
        rows = connection.execute(
            'SELECT rule_id, "table", record_key, customer, unit, message '
            f"FROM read_parquet({quote_path(findings)}) ORDER BY rule_id, record_key, row_id"
        ).fetchall()
    for rule, table, key, customer, unit, message in rows:
        entry = entries[rule]
        subject = ("customer", customer) if customer else (table, key)
        reason = Reason(entry.trigger, table, key, (message or "")[:_LONGEST_SAID])
        yield FoundReason(subject, unit or "", entry.kind, entry.severity.value, reason)


def _pack(dictionary: Dictionary, entries: Sequence[TriggerEntry]) -> ResolvedPack:
    names = Names(dictionary)
    rules = [_rule(dictionary, names, entry) for entry in entries]
    manifest = {**_MANIFEST, "dictionary": dictionary.version}
    resolved = resolve_pack(Pack.model_validate({"manifest": manifest, "rules": rules}), dictionary)
    if resolved.errors:
        raise BadInput(f"触发设置有误：{resolved.errors[0]}", "改正 resources/survey/triggers.yaml")
    return resolved


def _rule(dictionary: Dictionary, names: Names, entry: TriggerEntry) -> dict[str, Any]:
    table = names.table(entry.table)
    if table is None:
        raise BadInput(f"触发 {entry.id}：没有表“{entry.table}”", "改正 resources/survey/triggers.yaml")
    accused = table.field(table.key[0]).rule_name
    return {
        "id": entry.id,
        "version": 1,
        "title": {"zh": entry.id},
        "category": dictionary.categories[0].zh,
        "severity": entry.severity,
        "table": entry.table,
        "wrong": [{"id": "触发", "when": entry.when, "accuses": [accused], "says": {"zh": entry.says}}],
        "remedy": {"zh": entry.id},
        "source": {"kind": "engineering"},
    }

"""Questions of the customer page to the core, as plain functions that run on a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.language import either, say
from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.checking.explaining.explanation import Explanation
    from census_app.workspace.customers import CustomerSheet
    from census_app.workspace.linking.explaining import ExplainedRecord
    from census_app.workspace.rehearsal.model import Rehearsal
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class Asked:
    """A rule asked about one record of a customer. Without an `explanation`, `why` says why there is none.

    `keys` are the customer's records the rule could be asked about.
    """

    rule_id: str
    title: str
    table_name: str
    key: str
    keys: tuple[str, ...]
    explanation: Explanation | None = None
    why: str = ""


@dataclass(frozen=True)
class Edit:
    """One value to try out."""

    table: str
    key: str
    field: str
    value: str


def read_sheet(folder: Path, customer: str) -> CustomerSheet:
    """The customer, masked."""
    from census_app.workspace.customers import read_customer

    with opened(folder) as workspace:
        return read_customer(workspace, customer)


def reveal_sheet(folder: Path, customer: str, reason: str) -> CustomerSheet:
    """The customer in clear; the log keeps the reason."""
    from census_app.workspace.customers import reveal_customer

    with opened(folder) as workspace:
        return reveal_customer(workspace, customer, reason)


def ask_rule(folder: Path, rule_id: str, key: str, keys: Mapping[str, Sequence[str]]) -> Asked:
    """The rule on one of the customer's records: `key` when given, else the first of the rule's table in `keys`."""
    from census_app.foundation.errors import BadInput
    from census_app.workspace.explaining import explain_record
    from census_app.workspace.runs.packs import load_active

    with opened(folder) as workspace:
        rule = next((one for one in load_active(workspace).pack.rules if one.id == rule_id), None)
        title, named = (either(rule.title.zh, rule.title.en), rule.table) if rule else ("", "")
        table = next((one.id for one in workspace.dictionary.tables.values() if one.rule_name == named), named)
        known = tuple(keys.get(table, ()))
        chosen = key or (known[0] if known else "")
        if not chosen:
            return Asked(rule_id, title, named, "", ())
        try:
            explanation = explain_record(workspace, rule_id, chosen)
        except BadInput as error:
            return Asked(rule_id, title, named, chosen, known, None, error.message)
        spoken = _in_words(explanation, workspace)
        return Asked(rule_id, title or explanation.title, named, chosen, known, spoken)


def _in_words(found: Explanation, workspace: Workspace) -> Explanation:
    """Every part as it would be read aloud."""
    from census_app.reporting.rule_book import spoken_explanation
    from census_app.workspace.runs.packs import load_for_run

    loaded = load_for_run(workspace, None, date.fromisoformat(found.as_of))
    rule = next(one for one in loaded.resolved.rules if one.id == found.rule_id)
    joints = {"and": say("rules.all_of"), "or": say("rules.any_of")}
    return spoken_explanation(found, rule, workspace.dictionary, joints)


def try_edits(folder: Path, edits: Sequence[Edit]) -> Rehearsal:
    """What the edits would do; nothing is written."""
    from census_app.checking.rehearsal.corrections import Correction
    from census_app.workspace.rehearsal.rehearse import rehearse

    with opened(folder) as workspace:
        return rehearse(workspace, [Correction(one.table, one.key, one.field, one.value) for one in edits])


def read_links(folder: Path, customer: str) -> ExplainedRecord:
    """The customer's links with their evidence, what is personal hidden."""
    from census_app.workspace.linking.explaining import explain_record

    with opened(folder) as workspace:
        return explain_record(workspace, customer)

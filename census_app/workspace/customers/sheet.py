"""One customer as one sheet, read in one go; in clear only with a reason, which the log keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.workspace.customers.chain import CHAIN_TABLES, chain_of
from census_app.workspace.customers.model import ChainLink, CustomerSheet, Happening
from census_app.workspace.customers.records import CUSTOMER, RecordReader
from census_app.workspace.customers.since import last_seen
from census_app.workspace.customers.told import acts_about, problems_of, value_changes
from census_app.workspace.engine import scratch_engine
from census_app.workspace.linking.disclosing import disclosed
from census_app.workspace.problems.model import State
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.customers.model import TableRecords
    from census_app.workspace.workspace import Workspace


_JUDGED = (State.FIXED, State.REOPENED, State.LEFT_SCOPE, State.GONE, State.CANNOT_JUDGE, State.WITHDRAWN)
"""States a run gives; the others come from acts, which tell of themselves."""


def read_customer(workspace: Workspace, customer: str, context: JobContext | None = None) -> CustomerSheet:
    """Everything about the customer in the newest snapshot and the problems, personal values masked.

    `BadInput` when neither the snapshot nor any problem knows it.
    """
    return _read(workspace, customer, context, clear=False)


def read_chain(workspace: Workspace, customer: str, context: JobContext | None = None) -> tuple[ChainLink, ...]:
    """What the customer hangs on and what hangs on it, personal values masked; nothing else is read."""
    snapshot = workspace.catalogue.open()
    with scratch_engine(workspace.cache, context) as connection:
        reader = RecordReader(connection, snapshot, workspace.dictionary, clear=False)
        tables = reader.of_customer(customer, CHAIN_TABLES)
        return chain_of(tables, problems_of(connection, workspace, customer))


def reveal_customer(
    workspace: Workspace, customer: str, reason: str, context: JobContext | None = None
) -> CustomerSheet:
    """The sheet with personal values in clear; the log has the reason before they are shown."""
    disclosed(workspace, reason, f"客户 {customer}", 1)
    return _read(workspace, customer, context, clear=True)


def _read(workspace: Workspace, customer: str, context: JobContext | None, *, clear: bool) -> CustomerSheet:
    snapshot = workspace.catalogue.open()
    with scratch_engine(workspace.cache, context) as connection:
        tables = RecordReader(connection, snapshot, workspace.dictionary, clear=clear).of_customer(customer)
        problems = problems_of(connection, workspace, customer)
        own = next(one for one in tables if one.table == CUSTOMER).records
        if not own and not problems:
            raise BadInput(f"没有户号为 {customer} 的客户", "按户号、户名、表号、地址或问题短号查找")
        changes = value_changes(connection, workspace, customer, clear=clear)
    names = unit_names(workspace, snapshot)
    unit = own[0].value("org_no") if own else str(problems[0]["unit"] or "")
    history = [*acts_about(workspace, [str(one["problem_no"]) for one in problems]), *changes, *_found(problems)]
    return CustomerSheet(
        customer=customer,
        name=_name(own[0].value("cons_name") if own else "", problems),
        unit_name=names.get(unit, "") or (own[0].value("org_name") if own else "") or unit,
        data_date=snapshot.manifest.data_date.isoformat(),
        in_snapshot=bool(own),
        status=own[0].value("cons_status") if own else "",
        kind=own[0].value("cons_sort") if own else "",
        chain=chain_of(tables, problems),
        tables=tuple(sorted(tables, key=_place)),
        problems=tuple(problems),
        history=tuple(sorted(history, key=lambda one: one.when, reverse=True)),
        clear=clear,
        last_seen="" if own else last_seen(workspace, CUSTOMER, customer),
    )


def _name(own: str, problems: list[dict[str, Any]]) -> str:
    return own or next((str(one["customer_name"]) for one in problems if one["customer_name"]), "")


def _place(table: TableRecords) -> tuple[int, bool]:
    """The customer itself, tables with records, those without, those nobody imported."""
    return (0 if table.table == CUSTOMER else 1 if table.count else 2 if table.covered else 3), not table.covered


def _found(problems: list[dict[str, Any]]) -> list[Happening]:
    found = []
    for one in problems:
        title = f"{one['rule_id']} {one['rule_title'] or ''} {one['problem_no']}".strip()
        about = {"what": title, "rule": str(one["rule_id"]), "number": str(one["problem_no"])}
        found.append(Happening(str(one["first_date"]), "problem.found", **about))
        if one["state"] in _JUDGED and one["state_date"] is not None:
            found.append(Happening(str(one["state_date"]), f"problem.{one['state']}", **about))
    return found

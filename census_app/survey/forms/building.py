"""The forms of a week: the open visits of each surveyor with everything the archive says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.foundation.weeks import week_days
from census_app.survey.dispatch.triggers import matters_of
from census_app.survey.forms.blind import make_blind
from census_app.survey.forms.choosing import CUSTOMER, Choice, choose, subject_of
from census_app.survey.forms.lines import Brought, batch_line, lines_of, neighbour, plain
from census_app.survey.forms.model import Batch, Block, Form, Line
from census_app.survey.forms.originals import Originals, read_originals
from census_app.survey.forms.problems import AskedProblem, asked_problems
from census_app.survey.forms.settings import FormSettings, form_settings
from census_app.survey.review.sampling.lots import problems_rechecked
from census_app.survey.scenes.faults import BATCH_TABLES
from census_app.survey.scenes.load import SceneBook, scenes_of
from census_app.survey.scenes.model import Batch as Shared
from census_app.survey.scenes.qualifying import Qualifying, qualifying
from census_app.survey.words import Trigger
from census_app.workspace.engine import scratch_engine
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.foundation.jobs import JobContext
    from census_app.survey.tasks.model import Task
    from census_app.workspace.workspace import Workspace

_HEADS = {
    "customer": ("cons_name", "elec_addr", "tg_no", "line_no"),
    "distribution_transformer": ("tg_name",),
    "feeder": ("line_name",),
    "meter": ("asset_no", "box_no"),
    "residential_area": ("area_name", "area_addr"),
    "business_hall": ("hall_name", "hall_addr"),
}
"""What the head of a block says, by table."""
_HEADLINE = {
    "customer": ("cons_name", "elec_addr"),
    "residential_area": ("area_name", "area_addr"),
    "business_hall": ("hall_name", "hall_addr"),
    "distribution_transformer": ("tg_name", ""),
    "feeder": ("line_name", ""),
}
_LONGEST = 60


@dataclass(frozen=True)
class Ground:
    """Everything read once for all forms of a week."""

    book: SceneBook
    settings: FormSettings
    codes: RowCodes
    choices: dict[str, Choice]
    problems: dict[str, AskedProblem]
    found: Qualifying
    originals: Originals
    units: dict[str, str]


def read_ground(workspace: Workspace, tasks: Sequence[Task], context: JobContext) -> Ground:
    """What all the tasks ask and what the newest snapshot says of it."""
    settings, book = form_settings(), scenes_of(workspace)
    snapshot = workspace.catalogue.open()
    context.progress(0, 4, "读问题")
    with reading(workspace.engine) as connection:
        again = problems_rechecked(connection, [one.task_no for one in tasks if one.trigger is Trigger.RECHECK])
    named = [number for task in tasks for number in (*task.problems, *again.get(task.task_no, ()))]
    problems = asked_problems(workspace, named, context)
    context.progress(1, 4, "看谁问什么")
    found = _qualifying(book, snapshot, tasks, context)
    choices = {
        task.task_no: choose(
            task, [*_of(task, problems), *_known(again.get(task.task_no, ()), problems)], found, settings.most_items
        )
        for task in tasks
    }
    context.progress(2, 4, "读档案原值")
    originals = _originals(workspace, book, snapshot, choices.values(), context)
    units = unit_names(workspace, snapshot)
    return Ground(book, settings, RowCodes.of(workspace), choices, problems, found, originals, units)


def build_form(ground: Ground, surveyor: str, name: str, unit: str, week: str, tasks: Sequence[Task]) -> Form:
    """The surveyor's form, not yet numbered: lines made, shared items in batches, a share of the originals left out."""
    monday, sunday = week_days(week)
    batches = _batches(ground, tasks)
    neighbours = _neighbours(ground, tasks)
    brought = Brought(ground.book.dictionary, ground.originals, ground.found, ground.settings.most_records, neighbours)
    form = Form(
        surveyor=surveyor,
        surveyor_name=name,
        unit=unit,
        unit_name=ground.units.get(unit, unit or "未归属"),
        week=week,
        first_day=monday,
        last_day=sunday,
        units=tuple(dict.fromkeys(task.unit for task in tasks)),
        blocks=[_block(ground, task, brought) for task in tasks],
        batches=batches,
    )
    make_blind(form, ground.codes, ground.settings.blind_share)
    return form


def _of(task: Task, problems: dict[str, AskedProblem]) -> list[AskedProblem]:
    return _known(task.problems, problems)


def _known(numbers: Iterable[str], problems: dict[str, AskedProblem]) -> list[AskedProblem]:
    return [problems[number] for number in numbers if number in problems]


def _qualifying(book: SceneBook, snapshot: Snapshot, tasks: Sequence[Task], context: JobContext) -> Qualifying:
    keys: dict[str, set[str]] = {}
    for table, key in map(subject_of, tasks):
        keys.setdefault(table, set()).add(key)
    return qualifying(book, snapshot, keys, context)


def _originals(
    workspace: Workspace, book: SceneBook, snapshot: Snapshot, choices: Iterable[Choice], context: JobContext
) -> Originals:
    fields: dict[str, set[str]] = {table: set(names) for table, names in _HEADS.items()}
    subjects, named = set(), set()
    for choice in choices:
        subjects.add(subject_of(choice.task))
        named |= {("distribution_transformer", choice.task.tg_no), ("feeder", choice.task.line_no)}
        for asked in choice.asked:
            if asked.item.table in book.dictionary.tables:
                fields.setdefault(asked.item.table, set()).add(asked.item.field)
                named |= {(asked.item.table, key) for key in asked.records}
    with scratch_engine(workspace.cache, context) as connection:
        return read_originals(connection, snapshot, book.dictionary, subjects, fields, named)


def _block(ground: Ground, task: Task, brought: Brought) -> Block:
    choice, (table, key) = ground.choices[task.task_no], subject_of(task)
    originals, batch = ground.originals, _transformer_of(ground, task)

    def said(where: str, record: str, name: str) -> str:
        return plain(originals.of(where, record, name).shown)

    meters = originals.records((table, key), "meter")
    transformer = f"{said('distribution_transformer', batch, 'tg_name')} {batch}".strip() or "（空）"
    name, address = _HEADLINE.get(table, ("", ""))
    return Block(
        task_no=task.task_no,
        name=said(table, key, name) if name else ground.book.dictionary.table(table).rule_name,
        customer=task.customer or key,
        address=said(table, key, address) if address else "",
        transformer=transformer,
        batch=batch,
        box_no="、".join(dict.fromkeys(filter(None, (said("meter", meter, "box_no") for meter in meters))))[:_LONGEST],
        meter_no="、".join(said("meter", meter, "asset_no") for meter in meters)[:_LONGEST],
        problems=tuple(plain(problem.words) for problem in _of(task, ground.problems)),
        lines=lines_of(choice, brought),
        due=task.due,
        called="户号" if table == CUSTOMER else "编号",
        scenes=tuple(dict.fromkeys(asked.scene for asked in choice.asked if asked.scene)),
        left_out=choice.left_out,
        also=matters_of(task.triggers),
    )


def _transformer_of(ground: Ground, task: Task) -> str:
    """The 台区 the archive names now, else the one of the time of dispatch."""
    table, key = subject_of(task)
    if table == "distribution_transformer":
        return key
    return ground.originals.of(table, key, "tg_no").value or task.tg_no


def _line_of(ground: Ground, task: Task) -> str:
    table, key = subject_of(task)
    return key if table == "feeder" else ground.originals.of(table, key, "line_no").value or task.line_no


def _batches(ground: Ground, tasks: Sequence[Task]) -> list[Batch]:
    """One group per 台区 and line, in walking order; each shared item once, whichever tasks ask it."""
    found: dict[str, tuple[Batch, dict[str, Line]]] = {}
    brought = Brought(ground.book.dictionary, ground.originals, ground.found, ground.settings.most_records)
    for task in tasks:
        if subject_of(task)[0] != CUSTOMER:
            continue
        for asked in ground.choices[task.task_no].asked:
            shared = asked.item.batch
            if shared is None:
                continue
            number = (_transformer_of if shared is Shared.TRANSFORMER else _line_of)(ground, task)
            if not number:
                continue
            batch, lines = found.setdefault(number, (Batch(number, _batch_name(ground, shared, number)), {}))
            if task.task_no not in batch.tasks:
                batch.tasks.append(task.task_no)
            known = lines.get(asked.item.id)
            if known is None:
                lines[asked.item.id] = batch_line(asked, number, brought)
            else:
                known.accused = known.accused or asked.accused
    for batch, lines in found.values():
        batch.lines = list(lines.values())
    return [batch for batch, _ in found.values()]


def _batch_name(ground: Ground, shared: Shared, number: str) -> str:
    table = BATCH_TABLES[shared]
    return plain(ground.originals.of(table, number, _HEADS[table][0]).shown)


def _neighbours(ground: Ground, tasks: Sequence[Task]) -> tuple[str, ...]:
    """The 台区 this form is about, as 所属台区 may be answered with them."""
    numbers = list(dict.fromkeys(filter(None, (_transformer_of(ground, task) for task in tasks))))
    known = ((number, _batch_name(ground, Shared.TRANSFORMER, number)) for number in numbers)
    named = [neighbour(number, name) for number, name in known if name and "," not in number]
    return tuple(named[: ground.settings.most_neighbours])

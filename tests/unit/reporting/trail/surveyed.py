"""Customer 6 of the probe county is surveyed: list, task, form, visit, answers, photo, review, correction, recovery."""

from __future__ import annotations

from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import writing
from census_app.foundation.engines import kept_engine
from census_app.survey.answers import Answer
from census_app.survey.words import AnswerOutcome, AnswerSource
from census_app.workspace import acts
from census_app.workspace.lists import issue_list
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.received import keep_file
from census_app.workspace.workspace import Workspace

TASK, FORM = "T2647-0001", "0302-2026W47-S01"
PHONE, CAPACITY = "13812345678", "200"


def number_of(workspace: Workspace, record: str) -> str:
    known: dict[str, str] = dict(problem_rows(workspace).rows(["record_key", "problem_no"]))  # type: ignore[arg-type]
    return known[record]


def survey(workspace: Workspace, customer: str = "6") -> str:
    """Everything that can happen to one problem, by public acts; returns its number."""
    number = number_of(workspace, customer)
    listed = workspace.folder / "exports" / "list.xlsx"
    listed.write_bytes(b"a list")
    issue_list(
        workspace, list_no="0302-2026W47", unit="0302", week="2026-W47", row_codes={number: "c"},
        anchor=acts.head(workspace.engine), file=listed,
    )  # fmt: skip
    rows = workspace.folder / "forms" / f"{FORM}.parquet"
    rows.parent.mkdir(exist_ok=True)
    with kept_engine(1) as engine:
        engine.execute(
            "COPY (SELECT * FROM (VALUES ('phone', '联系电话', '', 'phone'), "
            "('ask_reading', '表计示数', '', 'reading'), "
            "('ask_occupant', '实际用电人', '同一人\n租户', 'choice')) AS asked(item, title, options, answer)) "
            f"TO '{rows}' (FORMAT parquet)"
        )
    picture = workspace.folder / "exports" / "photo.jpg"
    picture.write_bytes(b"a photo")
    kept = keep_file(workspace, picture, "photo")
    task = {"task_no": TASK, "kind": "visit", "trigger": "problem", "customer": customer, "table": "customer",
            "record_key": customer, "unit": "0302", "week": "2026-W47", "surveyor": "zhang",
            "due": "2026-11-27"}  # fmt: skip
    answers = [
        Answer(AnswerSource.FORM, FORM, AnswerOutcome.DIFFERENT, TASK, table="customer", record_key=customer,
               field="contract_cap", item="capacity", value=CAPACITY, person="zhang", day="2026-11-18",
               sheet="普查表", source_row=9),
        Answer(AnswerSource.FORM, FORM, AnswerOutcome.TRANSCRIBED, TASK, item="phone", value=PHONE, note="李四说的",
               blind="yes", person="zhang", day="2026-11-18", sheet="普查表", source_row=10),
        Answer(AnswerSource.LIST, "0302-2026W47", AnswerOutcome.RECTIFIED, problem_no=number, value=PHONE,
               person="li", day="2026-11-19", sheet="问题清单", source_row=3),
    ]  # fmt: skip
    visit = {"digest": "1" * 64, "document": FORM, "task_no": TASK, "outcome": "surveyed", "surveyor": "zhang",
             "day": "2026-11-18", "arrived": "9:00", "left": "9:20", "distance": "12"}  # fmt: skip
    photo = {"sha256": kept.sha256, "kind": "photo", "name": f"{TASK}-1.jpg", "task_no": TASK}
    with writing(workspace.engine) as connection:

        def act(kind: str, subject: str, payload: dict[str, object], rows: dict[str, list[dict[str, object]]]) -> None:
            append_with_rows(connection, kind, subject, payload, rows)

        act("tasks.dispatched", "0302", {"problems": [number]},
            {"tasks": [task], "task_problems": [{"task_no": TASK, "problem_no": number}]})  # fmt: skip
        act("forms.issued", FORM,
            {"week": "2026-W47", "unit": "0302", "tasks": [TASK], "rows_file": f"{FORM}.parquet",
             "rows_sha256": sha256_file(rows)}, {})  # fmt: skip
        act("results.received", "f" * 64, {"problems": [number]},
            {"visits": [visit], "answers": [answers[0].row(), answers[1].row()], "photos": [photo],
             "received_files": [kept.row()],
             "task_changes": [{"task_no": TASK, "state": "surveyed"}]})  # fmt: skip
        act("answer.received", "0302-2026W47", {"problems": [number]}, {"answers": [answers[2].row()]})
        act("answer.accepted", "", {"problems": [number]},
            {"reviews": [{"problem_no": number, "task_no": TASK, "decision": "passed", "reviewer": "wang",
                          "note": f"客户 {PHONE}", "answer_act": 1, "verification": 2}]})  # fmt: skip
        act("corrections.made", "", {},
            {"corrections": [{"correction_no": "C2647-0001", "problem_no": number, "table": "customer",
                              "record_key": customer, "field": "contract_cap", "old": "100", "new": "200",
                              "reviewer": "wang"},
                             {"correction_no": "C2647-0002", "table": "customer", "record_key": customer,
                              "field": "cons_name", "old": "赵小芳", "new": "赵晓芳"}]})  # fmt: skip
        act("recovery.entered", number, {"problems": []},
            {"recoveries": [{"problem_no": number, "energy": "1200", "amount": "660.5"}]})  # fmt: skip
        act("deferral.approved", number, {"problems": [number], "reason": "等停电", "until": "2026-12-31"}, {})
    return number

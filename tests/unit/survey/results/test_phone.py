"""Exports of ODK Central and KoboToolbox as they come: group prefixes, metadata, media, repeats."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from census_app.foundation.database import reading
from census_app.survey.forms import layout
from census_app.survey.results.submission import Standing
from census_app.survey.tasks.model import task_in
from census_app.survey.words import AnswerOutcome, AnswerSource, TaskState
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.survey_tables import photos, visits
from tests.unit.survey.photos.pictures import picture, save

from .conftest import DAY, Survey
from .issuing import FORM, SURVEYOR, T1, T2

NAME, MOBILE, METER = "customer.cons_name", "customer.mobile", "meter.asset_no"


def question(survey: Survey, task_no: str, item: str, part: str) -> str:
    return layout.phone_question(survey.form.code(task_no, item), part)


def submission(survey: Survey, task_no: str = T1, **more: str) -> dict[str, str]:
    """One visit by phone; `more` are further columns by their bare names."""
    return {
        "SubmissionDate": f"{DAY}T10:05:00.000Z", "meta_start": f"{DAY}T09:31:00.000+08:00", "form_no": FORM,
        "task_no": task_no, "visit-visit_outcome": "已普查", "visit-visit_day": DAY,
        "visit-visit_arrived": "09:30:00.000+08:00", "visit-visit_left": "09:50:00.000+08:00",
        "visit-visit_place-Latitude": "38.9003", "visit-visit_place-Longitude": "115.9002",
        "visit-visit_signed": "签字照片", "KEY": f"uuid:{task_no}",
        f"task_1-{question(survey, task_no, NAME, 'result')}": "一致",
        f"task_1-{question(survey, task_no, MOBILE, 'result')}": "不一致",
        f"task_1-{question(survey, task_no, MOBILE, 'value')}": "13900002222",
        f"task_1-{question(survey, task_no, METER, 'scan')}": "2206031502",
        **more,
    }  # fmt: skip


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_submission_is_taken_like_a_form(survey: Survey) -> None:
    report = survey.take(write(survey.folder / "export.csv", [submission(survey)]))
    outcome = report.files[0]
    assert (outcome.document, outcome.surveyed, outcome.counts[Standing.TAKEN]) == (FORM, 1, 4)
    answer = survey.answers()[(T1, METER)]
    assert (answer.source, answer.outcome, answer.value, answer.day) == (
        AnswerSource.PHONE, AnswerOutcome.TRANSCRIBED, "2206031502", DAY,
    )  # fmt: skip
    with reading(survey.workspace.engine) as connection:
        visit = connection.execute(select(visits)).mappings().one()
        assert task_in(connection, T1).state is TaskState.SURVEYED
    assert (visit["arrived"], visit["left"], visit["surveyor"]) == ("09:30", "09:50", SURVEYOR)
    assert int(visit["distance"]) < 60


def test_a_later_export_holds_the_earlier_submissions_too(survey: Survey) -> None:
    survey.take(write(survey.folder / "a.csv", [submission(survey)]))
    report = survey.take(write(survey.folder / "b.csv", [submission(survey), submission(survey, T2)]))
    assert (report.count(Standing.KNOWN), report.count(Standing.TAKEN)) == (4, 4)


def test_slashes_of_kobo_and_the_place_in_one_cell(survey: Survey) -> None:
    row = {name.replace("-", "/"): text for name, text in submission(survey).items() if "visit_place" not in name}
    path = write(survey.folder / "kobo.csv", [row | {"visit/visit_place": "38.95 115.95 0 4.5", "_index": "1"}])
    report = survey.take(path)
    assert report.count(Standing.TAKEN) == 4
    with reading(survey.workspace.engine) as connection:
        visit = connection.execute(select(visits)).mappings().one()
    assert visit["longitude"] == "115.95"
    assert "离档案坐标" in visit["note"]


def test_media_of_a_zip_become_photos_and_signatures(survey: Survey) -> None:
    photo = save(picture("2206031502"), survey.folder / "1700000000001.jpg")
    signed = save(picture(), survey.folder / "1700000000002.png")
    row = submission(
        survey,
        **{f"task_1-{question(survey, T1, METER, 'photo')}": photo.name, "visit-visit_signature": signed.name},
    )
    table = write(survey.folder / "submissions.csv", [row])
    with zipfile.ZipFile(survey.folder / "odk.zip", "w") as made:
        made.write(table, "0301.csv")
        for media in (photo, signed):
            made.write(media, f"media/{media.name}")
    report = survey.take(survey.folder / "odk.zip")
    assert report.files[0].photos == 2
    with reading(survey.workspace.engine) as connection:
        found = {row["name"]: dict(row) for row in connection.execute(select(photos)).mappings()}
    assert (found[photo.name]["task_no"], found[photo.name]["item"], found[photo.name]["kind"]) == (T1, METER, "photo")
    assert found[signed.name]["kind"] == "signature"
    assert "2206031502" in found[photo.name]["barcodes"]
    assert survey.take(survey.folder / "odk.zip").files[0].unchanged


def test_photos_beside_an_export_belong_to_its_submissions(survey: Survey) -> None:
    folder = survey.folder / "kobo"
    folder.mkdir()
    save(picture(), folder / "1700000000001.jpg")
    write(folder / "a.csv", [submission(survey, **{"visit-visit_photo": "1700000000001.jpg"})])
    report = survey.take(folder)
    assert [(one.file, one.photos) for one in report.files] == [("a.csv", 1)]


def test_a_repeat_group_stands_in_a_table_of_its_own(survey: Survey) -> None:
    name = question(survey, T1, MOBILE, "value")
    row = {key: text for key, text in submission(survey).items() if not key.endswith(("_value", "_result"))}
    with zipfile.ZipFile(survey.folder / "odk.zip", "w") as made:
        made.write(write(survey.folder / "a.csv", [row]), "a.csv")
        made.write(write(survey.folder / "b.csv", [{name: "13900003333", "PARENT_KEY": f"uuid:{T1}"}]), "a-meters.csv")
    survey.take(survey.folder / "odk.zip")
    assert survey.answers()[(T1, MOBILE)].value == "13900003333"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"form_no": "0901-2026W48-S09"}, "不是这个工作区发出的表"),
        ({"task_no": "T2648-7777"}, "选的任务不在这份表里"),
        ({"task_qr": "CENSUS1:T:T2648-0002:0123456789"}, "二维码是另一户的"),
    ],
)
def test_submissions_that_cannot_be_placed_go_back(survey: Survey, changes: dict[str, str], says: str) -> None:
    rows = [submission(survey, T2), submission(survey) | changes]
    report = survey.take(write(survey.folder / "a.csv", rows))
    assert report.count(Standing.REFUSED) == 1
    from openpyxl import load_workbook

    page = load_workbook(report.files[0].copy)["原表1"]
    assert page["A3"].value == "退回"
    assert says in page["B3"].value


def test_a_clock_that_ran_back_between_opening_and_sending_is_told(survey: Survey) -> None:
    row = submission(survey, meta_start=f"{DAY}T23:31:00.000+00:00")
    survey.take(write(survey.folder / "a.csv", [row]))
    with reading(survey.workspace.engine) as connection:
        assert "往回拨过" in connection.execute(select(visits.c.note)).scalar_one()


def test_the_qr_code_of_the_task_confirms_it(survey: Survey) -> None:
    code = layout.task_qr(RowCodes.of(survey.workspace), T1)
    assert survey.take(write(survey.folder / "a.csv", [submission(survey, task_qr=code)])).count(Standing.TAKEN) == 4


def test_answered_twice_by_the_same_person_the_later_one_holds(survey: Survey) -> None:
    later = submission(survey, KEY="uuid:2", **{f"task_1-{question(survey, T1, MOBILE, 'value')}": "13900004444"})
    report = survey.take(write(survey.folder / "a.csv", [submission(survey), later]))
    assert report.count(Standing.CONFLICT) == 0
    assert survey.answers()[(T1, MOBILE)].value == "13900004444"


def test_pictures_that_did_not_come_along_are_told_until_they_came(survey: Survey) -> None:
    row = submission(survey, **{"visit-visit_signature": "1700000000002.png"})
    first = survey.take(write(survey.folder / "a.csv", [row]))
    (note,) = first.files[0].notes
    assert "1700000000002.png 只有文件名，照片没有来" in note
    folder = survey.folder / "again"
    folder.mkdir()
    save(picture(), folder / "1700000000002.png")
    write(folder / "a.csv", [row])
    assert survey.take(folder).files[0].notes == ()
    assert survey.take(write(survey.folder / "b.csv", [row])).files[0].notes == ()


def test_a_refused_answer_of_a_submission_names_its_item(survey: Survey) -> None:
    row = submission(survey, **{f"task_1-{question(survey, T1, MOBILE, 'value')}": "13912345678"})
    report = survey.take(write(survey.folder / "a.csv", [row]))
    from openpyxl import load_workbook

    page = load_workbook(report.files[0].copy)["原表1"]
    assert "移动电话：像是随手填的号码" in page["B2"].value or "联系电话：像是随手填的号码" in page["B2"].value


def test_a_phone_signed_in_by_somebody_unknown_is_told(survey: Survey) -> None:
    report = survey.take(write(survey.folder / "a.csv", [submission(survey, meta_username="陌生人")]))
    assert any("陌生人，名册里没有，按这份表的普查员" in note for note in report.files[0].notes)
    assert {answer.person for answer in survey.answers().values()} == {SURVEYOR}

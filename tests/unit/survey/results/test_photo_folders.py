from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from census_app.foundation.database import reading
from census_app.survey.forms.layout import task_qr
from census_app.survey.results.submission import Standing
from census_app.workspace.acts import list_acts
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.received import received_faults
from census_app.workspace.survey_tables import photos
from tests.unit.survey.photos.pictures import picture, save
from tests.unit.workspace.county import deliver

from .conftest import NOW, Survey
from .issuing import T1, T2

TODAY = NOW.strftime("%Y:%m:%d 09:30:00")
EARLY = (NOW - timedelta(days=40)).strftime("%Y:%m:%d 09:30:00")


@pytest.fixture
def folder(survey: Survey) -> Path:
    made = survey.folder / "照片"
    made.mkdir()
    return made


def rows(survey: Survey) -> dict[str, dict[str, str]]:
    with reading(survey.workspace.engine) as connection:
        found = connection.execute(select(photos).order_by(photos.c.act, photos.c.position)).mappings()
        return {row["name"]: dict(row) for row in found}


def test_photos_find_their_tasks_by_name_or_by_the_code_in_them(survey: Survey, folder: Path) -> None:
    save(picture("2206031502"), folder / f"{T1}-1.jpg", TODAY, (115.9, 38.9))
    save(picture(), folder / f"{T1}-签字.jpg")
    save(picture(qr=task_qr(RowCodes.of(survey.workspace), T2)), folder / "IMG_0001.jpg", TODAY)
    save(picture("99"), folder / "微信图片.jpg")
    (folder / "说明.jpg").write_text("不是照片", encoding="utf-8")
    (folder / "Thumbs.db").write_bytes(b"x")
    report = survey.take(folder)
    outcome = report.files[0]
    assert (outcome.photos, outcome.photos_refused) == (4, 2)
    found = rows(survey)
    assert found[f"{T1}-1"]["task_no"] == T1
    assert json.loads(found[f"{T1}-1"]["barcodes"]) == ["2206031502"]
    assert found[f"{T1}-1"]["taken_at"].endswith("09:30:00")
    assert found[f"{T1}-1"]["longitude"] == "115.900000"
    assert found[T1]["kind"] == "signature"
    assert found["IMG_0001.jpg"]["task_no"] == T2
    assert found["微信图片.jpg"]["task_no"] == ""
    assert received_faults(survey.workspace) == []


def listed(copy: str) -> Iterator[tuple[str, str]]:
    """File → why, of the outcome that goes back."""
    for row in load_workbook(copy).worksheets[-1].iter_rows(min_row=2, values_only=True):
        yield str(row[2]), str(row[1] or "")


def test_the_same_folder_twice_changes_nothing(survey: Survey, folder: Path) -> None:
    save(picture("2206031502"), folder / f"{T1}-1.jpg")
    save(picture("77"), folder / "别的.jpg")
    survey.take(folder)
    before = len(list_acts(survey.workspace.engine))
    again = survey.take(folder)
    assert again.files[0].unchanged
    assert again.count(Standing.KNOWN) == 2
    told = dict(listed(again.files[0].copy))
    assert told[f"{T1}-1.jpg"] == "" and "不知道是哪一户；文件名改成" in told["别的.jpg"]
    assert len(list_acts(survey.workspace.engine)) == before


def test_a_picture_used_twice_taken_early_and_far_away_is_told(survey: Survey, folder: Path) -> None:
    path = save(picture(), folder / f"{T1}-1.jpg", EARLY, (116.5, 39.2))
    (folder / f"{T2}-1.jpg").write_bytes(path.read_bytes())
    survey.take(folder)
    found = rows(survey)
    assert "之前" in found[f"{T1}-1"]["said"] and "离档案坐标" in found[f"{T1}-1"]["said"]
    assert f"同一张照片也交给过 {T1}" in found[f"{T2}-1"]["said"]


def test_one_picture_of_a_box_checks_all_its_meters(survey: Survey, folder: Path) -> None:
    customers = [{"cons_no": "4", "cons_name": "赵", "org_no": "0301", "tg_no": "T1"},
                 {"cons_no": "6", "cons_name": "孙", "org_no": "0302", "tg_no": "T1"}]  # fmt: skip
    meters = [{"asset_no": "2206031502", "cons_no": "4", "box_no": "B0093"},
              {"asset_no": "2206031503", "cons_no": "6", "box_no": "B0093"},
              {"asset_no": "2206031504", "cons_no": "6", "box_no": "B0099"}]  # fmt: skip
    deliver(survey.workspace, NOW.date(), customers, meter=meters)
    save(picture("2206031502", "2206031504", "1905220917"), folder / f"{T1}-2.jpg")
    survey.take(folder)
    assert rows(survey)[f"{T1}-2"]["said"].split("；") == [
        "表箱 B0093：档案 2 块，照片读出 1 块", "没有照到 2206031503", "档案在别的箱 2206031504",
        "档案这个台区没有 1905220917",
    ]  # fmt: skip


def test_a_picture_placed_later_comes_in_under_its_task(survey: Survey, folder: Path) -> None:
    path = save(picture(), folder / "IMG_1.jpg")
    survey.take(folder)
    path.rename(folder / f"{T1}-1.jpg")
    survey.take(folder)
    with reading(survey.workspace.engine) as connection:
        assert list(connection.execute(select(photos.c.task_no)).scalars()) == ["", T1]

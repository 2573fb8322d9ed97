"""What photos say beside archive and answers; recognition itself is an optional dependency and stands aside here."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.survey.photos.nameplates import reading
from census_app.survey.photos.nameplates.text import TextLine, Unreadable
from census_app.workspace.acts import list_acts
from tests.unit.survey.photos.pictures import picture, save

from .conftest import Survey
from .issuing import T1, T2, fill_well


@pytest.fixture
def photographed(survey: Survey) -> Survey:
    folder = survey.folder / "照片"
    folder.mkdir()
    save(picture(), folder / f"{T1}-1.jpg")
    survey.take(folder)
    return survey


def _says(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(reading, "read_lines", lambda _photo, _side: [TextLine(line, 0.9) for line in lines])


def test_a_value_stands_beside_the_archives(photographed: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    _says(monkeypatch, "智能电能表", "NO.2206031502")
    before = len(list_acts(photographed.workspace.engine))
    report = reading.read_nameplates(photographed.workspace, [T1])
    (found,) = report.values
    assert (found.task_no, found.table, found.field, found.value) == (T1, "meter", "asset_no", "2206031502")
    assert found.answered == ""
    assert found.verdict in ("与档案相同", "档案里没有")
    assert len(list_acts(photographed.workspace.engine)) == before
    assert "什么也没有写入" in report.lines()[0]


def test_a_value_stands_beside_the_answer(photographed: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    book = photographed.book()
    fill_well(book, photographed.form, T1)
    photographed.take(book)
    _says(monkeypatch, "资产编号：2206031502")
    assert reading.read_nameplates(photographed.workspace, [T1]).values[0].verdict == "与答复相同"
    _says(monkeypatch, "资产编号：2206031599")
    assert reading.read_nameplates(photographed.workspace, [T1]).values[0].verdict == "与答复不同，请对照照片"


def test_a_silent_plate_and_a_broken_picture_are_told(photographed: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    _says(monkeypatch, "有电危险")
    assert reading.read_nameplates(photographed.workspace, [T1]).silent == [f"{T1}-1"]

    def broken(photo: Path, _side: int) -> list[TextLine]:
        raise Unreadable(f"照片读不了：{photo.name}", "换一张照片")

    monkeypatch.setattr(reading, "read_lines", broken)
    assert list(reading.read_nameplates(photographed.workspace, [T1]).refused) == [f"{T1}-1"]


def test_tasks_without_photos_and_unknown_ones_are_refused(photographed: Survey) -> None:
    with pytest.raises(BadInput, match="没有收到照片"):
        reading.read_nameplates(photographed.workspace, [T2])
    with pytest.raises(BadInput, match="没有这些任务"):
        reading.read_nameplates(photographed.workspace, ["T2601-9999"])

"""Kept pictures as people look at them: where the file is, how far from the customer, whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.canonical import sha256_file
from census_app.survey.photos.viewing import photos_of_customer, photos_of_tasks
from census_app.survey.results.taking import TakeRequest, take_results
from census_app.workspace.workspace import Workspace
from tests.unit.survey.photos.pictures import picture, save
from tests.unit.survey.results.issuing import T1, T2, dispatch


@pytest.fixture
def taken(county: Workspace, tmp_path: Path) -> Workspace:
    dispatch(
        county,
        {"task_no": T1, "customer": "4", "longitude": "115.900000", "latitude": "38.900000"},
        {"task_no": T2, "customer": "4"},
    )
    folder = tmp_path / "照片"
    folder.mkdir()
    save(picture("2206031502"), folder / f"{T1}-1.jpg", "2026:11:26 09:30:00", (115.9, 38.901))
    save(picture(), folder / f"{T1}-签字.jpg")
    save(picture(size=(300, 200)), folder / f"{T2}-1.jpg")
    take_results(county, TakeRequest([folder], tmp_path / "回"))
    return county


def test_pictures_of_a_customer_tell_what_they_know_and_what_not(taken: Workspace) -> None:
    found = photos_of_customer(taken, "4")
    assert sorted((one.signature, one.task_no) for one in found) == [(False, T1), (False, T2), (True, T1)]
    assert found[-1].signature, "signatures come last"
    first = next(one for one in found if one.name == f"{T1}-1")
    assert first.metres is not None and 100 < first.metres < 130
    assert first.barcodes == ("2206031502",) and first.taken_at.startswith("2026-11-26")
    assert first.file.is_file() and sha256_file(first.file) == first.sha256
    assert first.came and first.by
    silent = next(one for one in found if one.task_no == T2)
    assert (silent.metres, silent.taken_at, silent.barcodes) == (None, "", ())


def test_nobody_has_pictures_of_what_was_never_visited(taken: Workspace) -> None:
    assert photos_of_customer(taken, "5") == ()
    assert photos_of_tasks(taken, []) == ()
    assert [one.task_no for one in photos_of_tasks(taken, [T2])] == [T2]

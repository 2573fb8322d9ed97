from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from census_app.foundation.errors import Cancelled
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.photos.barcodes import barcodes_in
from census_app.survey.photos.names import PhotoName, is_photo, read_name
from census_app.survey.photos.process import read_photos
from census_app.survey.photos.reading import read_photo

from .pictures import picture, save

METER, OTHER = "2206031502", "2206031599"


@pytest.mark.parametrize("turned", [0, 7, 30, 45, 90, 137, 180])
def test_barcodes_are_read_however_the_camera_was_held(turned: float) -> None:
    assert set(barcodes_in(picture(METER, OTHER, turned=turned))) == {METER, OTHER}


@pytest.mark.parametrize("blurred", [1.2, 2.0])
def test_a_shaky_hand_is_sharpened(blurred: float) -> None:
    assert METER in barcodes_in(picture(METER, blurred=blurred))


def test_small_codes_in_a_large_picture_and_no_codes_at_all() -> None:
    assert barcodes_in(picture(METER).resize((600, 450))) == [METER]
    assert barcodes_in(Image.effect_noise((400, 300), 80)) == []


def test_time_and_place_come_from_the_camera(tmp_path: Path) -> None:
    path = save(picture(METER), tmp_path / "a.jpg", "2026:11:24 09:31:05", (115.912345, 38.901234))
    facts = read_photo(path)
    assert facts.taken_at == "2026-11-24 09:31:05"
    assert (float(facts.longitude), float(facts.latitude)) == pytest.approx((115.912345, 38.901234), abs=1e-5)
    assert facts.barcodes == [METER]


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "gestern", "2026:13:45 99:00:00"])
def test_a_clock_that_was_never_set_says_nothing(tmp_path: Path, taken: str) -> None:
    assert read_photo(save(picture(), tmp_path / "a.jpg", taken)).taken_at == ""


def test_what_is_no_picture_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    good = save(picture(METER), tmp_path / "good.jpg")
    torn, text, empty = tmp_path / "torn.jpg", tmp_path / "text.jpg", tmp_path / "empty.png"
    torn.write_bytes(good.read_bytes()[:2000])
    text.write_text("<svg onload=alert(1)>", encoding="utf-8")
    empty.write_bytes(b"")
    found = read_photos([torn, good, text, empty], silent())
    assert [bool(one.refused) for one in found] == [True, False, True, True]
    assert found[1].barcodes == [METER]


def test_a_picture_named_from_where_one_stands_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader process stands in a folder of its own."""
    save(picture(), tmp_path / "一.jpg")
    monkeypatch.chdir(tmp_path)
    assert read_photos([Path("一.jpg")], silent(), barcodes=False)[0].refused == ""


def test_a_picture_that_unpacks_into_too_many_pixels_is_refused(tmp_path: Path) -> None:
    Image.new("1", (30_000, 5_000)).save(tmp_path / "bomb.png")
    assert "像素" in read_photo(tmp_path / "bomb.png").refused


def test_a_cancelled_job_stops_reading(tmp_path: Path) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        read_photos([save(picture(METER), tmp_path / "a.jpg")], context)


@pytest.mark.parametrize(
    ("name", "task", "serial", "signature"),
    [
        ("T2648-0137-1.jpg", "T2648-0137", 1, False),
        ("t2648-0137-12.JPEG", "T2648-0137", 12, False),
        ("T2648－0137－3.jpg", "T2648-0137", 3, False),
        ("T2648_0137(2).jpg", "T2648-0137", 2, False),
        ("表箱 T2648-0137 4 重拍.jpg", "T2648-0137", 4, False),
        ("T26480137.png", "T2648-0137", 0, False),
        ("T2648-0137-签字.png", "T2648-0137", 0, True),
        ("照片/T2648-01370-1.jpg", "T2648-01370", 1, False),
    ],
)
def test_names_as_people_spell_them(name: str, task: str, serial: int, signature: bool) -> None:
    assert read_name(name) == PhotoName(task, serial, signature)


@given(st.text(max_size=60))
def test_any_name_is_read_or_not(name: str) -> None:
    found = read_name(name)
    assert found is None or found.task_no.startswith("T")


def test_names_of_no_task() -> None:
    assert [read_name(name) for name in ("IMG_20261124.jpg", "微信图片.jpg", "", "T12-3.jpg")] == [None] * 4
    assert is_photo("a.JPG") and not is_photo("a.pdf")

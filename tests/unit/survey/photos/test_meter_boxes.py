from __future__ import annotations

from census_app.survey.photos.meter_boxes import BoxMeters, check_box

BOX = BoxMeters("B-0093-07", ("2206031502", "2206031999"), frozenset({"2206031502", "2206031999", "2206035555"}))


def test_a_box_as_the_archive_has_it() -> None:
    found = check_box(BOX, ["2206031502", "2206031999", "B-0093-07"])
    assert found.agrees
    assert found.says() == "表箱 B-0093-07：档案 2 块，照片读出 2 块"


def test_missing_extra_and_foreign_are_told_apart() -> None:
    found = check_box(BOX, ["2206031502", "2206035555", "1905220917"])
    assert (found.missing, found.extra, found.foreign) == (("2206031999",), ("2206035555",), ("1905220917",))
    assert found.says().split("；") == [
        "表箱 B-0093-07：档案 2 块，照片读出 1 块", "没有照到 2206031999", "档案在别的箱 2206035555",
        "档案这个台区没有 1905220917",
    ]  # fmt: skip


def test_a_label_with_the_makers_prefix_and_check_digit_is_the_same_meter() -> None:
    assert check_box(BOX, ["0100012206031502", "22060319997"]).agrees


def test_short_numbers_are_never_matched_by_chance() -> None:
    few = BoxMeters("", ("1502",), frozenset({"1502"}))
    assert check_box(few, ["2206031502"]).foreign == ("2206031502",)


def test_codes_that_are_no_meters_are_passed_over() -> None:
    assert check_box(BOX, ["https://example.com/x", "CENSUS1:T:T2648-0001:ab"]).says() == ""

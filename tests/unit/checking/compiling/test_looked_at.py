"""Of the members of many folds those are left out that can change none of them."""

from __future__ import annotations

from census_app.checking.compiling.looked_at import looked_at_by_any

SEVERAL = [("近", "甲"), ("近", "乙"), ("近", "丙"), ("末", "丁"), ("末", "戊")]


def test_few_folds_are_asked_for_all_they_look_at() -> None:
    assert looked_at_by_any([("甲",), ("乙", "丙"), ("甲",)]) == "((甲)) OR (((乙) AND (丙)))"


def test_many_folds_are_asked_for_what_they_have_in_common() -> None:
    assert looked_at_by_any(SEVERAL) == "((近)) OR ((末))"


def test_folds_with_little_in_common_look_at_all_members() -> None:
    assert looked_at_by_any([*SEVERAL, ("别的",)]) is None


def test_one_fold_that_needs_every_member_needs_them_for_all() -> None:
    assert looked_at_by_any([("甲",), ()]) is None
    assert looked_at_by_any([*SEVERAL, ()]) is None

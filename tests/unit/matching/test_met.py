from census_app.matching.met import Met


def test_texts_are_numbered_as_they_are_met_and_told_once() -> None:
    met = Met()
    numbers, new = met.numbered(["b", None, "a", "b"])
    assert (numbers.tolist(), new) == ([1, 0, 2, 1], ["b", "a"])
    numbers, new = met.numbered(["c", "a", None])
    assert (numbers.tolist(), new) == ([3, 2, 0], ["c"])
    assert len(met) == 4


def test_what_was_met_before_keeps_its_number_and_is_not_told_again() -> None:
    before = Met()
    before.numbered(["b", "a"])
    met = Met(before)
    numbers, new = met.numbered(["d", "a", None, "c", "d"])
    assert (numbers.tolist(), new) == ([3, 2, 0, 4, 3], ["d", "c"])
    numbers, new = met.numbered(["c", "b", "e"])
    assert (numbers.tolist(), new) == ([4, 1, 5], ["e"])
    assert (len(met), len(before)) == (6, 3)

from census_app.matching.text.lengths import ascii_of_length, lengths


def test_places_and_characters_of_the_texts_of_one_length() -> None:
    places, signs = ascii_of_length(["123", "", "１２３", "12", "ab5", "王二三"], 3)
    assert places.tolist() == [0, 4]
    assert [bytes(row).decode() for row in signs] == ["123", "ab5"]


def test_a_column_without_such_texts_has_no_rows() -> None:
    places, signs = ascii_of_length(["1", "22"], 3)
    assert (places.tolist(), signs.shape) == ([], (0, 3))


def test_lengths_count_characters() -> None:
    assert lengths(["", "王五", "𠮷a"]).tolist() == [0, 2, 2]

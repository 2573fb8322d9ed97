from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.text import fold_text, fold_texts


def test_one_spelling_of_what_people_type_differently() -> None:
    cases = {
        "⻓安⻄路": "长安西路",
        "張三豐 （二戶）": "张三丰(二户)",
        "ＡＢＣ 有限公司": "ABC有限公司",
        "㈱华兴": "(株)华兴",
        "阿不都・热合曼": "阿不都·热合曼",
        "阿不都•热合曼": "阿不都·热合曼",
        "张×": "张*",
        "“老王”饭店": "老王饭店",
        "【东城】店": "(东城)店",
        "3—2–501": "3-2-501",
        "二○三室": "二〇三室",
        "a\u200bb\ufeff": "AB",
        "张　三": "张三",
        "3 2  501": "3 2 501",
        "john  smith": "JOHN SMITH",
        "峯囯羣": "峰国群",
        "": "",
    }
    assert {written: fold_text(written) for written in cases} == cases


def test_characters_outside_the_basic_plane_stay() -> None:
    assert fold_text("郝𬭎") == "郝𬭎"
    assert fold_text("😀") == "😀"


def test_names_that_differ_stay_different() -> None:
    for one, other in ("喆哲", "堃坤", "甯宁", "闫阎", "肖萧", "付傅"):
        assert fold_text(one) != fold_text(other)


@given(st.lists(st.text(max_size=30), max_size=6))
def test_a_column_folds_like_its_cells_and_twice_is_once(texts: list[str]) -> None:
    folded = fold_texts(texts)
    assert folded == [fold_text(text) for text in texts]
    assert fold_texts(folded) == folded


@given(st.text(st.characters(), max_size=50))
def test_lone_surrogates_and_controls_do_no_harm(text: str) -> None:
    fold_text(text + "\ud800\x00").encode()


def test_long_columns_of_long_cells_and_piles_of_marks() -> None:
    texts = ["张" * 10_000] * 500 + ["ａ" + "\u0300\u0316" * 20_000, "", "王"]
    folded = fold_texts(texts)
    assert folded[:500] == texts[:500]
    assert len(folded[500]) <= 31
    assert folded[501:] == ["", "王"]

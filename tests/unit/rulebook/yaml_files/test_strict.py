from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.foundation.errors import BadInput
from census_app.rulebook.yaml_files.strict import read_yaml
from census_app.rulebook.yaml_files.text import written


def test_every_scalar_is_text() -> None:
    content = read_yaml(
        "a: 01\nb: NO\nc: 12:30\nd: 110105194912310021\ne: 2024-03-01\nf: ~\ng: '~'\nh:\ni: 1e5\n", "x"
    ).content
    assert content == {
        "a": "01",
        "b": "NO",
        "c": "12:30",
        "d": "110105194912310021",
        "e": "2024-03-01",
        "f": None,
        "g": "~",
        "h": None,
        "i": "1e5",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\na: 2\n", "x:2:1 键“a”写了两遍"),
        ("a: &k 1\n", "x:1:4 不能用锚 &k"),
        ("a: &k 1\nb: *k\n", "x:1:4 不能用锚"),
        ("a: !!python/object 1\n", "x:1:4 不能写类型标记"),
        ("a: !x 1\n", "不能写类型标记"),
        ("<<: {a: 1}\n", "不能用合并键"),
        ("a: 1\n---\nb: 2\n", "一个文件里只能有一份"),
        ("a: [1\n", "不是有效的 YAML"),
        ("a: {b: 1\n", "不是有效的 YAML"),
        ("\ta: 1\n", "不是有效的 YAML"),
        ("a:\n" + "".join("  " * n + "b:\n" for n in range(1, 20)), "嵌套超过"),
        ("a: " + "x" * 30000, "一个值超过"),
        ("? [a]\n: 1\n", "键只能是文字"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_yaml(text, "x")
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("text", "value", "word", "place"),
    [
        ("k: 合同容量 > 错名\n", "合同容量 > 错名", "错名", (1, 11)),
        ("k: '甲 = ''乙'' and 错名'\n", "甲 = '乙' and 错名", "错名", (1, 19)),
        ("k: \"甲 = '乙' and 错名\"\n", "甲 = '乙' and 错名", "错名", (1, 17)),
        ("k: |-\n  甲 > 0\n    and 错名\n", "甲 > 0\n  and 错名", "错名", (3, 9)),
        ("k: >-\n  甲 > 0\n  and 错名\n", "甲 > 0 and 错名", "错名", (3, 7)),
        ("k: 甲 > 0\n  and 错名\n", "甲 > 0 and 错名", "错名", (2, 7)),
        ("k: [甲, 错名]\n", "错名", "错名", (1, 8)),
    ],
)
def test_places_inside_values(text: str, value: str, word: str, place: tuple[int, int]) -> None:
    document = read_yaml(text, "x")
    path = ("k", 1) if isinstance(document.content["k"], list) else ("k",)
    found = document.content["k"][1] if isinstance(document.content["k"], list) else document.content["k"]
    assert found == value
    assert document.place(path).locate(text, value, value.index(word)) == place


_LEAVES = st.none() | st.text(max_size=30)
_TREES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.text(min_size=1, max_size=8), inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=8), _TREES, min_size=1, max_size=3))
def test_written_text_reads_back(content: dict[str, object]) -> None:
    if "<<" in str(content):
        return
    try:
        again = read_yaml(written(content), "x").content
    except BadInput as error:
        assert "嵌套超过" in error.message or "看不见的字符" in error.message
    else:
        assert again == content
        assert written(again) == written(content)

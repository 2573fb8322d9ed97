import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.archive.readers.delimited import read_delimited
from census_app.archive.readers.grid import grid_scan
from census_app.archive.readers.limits import shipped_limits
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput

LIMITS = shipped_limits()
BODY = "户号,户名,用电地址\n0001,张三,文三路1号\n0002,李四,文三路2号\n"


def read(tmp_path, content, name="a.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    with kept_engine(1) as connection:
        grid, _ = read_delimited(path, tmp_path / "scratch", connection, LIMITS, lambda *_: None)
        rows = connection.execute(grid_scan(grid)).fetchall()
        ragged = []
        if grid.ragged:
            found = connection.execute(f"SELECT * FROM read_parquet('{grid.ragged}')").fetchall()
            ragged = [(number, json.loads(cells), reason) for number, cells, reason in found]
    assert grid.last_row == grid.rows + grid.blank + grid.leading + len(ragged)
    return grid, rows, ragged


EXPECTED = [(1, "户号", "户名", "用电地址"), (2, "0001", "张三", "文三路1号"), (3, "0002", "李四", "文三路2号")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path, encoding, newline):
    grid, rows, _ = read(tmp_path, BODY.replace("\n", newline).encode(encoding))
    assert rows == EXPECTED
    assert "逗号分隔，3 列" in grid.dialect


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(tmp_path, delimiter):
    assert read(tmp_path, BODY.replace(",", delimiter))[1] == EXPECTED


def test_no_newline_at_the_end(tmp_path):
    assert read(tmp_path, BODY.rstrip("\n"))[1] == EXPECTED


def test_titles_blank_lines_and_notes_keep_exact_rows(tmp_path):
    grid, rows, ragged = read(tmp_path, f"某县用电客户清单\n\n{BODY}\n\n合计,2\n0003,王五,文三路3号\n制表人：赵六\n")
    assert grid.preview[0] == (1, ["某县用电客户清单", None, None])
    assert [row[0] for row in rows] == [3, 4, 5, 9]
    assert [(number, cells) for number, cells, _ in ragged] == [(8, ["合计", "2"]), (10, ["制表人：赵六"])]


def test_quoted_newlines_count_as_one_row(tmp_path):
    _, rows, _ = read(tmp_path, '户号,户名,用电地址\n1,"张\n三","a,b"\n2,"李""四""",x\n')
    assert rows[1:] == [(2, "1", "张\n三", "a,b"), (3, "2", '李"四"', "x")]


def test_ragged_rows_are_set_aside_with_their_reason(tmp_path):
    _, rows, ragged = read(tmp_path, f"{BODY}0003,王五\n0004,赵六,文三路,4号\n0005,钱七,文三路5号\n")
    assert rows == [*EXPECTED, (6, "0005", "钱七", "文三路5号")]
    assert ragged == [
        (4, ["0003", "王五"], "只有 2 格，应有 3 格"),
        (5, ["0004", "赵六", "文三路", "4号"], "有 4 格，应有 3 格（某格里可能有未加引号的分隔符）"),
    ]


def test_trailing_delimiters_lose_nothing(tmp_path):
    _, rows, ragged = read(tmp_path, f"{BODY}0003,王五,文三路3号,,\n")
    assert rows[-1] == (4, "0003", "王五", "文三路3号")
    assert not ragged


def test_an_unclosed_quote_costs_its_own_row_only(tmp_path):
    _, rows, ragged = read(tmp_path, f'{BODY}0003,"王五,文三路3号\n0004,赵六,文三路4号\n0005,"钱,七",文三路5号\n')
    assert rows == [*EXPECTED, (5, "0004", "赵六", "文三路4号"), (6, "0005", "钱,七", "文三路5号")]
    assert [(number, reason[:4]) for number, _, reason in ragged] == [(4, "引号没有")]


def test_quotes_in_the_middle_and_formula_texts_stay_as_they_are(tmp_path):
    _, rows, _ = read(tmp_path, '户号,户名,用电地址\n="0001",5"管,x\n\'0002,"y",z\n')
    assert rows[1:] == [(2, '="0001"', '5"管', "x"), (3, "'0002", "y", "z")]


def test_empty_and_quoted_empty_cells_are_null(tmp_path):
    assert read(tmp_path, '户号,户名,用电地址\n1,"",\n')[1][1:] == [(2, "1", None, None)]


def test_nul_bytes_reject_their_row(tmp_path):
    _, rows, ragged = read(tmp_path, BODY.encode() + b"0003,a\0b,c\n0004,d,e\n")
    assert rows[-1] == (5, "0004", "d", "e")
    assert [(number, "NUL" in reason) for number, _, reason in ragged] == [(4, True)]


def test_mixed_encodings_are_refused_with_sample_lines(tmp_path):
    lines = [f"{number},用户{number},文三路{number}号\n" for number in range(100)]
    mixed = b"".join(line.encode("utf-8" if number % 10 == 0 else "gb18030") for number, line in enumerate(lines))
    with pytest.raises(BadInput, match=r"混用了不同的编码.*第 1 行“0,用户0"):
        read(tmp_path, mixed)


def test_utf8_pasted_into_gbk_cells_is_noticed(tmp_path):
    lines = [f"{n},用户{n},".encode("gb18030") + f"文三路{n}号\n".encode() for n in range(50)]
    with pytest.raises(BadInput, match="混用"):
        read(tmp_path, b"".join(lines))


def test_rare_hanzi_are_no_mixture(tmp_path):
    _, rows, _ = read(tmp_path, "户号,户名,用电地址\n1,喆堃煊犇,䶮路㙍号\n2,𠮷田,联通\n".encode("gb18030"))
    assert rows[1:] == [(2, "1", "喆堃煊犇", "䶮路㙍号"), (3, "2", "𠮷田", "联通")]


def test_few_lines_in_another_encoding_are_rejected_one_by_one(tmp_path):
    lines = [f"{number},用户{number},文三路{number}号\n".encode() for number in range(1000)]
    lines[500] = "500,用户500,文三路500号\n".encode("gb18030")
    grid, rows, ragged = read(tmp_path, b"".join(lines))
    assert len(rows) == 999
    assert [(number, reason[:2]) for number, _, reason in ragged] == [(501, "编码")]
    assert any("1 行" in note for note in grid.notes)


def test_bad_bytes_far_behind_the_sample_are_noticed(tmp_path):
    lines = [f"{number},用户{number},文三路{number}号\n".encode() for number in range(60_000)]
    lines[-5] = b"59995,\xff\xfe\xff,x\n"
    _, rows, ragged = read(tmp_path, b"".join(lines))
    assert len(rows) == 59_999
    assert [number for number, _, _ in ragged] == [59_996]


@pytest.mark.parametrize("content", ["只有一列\n没有分隔符\n", "\n\n\n", "{}"])
def test_what_is_no_table_is_refused(tmp_path, content):
    with pytest.raises(BadInput, match="不是表格"):
        read(tmp_path, content)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_texts_come_back(tmp_path_factory, rows, quoting):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=quoting, lineterminator="\n")
    writer.writerows([["一", "二", "三"], *rows])
    _, found, ragged = read(tmp_path_factory.mktemp("round"), buffer.getvalue())
    kept = [row for row in rows if any(row)]
    filled = [row[1:] for row in found[1:] if any(row[1:])]
    assert filled == [tuple(cell or None for cell in row) for row in kept]
    assert not ragged


def test_common_names_in_gbk_that_happen_to_be_utf8_stay(tmp_path):
    happen = bytes([0xE4, 0xB8, 0xB0, 0xE4, 0xB8, 0xB0])
    assert happen.decode("utf-8") and happen.decode("gb2312")
    content = b"".join(f"{n},".encode() + happen + f",文三路{n}号\n".encode("gb18030") for n in range(20))
    _, rows, ragged = read(tmp_path, content)
    assert rows[0][2] == happen.decode("gb18030")
    assert not ragged


def test_header_cells_beyond_the_data_are_noted(tmp_path):
    grid, _, _ = read(tmp_path, "户号,户名,用电地址,联系人\n1,a,b\n2,c,d\n3,e,f\n")
    assert any("联系人" in note for note in grid.notes)

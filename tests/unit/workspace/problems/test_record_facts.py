"""What lists say of a record besides the problem."""

from __future__ import annotations

import pytest

from census_app.foundation.engines import kept_engine
from census_app.workspace.problems.record_facts import masked_name_sql


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("赵晓芳", "赵*芳"),
        ("孙梅", "孙*"),
        ("柳河第一冷库", "柳河**冷库"),
        ("张三、李四", "张*、李*"),
        ("欧阳建国，王五", "欧*，王*"),
        ("张三（户主）", "张*（户*）"),
        ("青岭县华兴机械（集团）有限公司", "青岭县**限公司"),
        (None, None),
    ],
)
def test_names_tell_a_record_without_giving_it_away(name: str | None, shown: str | None) -> None:
    with kept_engine(1) as connection:
        found = connection.execute(f"SELECT {masked_name_sql('n')} FROM (SELECT $1::VARCHAR AS n)", [name]).fetchone()
    assert found == (shown,)

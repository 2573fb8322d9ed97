"""Parsing beside this process gives what parsing here gives."""

from __future__ import annotations

from census_app.foundation.jobs import silent
from census_app.matching import features
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources


def test_processes_change_nothing(monkeypatch):
    monkeypatch.setattr(features, "_WORTH_PROCESSES", 0)
    source = shipped_sources()["gov_population"]
    names = ["张三", "李四（二户）", None, "青岭县华兴机械有限公司", "张三"]
    left = Records(
        [str(i) for i in range(5)],
        {
            "cons_name": names,
            "cert_no": ["11010519491231002X", None, "?", "91320334MA8R5NTR13", "110105491231002"],
            "mobile": ["13931165027/13931165028", "", None, "0311-86543210", "139****5027"],
            "elec_addr": ["青岭县柳河镇王庄村3组12号", "阳光小区3-2-501", None, "工业路88号", "🙂" * 9],
        },
    )
    right = Records(["a"], {"person_name": ["张三"], "home_addr": ["柳河镇王庄村三组12号"]})
    alone = features.take_apart(left, right, source, silent(), workers=1)
    beside = features.take_apart(left, right, source, silent(), workers=2)
    assert alone.left_keys == beside.left_keys
    for name, role in alone.roles.items():
        other = beside.roles[name]
        assert role.left.tolist() == other.left.tolist(), name
        assert role.right.tolist() == other.right.tolist(), name
        for column in role.table.columns:
            texts = [table.decode(column, table.codes(column)) for table in (role.table, other.table)]
            assert texts[0] == texts[1], (name, column)

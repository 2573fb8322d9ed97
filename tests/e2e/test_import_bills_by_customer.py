"""Bills by customer, without metering points: a coarser grain than the dictionary's key, and still of use."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.census import census, compare, imported, rows_of

HEADERS = (
    "户号,户名,营业区编号,用电地址,抄表年月,结算年月,抄表例日,费率,用电类别,市场化属性分类,有功铜损,有功铁损,受电容量,核定需量,"
    "实际需量,暂停容量,暂停天数,基本电费,力调电费,退补电费,当月合计电费,当月合计电量"
)


def test_a_list_of_bills_as_the_billing_system_prints_it(tmp_path: Path) -> None:
    lines, truth = [HEADERS], {}
    for n in range(20):
        for month in ("202509", "202510"):
            number = f"35{n:08d}"
            lines.append(
                f"{number},厂{n},01,长江路{n}号,{month},{month},5,1,大工业用电,代理购电用户,120,80,315,0,"
                f"250.5,0,0,7560,-120.5,0,{9000 + n}.37,{10_000 + n}"
            )
            truth[f"{number}|{month}"] = {
                "mr_day": 5,
                "cu_loss_pq": 120,
                "fe_loss_pq": 80,
                "bill_cap": 315,
                "max_demand": 250.5,
                "suspend_cap": 0,
                "suspend_days": 0,
                "base_amt": 7560,
                "pf_amt": -120.5,
                "adjust_amt": 0,
                "t_amt": 9000.37 + n,
                "settle_pq": 10_000 + n,
                "mp_no": None,
            }
    (tmp_path / "电费清单20251105.csv").write_bytes("\r\n".join(lines).encode("gbk"))
    workspace = tmp_path / "workspace"
    imported(workspace, tmp_path / "电费清单20251105.csv")
    rows = [row | {"bill": f"{row['cons_no']}|{row['ym']}"} for row in rows_of(workspace, "billing_month")]
    compare(rows, truth, "bill")
    check = census("check", "--workspace", workspace, "--json")
    assert check.code == 0, check
    assert check.report["errors"] == {}
    assert {rule: counts["wrong"] for rule, counts in check.report["rules"].items() if counts["wrong"]} == {}

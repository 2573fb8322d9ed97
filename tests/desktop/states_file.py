"""A states.parquet of any size in the form the workspace writes, for tests and benchmarks."""

from __future__ import annotations

from pathlib import Path

from census_app.foundation.engines import kept_engine

_SQL = """
COPY (
  SELECT
    'P' || lpad(CAST(i AS VARCHAR), 6, '0') AS problem_no,
    substr(sha256(CAST(i AS VARCHAR)), 1, 16) AS problem_id,
    ['R012', 'R031', 'R043', 'R052', 'R061', 'R088'][CAST(1 + i % 6 AS BIGINT)] AS rule_id,
    1 AS rule_version,
    'customer' AS "table",
    CAST(1302210000 + i AS VARCHAR) AS record_key,
    CAST(NULL AS VARCHAR) AS period,
    CASE WHEN i % 17 = 0 THEN 'fixed'
      WHEN i % 11 = 0 THEN 'reopened' WHEN i % 5 = 0 THEN 'new' ELSE 'open' END AS state,
    ['urgent', 'important', 'important', 'normal'][CAST(1 + i % 4 AS BIGINT)] AS severity,
    ['1340101', '1340102', '1340103', '1340104', ''][CAST(1 + (i * 7) % 5 AS BIGINT)] AS unit,
    CAST(1302210000 + i AS VARCHAR) AS customer,
    'wrong' AS clauses,
    '["合同容量"]' AS accused,
    '{{"合同容量": "630", "受电设备铭牌合计": "800"}}' AS "values",
    '合同容量 ' || (i % 900) || ' kVA，在用变压器铭牌合计 ' || (i % 700 + 100) || ' kVA，相差超过 0.5 kVA' AS message,
    ['王*敏', '李*国', '润川县恒*机械厂', '赵*'][CAST(1 + i % 4 AS BIGINT)] AS customer_name,
    '胜利路' || (i % 200) || '号' AS address,
    '03001' || lpad(CAST(i % 1000 AS VARCHAR), 5, '0') AS tg_no,
    '文昌路' || (i % 50) || '号台区' AS tg_name,
    '张凯' AS tg_manager,
    ['城关供电所', '柳泊供电所', '青石桥供电所', '马家渡供电所', NULL][CAST(1 + (i * 7) % 5 AS BIGINT)] AS unit_name,
    ['居民身份证号校验不通过', '联系电话为空号段', '专变合同容量与铭牌不符', '用电地址缺门牌号', '倍率与互感器变比不符',
     '大工业用户容量低于 315 kVA'][CAST(1 + i % 6 AS BIGINT)] AS rule_title,
    'run-1' AS first_run, DATE '2026-11-13' AS first_date, 'run-2' AS last_run, DATE '2026-11-20' AS last_date,
    '2026-W46' AS first_week, CAST(1 + i % 6 AS INTEGER) AS weeks_running,
    DATE '2026-11-20' + CAST(i % 30 AS INTEGER) AS due_date,
    i % 5 = 0 AS is_new, CAST(CASE WHEN i % 11 = 0 THEN 1 ELSE 0 END AS INTEGER) AS reopened,
    i % 13 = 0 AS not_rechecked, i % 97 = 0 AS look,
    '用电客户.xlsx' AS source_file, CAST(i + 4 AS INTEGER) AS source_row, i AS row_id
  FROM range({rows}) t(i)
  ORDER BY CASE severity WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END, unit, rule_id, record_key
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""


def write_states(file: Path, rows: int) -> Path:
    """`rows` problems, the same for the same number."""
    with kept_engine(1) as connection:
        connection.execute(_SQL.format(rows=int(rows), file=str(file).replace("'", "''")))
    return file

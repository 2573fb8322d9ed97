-- 业扩工单：近一年新户的新装单、暂停单、零星变更单，以及在途、挂起、终止的单子；办结的都在时限内。
CREATE TABLE connection_order AS
WITH installed AS (
    SELECT named_account.*, customer.ps_date::TIMESTAMP AS powered FROM named_account JOIN (SELECT cons_no, ps_date FROM customer) AS customer USING (cons_no)
    WHERE recent AND life <> 'new'),
basics AS (SELECT i, cons_no, cons_name, contract_cap, volt_level, tg_no, line_no, high, kind, serial, station, life, suspended, recent FROM named_account)
SELECT '31' || digits(26000000 + i * 3, 10) AS app_no, cons_no,
    CASE WHEN high THEN '高压新装' WHEN cons_sort = '低压居民' THEN '低压居民新装' ELSE '低压非居民新装' END AS biz_type, cons_name AS apply_name,
    contract_cap::DECIMAL(18, 3) AS apply_cap, 0::DECIMAL(18, 3) AS orig_cap, volt_level, false AS dual_source, tg_no, line_no,
    powered - CASE WHEN high THEN INTERVAL 20 DAY ELSE INTERVAL 3 DAY END + INTERVAL 9 HOUR AS accept_time,
    powered - CASE WHEN high THEN INTERVAL 18 DAY ELSE INTERVAL 3 DAY END + INTERVAL 14 HOUR AS survey_time,
    powered - CASE WHEN high THEN INTERVAL 15 DAY ELSE INTERVAL 2 DAY END + INTERVAL 10 HOUR AS reply_time,
    CASE WHEN high THEN powered - INTERVAL 14 DAY + INTERVAL 9 HOUR END AS design_accept_time, CASE WHEN high THEN powered - INTERVAL 11 DAY + INTERVAL 16 HOUR END AS design_done_time,
    CASE WHEN high THEN powered - INTERVAL 9 DAY + INTERVAL 9 HOUR END AS mid_accept_time, CASE WHEN high THEN powered - INTERVAL 8 DAY + INTERVAL 15 HOUR END AS mid_done_time,
    CASE WHEN high THEN powered - INTERVAL 5 DAY + INTERVAL 9 HOUR END AS check_accept_time, CASE WHEN high THEN powered - INTERVAL 3 DAY + INTERVAL 16 HOUR END AS check_done_time,
    powered - CASE WHEN high THEN INTERVAL 3 DAY ELSE INTERVAL 1 DAY END + INTERVAL 17 HOUR AS contract_time,
    powered - CASE WHEN high THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END + INTERVAL 10 HOUR AS meter_time, powered + INTERVAL 11 HOUR AS power_time,
    powered + INTERVAL 1 DAY + INTERVAL 15 HOUR AS archive_time, '已归档' AS proc_status, false AS has_project, pick(['营业厅', '网上国网', '95598', '政务平台'], '渠道', i) AS channel,
    person_name('客户经理', station) AS handler, true AS material_flag, 0::DECIMAL(18, 2) AS fee_amt, powered::DATE + 5 AS wanted_date, 0 AS suspended_workdays
FROM installed
UNION ALL BY NAME
SELECT '31' || digits(26000000 + i * 3, 10) AS app_no, cons_no, '低压居民新装' AS biz_type, cons_name AS apply_name, contract_cap AS apply_cap, 0 AS orig_cap, volt_level, false AS dual_source, tg_no, line_no,
    TIMESTAMP '2026-11-18 08:10:00' AS accept_time, CASE WHEN connected THEN TIMESTAMP '2026-11-18 15:00:00' END AS survey_time,
    CASE WHEN connected THEN TIMESTAMP '2026-11-19 09:30:00' END AS reply_time,
    CASE WHEN connected THEN TIMESTAMP '2026-11-19 10:00:00' END AS contract_time, CASE WHEN connected THEN TIMESTAMP '2026-11-20 10:00:00' END AS meter_time,
    CASE WHEN connected THEN TIMESTAMP '2026-11-20 11:00:00' END AS power_time, '在途' AS proc_status,
    false AS has_project, '网上国网' AS channel, person_name('客户经理', station) AS handler, 0 AS suspended_workdays
FROM basics, (SELECT getvariable('data_date')::DATE > DATE '2026-11-20' AS connected) WHERE life = 'new'
UNION ALL BY NAME
SELECT '31' || digits(26000000 + i * 3 + 1, 10) AS app_no, cons_no, '暂停' AS biz_type, cons_name AS apply_name, contract_cap AS apply_cap, contract_cap AS orig_cap, volt_level, false AS dual_source, tg_no, line_no,
    suspend_start - INTERVAL 3 DAY + INTERVAL 9 HOUR AS accept_time, suspend_start - INTERVAL 2 DAY + INTERVAL 9 HOUR AS survey_time, suspend_start - INTERVAL 2 DAY + INTERVAL 16 HOUR AS reply_time,
    suspend_start - INTERVAL 1 DAY + INTERVAL 9 HOUR AS contract_time, suspend_start + INTERVAL 9 HOUR AS meter_time, suspend_start + INTERVAL 10 HOUR AS power_time,
    suspend_start + INTERVAL 1 DAY + INTERVAL 10 HOUR AS archive_time, '已归档' AS proc_status, false AS has_project, '营业厅' AS channel, person_name('客户经理', station) AS handler, true AS material_flag, 0 AS suspended_workdays
FROM basics JOIN (SELECT cons_no, max(suspend_start) AS suspend_start FROM receiving_equipment GROUP BY cons_no HAVING max(suspend_start) IS NOT NULL) USING (cons_no)
UNION ALL BY NAME
SELECT '31' || digits(26000000 + i * 3 + 2, 10) AS app_no, cons_no, pick(['过户', '更名', '改类'], '变更单', i) AS biz_type, cons_name AS apply_name, contract_cap AS apply_cap, contract_cap AS orig_cap, volt_level,
    false AS dual_source, tg_no, line_no, accepted + INTERVAL 9 HOUR AS accept_time, accepted + INTERVAL 14 HOUR AS survey_time, accepted + INTERVAL 33 HOUR AS reply_time, accepted + INTERVAL 34 HOUR AS contract_time,
    accepted + INTERVAL 36 HOUR AS meter_time, accepted + INTERVAL 37 HOUR AS power_time, accepted + INTERVAL 57 HOUR AS archive_time, '已归档' AS proc_status, false AS has_project, '营业厅' AS channel,
    person_name('客户经理', station) AS handler, true AS material_flag, 0 AS suspended_workdays
FROM (SELECT *, days_after(DATE '2025-12-01', 0, 240, '变更日', i)::TIMESTAMP AS accepted FROM basics WHERE NOT recent AND life = 'normal' AND i % 71 = 3)
UNION ALL BY NAME
SELECT '31' || digits(26000000 + i * 3 + 2, 10) AS app_no, cons_no, '高压增容' AS biz_type, cons_name AS apply_name, contract_cap * 2 AS apply_cap, contract_cap AS orig_cap, volt_level, false AS dual_source, tg_no, line_no,
    CASE serial % 3 WHEN 0 THEN TIMESTAMP '2026-11-16 10:00:00' WHEN 1 THEN TIMESTAMP '2026-03-02 10:00:00' ELSE TIMESTAMP '2026-10-12 10:00:00' END AS accept_time,
    CASE serial % 3 WHEN 0 THEN TIMESTAMP '2026-11-17 14:00:00' END AS survey_time, ['在途', '终止', '挂起'][1 + serial % 3] AS proc_status, true AS has_project, '营业厅' AS channel,
    person_name('客户经理', station) AS handler, CASE serial % 3 WHEN 2 THEN 25 ELSE 0 END AS suspended_workdays
FROM basics WHERE high AND kind IN ('mall', 'hotel') AND life = 'normal' AND NOT recent AND i % 71 <> 3;

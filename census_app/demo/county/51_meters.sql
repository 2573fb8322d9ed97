-- 表计与互感器：综合倍率总是自身倍率 × CT 变比 × PT 变比。
CREATE TABLE meter AS
WITH seats AS (
    SELECT mp_no, cons_no, i * 10 + CASE WHEN role = 'feed_in' THEN 1 ELSE seat END AS number, wiring, meas_mode, point_volt, ct_primary, pt_primary, inst_date, high, k, kind,
        coalesce(ct_primary / 5, 1) * coalesce(pt_primary / 100, 1) AS factor
    FROM point_facts WHERE metered AND life <> 'closed'
    UNION ALL
    SELECT gate_mp_no, NULL, 60000000 + row_number() OVER (ORDER BY tg_no), '三相四线', '台区考核', '交流380V', CASE WHEN tg_cap > 400 THEN 1000 ELSE 800 END, NULL,
        DATE '2019-06-01', false, 0, 'gate', CASE WHEN tg_cap > 400 THEN 200 ELSE 160 END
    FROM distribution_transformer WHERE gate_mp_no IS NOT NULL)
SELECT '1330001' || digits(100000007 + number * 13, 15) AS asset_no, mp_no, cons_no, digits(200000000 + number * 7, 12) AS made_no,
    CASE WHEN high OR kind = 'gate' THEN '多功能表' ELSE '智能表' END AS meter_sort,
    CASE WHEN kind = 'gate' THEN '关口表' WHEN high THEN '三相多功能' WHEN wiring = '单相' THEN '单相远程费控' ELSE '三相远程费控' END AS meter_type,
    CASE WHEN wiring = '单相' THEN 'DDZY' ELSE 'DTZY' END || (100 + number % 8 * 11) AS model,
    CASE WHEN wiring = '单相' THEN '220V' WHEN wiring = '三相三线' THEN '3×100V' ELSE '3×220/380V' END AS rated_volt,
    CASE WHEN ct_primary IS NOT NULL THEN '1.5(6)A' WHEN wiring = '单相' THEN '5(60)A' ELSE '10(100)A' END AS rated_current, wiring AS wiring_mode,
    CASE point_volt WHEN '交流220V' THEN ['2', 'A'] WHEN '交流380V' THEN ['1', 'B'] ELSE ['0.5S', 'C'] END[1 + number // 10 % 2] AS acc_class_p, '2' AS acc_class_q,
    1::DECIMAL(18, 4) AS self_factor, factor::DECIMAL(18, 4) AS t_factor, true AS tariff_ability, '主表' AS main_sub_flag, inst_date, '表箱' AS inst_loc,
    '08' || digits(k * 40 + number // 40 % 40, 10) AS box_no, 'F' || digits(3000000 + number, 9) AS seal_no,
    CASE WHEN number % 3 = 0 THEN 0 ELSE round(number % 97 / 10.0, 2) END::DECIMAL(18, 4) AS init_reading,
    inst_date - 90 - (number % 60)::INTEGER AS made_date, inst_date - 20 - (number % 40)::INTEGER AS verify_date,
    (inst_date + INTERVAL 8 YEAR)::DATE AS rotate_date, pick(getvariable('meter_makers'), '表厂', number) AS manufacturer,
    '33' || digits(7000000 + k, 12) AS term_asset_no, '0309' || digits(k, 8) AS term_addr,
    CASE WHEN high THEN '4G/5G' WHEN number // 10 % 9 = 0 THEN '双模' ELSE 'HPLC' END AS comm_mode, CASE WHEN number // 10 % 2 = 0 THEN 'DL/T 698.45' ELSE 'DL/T 645-2007' END AS comm_protocol,
    getvariable('data_date')::DATE - (number // 10 % 2)::INTEGER AS last_collect_date, NOT high AND kind <> 'gate' AS fee_ctrl_flag, '0' || (1 + number // 10 % 3) AS time_scheme,
    false AS fault_flag
FROM seats;

CREATE TABLE instrument_transformer AS
WITH places AS (
    SELECT mp_no, cons_no, i * 20 + seat * 8 AS number, wiring, ct_primary, pt_primary, combined, inst_date, point_volt, high AND i % 10 = 3 AS replaced
    FROM point_facts WHERE metered AND life <> 'closed' AND ct_primary IS NOT NULL
    UNION ALL
    SELECT mp_no, NULL, 70000000 + row_number() OVER (ORDER BY mp_no) * 8, '三相四线', (t_factor * 5)::INTEGER, NULL, false, inst_date, '交流380V', false
    FROM meter WHERE cons_no IS NULL),
pieces AS (
    SELECT *, '电流互感器' AS it_type, unnest(CASE WHEN wiring = '三相三线' THEN ['A相', 'C相'] ELSE ['A相', 'B相', 'C相'] END) AS phase, ct_primary AS primary_value, 5 AS secondary_value,
        '运行' AS run_status FROM places WHERE NOT combined
    UNION ALL SELECT *, '电压互感器', unnest(['A相', 'C相']), pt_primary, 100, '运行' FROM places WHERE NOT combined AND pt_primary IS NOT NULL
    UNION ALL SELECT *, '组合互感器', '三相', NULL, NULL, '运行' FROM places WHERE combined
    UNION ALL SELECT *, '电流互感器', 'A相', 75, 5, '拆回' FROM places WHERE replaced)
SELECT '1350001' || digits(200000009 + (number * 4 + strpos('ABC三', phase[1]) - 1) * 8 + CASE WHEN run_status = '拆回' THEN 3 WHEN it_type = '电压互感器' THEN 1 WHEN it_type = '组合互感器' THEN 2 ELSE 0 END, 15) AS asset_no,
    mp_no, cons_no, it_type, phase, primary_value::DECIMAL(18, 4) AS primary_value, secondary_value::DECIMAL(18, 4) AS secondary_value,
    (primary_value / secondary_value)::DECIMAL(18, 4) AS ratio,
    CASE WHEN it_type = '组合互感器' THEN (ct_primary / 5)::DECIMAL(18, 4) END AS ct_ratio, CASE WHEN it_type = '组合互感器' THEN (pt_primary / 100)::DECIMAL(18, 4) END AS pt_ratio,
    CASE it_type WHEN '电压互感器' THEN '0.5' WHEN '组合互感器' THEN '0.2S' ELSE '0.5S' END AS acc_class,
    CASE it_type WHEN '电流互感器' THEN CASE WHEN pt_primary IS NULL THEN 'LMZ1-0.5' ELSE 'LZZBJ9-10' END WHEN '电压互感器' THEN 'JDZ10-10' ELSE 'JLSZY-10' END AS model,
    digits(500000 + number, 9) AS made_no, pick(getvariable('transformer_makers'), '器厂', number) AS manufacturer, inst_date, inst_date - 45 AS verify_date, '计量专用' AS usage,
    'G' || digits(600000 + number, 9) AS seal_no, run_status, 10::DECIMAL(18, 4) AS rated_burden, '全抽' AS tap_used
FROM pieces;

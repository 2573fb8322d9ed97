-- 居住区、营业厅，以及政府、运营商、渠道、PMS、采集系统给出的参照数据（各取一部分用户）。
CREATE TABLE residential_area AS
SELECT place.area_no, coalesce(estate, village) || CASE WHEN urban THEN '' ELSE '片区' END AS area_name, '青澜县' || town || coalesce(road, '') || village AS area_addr,
    CASE WHEN urban THEN '商品房小区' ELSE '农村自然村' END AS area_kind, CASE WHEN urban THEN 8 + local % 19 ELSE households END AS building_count, households + 6 + local % 20 AS house_count,
    households AS cons_count, '直供到户' AS supply_mode, 1 AS tg_count, CASE WHEN urban THEN pick(getvariable('company_words'), '物业', k) || '物业服务有限公司' END AS property_company,
    CASE WHEN urban THEN '0317-8' || digits(200000 + k * 7 % 700000, 6) END AS property_phone, urban AND local % 3 = 0 AS elevator_flag, urban AND local % 2 = 0 AS charging_ready, urban AND local % 3 = 0 AS high_rise_flag,
    CASE WHEN urban THEN 1998 + local % 25 END AS build_year, org_no, shops AS shop_count
FROM transformer_place AS place
JOIN (SELECT area_no, count(*) FILTER (WHERE life <> 'closed') AS households, count(*) FILTER (WHERE kind IN ('shop', 'licensed_shop', 'company')) AS shops FROM account WHERE NOT high GROUP BY area_no) USING (area_no);

CREATE TABLE business_hall AS
SELECT '11' || org_no AS hall_no, check_date, replace(org_name, '供电所', '供电营业厅') AS hall_name, org_no, CASE WHEN station < 2 THEN 'B级' ELSE 'C级' END AS hall_level,
    '青澜县' || town || getvariable('roads')[1 + station % 20] || (10 + station) || '号' AS hall_addr, '08:30-17:30' AS work_time, true AS price_posted, true AS fee_posted, true AS promise_posted, true AS agent_posted,
    strftime(check_date, '%Y%m') AS agent_posted_month, 12 + station % 5 AS asset_expected, 12 + station % 5 AS asset_found, true AS hotline_posted
FROM station, (SELECT unnest([DATE '2026-10-08', DATE '2026-11-05']) AS check_date);

CREATE TABLE gov_market_entity AS
SELECT 'SC' || digits(row_number() OVER (ORDER BY uscc), 8) AS record_no, uscc, any_value(regexp_replace(cons_name, '\(.*\)', '') ORDER BY cons_no) AS ent_name,
    any_value(legal_rep ORDER BY cons_no) AS legal_rep, any_value(regexp_replace(elec_addr, '\(.*\)', '') ORDER BY cons_no) AS reg_addr, any_value(mobile ORDER BY cons_no) AS phone,
    any_value(trade_code[1] ORDER BY cons_no) AS industry, '存续' AS reg_status, min(build_date) - 120 AS est_date, NULL::DATE AS cancel_date,
    CASE WHEN row_number() OVER (ORDER BY uscc) % 40 = 7 THEN '青澜县供销社' || any_value(legal_rep ORDER BY cons_no) || '门市部' END AS ent_name_used
FROM customer WHERE cert_type IN ('营业执照', '统一社会信用代码') AND uscc[1] = '9' GROUP BY uscc;

CREATE TABLE gov_population AS
SELECT 'GA' || digits(i, 8) AS record_no, cert_no, person AS person_name, mobile_number(i) AS phone, '青澜县' || town || village AS home_addr, '一致' AS verify_result, false AS death_flag, DATE '2026-11-10' AS verify_date
FROM named_account JOIN (SELECT cons_no, cert_no, cert_type FROM customer) USING (cons_no) WHERE kind = 'home' AND cert_type = '居民身份证' AND i % 4 = 1;

CREATE TABLE operator_return AS
SELECT mobile, '在网' AS mobile_status, true AS realname_match, DATE '2026-11-12' AS check_date FROM customer JOIN named_account USING (cons_no) WHERE i % 6 = 2;

CREATE TABLE payment_return AS
SELECT 'JF' || digits(i * 3 + month, 10) AS record_no, cons_no, pick(['微信', '支付宝'], '渠道', i) AS channel, '*' || person[2:] AS payer_name, mobile_number(i)[1:3] || '****' || mobile_number(i)[8:11] AS payer_mobile,
    TIMESTAMP '2026-08-03 10:20:00' + to_months(month::INTEGER) + to_minutes((i % 9000)::INTEGER) AS pay_time, (30 + i % 170)::DECIMAL(18, 2) AS amount
FROM named_account, range(3) AS months(month) WHERE kind = 'home' AND i % 50 = 7;

CREATE TABLE pms_topology AS
SELECT pms_id, '站' AS obj_type, subs_no AS obj_no, subs_name AS obj_name, NULL::VARCHAR AS parent_pms_id, NULL::VARCHAR AS parent_obj_no, NULL::DECIMAL(18, 3) AS cap, run_status FROM substation
UNION ALL BY NAME
SELECT feeder.pms_id, '线' AS obj_type, feeder.line_no AS obj_no, line_name AS obj_name, substation.pms_id AS parent_pms_id, subs_no AS parent_obj_no, feeder.run_status, main_line_no FROM feeder JOIN substation USING (subs_no)
UNION ALL BY NAME
SELECT area.pms_id, '变' AS obj_type, tg_no AS obj_no, tg_name AS obj_name, feeder.pms_id AS parent_pms_id, feeder.line_no AS parent_obj_no, tg_cap AS cap, area.run_status, main_line_no
FROM distribution_transformer AS area JOIN feeder USING (line_no);

CREATE TABLE collect_day AS
SELECT asset_no, tg_no, data_date, (1000 + i % 5000 + day * 8)::DECIMAL(18, 4) AS p_reading, true AS has_tou, tg_no AS hplc_tg_no
FROM (SELECT asset_no, tg_no, i FROM meter JOIN account USING (cons_no) WHERE NOT high AND i % 20 = 4 AND mp_no[-2:] = '01'),
    (SELECT day, getvariable('data_date')::DATE - 7 + day::INTEGER AS data_date FROM range(7) AS series(day));

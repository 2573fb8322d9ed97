-- 高压户的变压器、供电电源、重要客户、专题、发电与充电。
CREATE TABLE receiving_equipment AS
SELECT '20' || digits(5000000 + serial * 4 + unit_number, 8) AS equip_no, cons_no, tg_no, '变压器' AS equip_type, unit_number || '号变压器' AS equip_name,
    'S11-' || plate_cap || CASE WHEN dedicated THEN '/35' ELSE '/10' END AS model_no, plate_cap::DECIMAL(18, 3) AS plate_cap,
    volt_level AS pri_volt, '交流380V' AS sec_volt, CASE WHEN halted THEN '停用' ELSE '运行' END AS run_status, '主用' AS main_spare, '用户' AS property_owner,
    '熔断器' AS protect_mode, build_date AS inst_date, address AS inst_addr, 'T' || digits(80000 + serial * 4 + unit_number, 8) AS factory_no,
    pick(getvariable('transformer_makers'), '变厂', serial) AS manufacturer, 'S11-' || plate_cap AS loss_code,
    CASE WHEN contract_cap >= 630 OR dedicated THEN '不计算' ELSE '查表法' END AS loss_calc_mode,
    CASE WHEN halted THEN '暂停' END AS stop_type, CASE WHEN halted THEN days_after(DATE '2026-09-26', 0, 2, '报停', serial) END AS suspend_start,
    CASE WHEN halted THEN days_after(DATE '2027-01-20', 0, 20, '恢复', serial) END AS suspend_end, CASE WHEN halted THEN 'B' || digits(4000 + serial, 8) END AS seal_no,
    'Dyn11' AS vector_group, round(plate_cap / 0.69282, 1)::DECIMAL(18, 4) AS lv_rated_current, tran_count = 2 AS parallel_flag
FROM (SELECT *, suspended = 'all' OR (suspended = 'one' AND unit_number = 2) AS halted
      FROM (SELECT *, unnest(range(1, tran_count + 1)) AS unit_number FROM named_account WHERE high));
UPDATE receiving_equipment SET run_status = '运行' WHERE run_status IS NULL;

CREATE TABLE tran_loss_std AS
SELECT DISTINCT model_no, plate_cap, loss_code, round(plate_cap * 1.1)::DECIMAL(18, 4) AS p0, round(plate_cap * 8.5)::DECIMAL(18, 4) AS pk FROM receiving_equipment;

CREATE TABLE power_source AS
SELECT cons_no, CASE role WHEN 'main' THEN 1 ELSE 2 END AS source_seq, cons_name || '受电点' AS sp_name,
    CASE WHEN dual THEN '双电源异站双回路' ELSE '单电源单回路' END AS source_num, CASE role WHEN 'main' THEN '主供' ELSE '备用' END AS source_attr,
    CASE WHEN dedicated THEN '专线' ELSE '专变' END AS source_type, point.volt_level, contract_cap::DECIMAL(18, 3) AS supply_cap, point_line AS line_no, feeder.subs_no,
    (1 + i % 90) || '号杆' AS incoming_pole, pick(['架空', '电缆', '架空电缆混合'], '进线', i) AS incoming_mode,
    feeder.line_name || (1 + i % 90) || '号杆跌落式熔断器下桩头' AS boundary_point, '过流速断' AS protect_mode,
    CASE WHEN dual THEN '一路主供一路冷备' END AS run_mode, CASE WHEN dual THEN '机械和电气联锁' END AS interlock_mode, CASE WHEN dual THEN '手动' END AS switch_mode,
    kind IN ('hospital', 'chemical', 'mine', 'water', 'hotel') AS spare_flag,
    CASE WHEN kind IN ('hospital', 'chemical', 'mine', 'water', 'hotel') THEN round(contract_cap * 0.3)::DECIMAL(18, 3) END AS spare_cap,
    CASE WHEN kind IN ('hospital', 'chemical', 'mine', 'water', 'hotel') THEN pick(['机械', '电磁', '电子'], '闭锁', i) END AS spare_lock,
    dual AS high_rel_flag, CASE WHEN dual THEN build_date END AS high_rel_fee_date, '用户' AS line_owner,
    CASE WHEN dual THEN contract_cap::DECIMAL(18, 3) END AS backup_cap
FROM point LEFT JOIN feeder ON feeder.line_no = point_line WHERE high AND role IN ('main', 'second');

CREATE TABLE important_customer AS
SELECT cons_no, rrio_level, '青政重户〔2024〕' || (1 + serial % 90) || '号' AS gov_doc_no,
    CASE kind WHEN 'hospital' THEN '医院' WHEN 'chemical' THEN '危险化学品' WHEN 'mine' THEN '煤矿及非煤矿山' ELSE '供水供热供气' END AS industry_kind,
    '双电源异站双回路' AS source_config, round(named.contract_cap * 0.3)::DECIMAL(18, 3) AS emergency_cap, round(named.contract_cap * 0.2)::DECIMAL(18, 3) AS security_load,
    '柴油发电机' AS emergency_kind, true AS plan_flag, days_after(DATE '2026-05-10', 0, 120, '演练', serial) AS drill_date,
    CASE rrio_level WHEN '一级' THEN 3 ELSE 6 END AS check_cycle, days_after(DATE '2026-09-21', 0, 40, '检查', serial) AS last_check_date,
    person_name('检查员', station) AS checker, 0 AS defect_count, 0 AS defect_open, true AS notice_flag, true AS report_flag, true AS service_flag, true AS urge_flag,
    2 + serial % 4 AS electrician_count, true AS risk_confirm
FROM named_account AS named JOIN (SELECT cons_no, rrio_level FROM customer WHERE rrio_level IS NOT NULL) USING (cons_no);

CREATE TABLE theme_dedicated_line AS
SELECT cons_no, named.line_no, substation.dispatch_name AS disp_station, feeder.bay_name AS disp_bay, feeder.line_name AS disp_line_name, feeder.bay_name[1:3] AS disp_switch_no,
    '600/5' AS disp_ct_ratio, NULL::DECIMAL(18, 4) AS disp_month_pq, '202610' AS energy_month, '调协' || digits(100 + serial, 5) AS disp_agreement_no
FROM named_account AS named JOIN feeder USING (line_no) JOIN substation USING (subs_no) WHERE dedicated;

CREATE TABLE theme_adjustable_load AS
SELECT cons_no, round(run_cap * 0.7)::DECIMAL(18, 3) AS max_load, round(run_cap * 0.2)::DECIMAL(18, 3) AS adj_cap, round(run_cap * 0.15)::DECIMAL(18, 3) AS peak_cut_cap,
    round(run_cap * 0.1)::DECIMAL(18, 3) AS valley_fill_cap, pick([15, 30, 60], '响应', serial)::DECIMAL(18, 4) AS resp_prepare_min, '08:00-20:00' AS prod_period,
    round(run_cap * 0.3)::DECIMAL(18, 3) AS security_cap
FROM account WHERE kind = 'factory' AND contract_cap >= 500 AND run_cap > 0 AND serial % 3 = 0;

CREATE TABLE generator AS
SELECT '06' || digits(40000000 + i, 8) AS gen_no, cons_no, cons_name || '光伏' AS gen_name, '光伏发电' AS gen_kind, '分布式电源' AS gen_category,
    solar_size::DECIMAL(18, 3) AS install_cap, (solar_size + i % 2)::DECIMAL(18, 3) AS approved_cap, '2023-130929-' || digits(i, 7) AS filing_no, '自发自用余电上网' AS consume_mode,
    volt_level AS grid_volt, greatest(build_date + 60, days_after(DATE '2021-03-01', 0, 1300, '并网', i)) AS grid_date, 0.3644::DECIMAL(18, 6) AS ongrid_price, i % 3 = 0 AS subsidy_flag,
    '13' || cons_no[3:] || '09' AS ongrid_mp_no, '13' || cons_no[3:] || '09' AS gen_mp_no, '202610' AS energy_month, (solar_size * 62)::DECIMAL(18, 4) AS ongrid_pq,
    (solar_size * 88)::DECIMAL(18, 4) AS gen_pq, '6228****' || digits(i % 10000, 4) AS bank_account, tg_no, true AS anti_island, false AS poverty_flag, NULL::BOOLEAN AS dispatch_agreement,
    'GSD' || digits(i, 8) AS purchase_contract, 1 AS unit_count, NULL::VARCHAR AS fuel_type, NULL::BOOLEAN AS backup_fee_flag, 1 + i % 2 AS inverter_count, '供电公司代开(反向开票)' AS invoice_mode,
    NULL::VARCHAR AS owner_cert_no
FROM (SELECT *, 6 + i % 4 AS solar_size FROM named_account WHERE solar AND life = 'normal')
UNION ALL BY NAME
SELECT '06' || digits(90000000 + serial, 8) AS gen_no, cons_no, cons_name || '余热发电机组' AS gen_name, '余热余压' AS gen_kind, '自备电厂' AS gen_category, 3000 AS install_cap, 3000 AS approved_cap,
    '2019-130929-' || digits(serial, 7) AS filing_no, '全部自用(离网自用)' AS consume_mode, '交流10kV' AS grid_volt, build_date + 200 AS grid_date, '202610' AS energy_month, 0 AS ongrid_pq, 900000 AS gen_pq, tg_no,
    true AS anti_island, false AS poverty_flag, true AS dispatch_agreement, 'GSD' || digits(serial, 8) AS purchase_contract, 1 AS unit_count, '余热余压余气' AS fuel_type, true AS backup_fee_flag
FROM named_account WHERE kind = 'captive';

CREATE TABLE charging_pile AS
SELECT '77' || digits(100000 + i, 8) AS station_no, cons_no, cons_name || '充电设施' AS station_name,
    CASE kind WHEN 'pile_home' THEN '个人自用' ELSE '公共' END AS station_kind, CASE kind WHEN 'pile_home' THEN person ELSE cons_name END AS operator,
    CASE WHEN credit_kind IS NOT NULL THEN credit_code(credit_kind, i) END AS operator_uscc, '用户' AS asset_owner,
    CASE kind WHEN 'pile_home' THEN 1 WHEN 'charging' THEN 6 ELSE 2 END AS pile_count, CASE kind WHEN 'pile_home' THEN 0 WHEN 'charging' THEN 4 ELSE 1 END AS dc_count,
    CASE kind WHEN 'pile_home' THEN 1 WHEN 'charging' THEN 2 ELSE 1 END AS ac_count, CASE kind WHEN 'pile_home' THEN 7 ELSE round(contract_cap * 0.8) END::DECIMAL(18, 3) AS total_power,
    CASE kind WHEN 'pile_home' THEN '车位' || digits(i, 6) END AS parking_no, true AS independent_meter, build_date + 15 AS open_date, kind <> 'pile_home' AS platform_flag, false AS mix_use_flag,
    CASE WHEN kind <> 'pile_home' THEN '00:00-24:00' END AS open_hours, true AS fee_posted
FROM named_account WHERE kind IN ('pile_home', 'charging', 'small_charging');

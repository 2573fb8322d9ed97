-- 计量点：主计量点，加上宿舍子表、定比点、并列居民点、第二电源点、光伏上网关口、台区考核关口。
CREATE TABLE point AS
WITH base AS (
    SELECT *, high AND contract_cap >= 630 OR dedicated AS high_metered,
        kind IN ('hospital', 'chemical', 'mine', 'water') AS dual, high AND kind = 'factory' AND serial % 24 = 14 AND contract_cap >= 200 AS dormitory,
        high AND kind = 'factory' AND serial % 24 = 15 AS mixed_ratio, high AND kind = 'factory' AND serial % 24 = 16 AS mixed_parallel
    FROM named_account WHERE life <> 'new'),
seats AS (
    SELECT base.*, 'main' AS role, 1 AS seat, line_no AS point_line FROM base
    UNION ALL SELECT base.*, 'dormitory', 2, line_no FROM base WHERE dormitory
    UNION ALL SELECT base.*, 'ratio', 2, line_no FROM base WHERE mixed_ratio
    UNION ALL SELECT base.*, 'parallel', 2, line_no FROM base WHERE mixed_parallel
    UNION ALL SELECT base.*, 'second', 2, other.line_no FROM base JOIN feeder AS own ON own.line_no = base.line_no
        JOIN feeder AS other ON other.branch = 0 AND other.pub_dedicated = '公线'
            AND other.line = (own.line + getvariable('main_lines') // 2) % getvariable('main_lines') WHERE dual
    UNION ALL SELECT base.*, 'feed_in', 9, line_no FROM base WHERE solar AND life = 'normal')
SELECT *, '13' || cons_no[3:] || digits(seat, 2) AS mp_no,
    CASE WHEN role IN ('dormitory', 'ratio', 'parallel') THEN '居民合表' ELSE price_class END AS point_class,
    CASE WHEN role IN ('dormitory', 'ratio') THEN 2 ELSE 1 END AS mp_level,
    CASE WHEN role IN ('dormitory', 'ratio', 'parallel') THEN contract_cap // 8 ELSE contract_cap END AS point_cap,
    CASE WHEN NOT high THEN '低供低计' WHEN high_metered AND role IN ('main', 'second') THEN '高供高计' ELSE '高供低计' END AS meas_mode,
    role <> 'ratio' AND kind <> 'street_light' AS metered, two_part AND role IN ('main', 'second') AS point_two_part,
    CASE WHEN kind = 'street_light' THEN '定量' WHEN role = 'ratio' THEN '定比' ELSE '实抄' END AS fix_ratio_type
FROM seats;

CREATE TABLE point_facts AS
SELECT point.*, CASE WHEN meas_mode = '高供低计' THEN '交流380V' ELSE volt_level END AS point_volt,
    CASE WHEN meas_mode = '高供高计' THEN '三相三线' WHEN meas_mode = '低供低计' AND volt_level = '交流220V' THEN '单相' ELSE '三相四线' END AS wiring,
    CASE WHEN NOT metered OR (meas_mode = '低供低计' AND contract_cap < 30) THEN NULL
         ELSE list_filter([5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1500, 2000, 2500, 3000],
            lambda x: x >= 1.2 * point_cap / (1.732 * CASE WHEN meas_mode <> '高供高计' THEN 0.4 WHEN dedicated THEN 35 ELSE 10 END))[1] END AS ct_primary,
    CASE WHEN meas_mode <> '高供高计' OR NOT metered THEN NULL WHEN dedicated THEN 35000 ELSE 10000 END AS pt_primary,
    meas_mode = '高供高计' AND serial % 2 = 1 AND NOT dedicated AS combined,
    price_class IN ('工商业') AND high AND contract_cap >= 100 AND role IN ('main', 'second') OR (kind = 'company' AND i % 2 = 0) AS tou,
    role IN ('main', 'second') AND high AND contract_cap >= 100 AND price_class IN ('工商业', '农业', '排灌') AS pf_judged,
    greatest(build_date + 12, days_after(DATE '2019-04-01', 0, 1900, '装表', i)) AS inst_date
FROM point;

CREATE TABLE metering_point AS
SELECT mp_no, point_facts.cons_no, cons_name || CASE role WHEN 'main' THEN '计量点' WHEN 'dormitory' THEN '宿舍子计量点' WHEN 'ratio' THEN '定比计量点'
        WHEN 'parallel' THEN '居民计量点' WHEN 'second' THEN '第二电源计量点' ELSE '上网关口' END AS mp_name, address AS mp_addr,
    CASE WHEN role = 'feed_in' THEN '关口' ELSE '用电客户' END AS mp_class, '结算' AS mp_attr,
    CASE WHEN role = 'feed_in' THEN '发电上网关口' ELSE '售电侧结算' END AS mp_usage,
    CASE WHEN meas_mode = '高供高计' THEN '高压侧' ELSE '低压侧' END AS mp_side, point_volt AS volt_level, meas_mode, wiring AS wiring_mode,
    CASE point_volt WHEN '交流220V' THEN 'Ⅴ类' WHEN '交流380V' THEN 'Ⅳ类' ELSE 'Ⅲ类' END AS md_type,
    CASE WHEN life = 'closed' THEN '撤销' ELSE '在用' END AS mp_status, mp_level,
    CASE WHEN mp_level = 2 THEN '13' || point_facts.cons_no[3:] || '01' END AS parent_mp_no, metered AS meter_flag, inst_date AS run_date, tg_no, point_line AS line_no,
    digits(300 + i % 600, 3) || '开关' AS switch_no, prices.price_code, prices.price_name,
    CASE WHEN point_class = '居民合表' THEN '居民生活用电' ELSE customer.elec_type END AS price_elec_type,
    CASE WHEN point_class = point_facts.price_class THEN customer.trade_code ELSE 'K7020' END AS price_trade_code, prices.strategy AS price_strategy,
    CASE WHEN NOT point_two_part THEN '不计算' WHEN dual OR suspended IS NOT NULL THEN '按容量'
         WHEN serial % 5 = 0 THEN '按合同(约定)需量' WHEN serial % 5 = 1 THEN '按实际最大需量' ELSE '按容量' END AS ba_calc_mode,
    CASE WHEN point_two_part AND NOT dual AND suspended IS NULL AND serial % 5 = 0 THEN round(point_facts.contract_cap * 0.7)::DECIMAL(18, 4) END AS demand_value,
    CASE WHEN pf_judged THEN '标准考核' ELSE '不考核' END AS pf_eval_mode,
    CASE WHEN NOT pf_judged THEN NULL WHEN point_facts.price_class = '农业' THEN '0.80'
         WHEN customer.trade_code[1] IN ('B', 'C', 'D') AND point_facts.contract_cap > 160 THEN '0.90' ELSE '0.85' END AS pf_std,
    tou AS tou_flag, fix_ratio_type,
    CASE fix_ratio_type WHEN '定量' THEN point_facts.contract_cap * 60 WHEN '定比' THEN 10 + serial % 4 * 5 END::DECIMAL(18, 4) AS fix_ratio_value,
    CASE WHEN fix_ratio_type <> '实抄' THEN days_after(DATE '2026-05-06', 0, 150, '核定', i) END AS fix_ratio_date, meas_mode = '高供低计' AS tran_loss_flag,
    false AS line_loss_flag,
    CASE WHEN point_class = '居民' THEN '阶梯计费' WHEN point_class IN ('居民合表', '学校') THEN '合表计费' END AS ladder_type, NULL::DECIMAL(18, 4) AS loss_share
FROM point_facts JOIN (SELECT cons_no, elec_type, trade_code FROM customer) AS customer USING (cons_no)
JOIN read_csv(getvariable('prices_file'), all_varchar = true) AS prices ON prices.price_class = point_class
    AND prices.volt_level = CASE WHEN point_facts.volt_level IN ('交流220V', '交流380V') THEN '不满1千伏' WHEN dedicated THEN '35千伏' ELSE '1-10千伏' END
    AND prices.strategy = CASE WHEN point_two_part THEN '两部制' ELSE '单一制' END;

INSERT INTO metering_point BY NAME
SELECT gate_mp_no AS mp_no, tg_name || '考核计量点' AS mp_name, inst_addr AS mp_addr, '关口' AS mp_class, '考核' AS mp_attr, '台区供电考核' AS mp_usage,
    '低压侧' AS mp_side, '交流380V' AS volt_level, '低供低计' AS meas_mode, '三相四线' AS wiring_mode, 'Ⅳ类' AS md_type, '在用' AS mp_status, 1 AS mp_level,
    true AS meter_flag, DATE '2019-06-01' AS run_date, tg_no, line_no, '实抄' AS fix_ratio_type, false AS tou_flag, false AS tran_loss_flag, false AS line_loss_flag
FROM distribution_transformer WHERE gate_mp_no IS NOT NULL;

CREATE TABLE price_catalog AS
SELECT price_code, price_name, elec_class, volt_level, strategy, min_price::DECIMAL(18, 6) AS min_price, max_price::DECIMAL(18, 6) AS max_price,
    valid_from::DATE AS valid_from, valid_to::DATE AS valid_to
FROM read_csv(getvariable('prices_file'), all_varchar = true);

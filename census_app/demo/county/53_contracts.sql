-- 合同：每户一份现行合同；老的高压户还留着一份已到期的旧合同。
CREATE TABLE contract AS
WITH signed AS (
    SELECT named_account.*, customer.market_attr, ba_calc_mode,
        greatest(named_account.build_date + 2, days_after(DATE '2023-02-01', 0, 880, '续签', i)) AS latest_sign
    FROM named_account JOIN (SELECT cons_no, market_attr FROM customer) AS customer USING (cons_no)
    LEFT JOIN (SELECT cons_no, ba_calc_mode FROM metering_point WHERE mp_no[-2:] = '01' AND mp_class = '用电客户') USING (cons_no)
    WHERE life <> 'new')
SELECT 'HT' || digits(60000000 + i * 2 + 1, 10) AS contract_no, cons_no,
    CASE WHEN kind = 'site' THEN '临时供用电合同' WHEN high THEN '高压供用电合同' WHEN cons_sort = '低压居民' THEN '居民供用电合同' ELSE '低压供用电合同' END AS contract_type,
    CASE WHEN cons_sort = '低压居民' THEN build_date ELSE latest_sign END AS sign_date, CASE WHEN cons_sort = '低压居民' THEN build_date ELSE latest_sign END AS effect_date,
    CASE WHEN cons_sort <> '低压居民' THEN (latest_sign + INTERVAL 5 YEAR)::DATE END AS expire_date, contract_cap::DECIMAL(18, 3) AS contract_cap,
    cons_name AS contract_name, address AS contract_addr, CASE WHEN high THEN '以供电线路第一断路器为界' ELSE '以电能表出线桩头为界' END AS boundary_desc, '按国家规定的电价执行' AS price_clause,
    CASE WHEN high THEN ba_calc_mode END AS demand_clause, true AS attach_flag, true AS scan_flag, CASE WHEN i % 3 = 0 THEN '电子' ELSE '纸质' END AS sign_mode,
    high AS dispatch_agreement, true AS fee_agreement, market_attr = '代理购电用户' AS agent_contract,
    CASE WHEN market_attr = '代理购电用户' THEN DATE '2021-12-01' + (i % 20)::INTEGER END AS agent_notice_date, cons_sort = '低压居民' OR i % 3 > 0 AS renew_flag
FROM signed
UNION ALL BY NAME
SELECT 'HT' || digits(60000000 + i * 2, 10) AS contract_no, cons_no, '高压供用电合同' AS contract_type, build_date AS sign_date, build_date AS effect_date,
    (build_date + INTERVAL 5 YEAR)::DATE AS expire_date, contract_cap::DECIMAL(18, 3) AS contract_cap, cons_name AS contract_name, address AS contract_addr,
    '以供电线路第一断路器为界' AS boundary_desc, '按国家规定的电价执行' AS price_clause, '按容量' AS demand_clause, true AS attach_flag, true AS scan_flag, '纸质' AS sign_mode,
    true AS dispatch_agreement, true AS fee_agreement, false AS agent_contract, NULL::DATE AS agent_notice_date, false AS renew_flag
FROM signed WHERE high AND build_date < DATE '2016-01-01';

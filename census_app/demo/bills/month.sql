-- 一个账期的账单：抄见电量 =（止度 − 起度）× 倍率，结算 = 抄见 + 变损 − 子表 + 退补，各电费相加为合计；起度接上月止度。
CREATE OR REPLACE TEMP TABLE month_energy AS
WITH usage AS (
    SELECT profile.*, year(month_start) * 100 + month(month_start) AS number,
        CASE WHEN suspend_start IS NULL OR suspend_start >= month_start + INTERVAL 1 MONTH THEN 0
             ELSE day(last_day(month_start)) - CASE WHEN suspend_start > month_start THEN day(suspend_start) - 1 ELSE 0 END END AS halted_days,
        day(last_day(month_start)) AS month_days
    FROM bill_profile AS profile, (SELECT getvariable('bill_month')::DATE AS month_start)
    WHERE month_start BETWEEN first_month AND last_month),
amounts AS (
    SELECT *, base_pq * season_factor(season, (number % 100)::INTEGER) * (0.93 + 0.14 * draw('月' || number, i))
        * CASE WHEN suspended = 'all' THEN 1 - halted_days::DOUBLE / month_days ELSE 1 END AS wanted
    FROM usage)
SELECT *, round(CASE WHEN wanted > 0 THEN greatest(wanted / factor::DOUBLE, 1 / factor::DOUBLE, 0.01) ELSE 0 END, 2)::DECIMAL(18, 4) AS advance FROM amounts;

INSERT INTO billing_month BY NAME
WITH metered AS (
    SELECT energy.*, CASE WHEN metered THEN reading.value END AS last_read, CASE WHEN metered THEN reading.value + advance END AS this_read,
        CASE WHEN metered THEN (advance * factor)::DECIMAL(18, 4) END AS read_pq
    FROM month_energy AS energy LEFT JOIN reading USING (mp_no)),
measured AS (
    SELECT metered.*, coalesce(round(CASE WHEN meas_mode = '高供低计' AND role = 'main' THEN read_pq * 0.015 ELSE 0 END, 0), 0)::DECIMAL(18, 4) AS cu_loss_pq,
        CASE WHEN meas_mode = '高供低计' AND role = 'main' AND read_pq > 0 THEN round(contract_cap * 1.1) ELSE 0 END::DECIMAL(18, 4) AS fe_loss_pq,
        CASE WHEN draw('退补' || number, i) < 0.0004 AND role = 'main' THEN 12 ELSE 0 END::DECIMAL(18, 4) AS adjust_pq,
        round(0.905 + 0.07 * draw('力率', i), 4)::DECIMAL(18, 4) AS power_factor
    FROM metered),
settled AS (
    SELECT measured.*, CASE WHEN kind = 'street_light' THEN measured.fix_ratio_value WHEN role = 'ratio' THEN round(parent.read_pq * measured.fix_ratio_value / 100, 0)
        ELSE measured.read_pq + cu_loss_pq + fe_loss_pq + adjust_pq - coalesce(child.taken, 0) END::DECIMAL(18, 4) AS settle_pq
    FROM measured
    LEFT JOIN (SELECT mp_no AS parent_no, read_pq FROM metered WHERE high) AS parent ON parent.parent_no = measured.parent_mp_no
    LEFT JOIN (SELECT below.parent_mp_no AS child_of, sum(CASE WHEN below.role = 'ratio' THEN round(above.read_pq * below.fix_ratio_value / 100, 0) ELSE below.read_pq END) AS taken
               FROM metered AS below JOIN metered AS above ON above.mp_no = below.parent_mp_no GROUP BY ALL) AS child ON child.child_of = measured.mp_no),
charged AS (
    SELECT *, round(settle_pq * price, 2)::DECIMAL(18, 2) AS energy_amt, round(settle_pq * 0.0294, 2)::DECIMAL(18, 2) AS fund_amt,
        CASE WHEN high AND metered THEN round(read_pq / (24 * month_days) * (1.25 + 0.25 * draw('需量', i)), 2) END::DECIMAL(18, 4) AS max_demand,
        CASE WHEN high THEN round(contract_cap - (contract_cap - run_cap) * halted_days / month_days, 3) END::DECIMAL(18, 3) AS bill_cap,
        round(adjust_pq * price, 2)::DECIMAL(18, 2) AS adjust_amt
    FROM settled),
based AS (
    SELECT *, CASE WHEN NOT point_two_part THEN 0 WHEN ba_calc_mode = '按容量' THEN round(bill_cap * 23 * CASE WHEN dual THEN 0.5 ELSE 1 END, 2)
        WHEN ba_calc_mode = '按实际最大需量' THEN round(max_demand * 38, 2) ELSE round(demand_value * 38, 2) END::DECIMAL(18, 2) AS base_amt
    FROM charged),
totalled AS (
    SELECT *, CASE WHEN pf_judged THEN round((energy_amt + base_amt) * -0.005, 2) ELSE 0 END::DECIMAL(18, 2) AS pf_amt FROM based)
SELECT cons_no, mp_no, number::VARCHAR AS ym, 1 AS mr_day, last_read, this_read, CASE WHEN metered THEN factor END AS t_factor, read_pq, settle_pq,
    CASE WHEN tou THEN round(read_pq * 0.31, 2) END AS peak_pq, CASE WHEN tou THEN read_pq - round(read_pq * 0.31, 2) - round(read_pq * 0.27, 2) - round(read_pq * 0.05, 2) END AS flat_pq,
    CASE WHEN tou THEN round(read_pq * 0.27, 2) END AS valley_pq, CASE WHEN tou THEN round(read_pq * 0.05, 2) END AS sharp_pq,
    CASE WHEN high AND metered THEN round(read_pq * tan(acos(power_factor)), 0) END AS reactive_pq, cu_loss_pq, fe_loss_pq, 0 AS line_loss_pq,
    CASE WHEN high AND metered THEN power_factor END AS actual_pf, CASE WHEN pf_judged THEN -0.5 END AS pf_adj_rate, max_demand, bill_cap,
    CASE WHEN high THEN CASE WHEN halted_days > 0 THEN contract_cap - run_cap ELSE 0 END END AS suspend_cap, CASE WHEN high THEN halted_days END AS suspend_days, price AS avg_price,
    energy_amt, base_amt, pf_amt, fund_amt, adjust_pq, adjust_amt, energy_amt + base_amt + pf_amt + fund_amt + adjust_amt AS t_amt,
    energy_amt + base_amt + pf_amt + fund_amt + adjust_amt - CASE WHEN owing THEN energy_amt ELSE 0 END AS rcvd_amt, CASE WHEN owing THEN energy_amt ELSE 0 END AS owe_amt, 0 AS penalty_amt,
    pick(['微信', '支付宝', '网上国网', '银行代扣', '坐收'], '缴费', i) AS pay_mode, person_name('户主', i)[1] || '*' AS payer_name, '6217****' || digits(i % 10000, 4) AS payer_account,
    CASE WHEN metered THEN CASE WHEN draw('手抄' || number, i) < 0.008 THEN '手抄' ELSE '远采' END END AS read_status,
    CASE WHEN market THEN round(energy_amt * 0.62, 2) END AS market_amt, CASE WHEN market THEN round(energy_amt * 0.3, 2) END AS tnd_amt, CASE WHEN market THEN round(energy_amt * 0.03, 2) END AS sysop_amt
FROM (SELECT *, number = getvariable('last_bill') AND draw('欠费', i) < 0.02 AS owing FROM totalled);

UPDATE reading SET value = value + advance FROM month_energy WHERE month_energy.mp_no = reading.mp_no;

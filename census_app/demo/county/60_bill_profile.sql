-- 每个结算计量点的用电轮廓：月基准电量、季节、起止账期；逐月账单由 61_bill_month 据此推出。
CREATE MACRO season_factor(season, month) AS CASE season
    WHEN 'home' THEN [1.25, 1.15, 0.95, 0.85, 0.85, 1.0, 1.35, 1.4, 1.05, 0.85, 0.9, 1.15][month]
    WHEN 'shop' THEN [1.05, 0.9, 0.95, 0.95, 1.0, 1.1, 1.25, 1.25, 1.05, 0.95, 0.95, 1.05][month]
    WHEN 'farm' THEN [0.55, 0.6, 1.2, 1.4, 1.5, 1.3, 1.0, 1.0, 0.9, 0.85, 0.7, 0.55][month]
    WHEN 'school' THEN [0.7, 0.5, 1.0, 1.0, 1.0, 1.0, 0.6, 0.5, 1.0, 1.05, 1.1, 1.1][month]
    WHEN 'factory' THEN [0.9, 0.7, 1.0, 1.0, 1.02, 1.05, 1.08, 1.05, 1.0, 1.0, 1.0, 1.0][month] ELSE 1.0 END;

CREATE TABLE bill_profile AS
SELECT facts.i, facts.cons_no, facts.mp_no, facts.role, facts.high, facts.kind, metered, facts.meas_mode, tou, pf_judged, point_two_part, facts.dual, season,
    facts.contract_cap, facts.run_cap, facts.suspended, mp.ba_calc_mode, mp.demand_value, mp.fix_ratio_value, mp.parent_mp_no, price::DOUBLE AS price, price_class = '工商业' AS market,
    coalesce(meter.t_factor, 1) AS factor, suspend_start,
    CASE WHEN role IN ('dormitory', 'parallel') THEN facts.contract_cap * 2.0 WHEN kind = 'home' AND facts.i % 17 = 13 THEN 7
         ELSE CASE WHEN facts.suspended = 'one' THEN facts.run_cap ELSE facts.contract_cap END * load_factor * 730
            * CASE WHEN facts.high THEN 0.75 + 0.25 * draw('用电', facts.i) ELSE 0.3 + 1.9 * pow(draw('用电', facts.i), 2) END
            * CASE WHEN facts.dual THEN CASE role WHEN 'main' THEN 0.6 ELSE 0.4 END ELSE 1 END END AS base_pq,
    CASE WHEN facts.recent OR kind = 'site' THEN date_trunc('month', ps_date + INTERVAL 1 MONTH) ELSE DATE '2000-01-01' END::DATE AS first_month,
    coalesce(date_trunc('month', cancel_date), DATE '2099-01-01')::DATE AS last_month
FROM point_facts AS facts JOIN (SELECT cons_no, ps_date, cancel_date FROM customer) USING (cons_no) JOIN metering_point AS mp USING (mp_no)
JOIN (SELECT price_code, price FROM read_csv(getvariable('prices_file'), all_varchar = true)) USING (price_code)
LEFT JOIN (SELECT mp_no, any_value(t_factor) AS t_factor FROM meter GROUP BY mp_no) AS meter USING (mp_no)
LEFT JOIN (SELECT cons_no, max(suspend_start) AS suspend_start FROM receiving_equipment GROUP BY cons_no) USING (cons_no)
WHERE role <> 'feed_in';

CREATE TABLE reading AS SELECT mp_no, round(200 + 9000 * draw('示数', i), 2)::DECIMAL(18, 4) AS value FROM bill_profile WHERE metered;
CREATE TABLE billing_month (
    cons_no VARCHAR, mp_no VARCHAR, ym VARCHAR, mr_day INTEGER, last_read DECIMAL(18, 4), this_read DECIMAL(18, 4), t_factor DECIMAL(18, 4), read_pq DECIMAL(18, 4), settle_pq DECIMAL(18, 4),
    peak_pq DECIMAL(18, 4), flat_pq DECIMAL(18, 4), valley_pq DECIMAL(18, 4), sharp_pq DECIMAL(18, 4), reactive_pq DECIMAL(18, 4), cu_loss_pq DECIMAL(18, 4), fe_loss_pq DECIMAL(18, 4), line_loss_pq DECIMAL(18, 4),
    actual_pf DECIMAL(18, 4), pf_adj_rate DECIMAL(18, 4), max_demand DECIMAL(18, 4), bill_cap DECIMAL(18, 3), suspend_cap DECIMAL(18, 3), suspend_days INTEGER, avg_price DECIMAL(18, 6), energy_amt DECIMAL(18, 2),
    base_amt DECIMAL(18, 2), pf_amt DECIMAL(18, 2), fund_amt DECIMAL(18, 2), adjust_pq DECIMAL(18, 4), adjust_amt DECIMAL(18, 2), t_amt DECIMAL(18, 2), rcvd_amt DECIMAL(18, 2), owe_amt DECIMAL(18, 2),
    penalty_amt DECIMAL(18, 2), pay_mode VARCHAR, payer_name VARCHAR, payer_account VARCHAR, read_status VARCHAR, market_amt DECIMAL(18, 2), tnd_amt DECIMAL(18, 2), sysop_amt DECIMAL(18, 2));

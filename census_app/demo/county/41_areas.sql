-- 台区的户数、报装容量合计从客户数出来；专变台区一户一个。
CREATE TABLE distribution_transformer AS
WITH load AS (
    SELECT tg_no, count(*) FILTER (WHERE life <> 'closed') AS households, sum(contract_cap) FILTER (WHERE life <> 'closed') AS reported,
        sum(CASE WHEN solar THEN 10 ELSE 0 END) AS solar_cap
    FROM account WHERE NOT high GROUP BY tg_no),
public AS (
    SELECT place.tg_no, replace(town, '镇', '') || coalesce(estate, village) || (1 + local % 4) || '号公用变' AS tg_name,
        pick([315, 400, 500, 630], '台容', k) AS tg_cap, '公变' AS pub_priv, place.line_no, 1 AS tran_count,
        '青澜县' || town || village || coalesce(road, '') || '配电台' AS inst_addr, longitude, latitude, households, reported, solar_cap,
        tg_manager, org_no, urban, k + 400000 AS number
    FROM transformer_place AS place JOIN load USING (tg_no)),
private AS (
    SELECT tg_no, cons_name || '专变' AS tg_name, plate_cap * tran_count AS tg_cap, '专变' AS pub_priv, line_no, tran_count, address AS inst_addr, longitude, latitude,
        1 AS households, contract_cap AS reported, 0 AS solar_cap, tg_manager, station_org_no AS org_no, urban, serial + 900000 AS number
    FROM named_account WHERE high)
SELECT tg_no, tg_name, tg_cap::DECIMAL(18, 3) AS tg_cap, pub_priv, '运行' AS run_status, line_no, feeder_name AS line_name, tran_count,
    tg_cap::DECIMAL(18, 3) AS tran_cap_sum, CASE WHEN pub_priv = '公变' THEN 'S13-M-' || tg_cap || '/10' ELSE 'S11-M' END AS tran_model, inst_addr,
    round(longitude, 6) AS longitude, round(latitude, 6) AS latitude, households AS cons_count, reported::DECIMAL(18, 3) AS report_cap_sum, '202610' AS energy_month,
    supplied::DECIMAL(18, 4) AS ppq, round(supplied * (1 - loss / 100), 0)::DECIMAL(18, 4) AS spq,
    (supplied - round(supplied * (1 - loss / 100), 0))::DECIMAL(18, 4) AS loss_pq,
    round((supplied - round(supplied * (1 - loss / 100), 0)) / supplied * 100, 2)::DECIMAL(18, 4) AS loss_rate,
    round(25 + 45 * draw('负载', number), 2)::DECIMAL(18, 4) AS max_load_rate, tg_manager, tg_manager AS equipment_owner, org_no, org_unit.org_name,
    '30000000-' || digits(300000 + number, 9) AS pms_id, CASE WHEN urban THEN '城市' ELSE '农村' END AS rural_flag,
    CASE WHEN pub_priv = '公变' THEN '90' || tg_no END AS gate_mp_no, days_after(DATE '2016-01-01', 0, 3400, '台变更', number) AS chg_date,
    solar_cap::DECIMAL(18, 3) AS pv_cap_sum, round(2 + 9 * draw('不平衡', number), 2)::DECIMAL(18, 4) AS unbalance_rate
FROM (SELECT *, households * between_numbers(130, 220, '供电', number) + tg_cap * 20 AS supplied, 1.5 + 3.5 * draw('损', number) AS loss
      FROM (SELECT * FROM public UNION ALL BY NAME SELECT * FROM private))
LEFT JOIN (SELECT line_no, line_name AS feeder_name FROM feeder) USING (line_no) JOIN org_unit USING (org_no);

-- 专线归用户独用，接在同一座变电站。
INSERT INTO feeder BY NAME
SELECT '10' || digits(900000 + serial * 10, 8) AS line_no, trade_name || '专线' AS line_name, '交流35kV' AS volt_level, substation.subs_no, substation.subs_name,
    digits(311 + serial, 3) || '间隔' AS bay_name, false AS subline_flag, '10' || digits(900000 + serial * 10, 8) AS main_line_no, '专线' AS pub_dedicated,
    '运行' AS run_status, station_org_no AS org_no, station_org.org_name, '30000000-' || digits(900000 + serial, 9) AS pms_id, 5.2::DECIMAL(18, 3) AS length_km,
    600::DECIMAL(18, 3) AS max_current, DATE '2019-05-01' AS chg_date, 0.6::DECIMAL(18, 4) AS loss_rate, 0::DECIMAL(18, 3) AS open_cap,
    900000 + serial AS line, 0 AS branch, station
FROM named_account JOIN substation ON substation.place = serial % getvariable('substations')
JOIN org_unit AS station_org ON station_org.org_no = station_org_no WHERE dedicated;
UPDATE distribution_transformer SET line_name = feeder.line_name FROM feeder
WHERE distribution_transformer.line_no = feeder.line_no AND distribution_transformer.line_name IS NULL;

ALTER TABLE customer ADD COLUMN tg_name VARCHAR;
ALTER TABLE customer ADD COLUMN line_name VARCHAR;
UPDATE customer SET tg_name = area.tg_name, line_name = area.line_name FROM distribution_transformer AS area WHERE customer.tg_no = area.tg_no;

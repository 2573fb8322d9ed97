-- 每户是什么人、接在哪里、多大容量：后面各表都从这里推出，所以彼此不会矛盾。
CREATE TABLE low_account AS
SELECT v AS i, v AS serial, small_index,
    CASE WHEN floor((v + 1) * small_share) > small_index THEN getvariable('low_kinds')[1 + small_index % len(getvariable('low_kinds'))]
         WHEN v % 401 = 41 THEN 'pile_home' ELSE 'home' END AS kind,
    place.*
FROM (SELECT v, v::DOUBLE / getvariable('low_accounts') AS share,
        getvariable('small_accounts')::DOUBLE / getvariable('low_accounts') AS small_share,
        floor(v * (getvariable('small_accounts')::DOUBLE / getvariable('low_accounts')))::BIGINT AS small_index
      FROM range(getvariable('low_accounts')) AS series(v))
ASOF JOIN transformer_place AS place ON share >= place.share_from;

-- 高压户：变压器台数 × 铭牌容量；每户一个专变台区；特大户自有专线。
CREATE TABLE high_account AS
SELECT getvariable('low_accounts') + h AS i, h AS serial, kind, h % 24 = 10 AND h % 48 = 10 AS dedicated,
    tran_count, plate_cap, tran_count * plate_cap AS contract_cap,
    CASE WHEN h % 48 = 13 THEN 'all' WHEN tran_count = 2 AND h % 24 = 12 THEN 'one' END AS suspended,
    '00' || digits(71000000 + h * 7, 8) AS tg_no, place.* EXCLUDE (tg_no, share_from)
FROM (SELECT h, getvariable('high_kinds')[1 + h % len(getvariable('high_kinds'))] AS kind,
        CASE WHEN h % 24 = 10 AND h % 48 = 10 THEN 2
             WHEN h % 24 = 12 OR (h % 24 IN (0, 1, 21) AND draw('台数', h) < 0.9) THEN 2 ELSE 1 END AS tran_count,
        CASE WHEN h % 24 = 10 AND h % 48 = 10 THEN pick([3150, 4000, 5000], '专线容量', h)
             WHEN h % 24 IN (0, 1, 21, 22, 23) THEN pick([630, 800, 1000], '大户容量', h)
             WHEN h % 48 = 13 THEN pick([125, 200, 250], '全停容量', h)
             WHEN h % 24 IN (2, 3, 4, 5, 9) THEN pick([80, 100, 125, 200, 250], '小户容量', h)
             ELSE pick([80, 100, 125, 200, 250, 315, 400, 500, 630, 800, 1000, 1250], '容量', h) END AS plate_cap,
        floor(draw('高压所', h) * getvariable('public_areas'))::BIGINT AS home_area
      FROM range(getvariable('high_accounts')) AS series(h))
JOIN transformer_place AS place ON place.k = home_area;

CREATE TABLE account AS
WITH joined AS (
    SELECT i, serial, kind, small_index, k, station, urban, org_no AS station_org_no, town, village, road, estate, line_no, main_line_no, tg_no,
        longitude, latitude, tg_manager, team_name, area_no, false AS dedicated, NULL::INTEGER AS tran_count, NULL::INTEGER AS plate_cap,
        NULL::VARCHAR AS suspended, NULL::BIGINT AS high_cap
    FROM low_account
    UNION ALL BY NAME
    SELECT i, serial, kind, NULL::BIGINT AS small_index, k, station, urban, org_no AS station_org_no, town, village, road, estate,
        CASE WHEN dedicated THEN '10' || digits(900000 + serial * 10, 8) ELSE line_no END AS line_no,
        CASE WHEN dedicated THEN '10' || digits(900000 + serial * 10, 8) ELSE main_line_no END AS main_line_no,
        tg_no, longitude, latitude, tg_manager, team_name, NULL::VARCHAR AS area_no, dedicated, tran_count, plate_cap, suspended,
        contract_cap AS high_cap
    FROM high_account),
sized AS (
    SELECT joined.*, kinds.cons_sort, kinds.elec_type AS kind_elec_type, kinds.trade_code AS kind_trade, kinds.credit_kind, kinds.price_class, kinds.load_factor, kinds.season, high_cap IS NOT NULL AS high,
        CASE WHEN high_cap IS NOT NULL THEN high_cap
             WHEN kind = 'home' THEN pick([8, 8, 8, 8, 8, 6, 6, 10, 12, 15], '居民容量', i)
             WHEN kind = 'pile_home' THEN 8
             WHEN kind IN ('street_light', 'tower', 'committee') THEN pick([6, 8, 10], '小容量', i)
             WHEN kind IN ('site', 'village_school', 'collective', 'clinic', 'small_charging', 'irrigation') THEN pick([20, 30, 50, 80], '三相容量', i)
             ELSE pick([8, 10, 15, 20, 30, 50, 80], '商户容量', i) END AS contract_cap,
        CASE WHEN kind = 'home' AND serial % 307 = 77 THEN 'closed' WHEN kind = 'home' AND serial % 911 = 501 THEN 'new'
             WHEN kind = 'home' AND serial % 613 = 211 THEN 'changing' ELSE 'normal' END AS life,
        high_cap IS NULL AND kind = 'home' AND serial % 53 = 3 AS solar,
        (kind = 'home' AND serial % 25 = 8 AND serial % 307 <> 77) OR (kind NOT IN ('home', 'site') AND i % 37 = 5) AS recent
    FROM joined JOIN read_csv(getvariable('kinds_file'), all_varchar = true) AS kinds USING (kind))
SELECT sized.* REPLACE (load_factor::DOUBLE AS load_factor),
    '04' || digits(10000019 + i * 73, 8) AS cons_no,
    CASE WHEN high AND contract_cap >= 1000 THEN '134092290' ELSE station_org_no END AS org_no,
    CASE WHEN dedicated THEN '交流35kV' WHEN high THEN '交流10kV' WHEN contract_cap <= 12 THEN '交流220V' ELSE '交流380V' END AS volt_level,
    CASE WHEN suspended = 'all' THEN 0 WHEN suspended = 'one' THEN plate_cap ELSE contract_cap END AS run_cap,
    life IN ('normal', 'changing') AS active,
    CASE WHEN life = 'new' THEN DATE '2026-11-16' WHEN kind = 'site' THEN days_after(DATE '2025-02-01', 0, 200, '施工', i) WHEN recent THEN days_after(DATE '2025-11-03', 0, 320, '新户', i)
         ELSE days_after(DATE '2004-02-01', 0, 7700, '老户', i) END AS build_date,
    person_name('户主', i) AS person,
    high AND price_class = '工商业' AND contract_cap >= 315 AS two_part
FROM sized;

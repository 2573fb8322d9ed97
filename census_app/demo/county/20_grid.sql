-- 电网：变电站 → 主线（带两条支线）→ 公用台区；高压用户各有专变台区（见 30_customers）。
CREATE TABLE substation AS
SELECT '25' || digits(1300 + u, 6) AS subs_no, getvariable('towns')[1 + (u * 5) % 14][1:2] || CASE WHEN u >= 14 THEN (u // 14 + 1)::VARCHAR ELSE '' END
        || CASE WHEN u % 3 = 0 THEN '220kV' ELSE '110kV' END || '变电站' AS subs_name,
    CASE WHEN u % 3 = 0 THEN '交流220kV' ELSE '交流110kV' END AS volt_level,
    [100, 126, 180][1 + u % 3]::DECIMAL(18, 3) AS main_tran_cap, '运行' AS run_status, '1340922' AS org_no,
    getvariable('towns')[1 + (u * 5) % 14][1:2] || '站' AS dispatch_name, '30000000-' || digits(100000 + u, 9) AS pms_id,
    between_numbers(1, 6, '间隔', u) AS spare_bays, round(40 + 35 * draw('站载', u), 2)::DECIMAL(18, 4) AS max_load_rate, u AS place
FROM range(getvariable('substations')) AS series(u);

CREATE TABLE main_line AS
SELECT station * getvariable('lines_per_station') + j AS line, station, j, org_no, org_name, town,
    ((station * getvariable('lines_per_station') + j) * getvariable('substations'))
        // (getvariable('stations') * getvariable('lines_per_station')) AS substation_place
FROM station, range(getvariable('lines_per_station')) AS series(j);

CREATE TABLE feeder AS
SELECT '10' || digits(220000 + line * 10 + branch, 8) AS line_no,
    town[1:2] || digits(511 + line, 3) || '线' || CASE WHEN branch > 0 THEN ['东', '西'][branch] || '支线' ELSE '' END AS line_name,
    '交流10kV' AS volt_level, subs_no, subs_name, digits(511 + line, 3) || '间隔' AS bay_name, branch > 0 AS subline_flag,
    CASE WHEN branch > 0 THEN '10' || digits(220000 + line * 10, 8) END AS parent_line_no,
    '10' || digits(220000 + line * 10, 8) AS main_line_no, '公线' AS pub_dedicated, '运行' AS run_status, main_line.org_no, org_name,
    '30000000-' || digits(200000 + line * 10 + branch, 9) AS pms_id,
    round(CASE WHEN branch > 0 THEN 2 ELSE 8 END + 9 * draw('线长', line * 10 + branch), 3)::DECIMAL(18, 3) AS length_km,
    [400, 480, 600][1 + line % 3]::DECIMAL(18, 3) AS max_current, DATE '2018-03-01' + between_numbers(0, 2200, '线变更', line)::INTEGER AS chg_date,
    round(1.2 + 2.6 * draw('线损', line), 2)::DECIMAL(18, 4) AS loss_rate, between_numbers(1, 60, '开放', line)::DECIMAL(18, 3) * 100 AS open_cap,
    line, branch, station
FROM main_line JOIN substation ON substation.place = substation_place, range(3) AS branches(branch);

-- 公用台区按权重分到各所；每个台区是一个村（或其一片）或一个小区（或其几栋）。
CREATE TABLE station_share AS
SELECT station, (sum(weight) OVER (ORDER BY station) - weight)::DOUBLE / sum(weight) OVER () AS share_from FROM station;
CREATE TABLE public_area AS
SELECT k, station, k - min(k) OVER (PARTITION BY station) AS local, 45 + between_numbers(0, 60, '户数', k) AS weight,
    station = 0 OR draw('城乡', k) < CASE WHEN station = 1 THEN 0.7 ELSE 0.15 END AS urban
FROM (SELECT k, k::DOUBLE / getvariable('public_areas') AS share FROM range(getvariable('public_areas')) AS series(k)) AS areas
ASOF JOIN station_share ON share >= share_from;

CREATE TABLE transformer_place AS
SELECT k, area.station, area.local, urban, station.org_no, station.org_name, station.town,
    CASE WHEN urban THEN pick(getvariable('communities'), '社区', k // 4) || '社区'
         ELSE getvariable('village_heads')[1 + (area.local * 7 + area.station * 11) % len(getvariable('village_heads'))]
              || getvariable('village_tails')[1 + (area.local * 5 + area.station * 3) % len(getvariable('village_tails'))] || '村' END AS village,
    CASE WHEN urban THEN pick(getvariable('roads'), '路', k) END AS road,
    CASE WHEN urban THEN getvariable('estates')[1 + (area.local * 7 + area.station) % len(getvariable('estates'))]
        || CASE WHEN area.local >= len(getvariable('estates')) THEN (area.local // len(getvariable('estates')) + 1)::VARCHAR || '期' ELSE '' END END AS estate,
    feeder.line_no, feeder.main_line_no, '00' || digits(41000000 + k * 7, 8) AS tg_no,
    station.lon_min + 0.02 + 0.12 * draw('经', k) AS longitude, station.lat_min + 0.02 + 0.10 * draw('纬', k) AS latitude,
    person_name('员工', area.station * 40 + 4 + area.local % (getvariable('staff_per_station') - 4)) AS tg_manager,
    replace(station.org_name, '青澜县', '') || ['营业一班', '营业二班'][1 + area.local % 2] AS team_name,
    '10' || digits(30000000 + k, 8) AS area_no,
    (sum(area.weight) OVER (ORDER BY k) - area.weight)::DOUBLE / sum(area.weight) OVER () AS share_from
FROM public_area AS area JOIN station USING (station)
JOIN feeder ON feeder.station = area.station AND feeder.branch = (area.local // getvariable('lines_per_station')) % 3
    AND feeder.line = area.station * getvariable('lines_per_station') + area.local % getvariable('lines_per_station');

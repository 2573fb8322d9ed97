-- 单位树：省、市、县、供电所、班组；编码前缀表示隶属。所的辖区是县域里的一格。
CREATE TABLE station AS
SELECT s AS station, getvariable('towns')[1 + s % 14] AS town, '1340922' || digits(s + 1, 2) AS org_no,
    '青澜县' || replace(replace(getvariable('towns')[1 + s % 14], '镇', ''), '乡', '') || '供电所' AS org_name,
    CASE s WHEN 0 THEN 3 WHEN 1 THEN 2 ELSE 1 END AS weight,
    116.00 + 0.16 * (s % 4) AS lon_min, 116.16 + 0.16 * (s % 4) AS lon_max,
    38.00 + 0.14 * (s // 4) AS lat_min, 38.14 + 0.14 * (s // 4) AS lat_max
FROM range(getvariable('stations')) AS series(s);

CREATE TABLE org_unit AS
SELECT '134' AS org_no, '燕澜省电力公司' AS org_name, '省' AS org_level, NULL::VARCHAR AS parent_org_no, '130000' AS region_code,
    113.0 AS lon_min, 120.0 AS lon_max, 36.0 AS lat_min, 43.0 AS lat_max
UNION ALL SELECT '13409', '安河市供电公司', '市', '134', '130900', 115.5, 118.0, 37.5, 39.5
UNION ALL SELECT '1340922', '青澜县供电公司', '县', '13409', '130929', 116.0, 116.64, 38.0, 38.6
UNION ALL SELECT '134092290', '青澜县供电公司大客户班', '班', '1340922', '130929', 116.0, 116.64, 38.0, 38.6
UNION ALL SELECT org_no, org_name, '所', '1340922', '130929', lon_min, lon_max, lat_min, lat_max FROM station
UNION ALL SELECT org_no || digits(team, 2), replace(org_name, '青澜县', '') || ['营业一班', '营业二班', '计量采集班'][team], '班', org_no, '130929',
    lon_min, lon_max, lat_min, lat_max
FROM station, range(1, 4) AS teams(team);

CREATE TABLE staff AS
SELECT digits(13092900 + station * 40 + member, 8) AS staff_no, person_name('员工', station * 40 + member) AS staff_name,
    org_no, replace(org_name, '青澜县', '') || ['营业一班', '营业二班', '计量采集班'][1 + member % 3] AS team_name,
    CASE WHEN member = 0 THEN '所长' WHEN member < 4 THEN '班长' ELSE '台区经理' END AS role,
    mobile_number(50000000 + station * 40 + member) AS mobile, DATE '2019-01-01' + (member * 31)::INTEGER AS start_date,
    NULL::DATE AS end_date
FROM station, range(getvariable('staff_per_station')) AS series(member);

-- 可以挑来改坏的对象：正常在册户与它们的主计量点、已销户、台区；挑过的不再挑。
CREATE TEMP TABLE pool AS
SELECT customer.*, kind, serial, i, k, station, high, solar, recent, suspended, dedicated, two_part
FROM customer JOIN (SELECT cons_no, kind, serial, i, k, station, high, solar, recent, suspended, dedicated, two_part FROM account WHERE life = 'normal') USING (cons_no)
WHERE org_no NOT IN (SELECT unnest(getvariable('masked_units')));
CREATE VIEW closed AS SELECT customer.* FROM customer WHERE cons_status = '已销户客户';
CREATE VIEW main_point AS SELECT * FROM metering_point WHERE mp_no = '13' || cons_no[3:] || '01';
CREATE VIEW area_pool AS SELECT * FROM distribution_transformer;
CREATE TABLE touched (name VARCHAR);
CREATE TABLE owner_unit AS SELECT cons_no AS owner_name, org_no AS owner_org FROM account;
CREATE TABLE area_unit AS
SELECT tg_no AS area_name, org_no AS area_org FROM distribution_transformer UNION ALL SELECT line_no, org_no FROM feeder UNION ALL SELECT area_no, org_no FROM residential_area
UNION ALL SELECT DISTINCT hall_no, org_no FROM business_hall;

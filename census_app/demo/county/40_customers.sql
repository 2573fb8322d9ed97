-- 户名：居民用人名，商户用字号，单位用地名加行业。
CREATE TABLE named_account AS
SELECT *,
    CASE kind
        WHEN 'home' THEN person WHEN 'pile_home' THEN person
        WHEN 'shop' THEN pick(getvariable('shop_words'), '字号', i) || getvariable('shop_kinds')[shop_kind]
        WHEN 'licensed_shop' THEN '青澜县' || replace(replace(town, '镇', ''), '乡', '') || pick(getvariable('shop_words'), '字号', i) || getvariable('shop_kinds')[shop_kind]
        WHEN 'company' THEN '青澜县' || trade_name || getvariable('company_kinds')[company_kind]
        WHEN 'village_school' THEN '青澜县' || town || village || '小学'
        WHEN 'committee' THEN '青澜县' || town || village || CASE WHEN urban THEN '居民委员会' ELSE '村民委员会' END
        WHEN 'collective' THEN '青澜县' || town || village || '股份经济合作社'
        WHEN 'street_light' THEN '青澜县' || town || '人民政府(' || coalesce(road, village) || '路灯)'
        WHEN 'estate_common' THEN pick(getvariable('company_words'), '物业', k) || '物业服务有限公司(' || coalesce(estate, village) || (1 + serial % 9) || '#楼电梯)'
        WHEN 'irrigation' THEN town || village || '村民委员会(机井' || (1 + serial % 7) || '#)'
        WHEN 'tower' THEN '安河通信铁塔有限公司青澜县分公司(' || village || '基站)'
        WHEN 'site' THEN '青澜县' || trade_name || '建筑工程有限公司'
        WHEN 'clinic' THEN '青澜县' || town || village || '卫生院'
        WHEN 'small_charging' THEN '青澜县' || trade_name || '充电服务有限公司'
        WHEN 'greenhouse' THEN '青澜县' || trade_name || '蔬菜种植专业合作社'
        WHEN 'hospital' THEN '青澜县' || trade_name || '医院' WHEN 'chemical' THEN '青澜县' || trade_name || '化工有限公司'
        WHEN 'school' THEN '青澜县' || town || '第' || (1 + serial) || '中学' WHEN 'estate' THEN trade_name || '物业服务有限公司(' || coalesce(estate, village) || ')'
        WHEN 'pump' THEN '青澜县' || town || village || '扬水站' WHEN 'breeding' THEN '青澜县' || trade_name || '养殖有限公司'
        WHEN 'charging' THEN '青澜县' || trade_name || '新能源有限公司' WHEN 'mall' THEN '青澜县' || trade_name || '商业管理有限公司'
        WHEN 'hotel' THEN '青澜县' || trade_name || '大酒店有限公司' WHEN 'office' THEN '青澜县' || trade_name || '置业有限公司'
        WHEN 'mine' THEN '青澜县' || trade_name || '矿业有限公司' WHEN 'water' THEN '青澜县' || trade_name || '供水有限公司'
        WHEN 'captive' THEN '青澜县' || trade_name || '水泥有限公司'
        ELSE '青澜县' || trade_name || getvariable('factory_kinds')[factory_kind] END AS cons_name,
    CASE kind WHEN 'home' THEN CASE WHEN urban THEN '城镇居民' ELSE '乡村居民' END
        WHEN 'shop' THEN getvariable('shop_trades')[shop_kind] WHEN 'licensed_shop' THEN getvariable('shop_trades')[shop_kind]
        WHEN 'company' THEN getvariable('company_trades')[company_kind] WHEN 'factory' THEN getvariable('factory_trades')[factory_kind] END AS own_trade,
    '青澜县' || town || CASE WHEN urban THEN road || (1 + (k * 13) % 380) || '号' || estate || building || '号楼' || unit || '单元' || room || '室'
        WHEN high OR kind NOT IN ('home', 'pile_home') THEN village || pick(getvariable('roads'), '村路', i) || (1 + i % 900) || '号'
        ELSE village || (1 + i % 9) || '组' || (1 + i % 400) || '号' END AS address
FROM (SELECT account.*,
        1 + floor(draw('店', i) * len(getvariable('shop_kinds')))::INTEGER AS shop_kind,
        1 + floor(draw('公司', i) * len(getvariable('company_kinds')))::INTEGER AS company_kind,
        1 + floor(draw('厂', i) * len(getvariable('factory_kinds')))::INTEGER AS factory_kind,
        pick(getvariable('company_words'), '商号甲', i) || CASE WHEN i % 3 = 0 THEN '' ELSE pick(getvariable('company_words'), '商号乙', i) END AS trade_name,
        1 + (i // 44) % 26 AS building, 1 + (i // 22) % 4 AS unit, (1 + (i // 2) % 11) * 100 + 1 + i % 2 AS room
      FROM account);

CREATE TABLE customer AS
SELECT cons_no, cons_name, cons_sort,
    CASE WHEN kind = 'charging' THEN '充电站客户' WHEN kind = 'captive' THEN '自备电厂户' WHEN dedicated THEN '专线专变客户'
         WHEN high THEN '公线专变客户' ELSE '公变客户' END AS cust_type,
    CASE life WHEN 'closed' THEN '已销户客户' WHEN 'new' THEN '当前新装客户' WHEN 'changing' THEN '当前变更客户' ELSE '正常用电客户' END AS cons_status,
    CASE WHEN credit_kind IS NOT NULL THEN CASE WHEN i % 4 = 0 THEN '统一社会信用代码' ELSE '营业执照' END
         WHEN serial % 211 = 9 THEN '户口簿' WHEN serial % 307 = 11 THEN '军官证' WHEN serial % 409 = 13 THEN '港澳居民来往内地通行证'
         ELSE '居民身份证' END AS cert_type,
    CASE WHEN credit_kind IS NOT NULL THEN credit_code(credit_kind, credit_subject)
         WHEN serial % 211 <> 9 AND serial % 307 = 11 THEN '军字第' || digits(1000000 + i, 7) || '号'
         WHEN serial % 211 <> 9 AND serial % 409 = 13 THEN 'H' || digits(10000000 + i, 8) ELSE identity_number(i) END AS cert_no,
    CASE WHEN credit_kind IS NOT NULL THEN cons_name ELSE person END AS cert_holder,
    CASE WHEN credit_kind IS NULL AND draw('有效期', i) < 0.35 THEN days_after(DATE '2027-06-01', 0, 5200, '到期', i) END AS cert_expire,
    CASE WHEN credit_kind IS NOT NULL THEN credit_code(credit_kind, credit_subject) END AS uscc,
    CASE WHEN credit_kind IS NOT NULL THEN person END AS legal_rep,
    CASE WHEN credit_kind IS NULL AND draw('本人', i) < 0.8 THEN person ELSE person_name('联系人', i) END AS contact_name,
    CASE WHEN high THEN '电气联系人' ELSE '账务联系人' END AS contact_type,
    mobile_number(i) AS mobile,
    CASE WHEN credit_kind IS NOT NULL AND draw('座机', i) < 0.5 THEN '0317-8' || digits(100000 + i * 7 % 900000, 6) END AS phone,
    CASE WHEN draw('账务', i) < 0.85 THEN mobile_number(i) END AS bill_mobile,
    CASE WHEN draw('停电', i) < 0.6 THEN mobile_number(i) END AS outage_mobile,
    address AS elec_addr, '青澜县' AS addr_county, town AS addr_town, village AS addr_village, road AS addr_road, estate AS addr_estate,
    CASE WHEN urban THEN building || '号楼' END AS addr_building, CASE WHEN urban THEN room || '室' ELSE (1 + i % 400) || '号' END AS addr_room,
    '130929' AS region_code, round(longitude + 0.006 * (draw('东', i) - 0.5), 6) AS longitude, round(latitude + 0.006 * (draw('北', i) - 0.5), 6) AS latitude,
    CASE WHEN urban AND kind = 'home' AND draw('产权', i) < 0.2 THEN '冀(20' || digits(16 + i % 10, 2) || ')青澜县不动产权第' || digits(20000 + i, 7) || '号' END AS real_estate_no,
    CASE WHEN draw('租', i) < 0.06 THEN '租户' ELSE '业主' END AS occupier, coalesce(own_trade, kind_trade) AS trade_code,
    CASE WHEN kind = 'captive' THEN '水泥' WHEN kind = 'factory' AND factory_kind = 5 THEN '铸造' END AS hec_industry,
    CASE WHEN kind = 'home' THEN CASE WHEN urban THEN '城镇居民生活用电' ELSE '乡村居民生活用电' END
         WHEN kind IN ('factory', 'water') AND contract_cap >= 315 THEN '大工业用电' ELSE kind_elec_type END AS elec_type,
    volt_level, contract_cap::DECIMAL(18, 3) AS contract_cap, run_cap::DECIMAL(18, 3) AS run_cap,
    CASE WHEN kind IN ('hospital', 'mine', 'chemical') THEN '一类' WHEN kind IN ('water', 'captive') THEN '二类' ELSE '三类' END AS load_attr,
    CASE WHEN high AND price_class = '工商业' THEN pick(['单班', '二班', '三班', '连续生产'], '班次', i) END AS shift_no,
    CASE WHEN kind IN ('factory') THEN pick(['周日', '周六', '无'], '厂休', i) END AS holiday,
    CASE WHEN kind IN ('hospital', 'chemical') THEN '一级' WHEN kind IN ('mine', 'water') THEN '二级' END AS rrio_level,
    CASE WHEN kind = 'site' THEN '装表临时用电' ELSE '非临时用电' END AS tmp_flag,
    CASE WHEN kind = 'site' THEN days_after(DATE '2027-01-31', 0, 240, '临时', i) END AS tmp_due_date, '无转供' AS transfer_flag,
    CASE WHEN urban THEN '城市' ELSE '农村' END AS urban_rural, build_date,
    CASE WHEN life <> 'new' THEN build_date + between_numbers(2, 12, '送电', i)::INTEGER END AS ps_date,
    CASE WHEN life = 'closed' THEN days_after(DATE '2025-12-05', 0, 200, '销户', i) END AS cancel_date,
    CASE WHEN life IN ('new', 'closed') OR suspended = 'all' THEN '已停电' ELSE '未停电' END AS poweroff_flag,
    CASE WHEN credit_kind IN ('91', '92') THEN '增值税发票' ELSE '普通发票' END AS note_type,
    CASE WHEN high THEN '非预付' ELSE '预付费' END AS prepay_type, '22' || digits(30000 + k * 3 + CASE WHEN high THEN 1 ELSE 0 END, 8) AS mr_sect_no,
    org_no, org_unit.org_name, CASE WHEN high AND contract_cap >= 1000 THEN '大客户班' ELSE team_name END AS team_name, tg_manager,
    CASE WHEN price_class <> '工商业' THEN '非市场化客户' WHEN high AND i % 2 = 0 THEN '市场化零售用户' ELSE '代理购电用户' END AS market_attr,
    kind = 'home' AND serial % 61 = 17 AS multi_pop_flag, draw('绑定', i) < 0.7 AS app_bind_flag, tg_no, line_no, area_no,
    CASE WHEN urban THEN unit || '单元' END AS addr_unit, CASE WHEN credit_kind IN ('91', '92') THEN credit_code(credit_kind, credit_subject) END AS vat_no,
    kind = 'home' AND serial % 83 = 29 AS low_income_flag, CASE WHEN credit_kind = '91' THEN NOT high ELSE false END AS micro_flag,
    '抄表结算' AS settle_mode, '短信' AS notify_mode, NULL::VARCHAR AS orig_cons_no, CASE WHEN high THEN person_name('客户经理', station) END AS cust_manager,
    CASE WHEN kind = 'street_light' THEN '不抄表' ELSE '每月一次' END AS mr_cycle,
    CASE WHEN volt_level = '交流220V' THEN ['A相', 'B相', 'C相'][1 + i % 3] ELSE '三相' END AS phase_no, tg_manager AS equipment_owner,
    CASE WHEN kind = 'home' AND serial % 61 = 17 THEN 5 + i % 4 END AS population,
    CASE WHEN kind = 'home' AND serial % 61 = 17 THEN DATE '2027-12-31' END AS population_until,
    kind = 'home' AND serial % 71 = 19 AS electric_heating_flag
FROM (SELECT *, CASE WHEN kind = 'tower' THEN 900001 WHEN kind IN ('irrigation', 'committee') THEN 700000 + k
        WHEN kind IN ('estate_common', 'street_light') THEN 800000 + k ELSE i END AS credit_subject FROM named_account) AS named
JOIN org_unit USING (org_no);
